// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {TreeHash} from "./TreeHash.sol";

/// @notice What a key has in the tree, or that it has nothing. The key itself is never part of it:
///         whoever checks a proof computes the key.
/// @param value The leaf's value; empty for a proof of absence.
/// @param siblings From the leaf up, at most 256.
/// @param otherKey The leaf that stands in the key's place, if any.
/// @param otherValueHash keccak256 of that leaf's value.
struct Proof {
    bytes value;
    bytes32[] siblings;
    bytes32 otherKey;
    bytes32 otherValueHash;
}

/// @title Proofs of one key of the keystore's tree
/// @notice Under one root a key has one value or none, whatever tree the root is of: the way down is
///         fixed by the key, and no node can be read in two ways (docs/proofs.md, "Proof of one key").
library KeystoreProof {
    /// @notice Most siblings of a proof: one for each bit of a key.
    uint256 internal constant MAX_SIBLINGS = 256;

    /// @notice The way down is longer than a key.
    /// @param count The number of siblings.
    error TooLong(uint256 count);

    /// @notice The proof is of another tree, key or value.
    /// @param root The root that was to be met.
    /// @param computed The one that the proof leads to.
    error WrongRoot(bytes32 root, bytes32 computed);

    /// @notice A key's own leaf cannot prove that the key is absent.
    /// @param key The key.
    error OwnLeaf(bytes32 key);

    /// @notice A leaf elsewhere in the tree says nothing about the key's place.
    /// @param otherKey The leaf's key.
    /// @param depth How many bits it would have to share with the key.
    error LeafElsewhere(bytes32 otherKey, uint256 depth);

    /// @notice Beside a value there is no place for another leaf.
    /// @param otherKey The leaf's key.
    error NeedlessLeaf(bytes32 otherKey);

    /// @notice Checks a proof.
    /// @param root The root of the tree.
    /// @param key The key.
    /// @param proof The proof.
    /// @return The key's value; empty if the key is proven to be absent. (No leaf's value is empty: it
    ///         begins with a type byte.)
    function check(bytes32 root, bytes32 key, Proof calldata proof)
        internal
        pure
        returns (bytes calldata)
    {
        uint256 depth = proof.siblings.length;
        if (depth > MAX_SIBLINGS) revert TooLong(depth);
        bytes32 hash = _bottom(key, proof, depth);
        for (uint256 i; i < depth; ++i) {
            // From the bottom up; the key's first bit, the highest, decides below the root.
            bool right = uint256(key) >> (256 - depth + i) & 1 == 1;
            bytes32 sibling = proof.siblings[i];
            hash = right ? TreeHash.inner(sibling, hash) : TreeHash.inner(hash, sibling);
        }
        if (hash != root) revert WrongRoot(root, hash);
        return proof.value;
    }

    /// @dev The hash of what stands in the key's place.
    /// @param key The key.
    /// @param proof The proof.
    /// @param depth The number of bits that lead to the place.
    /// @return The hash of the key's leaf, of another one, or of nothing.
    function _bottom(bytes32 key, Proof calldata proof, uint256 depth)
        private
        pure
        returns (bytes32)
    {
        bytes32 otherKey = proof.otherKey;
        bool foreign = otherKey != 0 || proof.otherValueHash != 0;
        if (proof.value.length != 0) {
            if (foreign) revert NeedlessLeaf(otherKey);
            return TreeHash.leaf(key, keccak256(proof.value));
        }
        if (!foreign) return TreeHash.EMPTY;
        if (otherKey == key) revert OwnLeaf(key);
        // A shift by all 256 bits gives zero: alone in the tree, a leaf stands in every key's place.
        if ((otherKey ^ key) >> (256 - depth) != 0) revert LeafElsewhere(otherKey, depth);
        return TreeHash.leaf(otherKey, proof.otherValueHash);
    }
}
