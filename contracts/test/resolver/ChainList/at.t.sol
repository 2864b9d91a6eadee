// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ChainListBase} from "./ChainListBase.sol";

/// @title ChainList.at
contract ChainListAtTest is ChainListBase {
    function test_givesTheRowsInTheirOrder() external {
        vm.prank(OWNER);
        list.add(501, otherRule);
        vm.warp(NOW + 5);
        vm.prank(OWNER);
        list.add(137, rule);
        vm.assertEq(list.length(), 4);
        _check(0, 60, rule, NOW);
        _check(1, 0x80002105, rule, NOW);
        _check(2, 501, otherRule, NOW + DELAY);
        _check(3, 137, rule, NOW + 5 + DELAY);
    }

    function testFuzz_hasNoMore(uint256 index) external {
        index = _bound(index, 2, type(uint256).max);
        vm.expectRevert();
        list.at(index);
    }
}
