//! A store of nodes as a database would be one, the tree's definition, and jmt.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use alloy_primitives::{B256, Keccak256, keccak256};
use jmt::{JellyfishMerkleTree, KeyHash, SimpleHasher, mock::MockTreeStore};
use mononym_keystore::{Child, EMPTY, Node, Nodes, Path, Tree, Update};

/// A key with its new value's hash, or none.
pub(crate) type Step = (B256, Option<B256>);
pub(crate) type Leaves = BTreeMap<B256, B256>;

/// Every node ever written, as read back from its bytes.
#[derive(Clone, Default)]
pub(crate) struct Store {
    pub(crate) nodes: HashMap<(Path, u64), Arc<Node>>,
    /// The last version.
    pub(crate) version: u64,
}

impl Nodes for Store {
    fn node(&self, path: &Path, version: u64) -> Option<Arc<Node>> {
        self.nodes.get(&(*path, version)).cloned()
    }
}

impl Store {
    /// One batch as the next version.
    pub(crate) fn apply(&mut self, batch: &[Step]) -> (B256, Update) {
        let mut tree = Tree::open(&*self, self.version).unwrap();
        for (key, value_hash) in batch {
            tree.set(key, *value_hash).unwrap();
        }
        let root = tree.root();
        let update = tree.finish(self.version + 1);
        self.save(&update);
        (root, update)
    }

    pub(crate) fn of(batches: &[Vec<Step>]) -> Self {
        let mut store = Self::default();
        for batch in batches {
            store.apply(batch);
        }
        store
    }

    pub(crate) fn save(&mut self, update: &Update) {
        self.version += 1;
        for (path, node) in &update.nodes {
            let node = Arc::new(Node::from_bytes(&node.to_bytes()).unwrap());
            let before = self.nodes.insert((*path, self.version), node);
            assert_eq!(before, None, "{path:?} is written twice");
        }
    }

    /// The nodes that a version reads.
    pub(crate) fn live(&self, version: u64) -> BTreeSet<(Path, u64)> {
        self.read(version).0.into_keys().collect()
    }

    pub(crate) fn leaves(&self, version: u64) -> Leaves {
        self.read(version).1
    }

    /// The whole tree of a version; each node is checked.
    pub(crate) fn read(&self, version: u64) -> (BTreeMap<(Path, u64), Arc<Node>>, Leaves) {
        let (mut nodes, mut leaves) = (BTreeMap::new(), Leaves::new());
        if version > 0 {
            self.read_from(&Path::ROOT, version, &mut nodes, &mut leaves);
        }
        (nodes, leaves)
    }

    fn read_from(
        &self,
        path: &Path,
        version: u64,
        nodes: &mut BTreeMap<(Path, u64), Arc<Node>>,
        leaves: &mut Leaves,
    ) {
        let node = self
            .node(path, version)
            .unwrap_or_else(|| panic!("{path:?} of version {version} is not there"));
        assert_eq!(node.check(path, version), Ok(()));
        for (nibble, child) in (0..).zip(node.children()) {
            match child {
                Child::Empty => {}
                Child::Leaf { key, value_hash } => assert_eq!(leaves.insert(*key, *value_hash), None),
                Child::Inner { version, hash } => {
                    let path = path.child(nibble);
                    self.read_from(&path, *version, nodes, leaves);
                    assert_eq!(nodes[&(path, *version)].hash(), *hash);
                }
            }
        }
        nodes.insert((*path, version), node);
    }
}

/// Shows only the nodes that were asked for by name.
pub(crate) struct Lazy<'a> {
    pub(crate) store: &'a Store,
    pub(crate) loaded: RefCell<HashSet<(Path, u64)>>,
}

impl<'a> Lazy<'a> {
    pub(crate) fn new(store: &'a Store) -> Self {
        Self {
            store,
            loaded: RefCell::default(),
        }
    }

    /// Loads a node that was not loaded before.
    pub(crate) fn load(&self, path: Path, version: u64) {
        assert!(self.store.nodes.contains_key(&(path, version)), "{path:?}");
        assert!(
            self.loaded.borrow_mut().insert((path, version)),
            "asked for {path:?} again"
        );
    }
}

impl Nodes for Lazy<'_> {
    fn node(&self, path: &Path, version: u64) -> Option<Arc<Node>> {
        let loaded = self.loaded.borrow().contains(&(*path, version));
        loaded.then(|| self.store.node(path, version)).flatten()
    }
}

/// Nodes with the versions of their children erased.
pub(crate) fn shape<'a>(
    nodes: impl IntoIterator<Item = (&'a Path, &'a Node)>,
) -> BTreeMap<Path, [Child; 16]> {
    nodes
        .into_iter()
        .map(|(path, node)| {
            let children = node.children().map(|child| match child {
                Child::Inner { hash, .. } => Child::Inner { version: 1, hash },
                child => child,
            });
            (*path, children)
        })
        .collect()
}

pub(crate) fn set(leaves: &mut Leaves, (key, value_hash): &Step) {
    match value_hash {
        Some(value_hash) => leaves.insert(*key, *value_hash),
        None => leaves.remove(key),
    };
}

/// The root by definition.
pub(crate) fn definition(leaves: &Leaves) -> B256 {
    let leaves: Vec<_> = leaves.iter().map(|(key, value)| (*key, *value)).collect();
    subtree(&leaves, 0)
}

fn subtree(leaves: &[(B256, B256)], depth: usize) -> B256 {
    match leaves {
        [] => EMPTY,
        [(key, value_hash)] => hash("JMT::LeafNode", key, value_hash),
        _ => {
            let middle = leaves.partition_point(|(key, _)| !bit(key, depth));
            let (left, right) = leaves.split_at(middle);
            hash(
                "JMT::IntrnalNode",
                &subtree(left, depth + 1),
                &subtree(right, depth + 1),
            )
        }
    }
}

pub(crate) fn hash(tag: &str, left: &B256, right: &B256) -> B256 {
    keccak256([tag.as_bytes(), left.as_slice(), right.as_slice()].concat())
}

pub(crate) fn bit(key: &B256, index: usize) -> bool {
    key[index / 8] & (0x80 >> (index % 8)) != 0
}

pub(crate) fn flip(key: &B256, index: usize) -> B256 {
    let mut key = *key;
    key[index / 8] ^= 0x80 >> (index % 8);
    key
}

/// Keccak-256, as jmt takes it.
pub(crate) struct Keccak(Keccak256);

impl SimpleHasher for Keccak {
    fn new() -> Self {
        Self(Keccak256::new())
    }

    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn finalize(self) -> [u8; 32] {
        self.0.finalize().0
    }
}

/// The tree of the crate jmt, which takes values instead of their hashes.
#[derive(Default)]
pub(crate) struct Jmt {
    store: MockTreeStore,
    version: u64,
}

impl Jmt {
    pub(crate) fn apply(&mut self, batch: &[(B256, Option<Vec<u8>>)]) -> B256 {
        // A key once, with its last value.
        let batch: BTreeMap<B256, Option<Vec<u8>>> = batch.iter().cloned().collect();
        let set = batch.into_iter().map(|(key, value)| (KeyHash(key.0), value));
        let tree = JellyfishMerkleTree::<_, Keccak>::new(&self.store);
        let (root, update) = tree.put_value_set(set, self.version).unwrap();
        self.store.write_tree_update_batch(update).unwrap();
        self.version += 1;
        B256::from(root.0)
    }
}
