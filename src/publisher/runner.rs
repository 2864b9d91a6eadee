//! The task that follows L1 and publishes.

use std::{fmt, sync::Arc};

use tokio::{sync::watch, time};

use super::{
    Log, PublisherSettings, PublisherState, PublisherStatus, Purse, trouble::Trouble, watcher::Watcher,
    work::Publisher,
};
use crate::{
    chain::{Anchor, Block, Health, L1, L1State},
    clock::Clock,
};

/// Follows L1 and, if it has keys, publishes.
pub struct Runner {
    watcher: Watcher,
    publisher: Option<Publisher>,
    log: Arc<dyn Log>,
    settings: PublisherSettings,
    status: watch::Sender<PublisherStatus>,
    /// The block by which the last turn found nothing to do.
    idle_at: Option<Block>,
}

/// What the rest of the service sees of it.
#[derive(Clone, Debug)]
pub struct Outlook {
    /// The commit under which proofs are made.
    pub anchor: watch::Receiver<Option<Anchor>>,
    /// What L1 says.
    pub l1: watch::Receiver<L1State>,
    /// What the publisher does.
    pub publisher: watch::Receiver<PublisherStatus>,
}

impl Runner {
    /// For this log; without a purse it only follows.
    pub fn new(
        l1: L1,
        log: Arc<dyn Log>,
        purse: Option<Purse>,
        settings: PublisherSettings,
        clock: Clock,
    ) -> Self {
        let state = match &purse {
            Some(_) => PublisherState::Starting,
            None => PublisherState::WatchOnly,
        };
        let status = PublisherStatus {
            address: purse.as_ref().map(Purse::address),
            state,
            detail: detail(state).to_owned(),
            ..PublisherStatus::default()
        };
        Self {
            watcher: Watcher::new(l1.clone(), &settings, clock.clone()),
            publisher: purse.map(|purse| Publisher::new(l1, Arc::clone(&log), purse, settings, clock)),
            log,
            settings,
            status: watch::Sender::new(status),
            idle_at: None,
        }
    }

    /// What the rest of the service may look at.
    pub fn outlook(&self) -> Outlook {
        Outlook {
            anchor: self.watcher.anchor(),
            l1: self.watcher.state(),
            publisher: self.status.subscribe(),
        }
    }

    /// Reads L1 once, and does what is due.
    pub async fn turn(&mut self) {
        let view = self.watcher.poll(&self.log).await;
        let Some(publisher) = &mut self.publisher else {
            return;
        };
        // Whoever cannot read L1 leaves it to others.
        if view.is_some() {
            match self.log.take_turn(self.settings.turn_seconds()).await {
                Ok(true) => {}
                Ok(false) => {
                    publisher.rest();
                    self.idle_at = None;
                    let standby = PublisherState::Standby;
                    return self.tell(standby, detail(standby).to_owned(), false);
                }
                Err(error) => {
                    let trouble = Trouble::from(error);
                    return self.tell(trouble.state(), trouble.to_string(), true);
                }
            }
        }
        let block = view.as_ref().map(|view| view.block);
        if block.is_some() && block == self.idle_at {
            // Nothing can be committed that is newer than the block.
            return;
        }
        let mut counts = true;
        let (state, text) = match view {
            Some(view) => match publisher.turn(&view).await {
                Ok(state) => (state, detail(state).to_owned()),
                Err(trouble) => {
                    counts = trouble.counts();
                    (trouble.state(), trouble.to_string())
                }
            },
            None => {
                let l1 = self.watcher.state();
                let l1 = l1.borrow();
                match (&l1.health, &l1.contradiction) {
                    (Health::Failing(error), _) => (PublisherState::RpcFailing, error.clone()),
                    (_, Some(text)) => (PublisherState::Differs, text.clone()),
                    _ => (PublisherState::Starting, String::new()),
                }
            }
        };
        let is_idle = matches!(state, PublisherState::Idle | PublisherState::Waiting);
        self.idle_at = block.filter(|_| is_idle);
        self.tell(state, text, counts && state.is_trouble());
    }

    /// Says what the publisher does, and whether an attempt failed.
    fn tell(&self, state: PublisherState, detail: String, failed: bool) {
        let Some(publisher) = &self.publisher else {
            return;
        };
        let failures = self.status.borrow().failures;
        let new = PublisherStatus {
            address: Some(publisher.address()),
            state,
            detail,
            transaction: publisher.transaction(),
            balance: publisher.balance(),
            failures: failures.saturating_add(u64::from(failed)),
        };
        self.status.send_if_modified(|status| {
            if status.state != new.state || (new.state.is_trouble() && status.detail != new.detail) {
                let (state, text) = (new.state.slug(), &new.detail);
                if new.state.is_trouble() {
                    tracing::warn!(state, "the publisher: {text}");
                } else {
                    tracing::debug!(state, "the publisher: {text}");
                }
            }
            let changed = *status != new;
            *status = new;
            changed
        });
    }

    /// Takes turns until `stopping` is set. Whatever is under way then goes on from L1 later, by another
    /// replica at once.
    pub async fn run(mut self, mut stopping: watch::Receiver<bool>) {
        loop {
            let poll = self.settings.poll;
            let turn = async {
                self.turn().await;
                time::sleep(poll).await;
            };
            tokio::select! {
                () = turn => {}
                // Its sender is gone with the service.
                _ = stopping.wait_for(|stopping| *stopping) => break,
            }
        }
        if self.publisher.is_some()
            && let Err(error) = self.log.take_turn(0).await
        {
            tracing::debug!(%error, "the turn at publishing ends by itself");
        }
    }
}

impl fmt::Debug for Runner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runner")
            .field("watcher", &self.watcher)
            .field("publisher", &self.publisher)
            .finish_non_exhaustive()
    }
}

fn detail(state: PublisherState) -> &'static str {
    match state {
        PublisherState::WatchOnly => "no publisher_key is configured: L1 is followed, and nothing published",
        PublisherState::Starting => "L1 has not been read yet",
        PublisherState::Standby => "another replica publishes; this one does once that one has gone",
        PublisherState::Idle => "every operation is committed",
        PublisherState::Waiting => "operations wait for the next commit",
        PublisherState::Publishing => "a transaction is on its way",
        _ => "",
    }
}
