//! Reads L1 and holds it against the log.

use std::sync::Arc;

use tokio::sync::watch;

use super::{
    PublisherSettings,
    log::{Log, LogError},
};
use crate::{
    chain::{Anchor, Health, L1, L1State, View},
    clock::Clock,
};

/// How many commits back one is looked for that can be proved under.
const LOOK_BACK: usize = 16;

/// Follows L1 and tells what it finds.
#[derive(Debug)]
pub(super) struct Watcher {
    l1: L1,
    max_root_age: u64,
    keep_proofs: u64,
    clock: Clock,
    view: Option<View>,
    state: watch::Sender<L1State>,
    anchor: watch::Sender<Option<Anchor>>,
}

impl Watcher {
    pub(super) fn new(l1: L1, settings: &PublisherSettings, clock: Clock) -> Self {
        Self {
            l1,
            max_root_age: settings.max_root_age,
            keep_proofs: settings.keep_proofs.max(settings.max_root_age),
            clock,
            view: None,
            state: watch::Sender::default(),
            anchor: watch::Sender::default(),
        }
    }

    pub(super) fn state(&self) -> watch::Receiver<L1State> {
        self.state.subscribe()
    }

    pub(super) fn anchor(&self) -> watch::Receiver<Option<Anchor>> {
        self.anchor.subscribe()
    }

    /// Reads L1 anew. The reading, if there is one and it fits the log.
    pub(super) async fn poll(&mut self, log: &Arc<dyn Log>) -> Option<View> {
        let before = self.view.as_ref();
        let keep_proofs = self.keep_proofs;
        let read = self
            .l1
            .ask(|node| async move { View::read(&node, keep_proofs, before).await })
            .await;
        let view = match read {
            Ok(view) => view,
            Err(error) => {
                self.fail(error.to_string());
                return None;
            }
        };
        self.view = Some(view.clone());
        match self.compare(log.as_ref(), &view).await {
            Ok(found) => {
                let fits = found.contradiction.is_none();
                self.tell(&view, found);
                fits.then_some(view)
            }
            Err(error) => {
                self.fail(error.to_string());
                None
            }
        }
    }

    async fn compare(&self, log: &dyn Log, view: &View) -> Result<Compared, LogError> {
        let contradiction = contradiction(log, view).await?;
        if contradiction.is_some() {
            return Ok(Compared {
                contradiction,
                ..Compared::default()
            });
        }
        let waiting = log.steps(view.head.sequence, 1).await?;
        Ok(Compared {
            contradiction,
            anchor: self.provable(log, view).await?,
            waiting_since: waiting.first().map(|step| step.accepted_at),
        })
    }

    /// The newest final commit whose version of the tree is kept: of a version that spans several
    /// commits only the end is.
    async fn provable(&self, log: &dyn Log, view: &View) -> Result<Option<Anchor>, LogError> {
        let mut commit = view.newest_final;
        for _ in 0..LOOK_BACK {
            let anchor = commit.anchor;
            let is_kept = match anchor.sequence.checked_sub(1) {
                Some(before) => log.boundary(before, anchor.sequence).await?.is_some(),
                None => true,
            };
            if is_kept && log.root_at(anchor.sequence).await? == Some(anchor.root) {
                return Ok(Some(anchor));
            }
            let Some(before) = anchor.number.checked_sub(1) else {
                break;
            };
            let block = view.block.hash;
            let found = self
                .l1
                .ask(|node| async move { node.commit_at(before, block).await })
                .await;
            match found {
                Ok(found) => commit = found,
                Err(_) => break,
            }
        }
        Ok(None)
    }

    fn tell(&self, view: &View, found: Compared) {
        let Compared {
            contradiction,
            anchor,
            waiting_since,
        } = found;
        let now = self.clock.now();
        self.publish_anchor(anchor);
        self.state.send_if_modified(|state| {
            if state.health != Health::Good {
                tracing::info!(
                    number = view.head.number,
                    "L1 can be read: commit {}",
                    view.head.number
                );
            }
            if state.contradiction != contradiction {
                match &contradiction {
                    Some(text) => tracing::error!("{text}"),
                    None => tracing::info!("L1 and this log agree again"),
                }
            }
            // Whatever a node says: not beyond what is proved under, and only if the rest fits.
            let oldest_useful = match anchor {
                Some(anchor) => view.oldest_useful.anchor.sequence.min(anchor.sequence),
                None => state.oldest_useful,
            };
            let new = L1State {
                head: Some(view.head),
                anchor,
                waiting_since,
                oldest_useful,
                block_time: view.block.time,
                read_at: now,
                health: Health::Good,
                contradiction,
            };
            let changed = *state != new;
            *state = new;
            changed
        });
    }

    /// The last anchor stays: what is final stays final. Until it is too old to be of use.
    fn fail(&self, error: String) {
        let now = self.clock.now();
        let anchor = self.anchor.borrow().filter(|anchor| {
            let end = anchor.as_of.saturating_add(self.max_root_age);
            now <= end
        });
        self.publish_anchor(anchor);
        self.state.send_if_modified(|state| {
            let health = Health::Failing(error);
            if state.health != health
                && let Health::Failing(error) = &health
            {
                tracing::warn!(error, "cannot follow L1: {error}");
            }
            let changed = state.health != health || state.anchor != anchor;
            state.health = health;
            state.anchor = anchor;
            changed
        });
    }

    fn publish_anchor(&self, anchor: Option<Anchor>) {
        self.anchor.send_if_modified(|before| {
            let changed = *before != anchor;
            *before = anchor;
            changed
        });
    }
}

/// What L1 means to the log.
#[derive(Debug, Default)]
struct Compared {
    contradiction: Option<String>,
    anchor: Option<Anchor>,
    waiting_since: Option<u64>,
}

/// How L1 and the log contradict each other, if they do.
async fn contradiction(log: &dyn Log, view: &View) -> Result<Option<String>, LogError> {
    let end = log.head().await?.sequence;
    if view.head.sequence > end {
        return Ok(Some(format!(
            "L1 has {} operations and this log {end}: it is not the newest copy of the log; nothing is published, \
             and no proof given",
            view.head.sequence
        )));
    }
    // The head last: it is what is built on.
    for (sequence, root) in [
        (view.newest_final.anchor.sequence, view.newest_final.anchor.root),
        (view.head.sequence, view.head.root),
    ] {
        let ours = log.root_at(sequence).await?;
        if ours != Some(root) {
            let ours = ours.map_or_else(|| "none".to_owned(), |root| root.to_string());
            return Ok(Some(format!(
                "L1 and this log differ at sequence {sequence}: the root is {root} there and {ours} here; nothing \
                 is published, and no proof given"
            )));
        }
    }
    Ok(None)
}
