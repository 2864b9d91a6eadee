// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IAddressRule, ZeroConstant} from "./IAddressRule.sol";

/// @title Addresses on ZK Stack chains that run EraVM code only
/// @notice There a contract's code is known by a hash of its own, and what its constructor is given is
///         hashed apart (Era's `ContractDeployer.getNewAddressCreate2`).
contract ZkStackAddressRule is IAddressRule {
    /// @dev Tells CREATE2 from CREATE.
    bytes32 private constant PREFIX = keccak256("zksyncCreate2");

    /// @notice Deploys the accounts.
    address public immutable factory;

    /// @notice The first implementation of every account.
    address public immutable implementation;

    /// @notice The versioned hash of the proxy's EraVM code.
    bytes32 public immutable bytecodeHash;

    /// @notice Not the hash of EraVM code: 0x01, 0x00, the length in words (2 bytes, odd), 28 bytes of
    ///         the code's SHA-256.
    /// @param bytecodeHash The hash.
    error MalformedBytecodeHash(bytes32 bytecodeHash);

    /// @param factory_ Deploys the accounts.
    /// @param implementation_ The first implementation of every account.
    /// @param bytecodeHash_ The versioned hash of the proxy's EraVM code.
    constructor(address factory_, address implementation_, bytes32 bytecodeHash_) {
        if (factory_ == address(0)) revert ZeroConstant("factory");
        if (implementation_ == address(0)) revert ZeroConstant("implementation");
        bool isCode = bytes2(bytecodeHash_) == 0x0100;
        bool isOdd = uint8(bytecodeHash_[3]) % 2 == 1;
        if (!isCode || !isOdd) revert MalformedBytecodeHash(bytecodeHash_);
        factory = factory_;
        implementation = implementation_;
        bytecodeHash = bytecodeHash_;
    }

    /// @inheritdoc IAddressRule
    /// @return 20 bytes.
    function derive(bytes32 node, address keystore) external view returns (bytes memory) {
        bytes32 inputHash = keccak256(abi.encode(implementation, node, keystore));
        bytes32 hash = keccak256(abi.encode(PREFIX, factory, node, bytecodeHash, inputHash));
        return abi.encodePacked(address(uint160(uint256(hash))));
    }
}
