// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Keystore} from "../../../src/keystore/Keystore.sol";
import {VerifierSeat} from "../../../src/keystore/VerifierSeat.sol";
import {OpenVerifier} from "../../fixtures/Verifiers.sol";
import {KeystoreBase} from "../KeystoreBase.sol";

/// @title Keystore.cancelVerifier
contract KeystoreCancelVerifierTest is KeystoreBase {
    function test_takesTheAnnouncementBack() external {
        OpenVerifier next = new OpenVerifier();
        vm.prank(OWNER);
        keystore.announceVerifier(next);
        vm.warp(NOW + 40 days);
        vm.expectEmit(address(keystore));
        emit VerifierSeat.VerifierCancelled(next);
        vm.prank(OWNER);
        keystore.cancelVerifier();
        vm.assertEq(address(keystore.nextVerifier()), address(0));
        vm.assertEq(keystore.nextVerifierFrom(), 0);
        vm.expectRevert(VerifierSeat.NothingAnnounced.selector);
        keystore.replaceVerifier();
    }

    function test_refusesWithoutAnAnnouncement() external {
        vm.expectRevert(VerifierSeat.NothingAnnounced.selector);
        vm.prank(OWNER);
        keystore.cancelVerifier();
    }

    function testFuzz_refusesOthers(address caller) external {
        vm.assume(caller != OWNER);
        OpenVerifier next = new OpenVerifier();
        vm.prank(OWNER);
        keystore.announceVerifier(next);
        _expectUnauthorized(caller);
        keystore.cancelVerifier();
    }
}
