//! The tree's hashes, and the binary tree within sixteen children.
//!
//! The format is that of the crate `jmt` 0.12, spelling included, which tests use as an oracle.

use alloy_primitives::{B256, Keccak256};

/// Hash of a subtree without leaves.
pub const EMPTY: B256 = B256::new(*b"SPARSE_MERKLE_PLACEHOLDER_HASH__");

const LEAF_TAG: &[u8] = b"JMT::LeafNode";
const INNER_TAG: &[u8] = b"JMT::IntrnalNode";

/// Hash of a subtree with this leaf alone; `value_hash` is keccak256 of its value.
pub(crate) fn leaf_hash(key: &B256, value_hash: &B256) -> B256 {
    tagged(LEAF_TAG, key, value_hash)
}

/// Hash of a subtree with two leaves or more.
pub(crate) fn inner_hash(left: &B256, right: &B256) -> B256 {
    tagged(INNER_TAG, left, right)
}

fn tagged(tag: &[u8], left: &B256, right: &B256) -> B256 {
    let mut hasher = Keccak256::new();
    hasher.update(tag);
    hasher.update(left);
    hasher.update(right);
    hasher.finalize()
}

/// A binary subtree in short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sum {
    /// No leaf.
    Empty,
    /// One leaf.
    Leaf(B256),
    /// More.
    Inner(B256),
}

impl Sum {
    pub(super) fn hash(&self) -> B256 {
        match self {
            Self::Empty => EMPTY,
            Self::Leaf(hash) | Self::Inner(hash) => *hash,
        }
    }

    pub(super) fn join(left: Self, right: Self) -> Self {
        match (left, right) {
            (Self::Empty, Self::Empty) => Self::Empty,
            (Self::Leaf(leaf), Self::Empty) | (Self::Empty, Self::Leaf(leaf)) => Self::Leaf(leaf),
            _ => Self::Inner(inner_hash(&left.hash(), &right.hash())),
        }
    }
}

/// The binary tree over sixteen children, as far as it is known. Place 1 is the top, below place
/// `i` stand `2i` and `2i + 1`, and child `n` has place `16 + n`.
#[derive(Clone, Debug)]
pub(super) struct Sums([Option<Sum>; 32]);

/// The top of [`Sums`].
pub(super) const TOP: usize = 1;

impl Sums {
    /// Nothing is known.
    pub(super) const UNKNOWN: Self = Self([None; 32]);

    /// The place of child `nibble`.
    pub(super) fn place(nibble: u8) -> usize {
        16 + usize::from(nibble & 15)
    }

    /// What stands at `place`, where it is known.
    pub(super) fn known(&self, place: usize) -> Option<Sum> {
        self.0.get(place).copied().flatten()
    }

    /// What stands at `place`, computed where it is not known. `child` gives a child's own.
    pub(super) fn fill(&mut self, place: usize, child: &mut impl FnMut(u8) -> Sum) -> Sum {
        if let Some(sum) = self.known(place) {
            return sum;
        }
        let sum = match u8::try_from(place.saturating_sub(16)) {
            Ok(nibble) if place >= 16 => child(nibble),
            _ => Sum::join(self.fill(2 * place, child), self.fill(2 * place + 1, child)),
        };
        if let Some(known) = self.0.get_mut(place) {
            *known = Some(sum);
        }
        sum
    }

    /// Child `nibble` changed: forgets it and what stands above it.
    pub(super) fn forget(&mut self, nibble: u8) {
        let mut place = Self::place(nibble);
        while place >= TOP {
            if let Some(known) = self.0.get_mut(place) {
                *known = None;
            }
            place /= 2;
        }
    }
}
