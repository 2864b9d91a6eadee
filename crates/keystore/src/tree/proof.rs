//! Proofs that a leaf is in the tree, or that none is.

use alloc::{sync::Arc, vec::Vec};

use alloy_primitives::B256;
use thiserror::Error;

use super::{
    hash::{EMPTY, Sum, Sums, TOP, inner_hash, leaf_hash},
    node::{Child, Node},
    nodes::{MissingNode, Nodes, inner_node, root_node},
    path::{Path, nibble},
};

/// Most siblings of a proof: the bits of a key.
pub const MAX_SIBLINGS: usize = 256;

/// The way from a key's place to the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeProof {
    /// The hashes beside the way, from the place up. Their number is the depth of the place: it is
    /// the key's first so many bits.
    pub siblings: Vec<B256>,
    /// What stands in the place.
    pub end: End,
}

/// What stands in a key's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The key's own leaf.
    Leaf {
        /// keccak256 of its value.
        value_hash: B256,
    },
    /// Another leaf: the key has none.
    Other {
        /// That leaf's key.
        key: B256,
        /// keccak256 of its value.
        value_hash: B256,
    },
    /// Nothing: the key has no leaf.
    Empty,
}

/// Why a proof does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProofError {
    /// More siblings than a key has bits.
    #[error("a proof has at most {MAX_SIBLINGS} siblings, not {found}")]
    TooLong {
        /// Siblings of the proof.
        found: usize,
    },
    /// The other leaf is the key's own: the key has a leaf, and its absence is not proven.
    #[error("the leaf in the key's place is the key's own: it proves no absence")]
    OwnLeaf,
    /// The other leaf stands elsewhere: it says nothing about the key.
    #[error("the leaf in the key's place does not belong there: it proves no absence")]
    LeafElsewhere,
    /// Another leaf beside a value.
    #[error("a proof has a value or another leaf, not both")]
    NeedlessLeaf,
    /// Not of the tree with this root.
    #[error("the proof leads to another root")]
    WrongRoot,
    /// The value is not the one of the leaf, or there is one without a leaf, or none with one.
    #[error("the value is not the one that the tree has under this key")]
    WrongValue,
}

impl TreeProof {
    /// The root of the tree that this is a proof of, for `key`.
    ///
    /// # Errors
    /// If it proves nothing under any root: too long, or another leaf that does not stand in the
    /// key's place.
    pub fn root(&self, key: &B256) -> Result<B256, ProofError> {
        root_of(&self.siblings, &self.end, key)
    }
}

pub(crate) fn root_of(siblings: &[B256], end: &End, key: &B256) -> Result<B256, ProofError> {
    let depth = siblings.len();
    if depth > MAX_SIBLINGS {
        return Err(ProofError::TooLong { found: depth });
    }
    let place = match end {
        End::Leaf { value_hash } => leaf_hash(key, value_hash),
        End::Empty => EMPTY,
        End::Other { key: other, .. } if other == key => return Err(ProofError::OwnLeaf),
        End::Other { key: other, .. } if shared_bits(key, other) < depth => {
            return Err(ProofError::LeafElsewhere);
        }
        End::Other {
            key: other,
            value_hash,
        } => leaf_hash(other, value_hash),
    };
    let bits = (0..depth).rev();
    Ok(bits.zip(siblings).fold(place, |hash, (bit, sibling)| {
        if is_set(key, bit) {
            inner_hash(sibling, &hash)
        } else {
            inner_hash(&hash, sibling)
        }
    }))
}

/// The proof for `key` in the tree of `version`.
///
/// # Errors
/// If a node on its way is not loaded: [`missing`](super::missing) names it beforehand.
pub fn prove(nodes: &impl Nodes, version: u64, key: &B256) -> Result<TreeProof, MissingNode> {
    let mut siblings = Vec::new();
    let end = if version == 0 {
        End::Empty
    } else {
        walk(nodes, root_node(nodes, version)?, key, &mut siblings)?
    };
    siblings.reverse();
    Ok(TreeProof { siblings, end })
}

/// Goes down to the key's place; gives the siblings from the root down.
fn walk(
    nodes: &impl Nodes,
    mut node: Arc<Node>,
    key: &B256,
    siblings: &mut Vec<B256>,
) -> Result<End, MissingNode> {
    let mut path = Path::ROOT;
    loop {
        let nibble = nibble(key, path.len());
        for above in (0..=4).rev() {
            let place = Sums::place(nibble) >> above;
            if place != TOP {
                siblings.push(node.sum(place ^ 1).hash());
            }
            match node.sum(place) {
                Sum::Empty => return Ok(End::Empty),
                Sum::Leaf(_) => return Ok(leaf_below(&node, nibble, above, key)),
                Sum::Inner(_) => {}
            }
        }
        let Child::Inner { version, hash } = *node.child(nibble) else {
            return Ok(End::Empty);
        };
        path = path.child(nibble);
        node = inner_node(nodes, &path, version, &hash)?;
    }
}

/// The one leaf below the place `above` levels over child `nibble`.
fn leaf_below(node: &Node, nibble: u8, above: u32, key: &B256) -> End {
    let same = |other: u8| other.checked_shr(above) == nibble.checked_shr(above);
    (0..16)
        .filter(|other| same(*other))
        .find_map(|other| match node.child(other) {
            Child::Leaf { key: own, value_hash } if own == key => Some(End::Leaf {
                value_hash: *value_hash,
            }),
            Child::Leaf { key, value_hash } => Some(End::Other {
                key: *key,
                value_hash: *value_hash,
            }),
            _ => None,
        })
        .unwrap_or(End::Empty)
}

/// The key's bit number `index`, the most significant first.
fn is_set(key: &B256, index: usize) -> bool {
    let byte = key.get(index / 8).copied().unwrap_or_default();
    byte & (0x80 >> (index % 8)) != 0
}

/// Bits that both keys begin with: 256 if they are equal.
fn shared_bits(left: &B256, right: &B256) -> usize {
    (0..MAX_SIBLINGS)
        .find(|bit| is_set(left, *bit) != is_set(right, *bit))
        .unwrap_or(MAX_SIBLINGS)
}
