//! The keystore's tree, beside the accounts: what is the same for every database.

mod cache;
mod growth;
mod rebuild;

use alloy_primitives::{B256, Bytes};
use mononym_keystore::{EMPTY, End, MissingNode, Node, Nodes, Path, Proof, TreeProof};

pub(super) use self::{
    cache::{LoadedNodes, NodeCache},
    growth::{Growth, Leaf, grow},
    rebuild::Rebuild,
};
use super::StoreError;

/// First byte of a place that holds a leaf's value: no nibble.
const LEAF: u8 = 0xff;

/// Where the value of a leaf is stored.
pub(super) fn leaf_place(key: &B256) -> Vec<u8> {
    [&[LEAF], key.as_slice()].concat()
}

/// What stands at a place.
pub(super) enum Content {
    Node(Path, Box<Node>),
    Leaf(B256, Bytes),
}

/// Reads what stands at a place.
pub(super) fn content(place: &[u8], content: &[u8]) -> Result<Content, StoreError> {
    match place.split_first() {
        Some((&LEAF, key)) => {
            let key = B256::try_from(key).map_err(|_| damaged("place"))?;
            Ok(Content::Leaf(key, Bytes::copy_from_slice(content)))
        }
        _ => {
            let path = Path::from_bytes(place).ok_or_else(|| damaged("place"))?;
            let node = Node::from_bytes(content).map_err(|error| damaged(&error.to_string()))?;
            Ok(Content::Node(path, Box::new(node)))
        }
    }
}

/// A proof with the value of its leaf, which `value` looks up.
pub(super) fn with_value(
    proof: TreeProof,
    value: impl FnOnce() -> Result<Option<Bytes>, StoreError>,
) -> Result<Proof, StoreError> {
    let value = match proof.end {
        End::Leaf { .. } => value()?,
        End::Other { .. } | End::Empty => None,
    };
    Proof::new(proof, value).map_err(|error| damaged(&error.to_string()))
}

/// The root of a version.
pub(super) fn root(nodes: &impl Nodes, version: u64) -> Result<B256, MissingNode> {
    if version == 0 {
        return Ok(EMPTY);
    }
    let path = Path::ROOT;
    let root = nodes.node(&path, version).ok_or(MissingNode { path, version })?;
    Ok(root.hash())
}

pub(super) fn damaged(what: &str) -> StoreError {
    StoreError::Database(format!("the tree is damaged: {what}"))
}
