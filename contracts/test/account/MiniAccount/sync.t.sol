// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AccountState} from "../../../src/account/AccountState.sol";
import {AccountSync} from "../../../src/account/AccountSync.sol";
import {Allowance} from "../../../src/account/LocalKey.sol";
import {MiniAccount} from "../../../src/account/MiniAccount.sol";
import {Proof} from "../../../src/keystore/KeystoreProof.sol";
import {MiniAccountBase} from "./MiniAccountBase.sol";

/// @title MiniAccount.sync (what it takes, AccountSync's tests say)
contract MiniAccountSyncTest is MiniAccountBase {
    function test_anyoneSyncs() external {
        leaf.outboxRoot = keccak256("outbox");
        leaf.limitsHash = keccak256("limits");
        (leaf.frozenUntil, leaf.retiredFrom) = (3, 4);
        _next();
        Proof memory proof = _commit(ALICE);
        vm.prank(BOB);
        account.sync(proof);
        AccountState.State memory state = account.state();
        vm.assertEq(state.rootNumber, rootNumber);
        vm.assertEq(state.nonce, 6);
        vm.assertEq(state.l1ChainId, L1);
        vm.assertEq(state.frozenUntil, 3);
        vm.assertEq(state.retiredFrom, 4);
        vm.assertEq(state.historyHash, leaf.historyHash);
        vm.assertEq(state.signersHash, leaf.signersHash);
        vm.assertEq(state.outboxRoot, leaf.outboxRoot);
        vm.assertEq(state.limitsHash, leaf.limitsHash);
    }

    function test_clearsTheLocalKeyWithTheSigners() external {
        vm.prank(address(account));
        account.setLocalKey(_signer(_secp(9)), uint48(NOW + 9), new Allowance[](0));
        _next();
        _sync();
        vm.assertEq(account.localKey().id, _id(_secp(9)));
        _rotate(1, _keys(_secp(2)));
        vm.assertEq(account.localKey().id, 0);
    }

    function test_movesOn() external {
        MiniAccount other = new MiniAccount();
        leaf.implementation = address(other);
        _next();
        _sync();
        bytes32 slot = vm.load(address(account), IMPLEMENTATION_SLOT);
        vm.assertEq(address(uint160(uint256(slot))), address(other));
        // What was known and used stays known and used.
        vm.assertEq(account.state().nonce, 6);
    }

    function test_threat_olderAccount() external {
        Proof memory old = _commit(ALICE);
        _rotate(1, _keys(_secp(2)));
        vm.expectRevert();
        account.sync(old);
        --leaf.nonce;
        Proof memory proof = _commit(ALICE);
        vm.expectRevert(abi.encodeWithSelector(AccountSync.StaleAccount.selector, 5, 6));
        account.sync(proof);
    }

    function test_onlyThroughAProxy() external {
        Proof memory proof = _commit(ALICE);
        vm.expectRevert(bytes4(keccak256("NotThroughProxy()")));
        implementation.sync(proof);
    }
}
