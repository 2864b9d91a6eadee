// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {MiniAccountProxy} from "../libraries/MiniAccountProxy.sol";
import {IAddressRule, ZeroConstant} from "./IAddressRule.sol";

/// @title Addresses on Tron
/// @notice The account is the proxy that it is on EVM chains. But the TVM's CREATE2 hashes 0x41, the
///         prefix of Tron's addresses, where Ethereum's hashes 0xff (java-tron,
///         `WalletUtil.generateContractAddress2`).
contract TronAddressRule is IAddressRule {
    /// @dev What every address on Tron's main chain starts with.
    bytes1 private constant PREFIX = 0x41;

    /// @notice Deploys the accounts, without the prefix.
    address public immutable factory;

    /// @notice The first implementation of every account, without the prefix.
    address public immutable implementation;

    /// @param factory_ Deploys the accounts, without the prefix.
    /// @param implementation_ The first implementation of every account, without the prefix.
    constructor(address factory_, address implementation_) {
        if (factory_ == address(0)) revert ZeroConstant("factory");
        if (implementation_ == address(0)) revert ZeroConstant("implementation");
        factory = factory_;
        implementation = implementation_;
    }

    /// @inheritdoc IAddressRule
    /// @return 21 bytes: the prefix, and what the TVM takes for the address.
    function derive(bytes32 node, address keystore) external view returns (bytes memory) {
        bytes32 codeHash = MiniAccountProxy.initCodeHash(implementation, node, keystore);
        bytes32 hash = keccak256(abi.encodePacked(PREFIX, factory, node, codeHash));
        return abi.encodePacked(PREFIX, address(uint160(uint256(hash))));
    }
}
