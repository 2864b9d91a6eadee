//! Nodes that were loaded beforehand.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    vec::Vec,
};

use alloy_primitives::B256;
use thiserror::Error;

use super::{
    hash::{Sum, TOP},
    node::{Child, Node},
    path::{Path, nibble},
};

/// Where the tree finds its stored nodes. It does no I/O: what is missing is named, and the caller
/// loads it and asks again.
pub trait Nodes {
    /// The node at `path` of `version`, if it is loaded.
    fn node(&self, path: &Path, version: u64) -> Option<Arc<Node>>;
}

impl<T: Nodes + ?Sized> Nodes for &T {
    fn node(&self, path: &Path, version: u64) -> Option<Arc<Node>> {
        (**self).node(path, version)
    }
}

impl Nodes for BTreeMap<(Path, u64), Arc<Node>> {
    fn node(&self, path: &Path, version: u64) -> Option<Arc<Node>> {
        self.get(&(*path, version)).cloned()
    }
}

/// A node that is not loaded; or the one found there is not the one that its parent names, or does
/// not pass [`Node::check`]. A caller who loads it and is asked for it again has a damaged database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Error)]
#[error("the node at {path:?} of version {version} is not loaded, or damaged")]
pub struct MissingNode {
    /// Its place.
    pub path: Path,
    /// The version under which it is stored.
    pub version: u64,
}

/// The root node of `version`.
pub(super) fn root_node(nodes: &impl Nodes, version: u64) -> Result<Arc<Node>, MissingNode> {
    let missing = MissingNode {
        path: Path::ROOT,
        version,
    };
    let node = nodes.node(&Path::ROOT, version).ok_or(missing)?;
    node.check(&Path::ROOT, version).map_err(|_| missing)?;
    Ok(node)
}

/// The node that its parent names by `version` and `hash`.
pub(super) fn inner_node(
    nodes: &impl Nodes,
    path: &Path,
    version: u64,
    hash: &B256,
) -> Result<Arc<Node>, MissingNode> {
    let missing = MissingNode { path: *path, version };
    let node = nodes.node(path, version).ok_or(missing)?;
    node.check(path, version).map_err(|_| missing)?;
    if node.sum(TOP) != Sum::Inner(*hash) {
        return Err(missing);
    }
    Ok(node)
}

/// For each key the first node on its way in the tree of `version` that is not loaded; each node
/// once, in the order of their places. Empty if every key can be set, removed and proven.
pub fn missing(nodes: &impl Nodes, version: u64, keys: &[B256]) -> Vec<MissingNode> {
    let missing: BTreeSet<_> = keys
        .iter()
        .filter_map(|key| first_missing(nodes, version, key).err())
        .collect();
    missing.into_iter().collect()
}

fn first_missing(nodes: &impl Nodes, version: u64, key: &B256) -> Result<(), MissingNode> {
    if version == 0 {
        return Ok(());
    }
    let mut path = Path::ROOT;
    let mut node = root_node(nodes, version)?;
    loop {
        let nibble = nibble(key, path.len());
        let Child::Inner { version, hash } = *node.child(nibble) else {
            return Ok(());
        };
        path = path.child(nibble);
        node = inner_node(nodes, &path, version, &hash)?;
    }
}
