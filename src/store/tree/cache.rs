//! Nodes in memory: those read or written lately, of any version, since a stored node never changes.

use std::{collections::HashMap, sync::Arc};

use moka::sync::Cache;
use mononym_keystore::{Node, Nodes, Path};

/// Nodes of about 2.5 KiB: 20 MiB, the four upper levels of the tree and as many again.
const CAPACITY: u64 = 8192;

/// Nodes that are committed. Cheap to clone, and shared.
#[derive(Clone)]
pub(in crate::store) struct NodeCache(Cache<(Path, u64), Arc<Node>>);

impl Default for NodeCache {
    fn default() -> Self {
        Self(Cache::new(CAPACITY))
    }
}

impl NodeCache {
    pub(in crate::store) fn insert(&self, path: Path, version: u64, node: Arc<Node>) {
        self.0.insert((path, version), node);
    }
}

impl Nodes for NodeCache {
    fn node(&self, path: &Path, version: u64) -> Option<Arc<Node>> {
        self.0.get(&(*path, version))
    }
}

/// Nodes for one piece of work: what was read for it, and the cache.
pub(in crate::store) struct LoadedNodes<'a> {
    cache: &'a NodeCache,
    loaded: HashMap<(Path, u64), Arc<Node>>,
}

impl<'a> LoadedNodes<'a> {
    pub(in crate::store) fn new(cache: &'a NodeCache) -> Self {
        Self {
            cache,
            loaded: HashMap::new(),
        }
    }

    /// Whether a node was read for this work, and not remembered from another.
    pub(in crate::store) fn has_read(&self, path: &Path, version: u64) -> bool {
        self.loaded.contains_key(&(*path, version))
    }

    pub(in crate::store) fn insert(&mut self, path: Path, version: u64, node: Arc<Node>) {
        self.cache.insert(path, version, Arc::clone(&node));
        self.loaded.insert((path, version), node);
    }
}

impl Nodes for LoadedNodes<'_> {
    fn node(&self, path: &Path, version: u64) -> Option<Arc<Node>> {
        let loaded = self.loaded.get(&(*path, version)).cloned();
        loaded.or_else(|| self.cache.node(path, version))
    }
}
