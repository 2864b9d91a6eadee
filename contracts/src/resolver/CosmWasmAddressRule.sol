// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IAddressRule, ZeroConstant} from "./IAddressRule.sol";

/// @title Addresses on CosmWasm chains
/// @notice What `instantiate2` gives a contract (wasmd, `BuildContractAddressPredictable`), with the node
///         as salt and no message. Which Keystore the accounts obey is fixed in the creator.
contract CosmWasmAddressRule is IAddressRule {
    /// @dev The kind of address (Cosmos SDK, ADR-028).
    bytes private constant KIND = "module";

    /// @dev The module that contracts belong to, and the zero byte that ends its name.
    bytes private constant MODULE = "wasm\x00";

    /// @notice SHA-256 of the account's Wasm code.
    bytes32 public immutable checksum;

    /// @dev The creator, padded with zeros behind.
    bytes32 private immutable _creator;

    /// @dev How many bytes the creator has.
    uint64 private immutable _creatorLength;

    /// @notice Addresses are 20 bytes long, those of contracts and modules 32.
    /// @param length What was given.
    error CreatorLength(uint256 length);

    /// @param checksum_ SHA-256 of the account's Wasm code.
    /// @param creator_ Instantiates the accounts: its address in binary form, 20 or 32 bytes.
    constructor(bytes32 checksum_, bytes memory creator_) {
        if (checksum_ == 0) revert ZeroConstant("checksum");
        if (creator_.length != 20 && creator_.length != 32) revert CreatorLength(creator_.length);
        if (bytes32(creator_) == 0) revert ZeroConstant("creator");
        checksum = checksum_;
        _creator = bytes32(creator_);
        _creatorLength = uint64(creator_.length);
    }

    /// @inheritdoc IAddressRule
    /// @return 32 bytes.
    function derive(bytes32 node, address) external view returns (bytes memory) {
        bytes memory code = abi.encodePacked(uint64(32), checksum);
        bytes memory by = abi.encodePacked(_creatorLength, creator());
        bytes memory salt = abi.encodePacked(uint64(32), node);
        uint64 noMessage = 0;
        return
            abi.encodePacked(
                sha256(abi.encodePacked(sha256(KIND), MODULE, code, by, salt, noMessage))
            );
    }

    /// @notice Instantiates the accounts.
    /// @return Its address in binary form, 20 or 32 bytes.
    function creator() public view returns (bytes memory) {
        bytes32 padded = _creator;
        return _creatorLength == 20 ? abi.encodePacked(bytes20(padded)) : abi.encodePacked(padded);
    }
}
