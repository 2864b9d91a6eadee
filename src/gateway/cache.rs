//! Finished answers, kept until they are too old or their account changes.

use std::{
    ops::RangeInclusive,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use alloy_primitives::{Address, B256, Bytes};
use moka::sync::Cache;

use crate::store::Watcher;

/// Slots of [`Epochs`]: 512 KiB, and one change in 65,536 touches a given other account.
const SLOTS: usize = 1 << 16;
/// What an entry costs beside its bytes, roughly.
const ENTRY_OVERHEAD: usize = 200;

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

    fn is_following(&self) -> bool {
        self.following.load(Ordering::Acquire)
    }

    /// Whether we have learned of no change since.
    fn is_unchanged(&self, epoch: Epoch) -> bool {
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

/// Finished response bodies under (resolver, call data), bounded in bytes.
#[derive(Clone)]
pub struct AnswerCache {
    answers: Cache<Vec<u8>, Answer>,
    epochs: Epochs,
}

#[derive(Clone)]
struct Answer {
    body: Bytes,
    epoch: Epoch,
    life: Life,
}

/// How long an answer serves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Life {
    /// Unix time in seconds at which its signature expires.
    pub(super) expires: u64,
    /// Unix time in seconds from which it is wrong: its account's freeze ends, or its retirement
    /// begins, by itself.
    pub(super) wrong_from: u64,
}

impl AnswerCache {
    /// A cache that holds about `capacity` bytes at most.
    pub fn new(capacity: u64) -> Self {
        let answers = Cache::builder()
            .max_capacity(capacity)
            .weigher(|key: &Vec<u8>, answer: &Answer| {
                u32::try_from(key.len() + answer.body.len() + ENTRY_OVERHEAD).unwrap_or(u32::MAX)
            })
            .build();
        Self {
            answers,
            epochs: Epochs::default(),
        }
    }

    /// The epochs that this cache's answers depend on.
    pub fn epochs(&self) -> &Epochs {
        &self.epochs
    }

    /// An answer whose account has not changed until `now`, and whose signature expires within
    /// `expiries`. As long as we do not learn of changes, one that is not that fresh does too, until it
    /// expires: it was true when it was signed, and lives on for so long wherever it was given out.
    pub(super) fn get(
        &self,
        resolver: &Address,
        call_data: &[u8],
        now: u64,
        expiries: RangeInclusive<u64>,
    ) -> Option<Bytes> {
        let answer = self.answers.get(key(resolver, call_data).as_slice())?;
        let earliest = if self.epochs.is_following() {
            *expiries.start()
        } else {
            now.saturating_add(1)
        };
        let serves = (earliest..=*expiries.end()).contains(&answer.life.expires)
            && now < answer.life.wrong_from
            && self.epochs.is_unchanged(answer.epoch);
        serves.then_some(answer.body)
    }

    pub(super) fn insert(&self, resolver: &Address, call_data: &[u8], body: Bytes, epoch: Epoch, life: Life) {
        self.answers
            .insert(key(resolver, call_data), Answer { body, epoch, life });
    }
}

fn key(resolver: &Address, call_data: &[u8]) -> Vec<u8> {
    [resolver.as_slice(), call_data].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RESOLVER: Address = Address::repeat_byte(1);
    const LIFE: Life = Life {
        expires: 100,
        wrong_from: u64::MAX,
    };

    fn body(text: &'static str) -> Bytes {
        Bytes::from_static(text.as_bytes())
    }

    #[test]
    fn an_answer_is_found_under_its_resolver_and_call_data_only() {
        let cache = AnswerCache::new(1 << 20);
        let epoch = cache.epochs().of(&B256::ZERO);
        cache.insert(&RESOLVER, b"call", body("answer"), epoch, LIFE);
        assert_eq!(cache.get(&RESOLVER, b"call", 0, 100..=200), Some(body("answer")));
        assert_eq!(cache.get(&RESOLVER, b"call2", 0, 100..=200), None);
        assert_eq!(cache.get(&Address::repeat_byte(2), b"call", 0, 100..=200), None);
    }

    #[test]
    fn an_answer_that_would_expire_too_soon_is_not_given() {
        let cache = AnswerCache::new(1 << 20);
        let epoch = cache.epochs().of(&B256::ZERO);
        cache.insert(&RESOLVER, b"call", body("answer"), epoch, LIFE);
        assert_eq!(cache.get(&RESOLVER, b"call", 0, 101..=200), None);
    }

    #[test]
    fn a_change_makes_answers_stale_even_those_made_while_it_happened() {
        let cache = AnswerCache::new(1 << 20);
        let node = B256::repeat_byte(7);
        let epoch = cache.epochs().of(&node);
        cache.insert(&RESOLVER, b"before", body("old"), epoch, LIFE);
        cache.epochs().advance(&node);
        cache.insert(&RESOLVER, b"during", body("old"), epoch, LIFE);
        assert_eq!(cache.get(&RESOLVER, b"before", 0, 100..=200), None);
        assert_eq!(cache.get(&RESOLVER, b"during", 0, 100..=200), None);
        cache.insert(&RESOLVER, b"after", body("new"), cache.epochs().of(&node), LIFE);
        assert_eq!(cache.get(&RESOLVER, b"after", 0, 100..=200), Some(body("new")));
    }

    #[test]
    fn a_change_leaves_other_accounts_alone() {
        let cache = AnswerCache::new(1 << 20);
        let node = B256::repeat_byte(7);
        cache.insert(&RESOLVER, b"call", body("answer"), cache.epochs().of(&node), LIFE);
        cache.epochs().advance(&B256::repeat_byte(8));
        assert_eq!(cache.get(&RESOLVER, b"call", 0, 100..=200), Some(body("answer")));
    }

    #[test]
    fn an_answer_that_time_makes_wrong_is_not_given_from_then_on() {
        let cache = AnswerCache::new(1 << 20);
        let epoch = cache.epochs().of(&B256::ZERO);
        let life = Life {
            wrong_from: 50,
            ..LIFE
        };
        cache.insert(&RESOLVER, b"call", body("answer"), epoch, life);
        assert_eq!(cache.get(&RESOLVER, b"call", 49, 100..=200), Some(body("answer")));
        assert_eq!(cache.get(&RESOLVER, b"call", 50, 100..=200), None);
    }

    /// As one does that was signed while the clock was ahead: no contract takes it.
    #[test]
    fn an_answer_that_lives_longer_than_a_new_one_would_is_not_given() {
        let cache = AnswerCache::new(1 << 20);
        let epoch = cache.epochs().of(&B256::ZERO);
        cache.insert(&RESOLVER, b"call", body("answer"), epoch, LIFE);
        assert_eq!(cache.get(&RESOLVER, b"call", 0, 50..=99), None);
        assert_eq!(cache.get(&RESOLVER, b"call", 0, 50..=100), Some(body("answer")));
    }

    #[test]
    fn a_replica_that_does_not_learn_of_changes_gives_what_was_signed_until_it_expires() {
        let cache = AnswerCache::new(1 << 20);
        let node = B256::repeat_byte(7);
        cache.insert(&RESOLVER, b"call", body("answer"), cache.epochs().of(&node), LIFE);
        assert_eq!(cache.get(&RESOLVER, b"call", 99, 150..=200), None);
        cache.epochs().following(false);
        assert_eq!(cache.get(&RESOLVER, b"call", 99, 150..=200), Some(body("answer")));
        assert_eq!(cache.get(&RESOLVER, b"call", 100, 150..=200), None);
        // What it learns of counts.
        cache.epochs().advance(&node);
        assert_eq!(cache.get(&RESOLVER, b"call", 99, 150..=200), None);
    }
}
