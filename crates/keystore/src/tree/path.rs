//! Places in the tree.

use core::fmt;

use alloy_primitives::B256;

/// Nibbles of a key.
pub(super) const KEY_NIBBLES: usize = 64;

/// A prefix of a key, in nibbles: 0, the root, to 64, a whole key. In the order of keys, a prefix
/// before what it leads to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path {
    /// One a byte, zero beyond the length: so that the derived order is that of the prefixes.
    nibbles: [u8; KEY_NIBBLES],
    length: u8,
}

impl Path {
    /// The empty prefix.
    pub const ROOT: Self = Self {
        nibbles: [0; KEY_NIBBLES],
        length: 0,
    };

    /// The first `nibbles` nibbles of `key`; all 64 if more are asked for.
    pub fn of(key: &B256, nibbles: usize) -> Self {
        (0..nibbles.min(KEY_NIBBLES)).fold(Self::ROOT, |path, depth| path.child(nibble(key, depth)))
    }

    /// The nibbles, one a byte.
    pub fn as_bytes(&self) -> &[u8] {
        self.nibbles.get(..self.len()).unwrap_or(&self.nibbles)
    }

    /// Reads [`Path::as_bytes`] back; nothing for more than 64 bytes, or one above 15.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > KEY_NIBBLES || bytes.iter().any(|nibble| *nibble > 15) {
            return None;
        }
        Some(bytes.iter().fold(Self::ROOT, |path, nibble| path.child(*nibble)))
    }

    /// The prefix that is one nibble longer. Only the low half of `nibble` counts, and a whole key
    /// stays as it is.
    #[must_use]
    pub fn child(&self, nibble: u8) -> Self {
        let mut path = *self;
        if let Some(next) = path.nibbles.get_mut(self.len()) {
            *next = nibble & 15;
            path.length = path.length.saturating_add(1);
        }
        path
    }

    /// Whether `key` begins with this prefix.
    pub fn is_prefix_of(&self, key: &B256) -> bool {
        (0..)
            .zip(self.as_bytes())
            .all(|(depth, own)| nibble(key, depth) == *own)
    }

    /// Nibbles.
    pub fn len(&self) -> usize {
        usize::from(self.length)
    }

    /// Whether this is the root.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Path(")?;
        for nibble in self.as_bytes() {
            write!(f, "{nibble:x}")?;
        }
        f.write_str(")")
    }
}

/// The nibbles as hexadecimal digits; nothing for the root.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes()
            .iter()
            .try_for_each(|nibble| write!(f, "{nibble:x}"))
    }
}

/// The key's nibble after `depth` others, the most significant first; 0 beyond the end.
pub(super) fn nibble(key: &B256, depth: usize) -> u8 {
    let byte = key.get(depth / 2).copied().unwrap_or_default();
    if depth.is_multiple_of(2) {
        byte >> 4
    } else {
        byte & 15
    }
}

/// Nibbles that both keys begin with: 64 if they are equal.
pub(super) fn shared_nibbles(left: &B256, right: &B256) -> usize {
    (0..KEY_NIBBLES)
        .find(|depth| nibble(left, *depth) != nibble(right, *depth))
        .unwrap_or(KEY_NIBBLES)
}
