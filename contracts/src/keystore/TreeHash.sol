// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title Hashes of the keystore's tree
/// @notice The format of the crate `jmt` 0.12, spelling included (docs/proofs.md, "Tree"). Leaf and
///         inner node differ in tag and length, so that neither can pose as the other.
library TreeHash {
    /// @notice The hash of a subtree without leaves.
    bytes32 internal constant EMPTY = "SPARSE_MERKLE_PLACEHOLDER_HASH__";

    /// @notice The hash of a leaf, and of a subtree whose only leaf it is.
    /// @param key The leaf's key.
    /// @param valueHash keccak256 of its value.
    /// @return hash keccak256 of tag, key and value hash.
    function leaf(bytes32 key, bytes32 valueHash) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, "JMT::LeafNode")
            mstore(add(free, 13), key)
            mstore(add(free, 45), valueHash)
            hash := keccak256(free, 77)
        }
    }

    /// @notice The hash of a subtree with several leaves.
    /// @param left The hash of the half whose next bit is 0.
    /// @param right The hash of the half whose next bit is 1.
    /// @return hash keccak256 of tag and both halves.
    function inner(bytes32 left, bytes32 right) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, "JMT::IntrnalNode")
            mstore(add(free, 16), left)
            mstore(add(free, 48), right)
            hash := keccak256(free, 80)
        }
    }
}
