// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Keystore} from "../../../src/keystore/Keystore.sol";
import {VerifierSeat} from "../../../src/keystore/VerifierSeat.sol";
import {ProposerVerifier} from "../../../src/keystore/ProposerVerifier.sol";
import {OpenVerifier} from "../../fixtures/Verifiers.sol";
import {KeystoreBase} from "../KeystoreBase.sol";

/// @title Keystore.replaceVerifier
contract KeystoreReplaceVerifierTest is KeystoreBase {
    function test_anyoneLetsItTakeOverWhenItsTimeHasCome() external {
        OpenVerifier next = new OpenVerifier();
        vm.prank(OWNER);
        keystore.announceVerifier(next);
        bytes memory early = abi.encodeWithSelector(
            VerifierSeat.VerifierTooEarly.selector, NOW + 30 days, NOW + 30 days - 1
        );
        vm.warp(NOW + 30 days - 1);
        vm.expectRevert(early);
        keystore.replaceVerifier();
        vm.expectRevert(early);
        vm.prank(OWNER);
        keystore.replaceVerifier();

        vm.warp(NOW + 30 days);
        vm.expectEmit(address(keystore));
        emit VerifierSeat.VerifierReplaced(proposers, next);
        vm.prank(USER);
        keystore.replaceVerifier();
        vm.assertEq(address(keystore.verifier()), address(next));
        vm.assertEq(address(keystore.nextVerifier()), address(0));
        vm.assertEq(keystore.nextVerifierFrom(), 0);

        keystore.commit(EMPTY, NOW, "", "");
        vm.assertEq(next.count(), 1);
        (,, uint64 finalFrom,) = keystore.commitAt(1);
        vm.assertEq(finalFrom, NOW + 30 days);
    }

    function test_leavesWhenEarlierCommitsAreFinal() external {
        OpenVerifier next = new OpenVerifier();
        vm.prank(OWNER);
        keystore.announceVerifier(next);
        vm.warp(NOW + 30 days);
        _commitOne();
        (, bytes32 root,,) = keystore.head();
        keystore.replaceVerifier();
        keystore.commit(root, NOW + 30 days, "", "");
        for (uint64 i = 1; i < 3; ++i) {
            (,, uint64 finalFrom,) = keystore.commitAt(i);
            vm.assertEq(finalFrom, NOW + 30 days + DELAY);
        }
    }

    function test_theOldOneNoLongerCounts() external {
        uint256[3] memory others = _sorted([uint256(1), 2, 3]);
        address[] memory addresses = _list(vm.addr(others[0]), vm.addr(others[1]));
        ProposerVerifier next = new ProposerVerifier(addresses, 1, DELAY);
        vm.prank(OWNER);
        keystore.announceVerifier(next);
        vm.warp(NOW + 30 days);
        keystore.replaceVerifier();

        Draft memory draft = _draft();
        bytes memory approval = _sign(others[1], next, _hash(draft));
        bytes memory old = _approval(draft);
        vm.expectRevert();
        keystore.commit(EMPTY, draft.asOf, "", old);
        keystore.commit(EMPTY, draft.asOf, "", approval);
    }

    function test_refusesWithoutAnAnnouncement() external {
        vm.expectRevert(VerifierSeat.NothingAnnounced.selector);
        keystore.replaceVerifier();
    }

    function test_takesOverOnce() external {
        OpenVerifier next = new OpenVerifier();
        vm.prank(OWNER);
        keystore.announceVerifier(next);
        vm.warp(NOW + 30 days);
        keystore.replaceVerifier();
        vm.expectRevert(VerifierSeat.NothingAnnounced.selector);
        keystore.replaceVerifier();
    }
}
