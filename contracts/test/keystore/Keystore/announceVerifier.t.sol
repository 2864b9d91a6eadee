// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IRootVerifier} from "../../../src/keystore/IRootVerifier.sol";
import {Keystore} from "../../../src/keystore/Keystore.sol";
import {VerifierSeat} from "../../../src/keystore/VerifierSeat.sol";
import {OpenVerifier} from "../../fixtures/Verifiers.sol";
import {KeystoreBase} from "../KeystoreBase.sol";

/// @title Keystore.announceVerifier, nextVerifier and nextVerifierFrom
contract KeystoreAnnounceVerifierTest is KeystoreBase {
    function test_announces() external {
        OpenVerifier next = new OpenVerifier();
        vm.expectEmit(address(keystore));
        emit VerifierSeat.VerifierAnnounced(next, NOW + 30 days);
        vm.prank(OWNER);
        keystore.announceVerifier(next);
        vm.assertEq(address(keystore.nextVerifier()), address(next));
        vm.assertEq(keystore.nextVerifierFrom(), NOW + 30 days);
        // Nothing else has changed.
        vm.assertEq(address(keystore.verifier()), address(proposers));
        _commitOne();
    }

    function test_beginsThePeriodAnew() external {
        OpenVerifier next = new OpenVerifier();
        vm.prank(OWNER);
        keystore.announceVerifier(next);
        vm.warp(NOW + 29 days);
        OpenVerifier other = new OpenVerifier();
        vm.prank(OWNER);
        keystore.announceVerifier(other);
        vm.assertEq(address(keystore.nextVerifier()), address(other));
        vm.assertEq(keystore.nextVerifierFrom(), NOW + 59 days);
        vm.warp(NOW + 30 days);
        vm.expectRevert(
            abi.encodeWithSelector(
                VerifierSeat.VerifierTooEarly.selector, NOW + 59 days, NOW + 30 days
            )
        );
        keystore.replaceVerifier();
    }

    function test_refusesAVerifierWithoutCode() external {
        IRootVerifier none = IRootVerifier(address(0x1234));
        vm.expectRevert(abi.encodeWithSelector(VerifierSeat.NoVerifier.selector, none));
        vm.prank(OWNER);
        keystore.announceVerifier(none);
        none = IRootVerifier(address(0));
        vm.expectRevert(abi.encodeWithSelector(VerifierSeat.NoVerifier.selector, none));
        vm.prank(OWNER);
        keystore.announceVerifier(none);
    }

    function test_refusesTooLongADelay() external {
        OpenVerifier next = new OpenVerifier();
        next.setDelay(30 days + 1);
        vm.expectRevert(
            abi.encodeWithSelector(VerifierSeat.DelayTooLong.selector, 30 days + 1, 30 days)
        );
        vm.prank(OWNER);
        keystore.announceVerifier(next);
    }

    function testFuzz_refusesOthers(address caller) external {
        vm.assume(caller != OWNER);
        OpenVerifier next = new OpenVerifier();
        _expectUnauthorized(caller);
        keystore.announceVerifier(next);
    }
}
