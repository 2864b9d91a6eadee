// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Keystore} from "../../../src/keystore/Keystore.sol";
import {KeystoreBase} from "../KeystoreBase.sol";

/// @title Keystore.forcedAt and queue
contract KeystoreForcedAtTest is KeystoreBase {
    function test_showsWhatWaits() external {
        _expectQueue(0, 0);
        _force(BODY);
        vm.warp(NOW + 3);
        _force(hex"0202");
        _expectQueue(0, 2);
        (bytes32 operationHash, uint64 queuedAt, uint64 dueBy, uint256 fee) = keystore.forcedAt(1);
        vm.assertEq(operationHash, keccak256(hex"0202"));
        vm.assertEq(queuedAt, NOW + 3);
        vm.assertEq(dueBy, NOW + 3 + PERIOD);
        vm.assertEq(fee, FLAT_FEE + 2 * uint256(FEE_PER_BYTE));
    }

    function test_refusesWhatWasServed() external {
        _force(BODY);
        _force(BODY);
        Draft memory draft = _draft();
        _reject(draft, NOW, 1);
        _commit(draft);
        _expectQueue(1, 2);
        vm.expectRevert(abi.encodeWithSelector(Keystore.NotInQueue.selector, 0, 1, 2));
        keystore.forcedAt(0);
        keystore.forcedAt(1);
    }

    function test_refusesWhatIsNotQueuedYet() external {
        vm.expectRevert(abi.encodeWithSelector(Keystore.NotInQueue.selector, 0, 0, 0));
        keystore.forcedAt(0);
        _force(BODY);
        vm.expectRevert(abi.encodeWithSelector(Keystore.NotInQueue.selector, 1, 0, 1));
        keystore.forcedAt(1);
    }

    /// @dev Expects the queue's bounds to be these.
    function _expectQueue(uint64 first, uint64 end) private view {
        (uint64 first_, uint64 end_) = keystore.queue();
        vm.assertEq(first_, first);
        vm.assertEq(end_, end);
    }
}
