// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Keystore} from "../../../src/keystore/Keystore.sol";
import {ProposerVerifier} from "../../../src/keystore/ProposerVerifier.sol";
import {KeystoreBase} from "../KeystoreBase.sol";

/// @title The Keystore under attack
contract KeystoreThreatsTest is KeystoreBase {
    /// @dev Most gas of a transaction (EIP-7825).
    uint256 private constant MOST_GAS = 1 << 24;

    function test_stolenProposerKey_isTooFew() external {
        Draft memory draft = _draft();
        _add(draft);
        bytes memory stolen = _sign(keys[0], proposers, _hash(draft));
        vm.expectRevert(abi.encodeWithSelector(ProposerVerifier.TooFewSignatures.selector, 2, 1));
        keystore.commit(draft.preRoot, draft.asOf, draft.steps, stolen);
        address thief = vm.addr(keys[0]);
        vm.expectRevert(
            abi.encodeWithSelector(ProposerVerifier.SignersNotAscending.selector, thief, thief)
        );
        keystore.commit(draft.preRoot, draft.asOf, draft.steps, bytes.concat(stolen, stolen));
    }

    function test_stolenProposerKey_cannotUseOthersSignaturesOfAnotherCommit() external {
        Draft memory draft = _draft();
        _add(draft);
        bytes memory honest = _sign(keys[1], proposers, _hash(draft));
        _add(draft);
        bytes memory approval = bytes.concat(_sign(keys[0], proposers, _hash(draft)), honest);
        vm.expectRevert();
        keystore.commit(draft.preRoot, draft.asOf, draft.steps, approval);
    }

    function test_replay_ofAHeartbeatOnAnotherNumber() external {
        vm.warp(NOW + 10);
        Draft memory draft = _draft();
        bytes memory approval = _approval(draft);
        _commit(draft);
        // The same root, the same time: only the number tells them apart.
        vm.expectRevert();
        keystore.commit(draft.preRoot, draft.asOf, "", approval);
        draft.number = 2;
        _commit(draft);
    }

    function test_replay_ofALaterNumberAhead() external {
        Draft memory draft = _draft();
        draft.number = 2;
        bytes memory approval = _approval(draft);
        vm.expectRevert();
        keystore.commit(draft.preRoot, draft.asOf, "", approval);
        _heartbeat();
        keystore.commit(draft.preRoot, draft.asOf, "", approval);
    }

    function test_replay_onAnotherChain() external {
        Draft memory draft = _draft();
        bytes memory approval = _approval(draft);
        vm.chainId(1);
        vm.expectRevert();
        keystore.commit(draft.preRoot, draft.asOf, "", approval);
        vm.chainId(31_337);
        keystore.commit(draft.preRoot, draft.asOf, "", approval);
    }

    function test_replay_onAnotherKeystore() external {
        Draft memory draft = _draft();
        bytes memory approval = _approval(draft);
        Keystore other = new Keystore(OWNER, proposers, PERIOD, FLAT_FEE, FEE_PER_BYTE);
        vm.expectRevert();
        other.commit(draft.preRoot, draft.asOf, "", approval);
        keystore.commit(draft.preRoot, draft.asOf, "", approval);
    }

    function test_replay_ofAnotherTime() external {
        vm.warp(NOW + 10);
        Draft memory draft = _draft();
        bytes memory approval = _approval(draft);
        vm.expectRevert();
        keystore.commit(draft.preRoot, draft.asOf - 1, "", approval);
    }

    function test_replay_ofOtherSteps() external {
        Draft memory draft = _draft();
        _add(draft, NOW, BODY, "one");
        bytes memory approval = _approval(draft);
        draft = _draft();
        _add(draft, NOW, hex"02", "one");
        vm.expectRevert();
        keystore.commit(draft.preRoot, draft.asOf, draft.steps, approval);
    }

    function test_olderRootAfterANewerOne() external {
        Draft memory old = _draft();
        _add(old, NOW, BODY, "one");
        _commit(old);
        Draft memory newer = _draft();
        _add(newer, NOW, BODY, "two");
        _commit(newer);
        // Neither the old commit again, nor another one upon what was before it.
        _refuse(old, abi.encodeWithSelector(Keystore.WrongPreRoot.selector, bytes32("two"), EMPTY));
        old.number = 3;
        _refuse(old, abi.encodeWithSelector(Keystore.WrongPreRoot.selector, bytes32("two"), EMPTY));
        // What was final stays what it was.
        vm.warp(NOW + DELAY);
        (bytes32 root,) = keystore.finalRoot(1);
        vm.assertEq(root, "one");
        (root,) = keystore.finalRoot(2);
        vm.assertEq(root, "two");
    }

    function test_operationTimeChosenByTheOperator() external {
        vm.warp(NOW + 1 hours);
        _commitOne();
        vm.warp(NOW + 2 hours);
        _force(BODY);
        // Not further back than the root that everyone has seen...
        Draft memory draft = _draft();
        _add(draft, NOW + 1 hours - 1, BODY, "one");
        _refuse(
            draft,
            abi.encodeWithSelector(
                Keystore.AcceptedTooEarly.selector, 0, NOW + 1 hours - 1, NOW + 1 hours
            )
        );
        // ... nor into the future, to let a delay or a deadline pass...
        draft = _draft();
        _add(draft, NOW + 2 hours + 1, BODY, "one");
        _refuse(
            draft,
            abi.encodeWithSelector(
                Keystore.AcceptedTooLate.selector, 0, NOW + 2 hours + 1, NOW + 2 hours
            )
        );
        draft = _draft();
        draft.asOf = NOW + 2 hours + 1;
        _add(draft, NOW + 2 hours + 1, BODY, "one");
        _refuse(
            draft,
            abi.encodeWithSelector(Keystore.AsOfAhead.selector, NOW + 2 hours + 1, NOW + 2 hours)
        );
        // ... and a forced operation not back before it was seen.
        draft = _draft();
        _apply(draft, NOW + 1 hours, "one");
        _refuse(
            draft,
            abi.encodeWithSelector(
                Keystore.AcceptedBeforeQueued.selector, 0, NOW + 1 hours, NOW + 2 hours
            )
        );
    }

    function test_forcedQueueFilledWithRubbish_oneCommitRejectsAllThatItMust() external {
        for (uint256 i; i < 256; ++i) {
            _force(hex"01");
        }
        Draft memory draft = _draft();
        for (uint256 i; i < 256; ++i) {
            _reject(draft, NOW, 1);
        }
        // In storage that is warm to the test, each of them costs the first access less than in a
        // transaction of its own: two slots, 2,000 each.
        bytes memory approval = _approval(draft);
        vm.prank(SENDER);
        uint256 gas = gasleft();
        keystore.commit(draft.preRoot, draft.asOf, draft.steps, approval);
        gas -= gasleft();
        vm.assertLt(gas + 256 * 4000 + 40 * draft.steps.length, MOST_GAS / 2);
        vm.assertEq(SENDER.balance, 256 * (uint256(FLAT_FEE) + FEE_PER_BYTE));
    }

    function test_forcedQueueFilledWithRubbish_isWorkedOffAfterAnAbsence() external {
        for (uint256 i; i < 600; ++i) {
            _force(hex"01");
        }
        _force(BODY);
        vm.warp(NOW + 30 days);
        for (uint256 left = 601; left != 0;) {
            uint256 count = left < 256 ? left : 256;
            Draft memory draft = _draft();
            for (uint256 i; i < count; ++i) {
                _reject(draft, draft.asOf, 1);
            }
            _commit(draft);
            left -= count;
        }
        _commitOne();
        vm.assertEq(address(keystore).balance, 0);
    }

    function test_forcedQueueFilledWithRubbish_delaysNobodyBeyondThePeriod() external {
        for (uint256 i; i < 50; ++i) {
            _force(hex"01");
        }
        uint64 index = _force(BODY);
        vm.warp(NOW + PERIOD + 1);
        // Rejecting the rubbish alone is not enough.
        Draft memory draft = _draft();
        for (uint256 i; i < 50; ++i) {
            _reject(draft, draft.asOf, 1);
        }
        _refuse(draft, abi.encodeWithSelector(Keystore.ForcedOverdue.selector, index, NOW + PERIOD));
        _apply(draft, draft.asOf, "served");
        _commit(draft);
    }

    function test_heartbeatMissed_isMadeUpFor() external {
        _commitOne();
        vm.warp(NOW + 365 days);
        // Whoever asks sees how old the root is.
        (bytes32 root, uint64 asOf) = keystore.finalRoot(1);
        vm.assertEq(asOf, NOW);
        // A heartbeat makes another one young, and not this one.
        _heartbeat();
        (, asOf) = keystore.finalRoot(1);
        vm.assertEq(asOf, NOW);
        vm.warp(NOW + 365 days + DELAY);
        bytes32 same;
        (same, asOf) = keystore.finalRoot(2);
        vm.assertEq(same, root);
        vm.assertEq(asOf, NOW + 365 days);
    }

    function test_theOwnerCannotTouchRootsOrFees() external {
        _force(BODY);
        uint256 balance = address(keystore).balance;
        bytes memory callData = abi.encodeCall(Keystore.commit, (EMPTY, NOW, "", ""));
        vm.prank(OWNER);
        (bool success,) = address(keystore).call(callData);
        vm.assertFalse(success);
        vm.assertEq(address(keystore).balance, balance);
    }
}
