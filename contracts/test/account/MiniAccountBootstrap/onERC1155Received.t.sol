// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AccountProxy} from "../../../src/account/AccountProxy.sol";
import {MiniAccountBootstrap} from "../../../src/account/MiniAccountBootstrap.sol";
import {Placement} from "../Placement.sol";

/// @title MiniAccountBootstrap.onERC1155Received
contract MiniAccountBootstrapOnERC1155ReceivedTest is Placement {
    function testFuzz_returnsItsSelector(
        address a,
        address b,
        uint256 id,
        uint256 value,
        bytes calldata data
    ) external {
        vm.assertEq(_alice().onERC1155Received(a, b, id, value, data), bytes4(0xf23a6e61));
    }

    function test_refusesADirectCall() external {
        vm.expectRevert(AccountProxy.NotThroughProxy.selector);
        bootstrap.onERC1155Received(address(this), address(this), 1, 1, "");
    }
}
