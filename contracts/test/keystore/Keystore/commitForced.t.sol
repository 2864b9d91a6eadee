// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Keystore} from "../../../src/keystore/Keystore.sol";
import {CallingSender, RefusingSender} from "../../fixtures/Senders.sol";
import {KeystoreBase} from "../KeystoreBase.sol";

/// @title Keystore.commit, forced operations
contract KeystoreCommitForcedTest is KeystoreBase {
    /// @dev What the operation of these tests costs.
    uint256 private constant FEE = uint256(FLAT_FEE) + uint256(FEE_PER_BYTE) * 51;

    function test_appliesForcedOperations() external {
        _force(BODY);
        Draft memory draft = _draft();
        _add(draft);
        _apply(draft, NOW, "one");
        _add(draft);
        bytes memory approval = _approval(draft);
        vm.expectEmit(address(keystore));
        emit Keystore.Served(0, true, 0);
        vm.expectEmit(address(keystore));
        emit Keystore.Committed(1, draft.root, NOW, 3, EMPTY, keccak256(draft.records), draft.steps);
        vm.prank(SENDER);
        keystore.commit(EMPTY, NOW, draft.steps, approval);
        _expectQueue(1, 1);
        vm.assertEq(SENDER.balance, FEE);
        vm.assertEq(address(keystore).balance, 0);
    }

    function test_rejectsForcedOperations() external {
        _force(BODY);
        Draft memory draft = _draft();
        _reject(draft, NOW, 15);
        vm.assertEq(draft.root, EMPTY);
        bytes memory approval = _approval(draft);
        vm.expectEmit(address(keystore));
        emit Keystore.Served(0, false, 15);
        vm.expectEmit(address(keystore));
        emit Keystore.Committed(1, EMPTY, NOW, 0, EMPTY, keccak256(draft.records), draft.steps);
        vm.prank(SENDER);
        keystore.commit(EMPTY, NOW, draft.steps, approval);
        _expectQueue(1, 1);
        vm.assertEq(SENDER.balance, FEE);
    }

    function test_aRejectionLeavesTheRootOfTheStepBefore() external {
        _force(BODY);
        Draft memory draft = _draft();
        _add(draft, NOW, BODY, "one");
        _reject(draft, NOW, 1);
        _add(draft, NOW, BODY, "two");
        _commit(draft);
        (, bytes32 root, uint64 sequence,) = keystore.head();
        vm.assertEq(root, "two");
        vm.assertEq(sequence, 2);
    }

    function test_servesInOrder() external {
        _force(hex"01");
        _force(hex"0202");
        _force(hex"030303");
        Draft memory draft = _draft();
        _apply(draft, NOW, "one");
        _reject(draft, NOW, 3);
        _commit(draft);
        _expectQueue(2, 3);
        vm.assertEq(SENDER.balance, 2 * uint256(FLAT_FEE) + 3 * uint256(FEE_PER_BYTE));
        (bytes32 operationHash,,,) = keystore.forcedAt(2);
        vm.assertEq(operationHash, keccak256(hex"030303"));

        draft = _draft();
        _reject(draft, NOW, 3);
        _commit(draft);
        _expectQueue(3, 3);
        vm.assertEq(address(keystore).balance, 0);
    }

    function test_refusesToServeAnEmptyQueue() external {
        Draft memory draft = _draft();
        _add(draft);
        _apply(draft, NOW, "one");
        _refuse(draft, abi.encodeWithSelector(Keystore.QueueEmpty.selector, 1));

        _force(BODY);
        draft = _draft();
        _reject(draft, NOW, 1);
        _reject(draft, NOW, 1);
        _refuse(draft, abi.encodeWithSelector(Keystore.QueueEmpty.selector, 1));
    }

    function test_refusesToServeBeforeItWasQueued() external {
        vm.warp(NOW + 10);
        _force(BODY);
        Draft memory draft = _draft();
        _apply(draft, NOW + 9, "one");
        _refuse(
            draft,
            abi.encodeWithSelector(Keystore.AcceptedBeforeQueued.selector, 0, NOW + 9, NOW + 10)
        );
        draft = _draft();
        _reject(draft, NOW + 9, 1);
        _refuse(
            draft,
            abi.encodeWithSelector(Keystore.AcceptedBeforeQueued.selector, 0, NOW + 9, NOW + 10)
        );
        draft = _draft();
        _apply(draft, NOW + 10, "one");
        _commit(draft);
    }

    function test_boundsTheTimesOfForcedOperationsToo() external {
        _force(BODY);
        vm.warp(NOW + 100);
        Draft memory draft = _draft();
        draft.asOf = NOW + 50;
        _reject(draft, NOW + 51, 1);
        _refuse(
            draft, abi.encodeWithSelector(Keystore.AcceptedTooLate.selector, 0, NOW + 51, NOW + 50)
        );
        draft = _draft();
        _add(draft, NOW + 20, BODY, "one");
        _reject(draft, NOW + 19, 1);
        _refuse(
            draft, abi.encodeWithSelector(Keystore.AcceptedTooEarly.selector, 1, NOW + 19, NOW + 20)
        );
    }

    function test_refusesAForcedOperationThatLeavesTheRoot() external {
        _force(BODY);
        Draft memory draft = _draft();
        _apply(draft, NOW, EMPTY);
        _refuse(draft, abi.encodeWithSelector(Keystore.RootUnchanged.selector, 0, EMPTY));
    }

    function test_mayLeaveTheQueueUntilItIsDue() external {
        _force(BODY);
        vm.warp(NOW + PERIOD);
        _heartbeat();
        vm.warp(NOW + PERIOD + 1);
        bytes memory overdue =
            abi.encodeWithSelector(Keystore.ForcedOverdue.selector, 0, NOW + PERIOD);
        _refuse(_draft(), overdue);
        Draft memory draft = _draft();
        _add(draft);
        _refuse(draft, overdue);
        _reject(draft, draft.asOf, 1);
        _commit(draft);
    }

    function test_catchesUpWithAnOldLogBatchByBatch() external {
        _force(BODY);
        vm.warp(NOW + PERIOD + 1000);
        Draft memory draft = _draft();
        draft.asOf = uint64(NOW + PERIOD + 1);
        _refuse(draft, abi.encodeWithSelector(Keystore.ForcedOverdue.selector, 0, NOW + PERIOD));
        draft.asOf = uint64(NOW + PERIOD);
        _add(draft, NOW + 1, BODY, "one of the backlog");
        _commit(draft);
        _expectQueue(0, 1);
    }

    function test_looksAtTheQueueAfterTheSteps() external {
        _force(hex"01");
        vm.warp(NOW + 1);
        _force(hex"02");
        vm.warp(NOW + 2);
        _force(hex"03");
        vm.warp(NOW + 1 + PERIOD + 1);
        Draft memory draft = _draft();
        _reject(draft, draft.asOf, 1);
        _refuse(draft, abi.encodeWithSelector(Keystore.ForcedOverdue.selector, 1, NOW + 1 + PERIOD));
        _reject(draft, draft.asOf, 1);
        _commit(draft);
        _expectQueue(2, 3);
    }

    function test_aCommitNeedNotServeMoreThanTheMost() external {
        for (uint256 i; i < 256 + 255 + 1; ++i) {
            _force(hex"01");
        }
        vm.warp(NOW + PERIOD + 1);
        Draft memory draft = _draft();
        for (uint256 i; i < 255; ++i) {
            _reject(draft, draft.asOf, 1);
        }
        _refuse(draft, abi.encodeWithSelector(Keystore.ForcedOverdue.selector, 255, NOW + PERIOD));
        _reject(draft, draft.asOf, 1);
        _commit(draft);
        _expectQueue(256, 512);
        // The next one must go on with it.
        _refuse(
            _draft(), abi.encodeWithSelector(Keystore.ForcedOverdue.selector, 256, NOW + PERIOD)
        );
    }

    function test_paysLast() external {
        CallingSender sender = new CallingSender();
        _force(BODY);
        Draft memory draft = _draft();
        _reject(draft, NOW, 1);
        // Once more the same, while the fees arrive.
        sender.send(keystore, _call(draft), _call(draft));
        vm.assertEq(sender.refusal(), abi.encodeWithSelector(Keystore.QueueEmpty.selector, 0));
        vm.assertEq(address(sender).balance, FEE);

        // The next commit, while the fees arrive.
        _force(BODY);
        draft = _draft();
        _reject(draft, NOW, 1);
        Draft memory after_ = _draft();
        after_.number = 3;
        _add(after_);
        sender = new CallingSender();
        sender.send(keystore, _call(draft), _call(after_));
        vm.assertEq(sender.refusal(), "");
        (uint64 number,,,) = keystore.head();
        vm.assertEq(number, 3);
        vm.assertEq(address(sender).balance, FEE);
        vm.assertEq(address(keystore).balance, 0);
    }

    function test_aSenderThatRefusesItsFeesBlocksOnlyItself() external {
        RefusingSender sender = new RefusingSender();
        _force(BODY);
        Draft memory draft = _draft();
        _reject(draft, NOW, 1);
        bytes memory callData = _call(draft);
        vm.expectRevert(abi.encodeWithSignature("ETHTransferFailed()"));
        sender.send(keystore, callData);
        _expectQueue(0, 1);

        _commit(draft);
        _expectQueue(1, 1);
        // Without fees, it may commit.
        callData = _call(_draft());
        sender.send(keystore, callData);
    }

    function testFuzz_serves(uint256 seed, uint8 forced, uint8 served) external {
        forced = uint8(_bound(forced, 0, 12));
        served = uint8(_bound(served, 0, forced));
        uint256 fees;
        for (uint256 i; i < forced; ++i) {
            bytes memory body = abi.encodePacked(uint8(1), new bytes((seed >> (8 * i)) % 64));
            if (i < served) fees += keystore.forcedFee(body.length);
            _force(body);
        }
        uint256 before = address(keystore).balance;
        Draft memory draft = _draft();
        uint64 applied;
        for (uint256 i; i < served; ++i) {
            if ((seed >> i) % 2 == 0) {
                _apply(draft, NOW, keccak256(abi.encode(seed, i)));
                ++applied;
            } else {
                _reject(draft, NOW, uint8(seed >> i));
            }
        }
        _commit(draft);
        _expectQueue(served, forced);
        (, bytes32 root, uint64 sequence,) = keystore.head();
        vm.assertEq(root, draft.root);
        vm.assertEq(sequence, applied);
        vm.assertEq(SENDER.balance, fees);
        vm.assertEq(address(keystore).balance, before - fees);
    }

    /// @dev Expects the queue's bounds to be these.
    function _expectQueue(uint64 first, uint64 end) private view {
        (uint64 first_, uint64 end_) = keystore.queue();
        vm.assertEq(first_, first);
        vm.assertEq(end_, end);
    }
}
