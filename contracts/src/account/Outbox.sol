// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {AccountState} from "./AccountState.sol";
import {Call} from "./Call.sol";
import {MiniAccountStore} from "./MiniAccountStore.sol";

/// @notice What an account publishes for one of its mini-accounts to execute.
/// @param chainId On which chain.
/// @param account Which mini-account.
/// @param nonce Tells apart what is otherwise the same.
/// @param validFrom From when on (Unix seconds),
/// @param deadline until when.
/// @param calls The calls.
struct OutboxOperation {
    uint256 chainId;
    address account;
    uint256 nonce;
    uint64 validFrom;
    uint64 deadline;
    Call[] calls;
}

/// @title Operations that an account published in its leaf
library Outbox {
    /// @notice An operation of the outbox was executed.
    /// @param leaf Its leaf.
    event OutboxExecuted(bytes32 indexed leaf);

    /// @notice The operation is for another chain or account.
    /// @param chainId The chain that it is for.
    /// @param account The account that it is for.
    error ForAnotherAccount(uint256 chainId, address account);

    /// @notice The operation is not due yet, or no more.
    /// @param validFrom From when on it is (Unix seconds).
    /// @param deadline Until when it is.
    error NotDue(uint64 validFrom, uint64 deadline);

    /// @notice The account's leaf does not publish the operation.
    /// @param leaf The operation's leaf.
    /// @param outboxRoot What the account publishes, as far as is known here.
    error NotInOutbox(bytes32 leaf, bytes32 outboxRoot);

    /// @notice The operation was executed already.
    /// @param leaf Its leaf.
    error AlreadyExecuted(bytes32 leaf);

    /// @notice Checks that an operation is published and due, and takes it out for ever.
    /// @param operation The operation.
    /// @param proof Its siblings in the tree, bottom-up.
    function take(OutboxOperation calldata operation, bytes32[] calldata proof) internal {
        if (operation.chainId != block.chainid || operation.account != address(this)) {
            revert ForAnotherAccount(operation.chainId, operation.account);
        }
        if (block.timestamp < operation.validFrom || block.timestamp > operation.deadline) {
            revert NotDue(operation.validFrom, operation.deadline);
        }
        // Hashed twice: an inner node is no leaf.
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(operation))));
        bytes32 root = AccountState.get().outboxRoot;
        if (!MerkleProof.verifyCalldata(proof, root, leaf)) revert NotInOutbox(leaf, root);
        mapping(bytes32 => bool) storage executed = MiniAccountStore.get().executed;
        if (executed[leaf]) revert AlreadyExecuted(leaf);
        executed[leaf] = true;
        emit OutboxExecuted(leaf);
    }
}
