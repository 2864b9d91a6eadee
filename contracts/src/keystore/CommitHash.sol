// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title Hash of a commit
/// @notice What a verifier approves of (docs/proofs.md, "Commit"). Chain, Keystore and number are in it, so
///         that an approval counts for one commit and no other.
library CommitHash {
    /// @notice The hash, on this chain.
    /// @param keystore The Keystore.
    /// @param number The commit's number.
    /// @param preRoot Root of the tree before it.
    /// @param root Root of the tree after it.
    /// @param asOf The time of the log that the root shows (Unix seconds).
    /// @param stepsHash What stands for its steps.
    /// @return The hash.
    function hash(
        address keystore,
        uint64 number,
        bytes32 preRoot,
        bytes32 root,
        uint64 asOf,
        bytes32 stepsHash
    ) internal view returns (bytes32) {
        return keccak256(
            abi.encode(block.chainid, keystore, number, preRoot, root, asOf, stepsHash)
        );
    }
}
