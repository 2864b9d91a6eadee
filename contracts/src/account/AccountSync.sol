// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Account, AccountLeaf} from "../keystore/AccountLeaf.sol";
import {KeystoreProof, Proof} from "../keystore/KeystoreProof.sol";
import {AccountProxy} from "./AccountProxy.sol";
import {AccountState} from "./AccountState.sol";
import {IRootOracle, Root} from "./IRootOracle.sol";
import {P256Precompile} from "./P256Precompile.sol";
import {Placed} from "./Placed.sol";

/// @title Taking a proven account into a mini-account
/// @notice What `sync` does, on the bootstrap and on every later implementation, whoever calls it
///         (docs/mini-accounts.md, "Taking a proven account").
library AccountSync {
    /// @notice How old the log may be that a root shows, in seconds. On a chain to which nobody brings
    ///         roots, accounts would otherwise start with keys that were rotated out long ago.
    uint256 internal constant MAX_AGE = 7 days;

    /// @notice A proven account was taken.
    /// @param number The commit under whose root it was proven.
    /// @param nonce The account's nonce.
    /// @param historyHash Stands for all of the account's operations.
    event Synced(uint64 indexed number, uint64 nonce, bytes32 historyHash);

    /// @notice The newest root here is too old. Anyone can bring a newer one from L1.
    /// @param number The commit's number.
    /// @param asOf The time of the log that the root shows (Unix seconds).
    /// @param time The block's time.
    error StaleRoot(uint64 number, uint64 asOf, uint256 time);

    /// @notice The root is older than one that the account has used before.
    /// @param number The commit's number.
    /// @param used The number of the newest one used.
    error OlderRoot(uint64 number, uint64 used);

    /// @notice The root has no account for the name.
    /// @param node The name's namehash.
    /// @param number The commit's number.
    error UnknownAccount(bytes32 node, uint64 number);

    /// @notice What is known here is newer than what is proven.
    /// @param nonce The proven nonce.
    /// @param known The nonce that is known.
    error StaleAccount(uint64 nonce, uint64 known);

    /// @notice The implementation that the account chose is not on this chain; place it first.
    /// @param implementation Where it must stand; zero if the account has not chosen any.
    error ImplementationMissing(address implementation);

    /// @notice Takes an account proven under the newest root that is known here.
    /// @param node The namehash of the name whose account this is.
    /// @param keystore The Keystore on L1 that it obeys.
    /// @param proof The proof of the account's leaf.
    /// @return changed Whether the account is another than the one that was known: it has another nonce
    ///         or history. Otherwise nothing changed but the root's number, and whether there is
    ///         P256VERIFY.
    function take(bytes32 node, address keystore, Proof calldata proof)
        internal
        returns (bool changed)
    {
        Root memory root = IRootOracle(Placed.ORACLE).latest(keystore);
        if (block.timestamp > uint256(root.asOf) + MAX_AGE) {
            revert StaleRoot(root.number, root.asOf, block.timestamp);
        }
        bytes calldata leaf = KeystoreProof.check(root.root, AccountLeaf.key(node), proof);
        if (leaf.length == 0) revert UnknownAccount(node, root.number);
        Account memory account = AccountLeaf.decode(leaf);

        AccountState.State storage state = AccountState.get();
        if (root.number < state.rootNumber) revert OlderRoot(root.number, state.rootNumber);
        if (account.nonce < state.nonce) revert StaleAccount(account.nonce, state.nonce);
        changed = account.nonce != state.nonce || account.historyHash != state.historyHash;
        state.rootNumber = root.number;
        state.hasP256 = P256Precompile.exists();
        if (changed) _store(state, root.l1ChainId, account);

        if (account.implementation.code.length == 0) {
            revert ImplementationMissing(account.implementation);
        }
        AccountProxy.moveTo(account.implementation);
        emit Synced(root.number, account.nonce, account.historyHash);
    }

    /// @dev Takes over all that mini-accounts know of an account.
    /// @param state The state.
    /// @param l1ChainId The chain id of the Keystore's chain.
    /// @param account The account.
    function _store(AccountState.State storage state, uint64 l1ChainId, Account memory account)
        private
    {
        state.nonce = account.nonce;
        state.l1ChainId = l1ChainId;
        state.frozenUntil = account.frozenUntil;
        state.retiredFrom = account.retiredFrom;
        state.historyHash = account.historyHash;
        state.signersHash = account.signersHash;
        state.outboxRoot = account.outboxRoot;
        state.limitsHash = account.limitsHash;
    }
}
