// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AccountProxy} from "./AccountProxy.sol";
import {AccountState} from "./AccountState.sol";
import {AccountSync} from "./AccountSync.sol";
import {Activity} from "./Activity.sol";
import {Approval, Approvals} from "./Approvals.sol";
import {IRootOracle, Root} from "./IRootOracle.sol";
import {MiniAccountStore, PendingReplay, Replayed} from "./MiniAccountStore.sol";
import {Placed} from "./Placed.sol";
import {KeystoreOperation, ReplayedOperation} from "./ReplayedOperation.sol";
import {SignerKey} from "./SignerKey.sol";
import {SignerSet} from "./SignerSet.sol";

/// @title The owner's operations, brought by hand
/// @notice For when a chain gets no roots any more (docs/mini-accounts.md, "When roots no longer
///         arrive"). What is here counts only until the next sync.
library Replay {
    /// @notice How old the newest root is at least when operations can be brought by hand.
    uint256 internal constant SILENCE = 30 days;

    /// @notice How long they can be contradicted before they count.
    uint256 internal constant DELAY = 7 days;

    /// @notice Operations wait for their time to count.
    /// @param operations How many.
    /// @param historyHash The history with them.
    /// @param readyAt From when on they can be made to count (Unix seconds).
    event ReplayStarted(uint64 operations, bytes32 historyHash, uint64 readyAt);

    /// @notice Signers signed two histories: neither counts.
    /// @param operations After how many operations they differ.
    /// @param historyHash The one that waited.
    /// @param otherHash The other.
    event ReplayContradicted(uint64 operations, bytes32 historyHash, bytes32 otherHash);

    /// @notice Operations that waited count.
    /// @param historyHash The history with them.
    event ReplayFinished(bytes32 historyHash);

    /// @notice Roots do arrive: use `sync`.
    /// @param number The newest one's commit.
    /// @param asOf The time of the log that it shows (Unix seconds).
    error RootsArrive(uint64 number, uint64 asOf);

    /// @notice The name is not this account's.
    /// @param node The namehash of the name.
    error OtherName(bytes32 node);

    /// @notice These are not the account's signers.
    /// @param signersHash What they hash to.
    error OtherSigners(bytes32 signersHash);

    /// @notice There is nothing in it that does not wait already.
    error NothingNew();

    /// @notice The operation was over before the newest root, and is not in it: it was never accepted.
    /// @param index Which one.
    /// @param deadline Its deadline (Unix seconds).
    error NeverAccepted(uint256 index, uint64 deadline);

    /// @notice The implementation holds the limits: it does not change without a root while there are
    ///         any, since guardians have a say then.
    error LimitsSet();

    /// @notice Approvals are ascending by their signers' ids, each valid and by somebody who has a part
    ///         in it.
    /// @param index Which operation.
    /// @param signer Whose approval it is that is not.
    error InvalidApproval(uint256 index, bytes signer);

    /// @notice The threshold did not approve the operation, or a new signer did not accept.
    /// @param index Which operation.
    error NotApproved(uint256 index);

    /// @notice No operations wait.
    error NothingPending();

    /// @notice The operations do not count yet.
    /// @param readyAt From when on they can be made to count (Unix seconds).
    error NotReady(uint64 readyAt);

    /// @dev What the operations so far make of the account.
    struct Fold {
        bytes32 separator;
        bytes32 nameHash;
        uint64 nonce;
        bytes32 historyHash;
        uint8 threshold;
        bytes32[] ids;
        bytes32 outboxRoot;
        address implementation;
    }

    /// @notice Takes operations that follow on what is known here, and lets them wait.
    /// @param keystore The Keystore that the account obeys.
    /// @param name The account's name.
    /// @param threshold The threshold of the present signers,
    /// @param ids and their ids.
    /// @param operations The operations, in order.
    function start(
        address keystore,
        string calldata name,
        uint8 threshold,
        bytes32[] calldata ids,
        ReplayedOperation[] calldata operations
    ) internal {
        Root memory root = _requireSilence(keystore);
        Activity.requireNow();
        AccountState.State storage state = AccountState.get();
        bytes32 signersHash = Approvals.commitment(threshold, ids);
        if (signersHash != state.signersHash) revert OtherSigners(signersHash);

        Fold memory fold = Fold({
            separator: KeystoreOperation.domain(state.l1ChainId, keystore),
            nameHash: keccak256(bytes(name)),
            nonce: state.nonce + _replayed(state.rootNumber),
            historyHash: state.historyHash,
            threshold: threshold,
            ids: ids,
            outboxRoot: state.outboxRoot,
            implementation: address(0)
        });
        // Only where the account knows the newest root it is known what was not accepted by then.
        uint64 acceptedFrom = root.number == state.rootNumber ? root.asOf : 0;

        PendingReplay storage pending = MiniAccountStore.get().pending;
        bool isPending = _isPending(pending, state.rootNumber);
        if (operations.length <= (isPending ? pending.operations : 0)) revert NothingNew();
        if (!isPending) ++pending.round;
        mapping(uint64 => bytes32) storage histories =
            MiniAccountStore.get().histories[pending.round];
        for (uint64 i; i < operations.length; ++i) {
            if (operations[i].deadline < acceptedFrom) {
                revert NeverAccepted(i, operations[i].deadline);
            }
            _apply(fold, operations[i], i);
            if (isPending && i < pending.operations) {
                bytes32 known = histories[i];
                if (fold.historyHash == known) continue;
                pending.readyAt = 0;
                emit ReplayContradicted(i + 1, known, fold.historyHash);
                return;
            }
            histories[i] = fold.historyHash;
        }
        pending.rootNumber = state.rootNumber;
        pending.operations = uint64(operations.length);
        pending.readyAt = uint64(block.timestamp + DELAY);
        pending.historyHash = fold.historyHash;
        pending.signersHash = Approvals.commitment(fold.threshold, fold.ids);
        pending.outboxRoot = fold.outboxRoot;
        pending.implementation = fold.implementation;
        emit ReplayStarted(pending.operations, pending.historyHash, pending.readyAt);
    }

    /// @notice Makes operations count that waited long enough. The account's nonce stays the proven
    ///         one: so any later sync has the last word, whatever was brought by hand.
    /// @param keystore The Keystore that the account obeys.
    function finish(address keystore) internal {
        AccountState.State storage state = AccountState.get();
        PendingReplay storage pending = MiniAccountStore.get().pending;
        if (!_isPending(pending, state.rootNumber)) revert NothingPending();
        if (block.timestamp < pending.readyAt) revert NotReady(pending.readyAt);
        _requireSilence(keystore);

        pending.readyAt = 0;
        uint64 operations = _replayed(state.rootNumber) + pending.operations;
        MiniAccountStore.get().replayed = Replayed(state.rootNumber, operations);
        state.historyHash = pending.historyHash;
        state.signersHash = pending.signersHash;
        state.outboxRoot = pending.outboxRoot;
        emit ReplayFinished(pending.historyHash);

        address implementation = pending.implementation;
        if (implementation == address(0)) return;
        if (implementation.code.length == 0) {
            revert AccountSync.ImplementationMissing(implementation);
        }
        AccountProxy.moveTo(implementation);
    }

    /// @dev Applies an operation, by the rules of the keystore.
    function _apply(Fold memory fold, ReplayedOperation calldata operation, uint256 index)
        private
        view
    {
        uint8 threshold = fold.threshold;
        bytes32[] memory ids = fold.ids;
        bool setsSigners = operation.kind == KeystoreOperation.SET_SIGNERS;
        if (setsSigners) {
            bytes[] memory signers;
            (threshold, signers) = abi.decode(operation.fields, (uint8, bytes[]));
            ids = SignerSet.check(threshold, signers);
        }
        bytes32 digest =
            KeystoreOperation.digest(fold.separator, fold.nameHash, fold.nonce, operation, ids);
        _requireApproved(fold, ids, operation.approvals, digest, index);
        (fold.threshold, fold.ids) = (threshold, ids);
        if (operation.kind == KeystoreOperation.SET_IMPLEMENTATION) {
            if (AccountState.get().limitsHash != 0) revert LimitsSet();
            fold.implementation = abi.decode(operation.fields, (address));
        } else if (operation.kind == KeystoreOperation.SET_OUTBOX) {
            fold.outboxRoot = bytes32(operation.fields);
        }
        fold.historyHash = keccak256(bytes.concat(fold.historyHash, digest));
        ++fold.nonce;
    }

    /// @dev Reverts unless the threshold approved, and everybody who is new, and nobody else.
    /// @param fold The signers so far.
    /// @param ids The signers after the operation.
    /// @param approvals The approvals.
    /// @param digest What they approve.
    /// @param index Which operation it is.
    function _requireApproved(
        Fold memory fold,
        bytes32[] memory ids,
        Approval[] calldata approvals,
        bytes32 digest,
        uint256 index
    ) private view {
        bool hasP256 = AccountState.get().hasP256;
        uint256 old;
        bytes32 last;
        for (uint256 i; i < approvals.length; ++i) {
            Approval memory approval = approvals[i];
            bytes32 id = SignerKey.id(approval.signer);
            bool isOld = SignerSet.contains(fold.ids, fold.ids.length, id);
            bool stands = id > last && (isOld || SignerSet.contains(ids, ids.length, id))
                && SignerKey.signed(approval.signer, approval.signature, digest, hasP256);
            if (!stands) revert InvalidApproval(index, approval.signer);
            if (isOld) ++old;
            last = id;
        }
        uint256 added;
        for (uint256 i; i < ids.length; ++i) {
            if (!SignerSet.contains(fold.ids, fold.ids.length, ids[i])) ++added;
        }
        if (old < fold.threshold || approvals.length - old < added) revert NotApproved(index);
    }

    /// @dev Reverts if roots arrive.
    function _requireSilence(address keystore) private view returns (Root memory root) {
        root = IRootOracle(Placed.ORACLE).latest(keystore);
        if (block.timestamp <= uint256(root.asOf) + SILENCE) {
            revert RootsArrive(root.number, root.asOf);
        }
    }

    /// @dev Whether operations wait. A sync moves the account's root, and so ends it.
    function _isPending(PendingReplay storage pending, uint64 rootNumber)
        private
        view
        returns (bool)
    {
        return pending.readyAt != 0 && pending.rootNumber == rootNumber;
    }

    /// @dev How many operations count that no root has shown yet.
    function _replayed(uint64 rootNumber) private view returns (uint64) {
        Replayed storage replayed = MiniAccountStore.get().replayed;
        return replayed.rootNumber == rootNumber ? replayed.operations : 0;
    }
}
