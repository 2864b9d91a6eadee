//! Changing the tree: one batch, from one version to the next.

use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};

use alloy_primitives::B256;

use super::{
    crown::Part,
    hash::{Sum, Sums, TOP},
    node::{CHILDREN, Child, Node},
    nodes::{MissingNode, Nodes, inner_node, root_node},
    path::{Path, nibble, shared_nibbles},
};

/// A version of the tree and the changes of one batch to it.
pub struct Tree<N> {
    nodes: N,
    root: Open,
    /// Stored nodes whose leaves became too few. One that comes back as it was stays stored.
    removed: BTreeMap<Path, Origin>,
}

/// What a batch does to the stored nodes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Update {
    /// Nodes to store under the new version, each after those below it: the root comes last, and is
    /// always there.
    pub nodes: Vec<(Path, Node)>,
    /// Stored nodes, with their versions, that the new version no longer reads: to be dropped with
    /// the last version that does. In ascending order.
    pub superseded: Vec<(Path, u64)>,
}

/// A node in the course of changes.
struct Open {
    /// As it is stored; nothing if it is new.
    origin: Option<Origin>,
    slots: [Slot; CHILDREN],
    sums: Sums,
}

#[derive(Clone, Copy)]
struct Origin {
    version: u64,
    hash: B256,
}

enum Slot {
    Closed(Child),
    /// At least two leaves below it, like every stored node.
    Open(Box<Open>),
}

impl<N: Nodes> Tree<N> {
    /// The empty tree, without any node.
    pub fn empty(nodes: N) -> Self {
        Self {
            nodes,
            root: Open::new(None),
            removed: BTreeMap::new(),
        }
    }

    /// The tree as `version` left it; 0 is the empty tree, without any node.
    ///
    /// # Errors
    /// If that version's root node is not loaded.
    pub fn open(nodes: N, version: u64) -> Result<Self, MissingNode> {
        if version == 0 {
            return Ok(Self::empty(nodes));
        }
        let node = root_node(&nodes, version)?;
        let hash = node.hash();
        Ok(Self {
            root: Open::stored(&node, Origin { version, hash }),
            ..Self::empty(nodes)
        })
    }

    /// Sets the leaf of `key` to a value with this keccak256, or removes it.
    ///
    /// # Errors
    /// If a node on its way is not loaded. Then nothing changed: load it and call again.
    pub fn set(&mut self, key: &B256, value_hash: Option<B256>) -> Result<(), MissingNode> {
        let mut batch = Batch {
            nodes: &self.nodes,
            removed: &mut self.removed,
        };
        batch.set(&mut self.root, &Path::ROOT, key, value_hash)?;
        Ok(())
    }

    /// The root hash. After a [`Tree::set`] it hashes the way to that leaf only: about four hashes
    /// for each stored node on it.
    pub fn root(&mut self) -> B256 {
        self.root.sum().hash()
    }

    /// What stands below one first byte of the keys, of which the tree holds no others.
    pub fn part(&mut self, first: u8) -> Part {
        let mut node = &mut self.root;
        for nibble in [first >> 4, first & 15] {
            match node.slots.get_mut(usize::from(nibble)) {
                Some(Slot::Open(below)) => node = below,
                Some(Slot::Closed(child)) => return Part(child.sum()),
                None => return Part(Sum::Empty),
            }
        }
        Part(node.sum())
    }

    /// The nodes to store under `version`, which must be above the version that was opened. What the
    /// batch left as it was keeps its version, the root node apart.
    pub fn finish(mut self, version: u64) -> Update {
        let mut update = Update::default();
        if let Some(origin) = self.root.origin.take() {
            update.superseded.push((Path::ROOT, origin.version));
        }
        self.root.close(&Path::ROOT, version, &mut update);
        let removed = self.removed.into_iter();
        update
            .superseded
            .extend(removed.map(|(path, origin)| (path, origin.version)));
        update.superseded.sort_unstable();
        update
    }
}

struct Batch<'a, N> {
    nodes: &'a N,
    removed: &'a mut BTreeMap<Path, Origin>,
}

impl<N: Nodes> Batch<'_, N> {
    /// Whether anything changed below `node`, which stands at `path`.
    fn set(
        &mut self,
        node: &mut Open,
        path: &Path,
        key: &B256,
        value_hash: Option<B256>,
    ) -> Result<bool, MissingNode> {
        let nibble = nibble(key, path.len());
        let Some(slot) = node.slots.get_mut(usize::from(nibble)) else {
            return Ok(false);
        };
        let path = path.child(nibble);
        if let Slot::Closed(Child::Inner { version, hash }) = *slot {
            let node = inner_node(self.nodes, &path, version, &hash)?;
            *slot = Slot::Open(Box::new(Open::stored(&node, Origin { version, hash })));
        }
        let changed = match slot {
            Slot::Open(inner) => {
                let changed = self.set(inner, &path, key, value_hash)?;
                if let Some(leaf) = inner.single_leaf() {
                    if let Some(origin) = inner.origin {
                        self.removed.insert(path, origin);
                    }
                    *slot = Slot::Closed(leaf);
                }
                changed
            }
            Slot::Closed(child) => match (*child, value_hash.map(|hash| leaf(key, hash))) {
                (present, Some(new)) if present == new => false,
                (Child::Leaf { key: present, .. }, new) if present == *key => {
                    *child = new.unwrap_or(Child::Empty);
                    true
                }
                (Child::Empty, Some(new)) => {
                    *child = new;
                    true
                }
                (Child::Leaf { key: other, .. }, Some(new)) => {
                    let depth = shared_nibbles(&other, key);
                    *slot = self.split(path, depth, (other, *child), (*key, new));
                    true
                }
                _ => false,
            },
        };
        if changed {
            node.sums.forget(nibble);
        }
        Ok(changed)
    }

    /// Two leaves where one stood, at `path`: nodes down to where their keys part.
    fn split(&mut self, path: Path, depth: usize, left: (B256, Child), right: (B256, Child)) -> Slot {
        let mut node = Open::new(self.removed.remove(&path));
        if path.len() < depth {
            let nibble = nibble(&left.0, path.len());
            let below = self.split(path.child(nibble), depth, left, right);
            node.put(nibble, below);
        } else {
            for (key, leaf) in [left, right] {
                node.put(nibble(&key, depth), Slot::Closed(leaf));
            }
        }
        Slot::Open(Box::new(node))
    }
}

impl Open {
    fn new(origin: Option<Origin>) -> Self {
        Self {
            origin,
            slots: [const { Slot::Closed(Child::Empty) }; CHILDREN],
            sums: Sums::UNKNOWN,
        }
    }

    fn stored(node: &Node, origin: Origin) -> Self {
        Self {
            origin: Some(origin),
            slots: node.children().map(Slot::Closed),
            sums: node.sums().clone(),
        }
    }

    fn put(&mut self, nibble: u8, child: Slot) {
        if let Some(slot) = self.slots.get_mut(usize::from(nibble)) {
            *slot = child;
        }
    }

    fn sum(&mut self) -> Sum {
        let slots = &mut self.slots;
        self.sums
            .fill(TOP, &mut |nibble| match slots.get_mut(usize::from(nibble)) {
                Some(Slot::Closed(child)) => child.sum(),
                Some(Slot::Open(node)) => node.sum(),
                None => Sum::Empty,
            })
    }

    /// The leaf that is left, if there is only one.
    fn single_leaf(&self) -> Option<Child> {
        let mut present = self
            .slots
            .iter()
            .filter(|slot| !matches!(slot, Slot::Closed(Child::Empty)));
        match (present.next(), present.next()) {
            (Some(Slot::Closed(leaf @ Child::Leaf { .. })), None) => Some(*leaf),
            _ => None,
        }
    }

    /// Adds the changed nodes from `path` on to `update`; gives the child that stands there now.
    fn close(&mut self, path: &Path, version: u64, update: &mut Update) -> Child {
        let hash = self.sum().hash();
        if let Some(origin) = self.origin {
            if origin.hash == hash {
                // Equal hashes, equal leaves, and so the same nodes below.
                return Child::Inner {
                    version: origin.version,
                    hash,
                };
            }
            update.superseded.push((*path, origin.version));
        }
        let mut children = [Child::Empty; CHILDREN];
        for ((nibble, child), slot) in (0..).zip(&mut children).zip(&mut self.slots) {
            *child = match slot {
                Slot::Closed(child) => *child,
                Slot::Open(node) => node.close(&path.child(nibble), version, update),
            };
        }
        update
            .nodes
            .push((*path, Node::with_sums(children, self.sums.clone())));
        Child::Inner { version, hash }
    }
}

fn leaf(key: &B256, value_hash: B256) -> Child {
    Child::Leaf {
        key: *key,
        value_hash,
    }
}
