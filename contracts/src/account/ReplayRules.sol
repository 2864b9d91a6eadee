// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {DottedName} from "../libraries/DottedName.sol";
import {AccountState} from "./AccountState.sol";
import {Activity} from "./Activity.sol";
import {Approval, Approvals} from "./Approvals.sol";
import {IRootOracle, Root} from "./IRootOracle.sol";
import {Placed} from "./Placed.sol";
import {KeystoreOperation, ReplayedOperation} from "./ReplayedOperation.sol";
import {SignerKey} from "./SignerKey.sol";
import {SignerSet} from "./SignerSet.sol";

/// @notice What a replay makes of an account.
/// @param histories The history after each operation.
/// @param signersHash The signers after all.
/// @param outboxRoot The outbox after all.
/// @param implementation The implementation that they choose; zero if they choose none.
struct ReplayOutcome {
    bytes32[] histories;
    bytes32 signersHash;
    bytes32 outboxRoot;
    address implementation;
}

/// @title What is asked of the account that is judged
interface IReplayingAccount {
    /// @notice What is known of the account in the keystore.
    /// @return The state.
    function state() external view returns (AccountState.State memory);

    /// @notice How many operations count that no root has shown yet.
    /// @return How many.
    function replayedOperations() external view returns (uint64);

    /// @notice The namehash of the name whose account it is.
    /// @return The node.
    function node() external view returns (bytes32);

    /// @notice The Keystore on L1 that it obeys.
    /// @return The Keystore.
    function keystore() external view returns (address);
}

/// @title What operations make of an account, by the rules of the keystore
/// @notice Judges the account that calls it. Stands by itself, since the code of an account is limited (EIP-170). It has no state.
contract ReplayRules {
    /// @notice How old the newest root is at least when operations can be brought by hand.
    uint256 public constant SILENCE = 30 days;

    /// @notice Roots do arrive: use `sync`.
    /// @param number The newest one's commit.
    /// @param asOf The time of the log that it shows (Unix seconds).
    error RootsArrive(uint64 number, uint64 asOf);

    /// @notice The name is not the account's.
    /// @param node The namehash of the name.
    error OtherName(bytes32 node);

    /// @notice These are not the account's signers.
    /// @param signersHash What they hash to.
    error OtherSigners(bytes32 signersHash);

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
        bool hasP256;
        bool limited;
    }

    /// @notice Applies operations to the account that calls.
    /// @param operations `abi.encode(string name, uint8 threshold, bytes32[] ids,
    ///        ReplayedOperation[] operations)`: the account's name, the threshold and the ids of its
    ///        signers, and the operations.
    /// @return outcome What becomes of it; reverts if one of them does not stand.
    function outcomeOf(bytes calldata operations) external view returns (ReplayOutcome memory) {
        (
            string memory name,
            uint8 threshold,
            bytes32[] memory ids,
            ReplayedOperation[] memory list
        ) = abi.decode(operations, (string, uint8, bytes32[], ReplayedOperation[]));
        return _outcomeOf(name, threshold, ids, list);
    }

    /// @notice Reverts if roots arrive at the account that calls.
    function requireSilence() external view {
        _requireSilence();
    }

    /// @dev The same, decoded.
    function _outcomeOf(
        string memory name,
        uint8 threshold,
        bytes32[] memory ids,
        ReplayedOperation[] memory operations
    ) private view returns (ReplayOutcome memory outcome) {
        Root memory root = _requireSilence();
        IReplayingAccount account = IReplayingAccount(msg.sender);
        AccountState.State memory state = account.state();
        Activity.requireActive(state.frozenUntil, state.retiredFrom);
        bytes32 node = DottedName.namehash(bytes(name));
        if (node != account.node()) revert OtherName(node);
        bytes32 signersHash = Approvals.commitment(threshold, ids);
        if (signersHash != state.signersHash) revert OtherSigners(signersHash);
        Fold memory fold = Fold({
            separator: KeystoreOperation.domain(state.l1ChainId, account.keystore()),
            nameHash: keccak256(bytes(name)),
            nonce: state.nonce + account.replayedOperations(),
            historyHash: state.historyHash,
            threshold: threshold,
            ids: ids,
            outboxRoot: state.outboxRoot,
            implementation: address(0),
            hasP256: state.hasP256,
            limited: state.limitsHash != 0
        });
        // Only an account that knows the newest root knows what was not accepted by then.
        uint64 acceptedFrom = root.number == state.rootNumber ? root.asOf : 0;
        outcome.histories = new bytes32[](operations.length);
        for (uint256 i; i < operations.length; ++i) {
            uint64 deadline = operations[i].deadline;
            if (deadline < acceptedFrom) revert NeverAccepted(i, deadline);
            _apply(fold, operations[i], i);
            outcome.histories[i] = fold.historyHash;
        }
        outcome.signersHash = Approvals.commitment(fold.threshold, fold.ids);
        outcome.outboxRoot = fold.outboxRoot;
        outcome.implementation = fold.implementation;
    }

    /// @dev Reverts if roots arrive at the account that calls.
    /// @return root The newest.
    function _requireSilence() private view returns (Root memory root) {
        root = IRootOracle(Placed.ORACLE).latest(IReplayingAccount(msg.sender).keystore());
        if (block.timestamp <= uint256(root.asOf) + SILENCE) {
            revert RootsArrive(root.number, root.asOf);
        }
    }

    /// @dev Applies an operation, by the rules of the keystore.
    function _apply(Fold memory fold, ReplayedOperation memory operation, uint256 index)
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
            if (fold.limited) revert LimitsSet();
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
        Approval[] memory approvals,
        bytes32 digest,
        uint256 index
    ) private view {
        uint256 old;
        bytes32 last;
        for (uint256 i; i < approvals.length; ++i) {
            Approval memory approval = approvals[i];
            bytes32 id = SignerKey.id(approval.signer);
            bool isOld = SignerSet.contains(fold.ids, fold.ids.length, id);
            bool stands = id > last && (isOld || SignerSet.contains(ids, ids.length, id))
                && SignerKey.signed(approval.signer, approval.signature, digest, fold.hasP256);
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
}
