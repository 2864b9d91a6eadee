//! The tree in memory.

use std::{cell::RefCell, collections::HashMap, sync::Arc};

use alloy_primitives::B256;
use mononym_keystore::{Node, Nodes, Path, TreeProof, prove};

use crate::{
    Result,
    leaves::{Leaves, keys},
};

/// The version under which whole trees are built: none that a new service has written, which may be
/// in its memory.
pub(crate) const VERSION: u64 = 1000;

/// Nodes as they are stored: each use decodes one and computes its hashes.
pub(crate) struct Stored {
    pub(crate) root: B256,
    /// Where each begins in `bytes`, and its length.
    places: HashMap<u128, (usize, u16)>,
    bytes: Vec<u8>,
    /// Bytes of all places.
    place_bytes: usize,
}

impl Stored {
    pub(crate) fn build(leaves: &Leaves) -> Result<Self> {
        let mut stored = Self {
            root: B256::ZERO,
            places: HashMap::new(),
            // 64 bytes of each leaf, and what its share of inner nodes needs.
            bytes: Vec::with_capacity(leaves.0.len() * 84),
            place_bytes: 0,
        };
        stored.root = leaves.build(VERSION, |path, node| {
            let bytes = node.to_bytes();
            let length = u16::try_from(bytes.len()).unwrap_or_default();
            stored.places.insert(packed(&path), (stored.bytes.len(), length));
            stored.place_bytes += path.len();
            stored.bytes.extend(bytes);
        })?;
        Ok(stored)
    }

    pub(crate) fn nodes(&self) -> usize {
        self.places.len()
    }

    /// Of all nodes, with their places and versions.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.len() + self.place_bytes + 8 * self.nodes()
    }

    /// The nodes on the ways of these keys, decoded and hashed.
    pub(crate) fn known(&self, keys: impl Iterator<Item = B256>) -> Result<Known> {
        let recorder = Recorder {
            stored: self,
            seen: RefCell::default(),
        };
        for key in keys {
            prove(&recorder, VERSION, &key)?;
        }
        Ok(Known(recorder.seen.into_inner()))
    }
}

impl Nodes for Stored {
    fn node(&self, path: &Path, _: u64) -> Option<Arc<Node>> {
        let (start, length) = *self.places.get(&packed(path))?;
        let bytes = self.bytes.get(start..start + usize::from(length))?;
        Some(Arc::new(Node::from_bytes(bytes).ok()?))
    }
}

/// A path of up to 31 nibbles, which no two of so many leaves share, below a bit that says where it
/// begins.
fn packed(path: &Path) -> u128 {
    path.as_bytes()
        .iter()
        .fold(1, |packed, nibble| packed << 4 | u128::from(*nibble))
}

/// Decoded nodes with their hashes.
pub(crate) struct Known(HashMap<Path, Arc<Node>>);

impl Nodes for Known {
    fn node(&self, path: &Path, _: u64) -> Option<Arc<Node>> {
        self.0.get(path).cloned()
    }
}

struct Recorder<'a> {
    stored: &'a Stored,
    seen: RefCell<HashMap<Path, Arc<Node>>>,
}

impl Nodes for Recorder<'_> {
    fn node(&self, path: &Path, version: u64) -> Option<Arc<Node>> {
        let seen = self.seen.borrow().get(path).cloned();
        seen.or_else(|| {
            let node = self.stored.node(path, version)?;
            self.seen.borrow_mut().insert(*path, Arc::clone(&node));
            Some(node)
        })
    }
}

/// The proofs of an account and of its record.
pub(crate) fn prove_account(nodes: &impl Nodes, account: u32) -> Result<[TreeProof; 2]> {
    let [account, record] = keys(account);
    Ok([prove(nodes, VERSION, &account)?, prove(nodes, VERSION, &record)?])
}
