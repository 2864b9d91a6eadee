// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Placed} from "../account/Placed.sol";
import {MiniAccountProxy} from "../libraries/MiniAccountProxy.sol";
import {IAddressRule} from "./IAddressRule.sol";

/// @title Addresses on chains with Ethereum's CREATE2
contract EvmAddressRule is IAddressRule {
    /// @notice What deploys mini-accounts: `MiniAccountFactory`.
    address public constant FACTORY = Placed.FACTORY;

    /// @notice The first implementation of every mini-account: `MiniAccountBootstrap`.
    address public constant BOOTSTRAP = Placed.BOOTSTRAP;

    /// @inheritdoc IAddressRule
    function derive(bytes32 node, address keystore) external pure returns (bytes memory) {
        return abi.encodePacked(MiniAccountProxy.addressOf(FACTORY, BOOTSTRAP, node, keystore));
    }
}
