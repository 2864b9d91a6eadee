// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title The cheatcodes in use
/// @notice See getfoundry.sh, "Cheatcodes reference". No usable forge-std is to be had from npm.
interface Vm {
    /// @notice One instruction that was executed.
    struct DebugStep {
        uint256[] stack;
        bytes memoryInput;
        uint8 opcode;
        uint64 depth;
        bool isOutOfGas;
        address contractAddr;
    }

    /// @notice Begins to record every instruction.
    function startDebugTraceRecording() external;

    /// @notice Ends that, and gives what was recorded.
    function stopAndReturnDebugTraceRecording() external returns (DebugStep[] memory steps);

    /// @notice The P-256 point of a private key.
    function publicKeyP256(uint256 key) external pure returns (uint256 x, uint256 y);

    /// @notice Signs a hash with a P-256 key; s comes low or high.
    function signP256(uint256 key, bytes32 hash) external pure returns (bytes32 r, bytes32 s);

    /// @notice Sets the caller of what follows, and the origin of the transaction.
    function startPrank(address caller, address origin) external;

    /// @notice Ends that.
    function stopPrank() external;

    /// @notice Sets the block's time.
    function warp(uint256 time) external;

    /// @notice Sets the chain's id.
    function chainId(uint256 id) external;

    /// @notice Sets the caller of the next call.
    function prank(address caller) external;

    /// @notice Forgets that an account and its storage were accessed: the next access costs more.
    function cool(address account) external;

    /// @notice Sets an account's balance.
    function deal(address account, uint256 balance) external;

    /// @notice Sets an account's nonce; never lower than before.
    function setNonce(address account, uint64 nonce) external;

    /// @notice Sets the rules of the EVM by a hard fork's name.
    function setEvmVersion(string calldata fork) external;

    /// @notice Sets the block's base fee.
    function fee(uint256 baseFee) external;

    /// @notice Sets the transaction's gas price.
    function txGasPrice(uint256 price) external;

    /// @notice Sets an account's code.
    function etch(address account, bytes calldata code) external;

    /// @notice Writes a storage slot.
    function store(address account, bytes32 slot, bytes32 value) external;

    /// @notice Reads a storage slot.
    function load(address account, bytes32 slot) external view returns (bytes32);

    /// @notice The address of a private key.
    function addr(uint256 key) external pure returns (address);

    /// @notice Signs a digest.
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);

    /// @notice The next call must revert with exactly this.
    function expectRevert(bytes calldata data) external;

    /// @notice The next call must revert with exactly this selector and nothing else.
    function expectRevert(bytes4 data) external;

    /// @notice The next call must revert, with whatever.
    function expectRevert() external;

    /// @notice The next call must emit the event that is emitted after this.
    function expectEmit(address emitter) external;

    /// @notice The next call must emit the event that is emitted after this, from whatever address.
    function expectEmit() external;

    /// @notice Discards a fuzz input.
    function assume(bool condition) external pure;

    /// @notice Records the gas of the last call under snapshots/.
    function snapshotGasLastCall(string calldata group, string calldata name)
        external
        returns (uint256);

    /// @notice Records a figure under snapshots/.
    function snapshotValue(string calldata group, string calldata name, uint256 value) external;

    /// @notice Reads a file.
    function readFile(string calldata path) external view returns (string memory);

    /// @notice Whether a JSON has a key.
    function keyExistsJson(string calldata json, string calldata key) external view returns (bool);

    /// @notice Reads bytes from a JSON.
    function parseJsonBytes(string calldata json, string calldata key)
        external
        pure
        returns (bytes memory);

    /// @notice Reads a word from a JSON.
    function parseJsonBytes32(string calldata json, string calldata key)
        external
        pure
        returns (bytes32);

    /// @notice Reads a list of words from a JSON.
    function parseJsonBytes32Array(string calldata json, string calldata key)
        external
        pure
        returns (bytes32[] memory);

    /// @notice Reads a list of bytes from a JSON.
    function parseJsonBytesArray(string calldata json, string calldata key)
        external
        pure
        returns (bytes[] memory);

    /// @notice Reads an address from a JSON.
    function parseJsonAddress(string calldata json, string calldata key)
        external
        pure
        returns (address);

    /// @notice Reads a number from a JSON.
    function parseJsonUint(string calldata json, string calldata key)
        external
        pure
        returns (uint256);

    /// @notice Reads a list of numbers from a JSON.
    function parseJsonUintArray(string calldata json, string calldata key)
        external
        pure
        returns (uint256[] memory);

    /// @notice Reads a string from a JSON.
    function parseJsonString(string calldata json, string calldata key)
        external
        pure
        returns (string memory);

    /// @notice A number as text.
    function toString(uint256 value) external pure returns (string memory);

    /// @notice Fails unless true.
    function assertTrue(bool condition, string calldata message) external pure;

    /// @notice Fails unless true.
    function assertTrue(bool condition) external pure;

    /// @notice Fails unless false.
    function assertFalse(bool condition) external pure;

    /// @notice Fails unless equal.
    function assertEq(uint256 left, uint256 right) external pure;

    /// @notice Fails unless equal.
    function assertEq(address left, address right) external pure;

    /// @notice Fails unless equal.
    function assertEq(address left, address right, string calldata message) external pure;

    /// @notice Fails unless equal.
    function assertEq(bytes32 left, bytes32 right) external pure;

    /// @notice Fails unless equal.
    function assertEq(bytes32 left, bytes32 right, string calldata message) external pure;

    /// @notice Fails unless equal.
    function assertEq(bytes calldata left, bytes calldata right) external pure;

    /// @notice Fails unless equal.
    function assertEq(bytes calldata left, bytes calldata right, string calldata message)
        external
        pure;

    /// @notice Fails unless equal.
    function assertEq(string calldata left, string calldata right) external pure;

    /// @notice Fails unless equal.
    function assertEq(address[] calldata left, address[] calldata right) external pure;

    /// @notice Fails unless equal.
    function assertEq(string[] calldata left, string[] calldata right) external pure;

    /// @notice Fails unless less.
    function assertLt(uint256 left, uint256 right) external pure;

    /// @notice Fails unless different.
    function assertNotEq(address left, address right) external pure;

    /// @notice Fails unless different.
    function assertNotEq(bytes32 left, bytes32 right) external pure;
}
