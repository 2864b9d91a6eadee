// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AccountProxy} from "../../../src/account/AccountProxy.sol";
import {AccountState} from "../../../src/account/AccountState.sol";
import {AccountSync} from "../../../src/account/AccountSync.sol";
import {MiniAccountBootstrap} from "../../../src/account/MiniAccountBootstrap.sol";
import {Account, AccountLeaf} from "../../../src/keystore/AccountLeaf.sol";
import {KeystoreProof, Proof} from "../../../src/keystore/KeystoreProof.sol";
import {NextAccount} from "../../fixtures/NextAccount.sol";
import {AccountBase} from "../AccountBase.sol";

/// @title MiniAccountBootstrap.sync, and AccountSync.take behind a later implementation
contract MiniAccountBootstrapSyncTest is AccountBase {
    function testFuzz_takesEverythingThatIsProven(
        uint64 nonce,
        bytes32 historyHash,
        uint64 frozenUntil,
        uint64 retiredFrom,
        bytes32 signersHash,
        bytes32 outboxRoot,
        bytes32 limitsHash
    ) external {
        Account memory account = _example();
        (account.nonce, account.historyHash) = (nonce, historyHash);
        (account.frozenUntil, account.retiredFrom) = (frozenUntil, retiredFrom);
        (account.signersHash, account.outboxRoot) = (signersHash, outboxRoot);
        account.limitsHash = limitsHash;
        vm.assume(nonce != 0 || historyHash != 0);
        _set(account);
        _commit(8, NOW);
        AccountState.State memory state = _synced().state();
        vm.assertEq(state.rootNumber, 8);
        vm.assertEq(state.nonce, nonce);
        vm.assertEq(state.l1ChainId, L1);
        vm.assertEq(state.frozenUntil, frozenUntil);
        vm.assertEq(state.retiredFrom, retiredFrom);
        vm.assertEq(state.historyHash, historyHash);
        vm.assertEq(state.signersHash, signersHash);
        vm.assertEq(state.outboxRoot, outboxRoot);
        vm.assertEq(state.limitsHash, limitsHash);
    }

    /// @dev Frozen: every later implementation reads it there.
    function test_writesTheStateWhereItBelongs() external {
        address account = address(_synced());
        uint256 slot = uint256(
            keccak256(abi.encode(uint256(keccak256("mononym.storage.Account")) - 1))
                & ~bytes32(uint256(0xff))
        );
        uint256 first = 7 | uint256(5) << 64 | L1 << 128 | uint256(11) << 192;
        vm.assertEq(vm.load(account, bytes32(slot)), bytes32(first));
        vm.assertEq(vm.load(account, bytes32(slot + 1)), bytes32(uint256(12)));
        vm.assertEq(vm.load(account, bytes32(slot + 2)), keccak256("history"));
        vm.assertEq(vm.load(account, bytes32(slot + 3)), keccak256("signers"));
        vm.assertEq(vm.load(account, bytes32(slot + 4)), keccak256("outbox"));
        vm.assertEq(vm.load(account, bytes32(slot + 5)), keccak256("limits"));
    }

    function test_movesToTheImplementationThatTheAccountChose() external {
        MiniAccountBootstrap account = _alice();
        vm.expectEmit(address(account));
        emit AccountProxy.Upgraded(address(next));
        vm.expectEmit(address(account));
        emit AccountSync.Synced(NUMBER, 5, keccak256("history"));
        account.sync(_proof());
        vm.assertEq(_implementation(address(account)), address(next));

        NextAccount other = new NextAccount();
        Account memory changed = _example();
        (changed.nonce, changed.implementation) = (6, address(other));
        _set(changed);
        _commit(8, NOW);
        account.sync(_proof());
        vm.assertEq(_implementation(address(account)), address(other));
    }

    function testFuzz_anyoneMayCallIt(address caller) external {
        MiniAccountBootstrap account = _alice();
        vm.prank(caller);
        account.sync(_proof());
        vm.assertEq(_implementation(address(account)), address(next));
    }

    function test_theSameAgainChangesNothingButTheNumber() external {
        NextAccount account = _synced();
        _commit(9, NOW);
        vm.expectEmit(address(account));
        emit AccountSync.Synced(9, 5, keccak256("history"));
        account.sync(_proof());
        vm.assertFalse(account.changed());
        AccountState.State memory state = account.state();
        vm.assertEq(state.rootNumber, 9);
        vm.assertEq(state.nonce, 5);
        vm.assertEq(state.signersHash, keccak256("signers"));
        vm.assertEq(_implementation(address(account)), address(next));
    }

    function test_theSameRootAgain() external {
        NextAccount account = _synced();
        account.sync(_proof());
        vm.assertFalse(account.changed());
        vm.assertEq(account.state().rootNumber, NUMBER);
    }

    /// @dev Nonce and history stand for all of an account.
    function test_theSameNonceAndHistoryAreTheSameAccount() external {
        NextAccount account = _synced();
        Account memory other = _example();
        other.signersHash = keccak256("others");
        _set(other);
        _commit(9, NOW);
        account.sync(_proof());
        vm.assertFalse(account.changed());
        vm.assertEq(account.state().signersHash, keccak256("signers"));
    }

    function testFuzz_aHigherNonceOverrides(uint64 nonce) external {
        NextAccount account = _synced();
        Account memory changed = _example();
        changed.nonce = uint64(_bound(nonce, 6, type(uint64).max));
        changed.signersHash = keccak256("others");
        _set(changed);
        _commit(8, NOW);
        account.sync(_proof());
        vm.assertTrue(account.changed());
        vm.assertEq(account.state().nonce, changed.nonce);
        vm.assertEq(account.state().signersHash, keccak256("others"));
    }

    function test_theSameNonceWithAnotherHistoryOverrides() external {
        NextAccount account = _synced();
        Account memory changed = _example();
        changed.historyHash = keccak256("other history");
        changed.signersHash = keccak256("others");
        _set(changed);
        _commit(8, NOW);
        account.sync(_proof());
        vm.assertTrue(account.changed());
        vm.assertEq(account.state().historyHash, keccak256("other history"));
        vm.assertEq(account.state().signersHash, keccak256("others"));
    }

    function testFuzz_refusesALowerNonce(uint64 nonce) external {
        nonce = uint64(_bound(nonce, 0, 4));
        NextAccount account = _synced();
        Account memory changed = _example();
        (changed.nonce, changed.historyHash) = (nonce, keccak256("other history"));
        _set(changed);
        _commit(8, NOW);
        Proof memory proof = _proof();
        vm.expectRevert(abi.encodeWithSelector(AccountSync.StaleAccount.selector, nonce, 5));
        account.sync(proof);
    }

    function test_refusesAnOlderRootAfterANewerOne() external {
        NextAccount account = _synced();
        _commit(6, NOW);
        Proof memory proof = _proof();
        vm.expectRevert(abi.encodeWithSelector(AccountSync.OlderRoot.selector, 6, NUMBER));
        account.sync(proof);
    }

    function testFuzz_takesARootOfUpToSevenDays(uint256 age) external {
        MiniAccountBootstrap account = _alice();
        vm.warp(NOW - 60 + _bound(age, 0, 7 days));
        account.sync(_proof());
        vm.assertEq(_implementation(address(account)), address(next));
    }

    function test_takesARootOfExactlySevenDays() external {
        vm.warp(NOW - 60 + 7 days);
        vm.assertEq(_synced().state().rootNumber, NUMBER);
    }

    function testFuzz_refusesAStaleRoot(uint256 age) external {
        MiniAccountBootstrap account = _alice();
        uint256 time = NOW - 60 + _bound(age, 7 days + 1, 1000 days);
        vm.warp(time);
        Proof memory proof = _proof();
        vm.expectRevert(
            abi.encodeWithSelector(AccountSync.StaleRoot.selector, NUMBER, NOW - 60, time)
        );
        account.sync(proof);
    }

    /// @dev Clocks differ between chains.
    function testFuzz_takesARootFromAhead(uint64 asOf) external {
        _commit(8, uint64(_bound(asOf, NOW, type(uint64).max)));
        vm.assertEq(_synced().state().rootNumber, 8);
    }

    function test_refusesANameWithoutAnAccount() external {
        tree.set(_key(ALICE), "");
        _commit(8, NOW);
        MiniAccountBootstrap account = _alice();
        Proof memory proof = _proof();
        vm.expectRevert(abi.encodeWithSelector(AccountSync.UnknownAccount.selector, ALICE, 8));
        account.sync(proof);
    }

    function test_refusesSomebodyElsesAccount() external {
        bytes32 bob = keccak256("bob");
        tree.set(_key(bob), _encode(_example()));
        _commit(8, NOW);
        MiniAccountBootstrap account = _alice();
        Proof memory proof = tree.prove(_key(bob));
        vm.expectRevert();
        account.sync(proof);
        vm.assertEq(_implementation(address(account)), address(bootstrap));
        MiniAccountBootstrap(payable(factory.deploy(bob, KEYSTORE))).sync(proof);
    }

    function test_refusesAnotherTreesProof() external {
        MiniAccountBootstrap account = _alice();
        bytes32 final_ = tree.root();
        Account memory changed = _example();
        changed.signersHash = keccak256("others");
        _set(changed);
        Proof memory proof = _proof();
        vm.expectRevert(
            abi.encodeWithSelector(KeystoreProof.WrongRoot.selector, final_, tree.root())
        );
        account.sync(proof);
    }

    function test_refusesALeafThatIsNoAccount() external {
        bytes memory record = bytes.concat(hex"02", new bytes(263));
        tree.set(_key(ALICE), record);
        _commit(8, NOW);
        MiniAccountBootstrap account = _alice();
        Proof memory proof = _proof();
        vm.expectRevert(abi.encodeWithSelector(AccountLeaf.MalformedAccount.selector, record));
        account.sync(proof);
    }

    function testFuzz_refusesAnImplementationThatIsNotHere(address implementation) external {
        vm.assume(implementation.code.length == 0);
        Account memory account = _example();
        account.implementation = implementation;
        _set(account);
        _commit(8, NOW);
        MiniAccountBootstrap proxy = _alice();
        Proof memory proof = _proof();
        vm.expectRevert(
            abi.encodeWithSelector(AccountSync.ImplementationMissing.selector, implementation)
        );
        proxy.sync(proof);
        vm.assertEq(_implementation(address(proxy)), address(bootstrap));
    }

    function test_looksForP256VerifyEveryTime() external {
        NextAccount account = _synced();
        vm.assertFalse(account.state().hasP256);
        // It says yes to everything: whether it is asked rightly, P256Precompile's own test says.
        vm.etch(address(0x100), hex"600160005260206000f3");
        account.sync(_proof());
        vm.assertTrue(account.state().hasP256);
        vm.etch(address(0x100), "");
        account.sync(_proof());
        vm.assertFalse(account.state().hasP256);
    }

    function test_takesNoCoins() external {
        MiniAccountBootstrap account = _alice();
        vm.deal(address(this), 1);
        (bool success,) = address(account).call{value: 1}(abi.encodeCall(account.sync, (_proof())));
        vm.assertFalse(success);
    }

    function test_refusesADirectCall() external {
        Proof memory proof = _proof();
        vm.expectRevert(AccountProxy.NotThroughProxy.selector);
        bootstrap.sync(proof);
    }

    function test_gas() external {
        MiniAccountBootstrap account = _alice();
        Proof memory proof = _proof();
        account.sync(proof);
        vm.snapshotGasLastCall("MiniAccountBootstrap", "sync, first, on L1");
        account.sync(proof);
        vm.snapshotGasLastCall("MiniAccountBootstrap", "sync, nothing new, on L1");
    }
}
