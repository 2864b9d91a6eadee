//! Which answers an account's change has made stale.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use alloy_primitives::B256;

use crate::store::Watcher;

/// Slots of [`Epochs`]: 512 KiB, and one change in 65,536 touches a given other account.
const SLOTS: usize = 1 << 16;

/// Counts changes, in one of many slots for each node: an answer made in an earlier epoch of its
/// node is stale. Bounded, whatever the number of names.
#[derive(Clone, Debug)]
pub struct Epochs {
    counts: Arc<[AtomicU64]>,
    /// Whether we learn of changes by other replicas: if not, every answer may be stale.
    following: Arc<AtomicBool>,
}

/// A node's slot and its count at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Epoch {
    slot: usize,
    count: u64,
}

impl Default for Epochs {
    fn default() -> Self {
        Self {
            counts: (0..SLOTS).map(|_| AtomicU64::new(0)).collect(),
            following: Arc::new(AtomicBool::new(true)),
        }
    }
}

impl Epochs {
    /// The present epoch of a node.
    pub fn of(&self, node: &B256) -> Epoch {
        let slot = Self::slot(node);
        Epoch {
            slot,
            count: self.count(slot),
        }
    }

    /// Makes every answer about the node stale, at once.
    pub fn advance(&self, node: &B256) {
        if let Some(counter) = self.counts.get(Self::slot(node)) {
            counter.fetch_add(1, Ordering::Release);
        }
    }

    /// Whether nothing has changed since, as far as we learn of changes at present.
    pub fn is_present(&self, epoch: Epoch) -> bool {
        self.is_following() && self.is_unchanged(epoch)
    }

    /// Whether we learn of changes at present.
    pub(super) fn is_following(&self) -> bool {
        self.following.load(Ordering::Acquire)
    }

    /// Whether we have learned of no change since.
    pub(super) fn is_unchanged(&self, epoch: Epoch) -> bool {
        self.count(epoch.slot) == epoch.count
    }

    fn count(&self, slot: usize) -> u64 {
        self.counts
            .get(slot)
            .map_or(0, |counter| counter.load(Ordering::Acquire))
    }

    fn slot(node: &B256) -> usize {
        // A namehash is uniform: two of its bytes are as good as a hash of it.
        let [.., high, low] = node.0;
        usize::from(u16::from_be_bytes([high, low]))
    }
}

impl Watcher for Epochs {
    fn changed(&self, node: &B256) {
        self.advance(node);
    }

    fn following(&self, follows: bool) {
        self.following.store(follows, Ordering::Release);
    }
}
