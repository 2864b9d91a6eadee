// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {OpenVerifier} from "../../fixtures/Verifiers.sol";
import {KeystoreBase} from "../KeystoreBase.sol";

/// @title Keystore.transferOwnership, acceptOwnership and renounceOwnership
contract KeystoreTransferOwnershipTest is KeystoreBase {
    function test_takesTwoSteps() external {
        OpenVerifier next = new OpenVerifier();
        vm.prank(OWNER);
        keystore.transferOwnership(USER);
        vm.assertEq(keystore.owner(), OWNER);
        _expectUnauthorized(USER);
        keystore.announceVerifier(next);
        vm.prank(USER);
        keystore.acceptOwnership();
        vm.prank(USER);
        keystore.announceVerifier(next);
        _expectUnauthorized(OWNER);
        keystore.cancelVerifier();
    }

    function test_canEnd() external {
        vm.prank(OWNER);
        keystore.renounceOwnership();
        vm.assertEq(keystore.owner(), address(0));
        _commitOne();
    }
}
