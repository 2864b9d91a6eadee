// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Keystore} from "../../../src/keystore/Keystore.sol";
import {RingBase} from "../RingBase.sol";

/// @title Keystore.latestFinal
contract KeystoreLatestFinalTest is RingBase {
    function test_isTheNewestThatIsFinal() external {
        for (uint256 i; i < 5; ++i) {
            vm.warp(NOW + 10 * i);
            _heartbeat();
        }
        vm.assertEq(keystore.latestFinal(), 0);
        vm.warp(NOW + DELAY - 1);
        vm.assertEq(keystore.latestFinal(), 0);
        vm.warp(NOW + DELAY);
        vm.assertEq(keystore.latestFinal(), 1);
        vm.warp(NOW + DELAY + 29);
        vm.assertEq(keystore.latestFinal(), 3);
        vm.warp(NOW + DELAY + 40);
        vm.assertEq(keystore.latestFinal(), 5);
    }

    function test_findsItInAFullRing() external {
        _fillRing(8192 + 10);
        vm.assertEq(keystore.latestFinal(), 8202);
        open.setDelay(100);
        _fillRing(5);
        vm.assertEq(keystore.latestFinal(), 8202);
        // All but the oldest.
        _fillRing(8191 - 5);
        vm.assertEq(keystore.latestFinal(), 8202);
        vm.warp(NOW + 100);
        vm.assertEq(keystore.latestFinal(), 8202 + 8191);
    }

    function test_refusesIfNoneThatIsKeptIsFinal() external {
        _fillRing(1);
        open.setDelay(100);
        // 8193 overwrites 1, which is final, and 2 is not.
        _fillRing(8192);
        vm.expectRevert(abi.encodeWithSelector(Keystore.NotFinal.selector, 2, NOW + 100));
        keystore.latestFinal();
        vm.warp(NOW + 100);
        vm.assertEq(keystore.latestFinal(), 8193);
    }

    function testFuzz_isTheNewestThatIsFinal(uint8[12] calldata gaps, uint16 later) external {
        for (uint256 i; i < gaps.length; ++i) {
            vm.warp(block.timestamp + gaps[i]);
            _heartbeat();
        }
        vm.warp(block.timestamp + later);
        uint64 expected;
        for (uint64 i; i <= gaps.length; ++i) {
            (,, uint64 finalFrom,) = keystore.commitAt(i);
            if (finalFrom <= block.timestamp) expected = i;
        }
        vm.assertEq(keystore.latestFinal(), expected);
    }

    function test_gas() external {
        _fillRing(8192);
        vm.cool(address(keystore));
        keystore.latestFinal();
        vm.snapshotGasLastCall("Keystore", "latestFinal, of 8192");
    }
}
