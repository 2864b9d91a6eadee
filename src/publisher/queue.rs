//! The queue of forced operations: reads it, and submits what it holds to the log.

use std::collections::BTreeMap;

use alloy_primitives::{B256, Bytes};
use mononym_keystore::{Reason, restore};

use super::{
    log::{Log, Submitted},
    trouble::Trouble,
    weave::{Forced, Verdict},
};
use crate::chain::{L1, QueuedOperation, View};

/// Most operations of the queue in one commit: the Keystore asks for no more at once.
const MOST: u64 = 256;
/// Longest operation that is restored, in bytes.
const BODY_BYTES: usize = 1 << 20;

/// What is known of the queue's operations, by place.
#[derive(Debug, Default)]
pub(super) struct Queue {
    known: BTreeMap<u64, Known>,
}

#[derive(Clone, Debug)]
struct Known {
    queued: QueuedOperation,
    body: Bytes,
    verdict: Option<Verdict>,
}

impl Queue {
    /// The queue's operations from its first on, each submitted to the log. An operation that has
    /// been rejected is tried again once the log's end at that time has been committed.
    pub(super) async fn look(&mut self, l1: &L1, log: &dyn Log, view: &View) -> Result<Vec<Forced>, Trouble> {
        let (first, end) = view.queue;
        let end = end.min(first.saturating_add(MOST));
        self.known.retain(|index, _| (first..end).contains(index));
        let mut queue = Vec::new();
        for index in first..end {
            let known = match self.find(l1, view, index).await {
                Ok(known) => known,
                Err(error) => {
                    // Until its time is over, what stands before it can be committed.
                    tracing::warn!(index, %error, "cannot read the queue's operation {index}: {error}");
                    break;
                }
            };
            let verdict = match known.verdict {
                Some(verdict) if stands(verdict, view.head.sequence, known.queued.queued_at) => verdict,
                _ => judge(log, &known.body).await?,
            };
            let forced = Forced {
                hash: known.queued.hash,
                queued_at: known.queued.queued_at,
                verdict,
            };
            self.known.insert(
                index,
                Known {
                    verdict: Some(verdict),
                    ..known
                },
            );
            queue.push(forced);
        }
        Ok(queue)
    }

    /// What an index holds; asked anew where another block might have something else there.
    async fn find(&self, l1: &L1, view: &View, index: u64) -> Result<Known, Trouble> {
        let known = self.known.get(&index);
        let found = l1.ask(|node| async move {
            let queued = node.queued(index, view.block.hash).await?;
            if let Some(known) = known.filter(|known| known.queued == queued) {
                return Ok(known.clone());
            }
            let body = node.queued_body(&queued, view.block.number).await?;
            Ok(Known {
                queued,
                body,
                verdict: None,
            })
        });
        Ok(found.await?)
    }
}

/// Whether a verdict can still take its place in a commit.
fn stands(verdict: Verdict, committed: u64, queued_at: u64) -> bool {
    match verdict {
        Verdict::InLog { .. } | Verdict::RejectedAnywhere { .. } => true,
        Verdict::RejectedAt { after, at, .. } => after >= committed && at >= queued_at,
    }
}

async fn judge(log: &dyn Log, body: &[u8]) -> Result<Verdict, Trouble> {
    let Ok(operation) = restore(body, BODY_BYTES) else {
        let reason = Reason::Undecodable;
        return Ok(Verdict::RejectedAnywhere { reason });
    };
    Ok(match log.submit(&operation).await? {
        Submitted::Accepted { sequence } => Verdict::InLog { sequence },
        Submitted::Rejected { reason, after, at } => Verdict::RejectedAt { reason, after, at },
    })
}

/// The hashes that a commit's steps take from the queue.
pub(super) fn hashes(queue: &[Forced]) -> impl Iterator<Item = B256> {
    queue.iter().map(|forced| forced.hash)
}
