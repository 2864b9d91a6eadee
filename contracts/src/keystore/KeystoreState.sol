// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @dev Where log and queue stand. One slot, since every commit reads and writes all of it. Times
///      have the 40 bits that they have in a step.
struct Head {
    /// @dev Number of the latest commit.
    uint48 number;
    /// @dev Operations applied up to and with it: its place in the log.
    uint48 sequence;
    /// @dev The time of the log that its root shows.
    uint40 asOf;
    /// @dev When it becomes final.
    uint40 finalFrom;
    /// @dev Index of the queue's first operation.
    uint40 first;
    /// @dev Index of the next operation that will be queued.
    uint40 end;
}

/// @dev A commit that is kept.
struct Commit {
    /// @dev Root of the tree after it.
    bytes32 root;
    /// @dev Its number: whether this is the one asked for.
    uint48 number;
    /// @dev Operations applied up to and with it.
    uint48 sequence;
    /// @dev The time of the log that its root shows.
    uint40 asOf;
    /// @dev From when on it is final.
    uint40 finalFrom;
}

/// @dev An operation that waits in the queue.
struct ForcedOperation {
    /// @dev keccak256 of it.
    bytes32 operationHash;
    /// @dev When it was queued.
    uint40 queuedAt;
    /// @dev What was paid for it, in wei.
    uint128 fee;
}
