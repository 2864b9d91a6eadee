//! Reads L1 and holds it against the log.

use std::sync::Arc;

use tokio::sync::watch;

use super::log::{Log, LogError};
use crate::{
    chain::{Anchor, Health, L1, L1State, View},
    clock::Clock,
};

/// Follows L1 and tells what it finds.
#[derive(Debug)]
pub(super) struct Watcher {
    l1: L1,
    max_root_age: u64,
    clock: Clock,
    view: Option<View>,
    state: watch::Sender<L1State>,
    anchor: watch::Sender<Option<Anchor>>,
}

impl Watcher {
    pub(super) fn new(l1: L1, max_root_age: u64, clock: Clock) -> Self {
        Self {
            l1,
            max_root_age,
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
        let max_root_age = self.max_root_age;
        let read = self
            .l1
            .ask(|node| async move { View::read(&node, max_root_age, before).await })
            .await;
        match read {
            Ok(view) => {
                let compared = compare(log.as_ref(), &view).await;
                self.view = Some(view.clone());
                self.tell(&view, compared).then_some(view)
            }
            Err(error) => {
                self.fail(error.to_string());
                None
            }
        }
    }

    /// Whether the reading fits the log.
    fn tell(&self, view: &View, compared: Result<Option<String>, LogError>) -> bool {
        let now = self.clock.now();
        let contradiction = match compared {
            Ok(contradiction) => contradiction,
            Err(error) => {
                self.fail(error.to_string());
                return false;
            }
        };
        let fits = contradiction.is_none();
        let anchor = Some(view.newest_final.anchor).filter(|_| fits);
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
            let new = L1State {
                head: Some(view.head),
                anchor,
                oldest_useful: view.oldest_useful.anchor.sequence,
                block_time: view.block.time,
                read_at: now,
                health: Health::Good,
                contradiction,
            };
            let changed = *state != new;
            *state = new;
            changed
        });
        fits
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
            if state.health != health {
                if let Health::Failing(error) = &health {
                    tracing::warn!(error, "cannot follow L1: {error}");
                }
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

/// How L1 and the log contradict each other, if they do.
async fn compare(log: &dyn Log, view: &View) -> Result<Option<String>, LogError> {
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
