// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Keystore} from "../../../src/keystore/Keystore.sol";
import {RingBase} from "../RingBase.sol";

/// @title Keystore.finalRoot
contract KeystoreFinalRootTest is RingBase {
    function test_showsARootOnceItIsFinal() external {
        vm.warp(NOW + 100);
        Draft memory draft = _draft();
        draft.asOf = NOW + 40;
        _add(draft, NOW + 40, BODY, "one");
        _commit(draft);
        bytes memory notFinal =
            abi.encodeWithSelector(Keystore.NotFinal.selector, 1, NOW + 100 + DELAY);
        vm.expectRevert(notFinal);
        keystore.finalRoot(1);
        vm.warp(NOW + 100 + DELAY - 1);
        vm.expectRevert(notFinal);
        keystore.finalRoot(1);

        vm.warp(NOW + 100 + DELAY);
        (bytes32 root, uint64 asOf) = keystore.finalRoot(1);
        vm.assertEq(root, "one");
        vm.assertEq(asOf, NOW + 40);
    }

    function test_refusesTheFuture() external {
        vm.expectRevert(abi.encodeWithSelector(Keystore.FutureCommit.selector, 1, 0));
        keystore.finalRoot(1);
    }

    function test_refusesWhatIsOverwritten() external {
        _fillRing(8192);
        vm.expectRevert(abi.encodeWithSelector(Keystore.OverwrittenCommit.selector, 0, 1));
        keystore.finalRoot(0);
    }

    function test_gas() external {
        _commitOne();
        vm.warp(NOW + DELAY);
        vm.cool(address(keystore));
        keystore.finalRoot(1);
        vm.snapshotGasLastCall("Keystore", "finalRoot");
    }
}
