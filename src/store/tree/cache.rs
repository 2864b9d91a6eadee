//! Nodes in memory: those read or written lately, of any version, since a stored node never changes.

use std::{cell::RefCell, collections::HashMap, sync::Arc};

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

/// Nodes for one piece of work: what was read for it, and what was found in the cache, which may
/// forget it before the work is done.
pub(in crate::store) struct LoadedNodes<'a> {
    cache: &'a NodeCache,
    read: HashMap<(Path, u64), Arc<Node>>,
    found: RefCell<HashMap<(Path, u64), Arc<Node>>>,
}

impl<'a> LoadedNodes<'a> {
    pub(in crate::store) fn new(cache: &'a NodeCache) -> Self {
        Self {
            cache,
            read: HashMap::new(),
            found: RefCell::default(),
        }
    }

    /// Whether a node was read for this work, and not remembered from another.
    pub(in crate::store) fn has_read(&self, path: &Path, version: u64) -> bool {
        self.read.contains_key(&(*path, version))
    }

    pub(in crate::store) fn insert(&mut self, path: Path, version: u64, node: Arc<Node>) {
        self.cache.insert(path, version, Arc::clone(&node));
        self.read.insert((path, version), node);
    }
}

impl Nodes for LoadedNodes<'_> {
    fn node(&self, path: &Path, version: u64) -> Option<Arc<Node>> {
        let place = (*path, version);
        if let Some(node) = self.read.get(&place) {
            return Some(Arc::clone(node));
        }
        let mut found = self.found.borrow_mut();
        if let Some(node) = found.get(&place) {
            return Some(Arc::clone(node));
        }
        let node = self.cache.node(path, version)?;
        found.insert(place, Arc::clone(&node));
        Some(node)
    }
}

#[cfg(test)]
mod tests {
    use mononym_keystore::Child;

    use super::*;

    #[test]
    fn a_node_that_was_found_stays_for_the_work() {
        let cache = NodeCache::default();
        let node = Node::new(std::array::from_fn(|_| Child::Empty));
        cache.insert(Path::ROOT, 1, Arc::new(node));

        let work = LoadedNodes::new(&cache);
        assert!(work.node(&Path::ROOT, 1).is_some());
        cache.0.invalidate_all();
        cache.0.run_pending_tasks();
        assert!(cache.node(&Path::ROOT, 1).is_none());
        assert!(
            work.node(&Path::ROOT, 1).is_some(),
            "forgotten in the midst of it"
        );
        assert!(!work.has_read(&Path::ROOT, 1));
        assert!(LoadedNodes::new(&cache).node(&Path::ROOT, 1).is_none());
    }
}
