// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ChainList} from "../../../src/resolver/ChainList.sol";
import {IAddressRule} from "../../../src/resolver/IAddressRule.sol";
import {ChainListBase} from "./ChainListBase.sol";

/// @title ChainList's constructor
contract ChainListConstructorTest is ChainListBase {
    function testFuzz_keepsWhatItIsGiven(address owner, uint64 delay, uint256 a, uint256 b)
        external
    {
        vm.assume(owner != address(0) && delay != 0);
        vm.assume(a != b && a != 0x80000000 && b != 0x80000000);
        list = new ChainList(owner, delay, _rows(a, b));
        vm.assertEq(list.owner(), owner);
        vm.assertEq(list.delay(), delay);
        vm.assertEq(list.length(), 2);
        _check(0, a, rule, NOW);
        _check(1, b, rule, NOW);
        // The first rows count at once.
        vm.assertEq(address(list.ruleOf(a)), address(rule));
    }

    function test_mayBeginEmpty() external {
        list = new ChainList(OWNER, DELAY, new ChainList.Chain[](0));
        vm.assertEq(list.length(), 0);
    }

    function test_refusesNoDelay() external {
        vm.expectRevert(ChainList.ZeroDelay.selector);
        new ChainList(OWNER, 0, _rows(60, 61));
    }

    function test_refusesAChainTwice() external {
        vm.expectRevert(abi.encodeWithSelector(ChainList.AlreadyListed.selector, 60));
        new ChainList(OWNER, DELAY, _rows(60, 60));
    }

    function test_refusesTheDefault() external {
        vm.expectRevert(ChainList.DefaultIsNoChain.selector);
        new ChainList(OWNER, DELAY, _rows(60, 0x80000000));
    }

    function test_refusesARuleWithoutContract() external {
        ChainList.Chain[] memory rows = _rows(60, 61);
        rows[1].rule = IAddressRule(address(0xDEAD));
        vm.expectRevert(abi.encodeWithSelector(ChainList.NoRule.selector, address(0xDEAD)));
        new ChainList(OWNER, DELAY, rows);
    }

    function test_refusesTheZeroOwner() external {
        vm.expectRevert(abi.encodeWithSignature("OwnableInvalidOwner(address)", address(0)));
        new ChainList(address(0), DELAY, _rows(60, 61));
    }
}
