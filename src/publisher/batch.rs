//! Chooses what goes into the next commit.

use mononym_keystore::Step;

use super::{
    log::{Log, LogHead, LoggedStep},
    settings::PublisherSettings,
    trouble::Trouble,
    weave::{Forced, Woven, weave},
};
use crate::chain::Head;

/// Operations read from the log at once.
const PAGE: usize = 128;

/// What a commit holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Batch {
    pub(super) steps: Vec<Step>,
    /// Operations of the queue among them.
    pub(super) served: usize,
    /// Sequence after it.
    pub(super) sequence: u64,
    /// The time of the log that it shows.
    pub(super) as_of: u64,
}

/// The operations after the latest commit that one commit may hold.
#[derive(Clone, Debug)]
pub(super) struct Backlog {
    steps: Vec<LoggedStep>,
    /// Bytes of all their steps.
    bytes: usize,
    /// Whether more would fit if there were more.
    is_whole: bool,
}

impl Backlog {
    /// Reads what has come after L1's head, up to `bytes` of steps and not accepted after `time`.
    pub(super) async fn read(log: &dyn Log, head: &Head, time: u64, bytes: usize) -> Result<Self, Trouble> {
        let mut backlog = Self {
            steps: Vec::new(),
            bytes: 0,
            is_whole: true,
        };
        let (mut after, mut earliest) = (head.sequence, head.as_of);
        loop {
            let page = log.steps(after, PAGE).await?;
            let is_last = page.len() < PAGE;
            for step in page {
                let expected = after.saturating_add(1);
                if step.sequence != expected {
                    return Err(Trouble::Hole(expected));
                }
                if step.accepted_at < earliest {
                    return Err(Trouble::BackInTime {
                        sequence: step.sequence,
                        found: step.accepted_at,
                        earliest,
                    });
                }
                let length = Step::operation(step.accepted_at, &step.body, step.root).encoded_len();
                if step.accepted_at > time || backlog.bytes.saturating_add(length) > bytes {
                    backlog.is_whole = step.accepted_at > time;
                    return Ok(backlog);
                }
                backlog.bytes = backlog.bytes.saturating_add(length);
                (after, earliest) = (step.sequence, step.accepted_at);
                backlog.steps.push(step);
            }
            if is_last {
                return Ok(backlog);
            }
        }
    }

    /// When the oldest was accepted.
    pub(super) fn oldest(&self) -> Option<u64> {
        self.steps.first().map(|step| step.accepted_at)
    }

    /// Whether there is as much as one commit holds.
    pub(super) fn is_full(&self) -> bool {
        !self.is_whole
    }

    fn last(&self) -> Option<u64> {
        self.steps.last().map(|step| step.sequence)
    }
}

/// The commit that brings L1 from its head as far as possible by the time `time`, which is now and
/// not after L1's. Nothing if it would be none. The log is sealed up to then.
pub(super) async fn assemble(
    log: &dyn Log,
    head: &Head,
    time: u64,
    settings: &PublisherSettings,
    queue: &[Forced],
) -> Result<Option<Batch>, Trouble> {
    let sealed = log.seal(time).await?;
    let backlog = Backlog::read(log, head, time, settings.publish_bytes).await?;
    let Some((steps, next)) = choose(log, head, time, backlog).await? else {
        return Ok(None);
    };
    let sequence = steps.last().map_or(head.sequence, |step| step.sequence);
    // The log's end as it was sealed, so nothing older than `time` is to come.
    let is_end = sequence == sealed.sequence;
    let until = match next {
        _ if is_end => time,
        Some(next) => next.min(time),
        None => steps.last().map_or(head.as_of, |step| step.accepted_at),
    };
    let Woven { steps, served, time } = weave(head.sequence, head.as_of, until, &steps, queue);
    Ok(Some(Batch {
        as_of: if is_end { until.max(time) } else { time },
        steps,
        served,
        sequence,
    }))
}

/// The longest part of the backlog that ends with a version of the tree, if there is one, and the
/// time of the operation behind it. Nothing if the next version's time has not come.
async fn choose(
    log: &dyn Log,
    head: &Head,
    time: u64,
    mut backlog: Backlog,
) -> Result<Option<(Vec<LoggedStep>, Option<u64>)>, Trouble> {
    let after = head.sequence;
    let mut boundary = find_boundary(log, after, &backlog).await?;
    if boundary.is_none() && backlog.is_full() {
        backlog = Backlog::read(log, head, time, PublisherSettings::MAX_BYTES).await?;
        boundary = find_boundary(log, after, &backlog).await?;
        if boundary.is_none() && backlog.is_full() {
            // One version spans several commits: nothing is proved under the first ones.
            let sequence = after.saturating_add(1);
            boundary = Some(backlog.last().ok_or(Trouble::TooLong { sequence })?);
        }
    }
    let Some(end) = boundary else {
        return Ok(backlog.steps.is_empty().then(|| (Vec::new(), None)));
    };
    let mut steps = backlog.steps;
    let next = steps
        .iter()
        .find(|step| step.sequence > end)
        .map(|step| step.accepted_at);
    steps.retain(|step| step.sequence <= end);
    Ok(Some((steps, next)))
}

async fn find_boundary(log: &dyn Log, after: u64, backlog: &Backlog) -> Result<Option<u64>, Trouble> {
    match backlog.last() {
        Some(last) => Ok(log.boundary(after, last).await?),
        None => Ok(None),
    }
}

/// Why there is something to commit now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// Now.
    Now,
    /// Not yet.
    Later,
    /// There is nothing.
    Never,
}

/// Whether it is time for a commit at `now`.
pub(super) fn due(
    now: u64,
    head: &Head,
    log: &LogHead,
    backlog: &Backlog,
    settings: &PublisherSettings,
) -> Due {
    let heartbeat = head.as_of.saturating_add(settings.heartbeat_seconds());
    let publish = backlog
        .oldest()
        .map(|oldest| oldest.saturating_add(settings.publish_seconds));
    if backlog.is_full() || now >= heartbeat || publish.is_some_and(|publish| now >= publish) {
        Due::Now
    } else if publish.is_some() || log.sequence > head.sequence {
        // Or it was accepted after L1's newest block.
        Due::Later
    } else {
        Due::Never
    }
}
