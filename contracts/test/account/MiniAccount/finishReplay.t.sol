// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AccountState} from "../../../src/account/AccountState.sol";
import {AccountSync} from "../../../src/account/AccountSync.sol";
import {Allowance} from "../../../src/account/LocalKey.sol";
import {Replay} from "../../../src/account/Replay.sol";
import {ReplayRules} from "../../../src/account/ReplayRules.sol";
import {Key} from "../KeyRing.sol";
import {ReplayBase} from "./ReplayBase.sol";

/// @title MiniAccount.finishReplay
contract MiniAccountFinishReplayTest is ReplayBase {
    Key[] private _one;
    Key[] private _two;

    function setUp() public override {
        super.setUp();
        _one.push(_secp(1));
        _two.push(_secp(2));
    }

    function test_countsAfterItsTime() external {
        _rotation();
        vm.warp(LATER + 7 days - 1);
        vm.expectRevert(abi.encodeWithSelector(Replay.NotReady.selector, LATER + 7 days));
        account.finishReplay();
        vm.warp(LATER + 7 days);
        vm.prank(BOB);
        account.finishReplay();
        AccountState.State memory state = account.state();
        vm.assertEq(state.signersHash, _signersHash(1, _two));
        vm.assertEq(state.historyHash, _after(leaf.historyHash, _signersDigest(5, 1, _two)));
        // The proven nonce: so any sync has the last word.
        vm.assertEq(state.nonce, 5);
        vm.assertEq(account.replayedOperations(), 1);
        _pay(_two);
        vm.assertEq(BOB.balance, 1);
        vm.expectRevert(Replay.NothingPending.selector);
        account.finishReplay();
    }

    function test_nothingToFinish() external {
        vm.expectRevert(Replay.NothingPending.selector);
        account.finishReplay();
    }

    function test_outboxAndImplementation() external {
        Other other = new Other();
        account.replay(
            _encode(
                _one, _list(_setOutbox(5, "a", _one), _setImplementation(6, address(other), _one))
            )
        );
        vm.warp(LATER + 7 days);
        account.finishReplay();
        bytes32 slot = vm.load(address(account), IMPLEMENTATION_SLOT);
        vm.assertEq(address(uint160(uint256(slot))), address(other));
        (, bytes memory answer) = address(account).call("");
        vm.assertEq(answer, abi.encode("other"));
    }

    function test_theImplementationMustBeHere() external {
        account.replay(_encode(_one, _list(_setImplementation(5, BOB, _one))));
        vm.warp(LATER + 7 days);
        vm.expectRevert(abi.encodeWithSelector(AccountSync.ImplementationMissing.selector, BOB));
        account.finishReplay();
        vm.etch(BOB, hex"00");
        account.finishReplay();
    }

    function test_noImplementationLeavesTheOneThatIs() external {
        account.replay(_encode(_one, _list(_setImplementation(5, address(0), _one))));
        vm.warp(LATER + 7 days);
        account.finishReplay();
        vm.assertEq(account.replayedOperations(), 1);
        bytes32 slot = vm.load(address(account), IMPLEMENTATION_SLOT);
        vm.assertEq(address(uint160(uint256(slot))), address(implementation));
    }

    function test_anotherReplayFollowsOnIt() external {
        _rotation();
        vm.warp(LATER + 7 days);
        account.finishReplay();
        account.replay(_encode(_two, _list(_setOutbox(6, "b", _two))));
        vm.warp(LATER + 14 days);
        account.finishReplay();
        vm.assertEq(account.state().outboxRoot, "b");
        vm.assertEq(account.replayedOperations(), 2);
        vm.assertEq(account.state().nonce, 5);
    }

    function test_threat_replayCancelledByASync() external {
        _rotation();
        vm.warp(LATER + 1 days);
        _sync();
        vm.warp(LATER + 1 days + 31 days);
        vm.expectRevert(Replay.NothingPending.selector);
        account.finishReplay();
        _pay(_one);
        vm.assertEq(BOB.balance, 1);
    }

    function test_threat_rootsArriveAgain() external {
        _rotation();
        vm.warp(LATER + 7 days);
        _commit(ALICE);
        vm.expectRevert(
            abi.encodeWithSelector(
                ReplayRules.RootsArrive.selector, rootNumber, uint64(LATER + 7 days)
            )
        );
        account.finishReplay();
    }

    /// @dev The same nonce with another history, and so the truth.
    function test_threat_aSyncTakesBackWhatWasNeverAccepted() external {
        _rotation();
        vm.warp(LATER + 7 days);
        account.finishReplay();
        _sync();
        vm.assertEq(account.state().signersHash, _signersHash(1, _one));
        vm.assertEq(account.state().historyHash, leaf.historyHash);
        vm.assertEq(account.replayedOperations(), 0);
        _pay(_one);
    }

    /// @dev However many operations a thief brought, the next true one is newer.
    function test_threat_aLongHistoryDoesNotOutrunTheTruth() external {
        _rotation();
        vm.warp(LATER + 7 days);
        account.finishReplay();
        account.replay(_encode(_two, _list(_setOutbox(6, "b", _two), _setOutbox(7, "c", _two))));
        vm.warp(LATER + 14 days);
        account.finishReplay();
        _rotate(1, _keys(_secp(3)));
        vm.assertEq(account.state().nonce, 6);
        vm.assertEq(account.state().signersHash, _signersHash(1, _keys(_secp(3))));
    }

    function test_aSyncConfirmsWhatWasAccepted() external {
        _rotation();
        vm.warp(LATER + 7 days);
        account.finishReplay();
        leaf.historyHash = account.state().historyHash;
        leaf.nonce = 6;
        _setSigners(1, _two);
        _sync();
        vm.assertEq(account.state().nonce, 6);
        vm.assertEq(account.replayedOperations(), 0);
        _pay(_two);
    }

    function test_threat_localKeyAfterRotation() external {
        vm.prank(address(account));
        account.setLocalKey(_signer(_secp(9)), uint48(LATER + 365 days), new Allowance[](0));
        _rotation();
        vm.warp(LATER + 7 days);
        account.finishReplay();
        vm.assertEq(account.localKey().id, 0);
    }

    function test_onlyThroughAProxy() external {
        vm.expectRevert(bytes4(keccak256("NotThroughProxy()")));
        implementation.finishReplay();
    }

    function _rotation() private {
        account.replay(_encode(_one, _list(_setSignersTo(5, 1, _two, _keys(_secp(1), _secp(2))))));
    }

    function _pay(Key[] memory keys) private {
        uint64 deadline = uint64(block.timestamp);
        bytes memory signature = _signed(keys, _digest(account, _payBob(1), 1, deadline));
        account.executeSigned(_payBob(1), _noLimits(), 1, deadline, signature);
    }
}

/// @title Another implementation
contract Other {
    /// @notice Says who it is.
    fallback(bytes calldata) external returns (bytes memory) {
        return abi.encode("other");
    }
}
