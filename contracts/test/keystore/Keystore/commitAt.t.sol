// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Keystore} from "../../../src/keystore/Keystore.sol";
import {RingBase} from "../RingBase.sol";

/// @title Keystore.commitAt
contract KeystoreCommitAtTest is RingBase {
    function test_showsEveryCommit() external {
        Draft memory draft = _draft();
        _add(draft, NOW, BODY, "one");
        _commit(draft);
        vm.warp(NOW + 10);
        draft = _draft();
        draft.asOf = NOW + 7;
        _add(draft, NOW + 7, BODY, "two");
        _add(draft, NOW + 7, BODY, "three");
        _commit(draft);
        _expect(0, EMPTY, NOW, NOW, 0);
        _expect(1, "one", NOW, NOW + DELAY, 1);
        _expect(2, "three", NOW + 7, NOW + 10 + DELAY, 3);
    }

    function test_refusesTheFuture() external {
        vm.expectRevert(abi.encodeWithSelector(Keystore.FutureCommit.selector, 1, 0));
        keystore.commitAt(1);
        _heartbeat();
        vm.expectRevert(abi.encodeWithSelector(Keystore.FutureCommit.selector, 2, 1));
        keystore.commitAt(2);
        // The same places in the ring.
        vm.expectRevert(abi.encodeWithSelector(Keystore.FutureCommit.selector, 8192, 1));
        keystore.commitAt(8192);
        vm.expectRevert(abi.encodeWithSelector(Keystore.FutureCommit.selector, type(uint64).max, 1));
        keystore.commitAt(type(uint64).max);
    }

    function test_refusesWhatIsOverwritten() external {
        _fillRing(8191);
        keystore.commitAt(0);
        _fillRing(1);
        vm.expectRevert(abi.encodeWithSelector(Keystore.OverwrittenCommit.selector, 0, 1));
        keystore.commitAt(0);
        keystore.commitAt(1);
        keystore.commitAt(8192);
        _fillRing(5);
        vm.expectRevert(abi.encodeWithSelector(Keystore.OverwrittenCommit.selector, 5, 6));
        keystore.commitAt(5);
        vm.expectRevert(abi.encodeWithSelector(Keystore.OverwrittenCommit.selector, 1, 6));
        keystore.commitAt(1);
        keystore.commitAt(6);
        vm.expectRevert(abi.encodeWithSelector(Keystore.FutureCommit.selector, 8198, 8197));
        keystore.commitAt(8198);
    }

    /// @dev Expects a commit to be this.
    function _expect(uint64 number, bytes32 root, uint64 asOf, uint64 finalFrom, uint64 sequence)
        private
        view
    {
        (bytes32 root_, uint64 asOf_, uint64 finalFrom_, uint64 sequence_) =
            keystore.commitAt(number);
        vm.assertEq(root_, root);
        vm.assertEq(asOf_, asOf);
        vm.assertEq(finalFrom_, finalFrom);
        vm.assertEq(sequence_, sequence);
    }
}
