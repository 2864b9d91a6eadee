//! Puts the queue's operations between those of the log.

use alloy_primitives::B256;
use mononym_keystore::{Reason, Step};

use super::log::LoggedStep;

/// An operation of the queue, and what the log says to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Forced {
    /// Its hash on L1.
    pub(super) hash: B256,
    /// When it was queued, in Unix seconds.
    pub(super) queued_at: u64,
    pub(super) verdict: Verdict,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is in the log.
    InLog { sequence: u64 },
    /// The rules reject it, behind this operation at this time.
    RejectedAt { reason: Reason, after: u64, at: u64 },
    /// It is rejected anywhere.
    RejectedAnywhere { reason: Reason },
}

/// Steps of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Woven {
    pub(super) steps: Vec<Step>,
    /// Operations of the queue among them.
    pub(super) served: usize,
    /// Time of the last step; that of the commit before if there is none.
    pub(super) time: u64,
}

/// Steps for these operations of the log, which follow the operation `after`, and for as many of the
/// queue's operations, from its first on, as have their place among them. `since` is the time of the
/// commit before; `until` the latest time that a step behind the last operation may have.
///
/// An operation of the queue that is in the log is applied at its place there. If that is committed
/// already, or the queue's order or its time forbid it, it is an ordinary operation of the log, and
/// rejected behind it.
pub(super) fn weave(after: u64, since: u64, until: u64, logged: &[LoggedStep], queue: &[Forced]) -> Woven {
    let mut woven = Weaver {
        queue,
        steps: Vec::with_capacity(logged.len()),
        time: since,
        served: 0,
    };
    let mut place = after;
    for step in logged {
        woven.reject(place, step.accepted_at);
        place = step.sequence;
        woven.time = step.accepted_at;
        woven.steps.push(match queue.get(woven.served) {
            Some(forced)
                if forced.verdict == (Verdict::InLog { sequence: place })
                    && step.accepted_at >= forced.queued_at =>
            {
                woven.served = woven.served.saturating_add(1);
                Step::ForcedApplied {
                    accepted_at: step.accepted_at,
                    root: step.root,
                }
            }
            _ => Step::operation(step.accepted_at, &step.body, step.root),
        });
    }
    woven.reject(place, until);
    Woven {
        steps: woven.steps,
        served: woven.served,
        time: woven.time,
    }
}

struct Weaver<'a> {
    queue: &'a [Forced],
    steps: Vec<Step>,
    time: u64,
    served: usize,
}

impl Weaver<'_> {
    /// Rejects what is to be rejected behind the operation `place`, not later than `until`.
    fn reject(&mut self, place: u64, until: u64) {
        while let Some(forced) = self.queue.get(self.served) {
            let earliest = self.time.max(forced.queued_at);
            let (reason, accepted_at) = match forced.verdict {
                Verdict::RejectedAt { reason, after, at } if after == place && at >= earliest => (reason, at),
                Verdict::RejectedAnywhere { reason } => (reason, earliest),
                Verdict::InLog { sequence } if sequence <= place => (Reason::AlreadyApplied, earliest),
                _ => return,
            };
            if accepted_at > until {
                return;
            }
            self.time = accepted_at;
            self.served = self.served.saturating_add(1);
            self.steps.push(Step::ForcedRejected {
                accepted_at,
                reason: reason.code(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logged(sequence: u64, accepted_at: u64) -> LoggedStep {
        LoggedStep {
            sequence,
            accepted_at,
            body: vec![1, 0, 0, 2].into(),
            root: B256::with_last_byte(u8::try_from(sequence).unwrap()),
        }
    }

    fn forced(queued_at: u64, verdict: Verdict) -> Forced {
        Forced {
            hash: B256::ZERO,
            queued_at,
            verdict,
        }
    }

    const IN_LOG: fn(u64) -> Verdict = |sequence| Verdict::InLog { sequence };
    const REJECTED: fn(u64, u64) -> Verdict = |after, at| Verdict::RejectedAt {
        reason: Reason::Nonce,
        after,
        at,
    };
    const ANYWHERE: Verdict = Verdict::RejectedAnywhere {
        reason: Reason::Undecodable,
    };

    /// Flags with times, and how many of the queue are served.
    fn woven(until: u64, log: &[LoggedStep], queue: &[Forced]) -> (Vec<(u8, u64)>, usize) {
        let woven = weave(10, 100, until, log, queue);
        let steps = woven.steps.iter().map(|step| (step.flag(), step.accepted_at()));
        assert_eq!(woven.time, woven.steps.last().map_or(100, Step::accepted_at));
        (steps.collect(), woven.served)
    }

    #[test]
    fn one_of_the_log_is_applied_at_its_place() {
        let log = [logged(11, 100), logged(12, 105), logged(13, 105)];
        assert_eq!(
            woven(110, &log, &[forced(104, IN_LOG(12))]),
            (vec![(0, 100), (1, 105), (0, 105)], 1)
        );
    }

    #[test]
    fn one_that_was_accepted_before_it_was_queued_is_rejected_behind() {
        let log = [logged(11, 100), logged(12, 105)];
        let queue = [forced(106, IN_LOG(11))];
        assert_eq!(woven(110, &log, &queue), (vec![(0, 100), (0, 105), (2, 106)], 1));
        // Between them, if it may stand there.
        let queue = [forced(103, IN_LOG(11))];
        assert_eq!(woven(110, &log, &queue), (vec![(0, 100), (2, 103), (0, 105)], 1));
        // And not before its time.
        let queue = [forced(111, IN_LOG(11))];
        assert_eq!(woven(110, &log, &queue), (vec![(0, 100), (0, 105)], 0));
    }

    #[test]
    fn one_that_is_committed_already_is_rejected() {
        assert_eq!(woven(110, &[], &[forced(90, IN_LOG(10))]), (vec![(2, 100)], 1));
        assert_eq!(woven(110, &[], &[forced(90, IN_LOG(11))]), (vec![], 0));
    }

    #[test]
    fn a_rejection_stands_where_it_holds() {
        let log = [logged(11, 101), logged(12, 105)];
        let queue = [forced(90, REJECTED(11, 103))];
        assert_eq!(woven(110, &log, &queue), (vec![(0, 101), (2, 103), (0, 105)], 1));
        for elsewhere in [
            REJECTED(9, 99),
            REJECTED(13, 106),
            REJECTED(11, 106),
            REJECTED(12, 111),
            REJECTED(10, 99),
        ] {
            let queue = [forced(90, elsewhere)];
            assert_eq!(
                woven(110, &log, &queue),
                (vec![(0, 101), (0, 105)], 0),
                "{elsewhere:?}"
            );
        }
        // Nor before it was queued.
        let queue = [forced(104, REJECTED(11, 103))];
        assert_eq!(woven(110, &log, &queue).1, 0);
    }

    #[test]
    fn the_queue_keeps_its_order() {
        let log = [logged(11, 101), logged(12, 105)];
        // The second is in the log before the first.
        let queue = [forced(90, IN_LOG(12)), forced(91, IN_LOG(11))];
        assert_eq!(woven(110, &log, &queue), (vec![(0, 101), (1, 105), (2, 105)], 2));
        // The first blocks the second.
        let queue = [forced(90, IN_LOG(13)), forced(91, ANYWHERE)];
        assert_eq!(woven(110, &log, &queue), (vec![(0, 101), (0, 105)], 0));
        let queue = [forced(90, ANYWHERE), forced(91, IN_LOG(11)), forced(92, ANYWHERE)];
        assert_eq!(
            woven(110, &log, &queue),
            (vec![(2, 100), (1, 101), (2, 101), (0, 105)], 3)
        );
    }
}
