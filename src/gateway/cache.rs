//! Finished answers, kept until they are too old or their account changes.

use std::ops::RangeInclusive;

use alloy_primitives::Bytes;
use quick_cache::{
    DefaultHashBuilder, Weighter,
    sync::{Cache, DefaultLifecycle},
};

use super::{Asked, Epoch, Epochs, counter::Counter};

/// What an entry costs beside its bytes, at most: its place in tables that are a third full after
/// they have grown, with 21 bytes of the cache's own, and what counts the owners of its two byte
/// strings.
const ENTRY_OVERHEAD: usize = 3 * (size_of::<Asked>() + size_of::<Answer>() + 21) + 2 * 32;

/// What most entries weigh, roughly: for how many there should be room in the tables.
const USUAL_ENTRY: u64 = 2048;

/// Finished response bodies, bounded in bytes. Those that are asked for again stay when many are
/// asked for once: a new one has to be asked for a second time to take the place of an old one.
pub struct AnswerCache {
    answers: Cache<Asked, Answer, Weights>,
    epochs: Epochs,
    hits: Counter,
    misses: Counter,
}

/// A finished answer.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) body: Bytes,
    /// Of its node, from before what it holds was read.
    pub(super) epoch: Epoch,
    pub(super) life: Life,
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

/// Bytes of an entry, all that it takes.
#[derive(Clone)]
struct Weights;

impl Weighter<Asked, Answer> for Weights {
    fn weight(&self, asked: &Asked, answer: &Answer) -> u64 {
        let bytes = asked.call_data().len() + answer.body.len();
        bytes.saturating_add(ENTRY_OVERHEAD) as u64
    }
}

/// How the cache is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheFigures {
    /// Questions that it had an answer to.
    pub hits: u64,
    /// Questions that it had none to.
    pub misses: u64,
    /// Answers in it.
    pub entries: u64,
    /// Bytes that they take.
    pub bytes: u64,
}

impl AnswerCache {
    /// A cache that holds `capacity` bytes at most.
    pub fn new(capacity: u64) -> Self {
        let answers = usize::try_from(capacity / USUAL_ENTRY).unwrap_or(usize::MAX);
        Self {
            answers: Cache::with(
                answers,
                capacity,
                Weights,
                DefaultHashBuilder::default(),
                DefaultLifecycle::default(),
            ),
            epochs: Epochs::default(),
            hits: Counter::default(),
            misses: Counter::default(),
        }
    }

    /// The epochs that this cache's answers depend on.
    pub fn epochs(&self) -> &Epochs {
        &self.epochs
    }

    /// How it is doing.
    pub fn figures(&self) -> CacheFigures {
        CacheFigures {
            hits: self.hits.count(),
            misses: self.misses.count(),
            entries: self.answers.len() as u64,
            bytes: self.answers.weight(),
        }
    }

    /// [`find`](Self::find), counted.
    pub(super) fn get(&self, asked: &Asked, now: u64, expiries: RangeInclusive<u64>) -> Option<Bytes> {
        let found = self.find(asked, now, expiries);
        let counter = if found.is_some() { &self.hits } else { &self.misses };
        counter.increment();
        found
    }

    /// An answer that [serves](Self::serves).
    pub(super) fn find(&self, asked: &Asked, now: u64, expiries: RangeInclusive<u64>) -> Option<Bytes> {
        let answer = self.answers.get(asked)?;
        self.serves(&answer, now, expiries).then_some(answer.body)
    }

    /// Whether an answer's account has not changed until `now`, and its signature expires within
    /// `expiries`, or never. As long as we do not learn of changes, one that is not that fresh does
    /// too, until it expires: it was true when it was signed, and lives on for so long wherever it was
    /// given out.
    pub(super) fn serves(&self, answer: &Answer, now: u64, expiries: RangeInclusive<u64>) -> bool {
        let Life { expires, wrong_from } = answer.life;
        let earliest = if self.epochs.is_following() {
            *expiries.start()
        } else {
            now.saturating_add(1)
        };
        let lives = expires == u64::MAX || (earliest..=*expiries.end()).contains(&expires);
        lives && now < wrong_from && self.epochs.is_unchanged(answer.epoch)
    }

    pub(super) fn insert(&self, asked: Asked, answer: Answer) {
        self.answers.insert(asked, answer);
    }
}

#[cfg(test)]
mod tests;
