// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IRootVerifier} from "../../../src/keystore/IRootVerifier.sol";
import {Keystore} from "../../../src/keystore/Keystore.sol";
import {VerifierSeat} from "../../../src/keystore/VerifierSeat.sol";
import {OpenVerifier} from "../../fixtures/Verifiers.sol";
import {KeystoreBase} from "../KeystoreBase.sol";

/// @title Keystore's constructor
contract KeystoreConstructorTest is KeystoreBase {
    function test_beginsWithTheEmptyTree() external view {
        (uint64 number, bytes32 root, uint64 sequence, uint64 asOf) = keystore.head();
        vm.assertEq(number, 0);
        vm.assertEq(root, keystore.EMPTY_ROOT());
        vm.assertEq(root, hex"5350415253455f4d45524b4c455f504c414345484f4c4445525f484153485f5f");
        vm.assertEq(sequence, 0);
        vm.assertEq(asOf, NOW);
        (uint64 first, uint64 end) = keystore.queue();
        vm.assertEq(first, 0);
        vm.assertEq(end, 0);
        // Final at once.
        (root, asOf) = keystore.finalRoot(0);
        vm.assertEq(root, EMPTY);
        vm.assertEq(asOf, NOW);
        vm.assertEq(keystore.latestFinal(), 0);
        (,, uint64 finalFrom,) = keystore.commitAt(0);
        vm.assertEq(finalFrom, NOW);
    }

    function test_keepsItsSettings() external view {
        vm.assertEq(keystore.owner(), OWNER);
        vm.assertEq(address(keystore.verifier()), address(proposers));
        vm.assertEq(address(keystore.nextVerifier()), address(0));
        vm.assertEq(keystore.nextVerifierFrom(), 0);
        vm.assertEq(keystore.forcedPeriod(), PERIOD);
        vm.assertEq(keystore.flatFee(), FLAT_FEE);
        vm.assertEq(keystore.feePerByte(), FEE_PER_BYTE);
    }

    function test_announcesItsBeginning() external {
        vm.expectEmit();
        emit VerifierSeat.VerifierReplaced(IRootVerifier(address(0)), proposers);
        vm.expectEmit();
        emit Keystore.Committed(0, EMPTY, NOW, 0, EMPTY, keccak256(""), "");
        new Keystore(OWNER, proposers, PERIOD, 0, 0);
    }

    function test_refusesAVerifierWithoutCode() external {
        IRootVerifier none = IRootVerifier(address(0x1234));
        vm.expectRevert(abi.encodeWithSelector(VerifierSeat.NoVerifier.selector, none));
        new Keystore(OWNER, none, PERIOD, 0, 0);
        none = IRootVerifier(address(0));
        vm.expectRevert(abi.encodeWithSelector(VerifierSeat.NoVerifier.selector, none));
        new Keystore(OWNER, none, PERIOD, 0, 0);
    }

    function test_refusesTooLongADelay() external {
        OpenVerifier open = new OpenVerifier();
        open.setDelay(30 days);
        new Keystore(OWNER, open, PERIOD, 0, 0);
        open.setDelay(30 days + 1);
        vm.expectRevert(
            abi.encodeWithSelector(VerifierSeat.DelayTooLong.selector, 30 days + 1, 30 days)
        );
        new Keystore(OWNER, open, PERIOD, 0, 0);
    }

    function test_refusesAPeriodOfZero() external {
        vm.expectRevert(Keystore.ZeroForcedPeriod.selector);
        new Keystore(OWNER, proposers, 0, 0, 0);
    }

    function test_refusesNoOwner() external {
        vm.expectRevert(abi.encodeWithSignature("OwnableInvalidOwner(address)", address(0)));
        new Keystore(address(0), proposers, PERIOD, 0, 0);
    }
}
