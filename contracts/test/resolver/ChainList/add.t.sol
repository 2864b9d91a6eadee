// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ChainList} from "../../../src/resolver/ChainList.sol";
import {IAddressRule} from "../../../src/resolver/IAddressRule.sol";
import {ChainListBase} from "./ChainListBase.sol";

/// @title ChainList.add
contract ChainListAddTest is ChainListBase {
    function testFuzz_announcesARow(uint256 coinType) external {
        vm.assume(!_isTaken(coinType));
        vm.expectEmit(address(list));
        emit ChainList.ChainAdded(coinType, otherRule, NOW + DELAY);
        vm.prank(OWNER);
        list.add(coinType, otherRule);
        vm.assertEq(list.length(), 3);
        _check(2, coinType, otherRule, NOW + DELAY);
    }

    /// @dev A row never changes, neither before nor after it takes effect.
    function testFuzz_refusesAListedChain(uint64 time) external {
        vm.prank(OWNER);
        list.add(61, rule);
        vm.warp(_bound(time, NOW, NOW + 2 * uint256(DELAY)));
        uint256[3] memory listed = [uint256(60), 0x80002105, 61];
        for (uint256 i; i < 3; ++i) {
            vm.expectRevert(abi.encodeWithSelector(ChainList.AlreadyListed.selector, listed[i]));
            vm.prank(OWNER);
            list.add(listed[i], otherRule);
        }
        vm.assertEq(list.length(), 3);
    }

    function testFuzz_isTheOwners(address caller) external {
        vm.assume(caller != OWNER);
        vm.expectRevert(abi.encodeWithSignature("OwnableUnauthorizedAccount(address)", caller));
        vm.prank(caller);
        list.add(61, rule);
    }

    function test_refusesTheDefault() external {
        vm.expectRevert(ChainList.DefaultIsNoChain.selector);
        vm.prank(OWNER);
        list.add(0x80000000, rule);
    }

    function testFuzz_refusesARuleWithoutContract(address nobody) external {
        vm.assume(nobody.code.length == 0);
        vm.expectRevert(abi.encodeWithSelector(ChainList.NoRule.selector, nobody));
        vm.prank(OWNER);
        list.add(61, IAddressRule(nobody));
    }

    function testFuzz_theOwnerChangesInTwoSteps(address next) external {
        vm.assume(next != OWNER && next != address(0));
        vm.prank(OWNER);
        list.transferOwnership(next);
        vm.assertEq(list.owner(), OWNER);
        vm.prank(next);
        list.acceptOwnership();
        vm.prank(next);
        list.add(61, rule);
    }
}
