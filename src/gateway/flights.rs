//! One answer at a time for each question: whoever asks the same meanwhile waits for it.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use foldhash::fast::RandomState;
use tokio::sync::oneshot;

use super::{Asked, GatewayError, cache::Answer};

/// Parts with a lock each: more than there are threads, mostly.
const SHARDS: usize = 16;

pub(super) type Outcome = Result<Answer, GatewayError>;

type Followers = Vec<oneshot::Sender<Outcome>>;

type Waiting = HashMap<Asked, Followers, RandomState>;

/// The questions that are being answered: as many as requests are under way, at most.
#[derive(Default)]
pub(super) struct Flights([Mutex<Waiting>; SHARDS]);

/// Who answers a question.
pub(super) enum Turn<'a> {
    /// Whoever gets this.
    Lead(Lead<'a>),
    /// Somebody else, whose answer comes here; nothing does if that one hangs up.
    Follow(oneshot::Receiver<Outcome>),
}

/// A question that is being answered by whoever has this.
pub(super) struct Lead<'a> {
    flights: &'a Flights,
    /// None once it has landed.
    asked: Option<Asked>,
}

impl Flights {
    pub(super) fn join(&self, asked: &Asked) -> Turn<'_> {
        let mut waiting = self.shard(asked);
        if let Some(followers) = waiting.get_mut(asked) {
            let (sender, receiver) = oneshot::channel();
            followers.push(sender);
            return Turn::Follow(receiver);
        }
        waiting.insert(asked.clone(), Vec::new());
        Turn::Lead(Lead {
            flights: self,
            asked: Some(asked.clone()),
        })
    }

    fn shard(&self, asked: &Asked) -> MutexGuard<'_, Waiting> {
        let [first, ..] = &self.0;
        let index = usize::try_from(asked.hash() % SHARDS as u64).unwrap_or_default();
        let shard = self.0.get(index).unwrap_or(first);
        // Nothing panics while it is locked.
        shard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lead<'_> {
    /// Gives the outcome to all who wait.
    pub(super) fn land(mut self, outcome: &Outcome) {
        for follower in self.end() {
            // Whoever waited may have hung up.
            let _ = follower.send(outcome.clone());
        }
    }

    fn end(&mut self) -> Followers {
        let asked = self.asked.take();
        asked
            .and_then(|asked| self.flights.shard(&asked).remove(&asked))
            .unwrap_or_default()
    }
}

impl Drop for Lead<'_> {
    /// Whoever still waits asks again.
    fn drop(&mut self) {
        self.end();
    }
}
