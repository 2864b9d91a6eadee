// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {MiniAccountProxy} from "../libraries/MiniAccountProxy.sol";
import {IAddressRule} from "./IAddressRule.sol";

/// @title Addresses on chains with Ethereum's CREATE2
contract EvmAddressRule is IAddressRule {
    /// @notice Deploys mini-accounts (`MiniAccountFactory`), where CreateX places it with the salt
    ///         keccak256("mononym.factory.v1").
    address public constant FACTORY = 0x0B6Cab5b3b9B6f81A6b78BA4EFa70B59c7Eb323f;

    /// @notice The first implementation of every mini-account (`MiniAccountBootstrap`), where CreateX
    ///         places it with the salt keccak256("mononym.bootstrap.v1").
    address public constant BOOTSTRAP = 0x1530AE78103f9cBf51Ac17752f3B4e48aca2de55;

    /// @inheritdoc IAddressRule
    function derive(bytes32 node, address keystore) external pure returns (bytes memory) {
        return abi.encodePacked(MiniAccountProxy.addressOf(FACTORY, BOOTSTRAP, node, keystore));
    }
}
