//! A log in memory. Its roots are what they are said to be: the Keystore does not recompute them.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Mutex, MutexGuard},
};

use alloy_primitives::{B256, Bytes, keccak256};
use async_trait::async_trait;
use mononym::{
    clock::Clock,
    publisher::{Log, LogError, LogHead, LoggedStep, Submitted},
};
use mononym_keystore::{EMPTY, Reason};

pub(super) struct FakeLog {
    clock: Clock,
    kept: Mutex<Kept>,
}

#[derive(Clone, Default)]
struct Kept {
    steps: Vec<LoggedStep>,
    boundaries: BTreeSet<u64>,
    not_before: u64,
    rejects: HashMap<Bytes, Reason>,
    fails: bool,
    submitted: usize,
}

impl Kept {
    fn head(&self) -> LogHead {
        self.steps.last().map_or(
            LogHead {
                sequence: 0,
                accepted_at: 0,
                root: EMPTY,
            },
            |step| LogHead {
                sequence: step.sequence,
                accepted_at: step.accepted_at,
                root: step.root,
            },
        )
    }

    fn accept(&mut self, body: Bytes, now: u64) -> u64 {
        let head = self.head();
        let sequence = head.sequence + 1;
        self.steps.push(LoggedStep {
            sequence,
            accepted_at: now.max(head.accepted_at).max(self.not_before),
            root: keccak256([head.root.as_slice(), &body].concat()),
            body,
        });
        sequence
    }
}

impl FakeLog {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            kept: Mutex::default(),
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap()
    }

    /// Accepts operations in one group.
    pub(super) fn accept(&self, bodies: &[Bytes]) {
        let now = self.clock.now();
        let mut kept = self.kept();
        for body in bodies {
            kept.accept(body.clone(), now);
        }
        let end = kept.head().sequence;
        kept.boundaries.insert(end);
    }

    /// The same for one of this many bytes, none of them zero, like no other.
    pub(super) fn accept_one(&self, bytes: usize) -> Bytes {
        let body = operation(self.len(), bytes);
        self.accept(std::slice::from_ref(&body));
        body
    }

    pub(super) fn len(&self) -> usize {
        self.kept().steps.len()
    }

    pub(super) fn steps_so_far(&self) -> Vec<LoggedStep> {
        self.kept().steps.clone()
    }

    pub(super) fn boundaries(&self) -> BTreeSet<u64> {
        self.kept().boundaries.clone()
    }

    /// How often operations were submitted.
    pub(super) fn submitted(&self) -> usize {
        self.kept().submitted
    }

    /// From now on rejects this operation.
    pub(super) fn reject(&self, body: &Bytes, reason: Reason) {
        self.kept().rejects.insert(body.clone(), reason);
    }

    pub(super) fn fail(&self, fails: bool) {
        self.kept().fails = fails;
    }

    /// Loses what came after a sequence, as a restored backup has.
    pub(super) fn lose(&self, after: usize) {
        let mut kept = self.kept();
        kept.steps.truncate(after);
        kept.boundaries
            .retain(|boundary| *boundary <= u64::try_from(after).unwrap());
    }

    /// Forgets a version of the tree.
    pub(super) fn forget(&self, version: u64) {
        assert!(self.kept().boundaries.remove(&version));
    }

    /// The time that is promised: nothing before it is accepted any more.
    pub(super) fn sealed(&self) -> u64 {
        self.kept().not_before
    }

    /// Changes an operation's time behind its back.
    pub(super) fn backdate(&self, sequence: usize, accepted_at: u64) {
        self.kept().steps[sequence - 1].accepted_at = accepted_at;
    }

    fn working(&self) -> Result<MutexGuard<'_, Kept>, LogError> {
        let kept = self.kept();
        if kept.fails {
            return Err(LogError("the disk is full".to_owned()));
        }
        Ok(kept)
    }
}

/// An operation of this many bytes, none of them zero.
pub(super) fn operation(number: usize, bytes: usize) -> Bytes {
    let seed = keccak256(number.to_be_bytes());
    let bytes = seed.iter().cycle().take(bytes.max(20));
    bytes
        .map(|byte| byte.max(&1))
        .copied()
        .collect::<Vec<u8>>()
        .into()
}

#[async_trait]
impl Log for FakeLog {
    async fn head(&self) -> Result<LogHead, LogError> {
        Ok(self.working()?.head())
    }

    async fn seal(&self, not_before: u64) -> Result<LogHead, LogError> {
        let mut kept = self.working()?;
        kept.not_before = kept.not_before.max(not_before);
        Ok(kept.head())
    }

    async fn root_at(&self, sequence: u64) -> Result<Option<B256>, LogError> {
        let kept = self.working()?;
        let Some(index) = usize::try_from(sequence).unwrap().checked_sub(1) else {
            return Ok(Some(EMPTY));
        };
        Ok(kept.steps.get(index).map(|step| step.root))
    }

    async fn boundary(&self, after: u64, at_most: u64) -> Result<Option<u64>, LogError> {
        Ok(self
            .working()?
            .boundaries
            .range(after + 1..=at_most)
            .next_back()
            .copied())
    }

    async fn steps(&self, after: u64, limit: usize) -> Result<Vec<LoggedStep>, LogError> {
        let kept = self.working()?;
        Ok(kept
            .steps
            .iter()
            .skip(usize::try_from(after).unwrap())
            .take(limit)
            .cloned()
            .collect())
    }

    /// Each publisher is the only one.
    async fn take_turn(&self, _seconds: u64) -> Result<bool, LogError> {
        self.working().map(|_| true)
    }

    async fn submit(&self, operation: &[u8]) -> Result<Submitted, LogError> {
        let now = self.clock.now();
        let mut kept = self.working()?;
        kept.submitted += 1;
        let body = Bytes::copy_from_slice(operation);
        if let Some(step) = kept.steps.iter().find(|step| step.body == body) {
            return Ok(Submitted::Accepted {
                sequence: step.sequence,
            });
        }
        if let Some(reason) = kept.rejects.get(&body).copied() {
            let head = kept.head();
            let at = now.max(head.accepted_at).max(kept.not_before);
            // What comes behind it cannot be older.
            kept.not_before = at;
            return Ok(Submitted::Rejected {
                reason,
                after: head.sequence,
                at,
            });
        }
        let sequence = kept.accept(body, now);
        kept.boundaries.insert(sequence);
        Ok(Submitted::Accepted { sequence })
    }
}
