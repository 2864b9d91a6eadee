//! Stored nodes: sixteen children each.

use alloc::{boxed::Box, vec::Vec};

use alloy_primitives::B256;
use once_cell::race::OnceBox;
use thiserror::Error;

use super::{
    hash::{Sum, Sums, TOP, leaf_hash},
    path::{KEY_NIBBLES, Path, nibble},
};

/// Children of a node.
pub(super) const CHILDREN: usize = 16;

/// What stands below a node under one nibble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Child {
    /// No leaf.
    Empty,
    /// One leaf.
    Leaf {
        /// The leaf's key.
        key: B256,
        /// keccak256 of its value.
        value_hash: B256,
    },
    /// At least two leaves, in a stored node of their own.
    Inner {
        /// The version under which that node is stored, never 0.
        version: u64,
        /// That node's hash.
        hash: B256,
    },
}

impl Child {
    pub(super) fn sum(&self) -> Sum {
        match self {
            Self::Empty => Sum::Empty,
            Self::Leaf { key, value_hash } => Sum::Leaf(leaf_hash(key, value_hash)),
            Self::Inner { hash, .. } => Sum::Inner(*hash),
        }
    }

    fn kind(&self) -> u8 {
        match self {
            Self::Empty => 0,
            Self::Leaf { .. } => 1,
            Self::Inner { .. } => 2,
        }
    }
}

/// Why bytes are no stored node, or none of their place.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NodeError {
    /// More or fewer bytes than the children need.
    #[error("a stored node has not the length that its children need: the database is damaged")]
    Length,
    /// A kind of child that this release does not know.
    #[error("a stored node has a child of kind {0}, unknown to this release")]
    UnknownKind(u8),
    /// A child of the version 0, under which nothing is stored.
    #[error("a stored node has a child of version 0: the database is damaged")]
    VersionZero,
    /// A leaf whose key does not lead there.
    #[error("a stored node has the leaf {0}, which does not belong there: the database is damaged")]
    Misplaced(B256),
    /// A child that is newer than the node.
    #[error("a stored node of version {node} has a child of version {child}: the database is damaged")]
    NewerChild {
        /// The node's version.
        node: u64,
        /// The child's version.
        child: u64,
    },
    /// Below a whole key.
    #[error("a stored node stands below a whole key: the database is damaged")]
    TooDeep,
    /// Fewer than two leaves, and not the root.
    #[error("a stored node has fewer than two leaves: the database is damaged")]
    TooFewLeaves,
}

/// A stored node.
pub struct Node {
    children: [Child; CHILDREN],
    /// Complete once it is there. Costs up to 31 hashes, so whoever keeps a node in memory keeps
    /// them too.
    sums: OnceBox<Sums>,
}

impl Node {
    /// A node of these children, by their nibble.
    pub fn new(children: [Child; CHILDREN]) -> Self {
        Self {
            children,
            sums: OnceBox::new(),
        }
    }

    /// `sums` are those of `children`, as far as they are known.
    pub(super) fn with_sums(children: [Child; CHILDREN], mut sums: Sums) -> Self {
        sums.fill(TOP, &mut |nibble| child_of(&children, nibble).sum());
        Self {
            children,
            sums: OnceBox::with_value(Box::new(sums)),
        }
    }

    /// The children, by their nibble.
    pub fn children(&self) -> &[Child; CHILDREN] {
        &self.children
    }

    /// The child below `nibble`, of which only the low half counts.
    pub fn child(&self, nibble: u8) -> &Child {
        child_of(&self.children, nibble)
    }

    /// The hash of all that stands below this node. Computed once.
    pub fn hash(&self) -> B256 {
        self.sum(TOP).hash()
    }

    /// What stands at a place of the binary tree over the children.
    pub(super) fn sum(&self, place: usize) -> Sum {
        self.sums().known(place).unwrap_or(Sum::Empty)
    }

    pub(super) fn sums(&self) -> &Sums {
        self.sums.get_or_init(|| {
            let mut sums = Sums::UNKNOWN;
            sums.fill(TOP, &mut |nibble| self.child(nibble).sum());
            Box::new(sums)
        })
    }

    /// The node as it is stored: 2 bits for each child's kind, the first child's highest, then for
    /// a leaf (1) key and value's hash, for an inner node (2) version (8 bytes, big-endian) and
    /// hash, for none (0) nothing.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut kinds = 0_u32;
        let mut bytes = [0; 4].to_vec();
        for child in &self.children {
            kinds = kinds << 2 | u32::from(child.kind());
            match child {
                Child::Empty => {}
                Child::Leaf { key, value_hash } => {
                    bytes.extend(key);
                    bytes.extend(value_hash);
                }
                Child::Inner { version, hash } => {
                    bytes.extend(version.to_be_bytes());
                    bytes.extend(hash);
                }
            }
        }
        if let Some(head) = bytes.first_chunk_mut() {
            *head = kinds.to_be_bytes();
        }
        bytes
    }

    /// Reads a stored node. One node has one form only.
    ///
    /// # Errors
    /// [`NodeError`] says what is damaged. Whether the node fits its place: [`Node::check`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NodeError> {
        let (kinds, mut rest) = bytes.split_first_chunk().ok_or(NodeError::Length)?;
        let mut kinds = u32::from_be_bytes(*kinds);
        let mut children = [Child::Empty; CHILDREN];
        for child in &mut children {
            kinds = kinds.rotate_left(2);
            *child = match kinds & 3 {
                0 => Child::Empty,
                1 => Child::Leaf {
                    key: take(&mut rest)?.into(),
                    value_hash: take(&mut rest)?.into(),
                },
                2 => Child::Inner {
                    version: match u64::from_be_bytes(take(&mut rest)?) {
                        0 => return Err(NodeError::VersionZero),
                        version => version,
                    },
                    hash: take(&mut rest)?.into(),
                },
                _ => return Err(NodeError::UnknownKind(3)),
            };
        }
        if rest.is_empty() {
            Ok(Self::new(children))
        } else {
            Err(NodeError::Length)
        }
    }

    /// Whether the node can stand at `path`, stored under `version`.
    ///
    /// # Errors
    /// If a leaf's key does not lead there, a child is newer than the node, there are fewer than two
    /// leaves and `path` is not the root, or `path` is a whole key.
    pub fn check(&self, path: &Path, version: u64) -> Result<(), NodeError> {
        if path.len() >= KEY_NIBBLES {
            return Err(NodeError::TooDeep);
        }
        let mut leaves = 0_usize;
        for (place, child) in (0_u8..).zip(&self.children) {
            match child {
                Child::Empty => {}
                Child::Leaf { key, .. } => {
                    leaves = leaves.saturating_add(1);
                    if !path.is_prefix_of(key) || nibble(key, path.len()) != place {
                        return Err(NodeError::Misplaced(*key));
                    }
                }
                Child::Inner { version: child, .. } => {
                    leaves = leaves.saturating_add(2);
                    if *child > version {
                        return Err(NodeError::NewerChild {
                            node: version,
                            child: *child,
                        });
                    }
                }
            }
        }
        if leaves < 2 && !path.is_empty() {
            return Err(NodeError::TooFewLeaves);
        }
        Ok(())
    }
}

impl Clone for Node {
    fn clone(&self) -> Self {
        let sums = OnceBox::new();
        if let Some(known) = self.sums.get() {
            // Nobody else has seen it.
            let _ = sums.set(Box::new(known.clone()));
        }
        Self {
            children: self.children,
            sums,
        }
    }
}

impl core::fmt::Debug for Node {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Node").field("children", &self.children).finish()
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.children == other.children
    }
}

impl Eq for Node {}

fn child_of(children: &[Child; CHILDREN], nibble: u8) -> &Child {
    children.get(usize::from(nibble & 15)).unwrap_or(&Child::Empty)
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], NodeError> {
    let (taken, left) = rest.split_first_chunk().ok_or(NodeError::Length)?;
    *rest = left;
    Ok(*taken)
}
