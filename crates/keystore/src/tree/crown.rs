//! The history of the tree in parts: one for each first byte of the keys. What changes in one part
//! does not concern the others, so parts can be worked out apart, and a [`Crown`] joins them.

use alloy_primitives::B256;

use super::hash::{EMPTY, Sum};

/// Parts of a tree.
const PARTS: usize = 256;

/// All that stands below one first byte of the keys, in short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part(pub(super) Sum);

impl Part {
    /// Bytes of [`Part::to_bytes`].
    pub const LENGTH: usize = 33;

    /// A kind byte and the hash.
    pub fn to_bytes(&self) -> [u8; Self::LENGTH] {
        let kind = match self.0 {
            Sum::Empty => 0,
            Sum::Leaf(_) => 1,
            Sum::Inner(_) => 2,
        };
        let mut bytes = [kind; Self::LENGTH];
        if let Some((_, hash)) = bytes.split_first_mut() {
            hash.copy_from_slice(self.0.hash().as_slice());
        }
        bytes
    }

    /// Reads what [`Part::to_bytes`] wrote; nothing for other bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (kind, hash) = bytes.split_first()?;
        let hash = B256::try_from(hash).ok()?;
        match kind {
            0 if hash == EMPTY => Some(Self(Sum::Empty)),
            1 => Some(Self(Sum::Leaf(hash))),
            2 => Some(Self(Sum::Inner(hash))),
            _ => None,
        }
    }
}

/// The top of a tree, above its parts: eight levels.
#[derive(Clone, Debug)]
pub struct Crown {
    /// The top at 1, below place `i` stand `2i` and `2i + 1`, and part `n` has place `256 + n`.
    sums: [Sum; 2 * PARTS],
}

impl Default for Crown {
    fn default() -> Self {
        Self {
            sums: [Sum::Empty; 2 * PARTS],
        }
    }
}

impl Crown {
    /// Puts a part below `first`, the first byte of its keys. Costs eight hashes at most.
    pub fn set(&mut self, first: u8, part: Part) {
        let mut place = PARTS + usize::from(first);
        self.put(place, part.0);
        while place > 1 {
            place /= 2;
            let sum = Sum::join(self.at(2 * place), self.at(2 * place + 1));
            self.put(place, sum);
        }
    }

    /// The root of the tree of these parts.
    pub fn root(&self) -> B256 {
        self.at(1).hash()
    }

    fn at(&self, place: usize) -> Sum {
        self.sums.get(place).copied().unwrap_or(Sum::Empty)
    }

    fn put(&mut self, place: usize, sum: Sum) {
        if let Some(there) = self.sums.get_mut(place) {
            *there = sum;
        }
    }
}
