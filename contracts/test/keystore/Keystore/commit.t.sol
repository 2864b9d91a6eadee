// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Keystore} from "../../../src/keystore/Keystore.sol";
import {VerifierSeat} from "../../../src/keystore/VerifierSeat.sol";
import {ProposerVerifier} from "../../../src/keystore/ProposerVerifier.sol";
import {Steps} from "../../../src/keystore/Steps.sol";
import {CallingVerifier, OpenVerifier} from "../../fixtures/Verifiers.sol";
import {KeystoreBase} from "../KeystoreBase.sol";

/// @title Keystore.commit, operations of the log
contract KeystoreCommitTest is KeystoreBase {
    function test_appliesOperations() external {
        vm.warp(NOW + 100);
        Draft memory draft = _draft();
        draft.asOf = NOW + 90;
        _add(draft, NOW + 50, BODY, "one");
        _add(draft, NOW + 90, hex"02", "two");
        bytes memory approval = _approval(draft);
        vm.expectEmit(address(keystore));
        emit Keystore.Committed(1, "two", NOW + 90, 2, EMPTY, keccak256(draft.records), draft.steps);
        // Anyone may send it.
        keystore.commit(EMPTY, NOW + 90, draft.steps, approval);
        _expectHead(1, "two", 2, NOW + 90);

        draft = _draft();
        _add(draft, NOW + 90, hex"03", "three");
        _commit(draft);
        _expectHead(2, "three", 3, NOW + 100);
        (bytes32 root, uint64 asOf, uint64 finalFrom, uint64 sequence) = keystore.commitAt(2);
        vm.assertEq(root, "three");
        vm.assertEq(asOf, NOW + 100);
        vm.assertEq(finalFrom, NOW + 100 + DELAY);
        vm.assertEq(sequence, 3);
    }

    function test_takesAHeartbeat() external {
        _commitOne();
        (, bytes32 root,,) = keystore.head();
        vm.warp(NOW + 1000);
        vm.expectEmit(address(keystore));
        emit Keystore.Committed(2, root, NOW + 1000, 1, root, keccak256(""), "");
        _heartbeat();
        _expectHead(2, root, 1, NOW + 1000);
    }

    function test_asksTheVerifierAboutTheCommitHash() external {
        OpenVerifier open = new OpenVerifier();
        keystore = new Keystore(OWNER, open, PERIOD, FLAT_FEE, FEE_PER_BYTE);
        vm.chainId(17);
        _force(BODY);
        Draft memory draft = _draft();
        _add(draft);
        _apply(draft, NOW, "two");
        vm.prank(SENDER);
        keystore.commit(draft.preRoot, draft.asOf, draft.steps, "");
        vm.assertEq(open.asked(), _hash(draft));
        vm.assertEq(open.count(), 1);
    }

    /// @dev One commit and its hash, worked out by hand: the code's and the tests' idea of it cannot
    ///      both drift.
    function test_hashesAsWritten() external {
        OpenVerifier open = new OpenVerifier();
        keystore = new Keystore(OWNER, open, PERIOD, FLAT_FEE, FEE_PER_BYTE);
        bytes memory steps = abi.encodePacked(
            hex"00", hex"006b49d200", hex"000002", hex"0a0b", bytes32(uint256(0x77))
        );
        keystore.commit(EMPTY, NOW, steps, "");
        bytes32 stepsHash = keccak256(
            abi.encodePacked(
                hex"00",
                keccak256(hex"0a0b"),
                hex"000000006b49d200",
                bytes32(uint256(0x77)),
                hex"00"
            )
        );
        bytes memory hashed = abi.encodePacked(
            uint256(31_337),
            uint256(uint160(address(keystore))),
            uint256(1),
            EMPTY,
            bytes32(uint256(0x77)),
            uint256(0x6b49d200),
            stepsHash
        );
        vm.assertEq(open.asked(), keccak256(hashed));
    }

    function test_showsTheVerifierEverythingWritten() external {
        CallingVerifier calling = new CallingVerifier();
        keystore = new Keystore(OWNER, calling, PERIOD, FLAT_FEE, FEE_PER_BYTE);
        _force(BODY);
        Draft memory draft = _draft();
        _apply(draft, NOW, "one");
        vm.prank(SENDER);
        keystore.commit(draft.preRoot, draft.asOf, draft.steps, "");
        vm.assertEq(calling.number(), 1);
        vm.assertEq(calling.root(), "one");
        vm.assertEq(calling.first(), 1);
    }

    function test_refusesAnotherPreRoot() external {
        Draft memory draft = _draft();
        draft.preRoot = "other";
        _add(draft);
        _refuse(
            draft, abi.encodeWithSelector(Keystore.WrongPreRoot.selector, EMPTY, bytes32("other"))
        );
    }

    function test_refusesToBeCommittedTwice() external {
        Draft memory draft = _draft();
        _add(draft);
        _commit(draft);
        _refuse(draft, abi.encodeWithSelector(Keystore.WrongPreRoot.selector, draft.root, EMPTY));
    }

    function test_refusesATimeBeforeThePrevious() external {
        Draft memory draft = _draft();
        draft.asOf = NOW - 1;
        _refuse(draft, abi.encodeWithSelector(Keystore.AsOfBeforePrevious.selector, NOW - 1, NOW));
        draft.asOf = NOW;
        _commit(draft);
    }

    function test_refusesATimeBeforeThePreviousCommitsEvenMuchLater() external {
        vm.warp(NOW + 10 days);
        _heartbeat();
        vm.warp(NOW + 20 days);
        Draft memory draft = _draft();
        draft.asOf = NOW + 10 days - 1;
        _refuse(
            draft,
            abi.encodeWithSelector(
                Keystore.AsOfBeforePrevious.selector, NOW + 10 days - 1, NOW + 10 days
            )
        );
    }

    function test_catchesUpWithALogThatWasNotCommittedForLong() external {
        vm.warp(NOW + 100 days);
        Draft memory draft = _draft();
        draft.asOf = NOW + 1 days;
        _add(draft, NOW, BODY, "one");
        _add(draft, NOW + 1 days, BODY, "two");
        _commit(draft);
        draft = _draft();
        _add(draft, NOW + 1 days, BODY, "three");
        _add(draft, NOW + 100 days, BODY, "four");
        _commit(draft);
        _expectHead(2, "four", 4, NOW + 100 days);
    }

    function test_refusesATimeAhead() external {
        Draft memory draft = _draft();
        draft.asOf = NOW + 1;
        _refuse(draft, abi.encodeWithSelector(Keystore.AsOfAhead.selector, NOW + 1, NOW));
        vm.warp(NOW + 1);
        _commit(draft);
    }

    function test_refusesATimeThatFortyBitsWouldCutShort() external {
        Draft memory draft = _draft();
        draft.asOf = uint64(1 << 40) + NOW;
        _refuse(draft, abi.encodeWithSelector(Keystore.AsOfAhead.selector, draft.asOf, NOW));
    }

    function test_refusesOperationsFromBeforeThePreviousCommitsTime() external {
        vm.warp(NOW + 100);
        Draft memory draft = _draft();
        _add(draft, NOW - 1, BODY, "one");
        _refuse(draft, abi.encodeWithSelector(Keystore.AcceptedTooEarly.selector, 0, NOW - 1, NOW));
        draft = _draft();
        _add(draft, NOW, BODY, "one");
        _commit(draft);
        draft = _draft();
        _add(draft, NOW + 99, BODY, "two");
        _refuse(
            draft,
            abi.encodeWithSelector(Keystore.AcceptedTooEarly.selector, 0, NOW + 99, NOW + 100)
        );
    }

    function test_refusesOperationsOutOfOrder() external {
        vm.warp(NOW + 100);
        Draft memory draft = _draft();
        _add(draft, NOW + 10, BODY, "one");
        _add(draft, NOW + 10, BODY, "two");
        _add(draft, NOW + 9, BODY, "three");
        _refuse(
            draft, abi.encodeWithSelector(Keystore.AcceptedTooEarly.selector, 2, NOW + 9, NOW + 10)
        );
    }

    function test_refusesOperationsFromAfterItsTime() external {
        vm.warp(NOW + 100);
        Draft memory draft = _draft();
        draft.asOf = NOW + 50;
        _add(draft, NOW + 50, BODY, "one");
        _add(draft, NOW + 51, BODY, "two");
        _refuse(
            draft, abi.encodeWithSelector(Keystore.AcceptedTooLate.selector, 1, NOW + 51, NOW + 50)
        );
    }

    function test_refusesAnOperationThatLeavesTheRoot() external {
        Draft memory draft = _draft();
        _add(draft, NOW, BODY, EMPTY);
        _refuse(draft, abi.encodeWithSelector(Keystore.RootUnchanged.selector, 0, EMPTY));
        draft = _draft();
        _add(draft, NOW, BODY, "one");
        _add(draft, NOW, BODY, "one");
        _refuse(draft, abi.encodeWithSelector(Keystore.RootUnchanged.selector, 1, bytes32("one")));
    }

    function test_refusesMalformedSteps() external {
        Draft memory draft = _draft();
        _add(draft);
        draft.steps = abi.encodePacked(draft.steps, hex"00");
        _refuse(draft, abi.encodeWithSelector(Steps.TruncatedStep.selector, 1));
        draft.steps = hex"03";
        _refuse(draft, abi.encodeWithSelector(Steps.UnknownFlag.selector, 0, 3));
    }

    function test_refusesWhatTheVerifierRefuses() external {
        Draft memory draft = _draft();
        _add(draft);
        vm.expectRevert(abi.encodeWithSelector(ProposerVerifier.TooFewSignatures.selector, 2, 0));
        keystore.commit(draft.preRoot, draft.asOf, draft.steps, "");
        _expectHead(0, EMPTY, 0, NOW);
    }

    function test_takesNoEther() external {
        bytes memory callData = _call(_draft());
        vm.deal(address(this), 2);
        (bool success,) = address(keystore).call{value: 1}(callData);
        vm.assertFalse(success);
        (success,) = address(keystore).call{value: 1}("");
        vm.assertFalse(success);
        (success,) = address(keystore).call(callData);
        vm.assertTrue(success);
    }

    function test_refusesADelayThatGrewTooLong() external {
        OpenVerifier open = new OpenVerifier();
        keystore = new Keystore(OWNER, open, PERIOD, FLAT_FEE, FEE_PER_BYTE);
        open.setDelay(30 days);
        keystore.commit(EMPTY, NOW, "", "");
        open.setDelay(30 days + 1);
        vm.expectRevert(
            abi.encodeWithSelector(VerifierSeat.DelayTooLong.selector, 30 days + 1, 30 days)
        );
        keystore.commit(EMPTY, NOW, "", "");
    }

    function test_isNeverFinalBeforeTheCommitThatItRestsOn() external {
        OpenVerifier open = new OpenVerifier();
        open.setDelay(100);
        keystore = new Keystore(OWNER, open, PERIOD, FLAT_FEE, FEE_PER_BYTE);
        keystore.commit(EMPTY, NOW, "", "");
        vm.warp(NOW + 10);
        open.setDelay(50);
        keystore.commit(EMPTY, NOW, "", "");
        (,, uint64 finalFrom,) = keystore.commitAt(2);
        vm.assertEq(finalFrom, NOW + 100);
        vm.warp(NOW + 60);
        keystore.commit(EMPTY, NOW, "", "");
        (,, finalFrom,) = keystore.commitAt(3);
        vm.assertEq(finalFrom, NOW + 110);
    }

    function test_refusesToOverwriteACommitThatIsNotFinal() external {
        OpenVerifier open = new OpenVerifier();
        keystore = new Keystore(OWNER, open, PERIOD, FLAT_FEE, FEE_PER_BYTE);
        keystore.commit(EMPTY, NOW, "", "");
        open.setDelay(1000);
        for (uint256 i = 2; i < 8194; ++i) {
            keystore.commit(EMPTY, NOW, "", "");
        }
        // 8193 has overwritten 1; 2 is not final.
        vm.expectRevert(abi.encodeWithSelector(Keystore.RingFull.selector, 2, NOW + 1000));
        keystore.commit(EMPTY, NOW, "", "");
        vm.warp(NOW + 1000);
        keystore.commit(EMPTY, NOW, "", "");
    }

    function testFuzz_chainsRoots(bytes32 seed, uint8 commits, uint16 gap) external {
        uint64 sequence;
        uint64 asOf = NOW;
        for (uint256 i; i < commits % 8; ++i) {
            vm.warp(block.timestamp + gap);
            Draft memory draft = _draft();
            for (uint256 j; j < uint8(seed[i]) % 8; ++j) {
                bytes memory body = abi.encodePacked(seed, i, j);
                asOf = uint64(_bound(uint8(seed[8 + j]), asOf, block.timestamp));
                _add(draft, asOf, body, keccak256(abi.encode(seed, i, j)));
                ++sequence;
            }
            asOf = draft.asOf = uint64(_bound(uint8(seed[31]), asOf, block.timestamp));
            _commit(draft);
            _expectHead(uint64(i + 1), draft.root, sequence, asOf);
        }
    }

    /// @dev Expects the latest commit to be this.
    function _expectHead(uint64 number, bytes32 root, uint64 sequence, uint64 asOf) private view {
        (uint64 number_, bytes32 root_, uint64 sequence_, uint64 asOf_) = keystore.head();
        vm.assertEq(number_, number);
        vm.assertEq(root_, root);
        vm.assertEq(sequence_, sequence);
        vm.assertEq(asOf_, asOf);
    }
}
