// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AccountProxy} from "../../../src/account/AccountProxy.sol";
import {MiniAccountBootstrap} from "../../../src/account/MiniAccountBootstrap.sol";
import {Placement} from "../Placement.sol";

/// @title MiniAccountBootstrap.onERC1155BatchReceived
contract MiniAccountBootstrapOnERC1155BatchReceivedTest is Placement {
    function testFuzz_returnsItsSelector(
        address a,
        address b,
        uint256[] calldata ids,
        uint256[] calldata values,
        bytes calldata data
    ) external {
        bytes4 selector = _alice().onERC1155BatchReceived(a, b, ids, values, data);
        vm.assertEq(selector, bytes4(0xbc197c81));
    }

    function test_refusesADirectCall() external {
        vm.expectRevert(AccountProxy.NotThroughProxy.selector);
        bootstrap.onERC1155BatchReceived(
            address(this), address(this), new uint256[](1), new uint256[](1), ""
        );
    }
}
