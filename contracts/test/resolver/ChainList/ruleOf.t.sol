// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ChainListBase} from "./ChainListBase.sol";

/// @title ChainList.ruleOf
contract ChainListRuleOfTest is ChainListBase {
    function testFuzz_isZeroUnlessListed(uint256 coinType) external view {
        vm.assume(coinType != 60 && coinType != 0x80002105);
        vm.assertEq(address(list.ruleOf(coinType)), address(0));
        vm.assertEq(address(list.ruleOf(60)), address(rule));
        vm.assertEq(address(list.ruleOf(0x80002105)), address(rule));
    }

    function testFuzz_aNewRowCountsAfterTheDelay(uint256 coinType, uint256 later) external {
        vm.assume(!_isTaken(coinType));
        vm.prank(OWNER);
        list.add(coinType, otherRule);
        vm.assertEq(address(list.ruleOf(coinType)), address(0));
        vm.warp(NOW + DELAY - 1);
        vm.assertEq(address(list.ruleOf(coinType)), address(0));
        vm.warp(NOW + DELAY + _bound(later, 0, 1e12));
        vm.assertEq(address(list.ruleOf(coinType)), address(otherRule));
    }

    function test_itCountsInTheFirstSecondAfterTheDelay() external {
        vm.prank(OWNER);
        list.add(61, otherRule);
        vm.warp(NOW + DELAY);
        vm.assertEq(address(list.ruleOf(61)), address(otherRule));
    }
}
