//! Building a whole tree at once.

use alloc::vec::Vec;

use alloy_primitives::B256;
use thiserror::Error;

use super::{
    hash::EMPTY,
    node::{CHILDREN, Child, Node},
    path::{Path, nibble, shared_nibbles},
};

/// Builds the tree of all leaves at once, from leaves in strictly ascending order of their keys.
/// Holds one unfinished node for each level, at most 64, whatever the number of leaves.
pub struct Builder<F> {
    version: u64,
    emit: F,
    /// The unfinished nodes on the way to the last leaf, from the root down.
    open: Vec<[Child; CHILDREN]>,
    /// The last leaf. Its place is known when its successor is.
    last: Option<(B256, B256)>,
}

/// A key that is not above the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("leaves are built in strictly ascending order of their keys: {0} is not above the last one")]
pub struct NotAscending(pub B256);

impl<F: FnMut(Path, Node)> Builder<F> {
    /// Nodes are given to `emit` when they are complete, to be stored under `version`, each after
    /// those below it.
    pub fn new(version: u64, emit: F) -> Self {
        Self {
            version,
            emit,
            open: [[Child::Empty; CHILDREN]].to_vec(),
            last: None,
        }
    }

    /// Adds a leaf: its key and keccak256 of its value.
    ///
    /// # Errors
    /// If the key is not above the last one. The leaf is not added then.
    pub fn push(&mut self, key: &B256, value_hash: B256) -> Result<(), NotAscending> {
        if let Some((last, last_value_hash)) = self.last {
            if *key <= last {
                return Err(NotAscending(*key));
            }
            let shared = shared_nibbles(&last, key);
            self.place(last, last_value_hash, shared);
            self.close(&last, shared);
        }
        self.last = Some((*key, value_hash));
        Ok(())
    }

    /// Emits the nodes that are left, the root last; gives the root hash.
    pub fn finish(mut self) -> B256 {
        if let Some((last, value_hash)) = self.last {
            self.place(last, value_hash, 0);
            self.close(&last, 0);
        }
        let Some(children) = self.open.pop() else {
            return EMPTY;
        };
        let root = Node::new(children);
        let hash = root.hash();
        (self.emit)(Path::ROOT, root);
        hash
    }

    /// Puts a leaf that shares `shared` nibbles with its successor where it stands alone.
    fn place(&mut self, key: B256, value_hash: B256, shared: usize) {
        while self.open.len() <= shared {
            self.open.push([Child::Empty; CHILDREN]);
        }
        self.put(&key, Child::Leaf { key, value_hash });
    }

    /// Completes the nodes on the way to `key` that are longer than `depth` nibbles.
    fn close(&mut self, key: &B256, depth: usize) {
        while self.open.len() > depth.saturating_add(1) {
            let Some(children) = self.open.pop() else { return };
            let node = Node::new(children);
            let inner = Child::Inner {
                version: self.version,
                hash: node.hash(),
            };
            (self.emit)(Path::of(key, self.open.len()), node);
            self.put(key, inner);
        }
    }

    /// Puts a child on the way to `key` into the lowest unfinished node.
    fn put(&mut self, key: &B256, child: Child) {
        let depth = self.open.len().saturating_sub(1);
        let slot = self
            .open
            .last_mut()
            .and_then(|children| children.get_mut(usize::from(nibble(key, depth))));
        if let Some(slot) = slot {
            *slot = child;
        }
    }
}
