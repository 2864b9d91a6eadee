//! What a group of operations does to the tree.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use alloy_primitives::{B256, keccak256};
use mononym_keystore::{MissingNode, Node, Nodes, Path, Tree};

use super::{NodeCache, leaf_place};

/// A leaf after an operation: its key and its value, or none if it goes.
pub(in crate::store) type Leaf = (B256, Option<Vec<u8>>);

/// Rows to write, all of one version.
pub(in crate::store) struct Growth {
    /// The sequence of the group's last operation.
    pub(in crate::store) version: u64,
    /// Places and what stands there from this version on.
    pub(in crate::store) contents: Vec<(Vec<u8>, Vec<u8>)>,
    /// Places whose content before this version is superseded.
    pub(in crate::store) superseded: Vec<Vec<u8>>,
    nodes: Vec<(Path, Node)>,
}

impl Growth {
    /// Keeps the new nodes, once they are committed.
    pub(in crate::store) fn remember(self, cache: &NodeCache) {
        for (path, node) in self.nodes {
            cache.insert(path, self.version, Arc::new(node));
        }
    }
}

/// Applies the leaves of each operation in turn to the tree of version `before`. Gives the root
/// after each operation, and what to write for the version after all of them.
///
/// # Errors
/// If a node on the way of a leaf is not among `nodes`.
pub(in crate::store) fn grow<'a>(
    nodes: impl Nodes,
    before: u64,
    version: u64,
    operations: impl Iterator<Item = &'a [Leaf]>,
    stored_leaves: &HashSet<B256>,
) -> Result<(Vec<B256>, Growth), MissingNode> {
    let mut tree = Tree::open(nodes, before)?;
    let mut leaves: BTreeMap<&B256, Option<&[u8]>> = BTreeMap::new();
    let mut roots = Vec::new();
    for operation in operations {
        for (key, value) in operation {
            tree.set(key, value.as_ref().map(keccak256))?;
            leaves.insert(key, value.as_deref());
        }
        roots.push(tree.root());
    }
    let update = tree.finish(version);
    let nodes = update
        .nodes
        .iter()
        .map(|(path, node)| (path.as_bytes().to_vec(), node.to_bytes()));
    let values = leaves
        .iter()
        .filter_map(|(key, value)| value.map(|value| (leaf_place(key), value.to_vec())));
    let contents = nodes.chain(values).collect();
    let superseded_nodes = update.superseded.iter().map(|(path, _)| path.as_bytes().to_vec());
    let superseded_leaves = leaves
        .keys()
        .filter(|key| stored_leaves.contains(**key))
        .map(|key| leaf_place(key));
    Ok((
        roots,
        Growth {
            version,
            superseded: superseded_nodes.chain(superseded_leaves).collect(),
            contents,
            nodes: update.nodes,
        },
    ))
}
