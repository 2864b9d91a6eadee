//! Publishes: one step at a time, each from what L1 says now.

use std::{fmt, sync::Arc};

use alloy_primitives::{Address, B256, U256};
use mononym_keystore::{commit_hash, encode_steps, proposal_digest, root_after, steps_hash};

use super::{
    Log, PublisherSettings, PublisherState, Purse,
    batch::{Backlog, Batch, Due, assemble, due},
    queue::{Queue, hashes},
    trouble::Trouble,
    weave::Forced,
};
use crate::{
    chain::{Fees, Keystore, L1, MAX_GAS, NodeError, Offer, Request, Signed, Terms, View, gas_limit},
    clock::Clock,
};

/// Longest wait after transactions without effect, in seconds: each of them costs.
const LONGEST_WAIT: u64 = 3600;
/// How often fees are raised at once, when a node has a transaction that we know nothing of.
const RAISES: usize = 40;

/// Commits the log to L1.
pub(super) struct Publisher {
    l1: L1,
    log: Arc<dyn Log>,
    purse: Purse,
    settings: PublisherSettings,
    clock: Clock,
    queue: Queue,
    pending: Option<Pending>,
    /// Nonce of a transaction of ours that we know nothing of, and since when it has been seen: sent
    /// before a restart.
    unknown: Option<(u64, u64)>,
    balance: Option<U256>,
    /// Transactions in a row that were taken and had no effect, and when to try again.
    setbacks: u32,
    not_before: u64,
}

/// A transaction under way.
#[derive(Clone, Debug)]
struct Pending {
    nonce: u64,
    offer: Offer,
    signed: Signed,
    /// The commit that it makes.
    number: u64,
    sent_at: u64,
}

/// Where a transaction goes.
#[derive(Clone, Copy, Debug)]
struct Slot {
    nonce: u64,
    /// The offer of the one that it replaces.
    replaces: Option<Offer>,
    /// Whether it replaces one whose offer is not known.
    replaces_unknown: bool,
}

impl fmt::Debug for Publisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Publisher")
            .field("l1", &self.l1)
            .field("purse", &self.purse)
            .field("pending", &self.pending)
            .finish_non_exhaustive()
    }
}

impl Publisher {
    pub(super) fn new(
        l1: L1,
        log: Arc<dyn Log>,
        purse: Purse,
        settings: PublisherSettings,
        clock: Clock,
    ) -> Self {
        Self {
            l1,
            log,
            purse,
            settings,
            clock,
            queue: Queue::default(),
            pending: None,
            unknown: None,
            balance: None,
            setbacks: 0,
            not_before: 0,
        }
    }

    pub(super) fn address(&self) -> Address {
        self.purse.address()
    }

    pub(super) fn transaction(&self) -> Option<B256> {
        self.pending.as_ref().map(|pending| pending.signed.hash)
    }

    pub(super) fn balance(&self) -> Option<U256> {
        self.balance
    }

    /// Forgets what is under way: another replica goes on from what L1 says.
    pub(super) fn rest(&mut self) {
        (self.pending, self.unknown) = (None, None);
    }

    /// Does what is due, by a reading of L1 that fits the log.
    pub(super) async fn turn(&mut self, view: &View) -> Result<PublisherState, Trouble> {
        let now = self.clock.now();
        let address = self.address();
        let block = view.block.hash;
        let (balance, (mined, waiting)) = self
            .l1
            .ask(|node| async move { Ok((node.balance(address).await?, node.nonces(address, block).await?)) })
            .await?;
        self.balance = Some(balance);
        let Some(slot) = self.slot(view, mined, waiting, now).await? else {
            return Ok(PublisherState::Publishing);
        };
        let queue = self.queue.look(&self.l1, self.log.as_ref(), view).await?;
        // Nothing may seem later than it is on L1.
        let time = now.min(view.block.time);
        if time < view.head.as_of {
            return Ok(PublisherState::Waiting);
        }
        let log = self.log.head().await?;
        let backlog = Backlog::read(self.log.as_ref(), &view.head, time, self.settings.publish_bytes).await?;
        let is_replacement = slot.replaces.is_some() || slot.replaces_unknown;
        let due = due(now, &view.head, &log, &backlog, &self.settings);
        if due != Due::Now && queue.is_empty() && !is_replacement {
            return Ok(match due {
                Due::Never => PublisherState::Idle,
                Due::Later | Due::Now => PublisherState::Waiting,
            });
        }
        let batch = assemble(self.log.as_ref(), &view.head, time, &self.settings, &queue).await?;
        let Some(batch) = batch.filter(|batch| {
            // The queue alone is no reason as long as nothing of it can be served.
            due == Due::Now || batch.served > 0 || is_replacement
        }) else {
            return Ok(PublisherState::Waiting);
        };
        if batch.steps.is_empty() && batch.as_of <= view.head.as_of {
            return Ok(PublisherState::Waiting);
        }
        if now < self.not_before {
            let wait = self.not_before.saturating_sub(now);
            return Err(Trouble::Setback { wait });
        }
        self.send(view, &queue, &batch, slot, balance, now).await?;
        Ok(PublisherState::Publishing)
    }

    /// Where the next transaction goes; nothing as long as the last one has time.
    async fn slot(
        &mut self,
        view: &View,
        mined: u64,
        waiting: u64,
        now: u64,
    ) -> Result<Option<Slot>, Trouble> {
        let free = Slot {
            nonce: mined,
            replaces: None,
            replaces_unknown: false,
        };
        let stuck = self.settings.stuck_seconds;
        if let Some(pending) = self.pending.take() {
            if view.head.number >= pending.number {
                // Whoever's commit it was: L1 is further.
                tracing::info!(
                    number = view.head.number,
                    sequence = view.head.sequence,
                    "commit {} is on L1",
                    view.head.number
                );
                (self.setbacks, self.not_before) = (0, 0);
            } else if mined > pending.nonce {
                self.setbacks = self.setbacks.saturating_add(1);
                let wait = stuck.saturating_mul(1 << self.setbacks.min(16)).min(LONGEST_WAIT);
                self.not_before = now.saturating_add(wait);
                return Err(Trouble::NoEffect { wait });
            } else if now < pending.sent_at.saturating_add(stuck) {
                self.pending = Some(pending.clone());
                self.send_again_if_lost(&pending).await?;
                return Ok(None);
            } else {
                // Until its successor is sent.
                self.pending = Some(pending.clone());
                let replaces = Some(pending.offer).filter(|_| mined == pending.nonce);
                return Ok(Some(Slot { replaces, ..free }));
            }
        }
        if waiting <= mined {
            self.unknown = None;
            return Ok(Some(free));
        }
        let since = match self.unknown {
            Some((nonce, since)) if nonce == mined => since,
            _ => now,
        };
        self.unknown = Some((mined, since));
        let is_stuck = now >= since.saturating_add(stuck);
        Ok(is_stuck.then_some(Slot {
            replaces_unknown: true,
            ..free
        }))
    }

    /// Nodes forget transactions, in reorganisations above all.
    async fn send_again_if_lost(&self, pending: &Pending) -> Result<(), Trouble> {
        let signed = &pending.signed;
        self.l1
            .ask(|node| async move {
                if node.knows(signed.hash).await? {
                    return Ok(());
                }
                match node.send(&signed.bytes).await {
                    // Its nonce may have been used meanwhile: the next reading shows it.
                    Ok(()) | Err(NodeError::Refused { .. }) => Ok(()),
                    Err(error) => Err(error),
                }
            })
            .await?;
        Ok(())
    }

    async fn send(
        &mut self,
        view: &View,
        queue: &[Forced],
        batch: &Batch,
        slot: Slot,
        balance: U256,
        now: u64,
    ) -> Result<(), Trouble> {
        let address = self.address();
        let request = self.request(view, queue, batch).await?;
        let asked = &request;
        let (estimate, market) = self
            .l1
            .ask(|node| async move { Ok((node.estimate_gas(address, asked).await?, node.fees().await?)) })
            .await?;
        let gas = gas_limit(estimate).ok_or(Trouble::TooMuchGas {
            estimate,
            limit: MAX_GAS,
        })?;
        let mut offer = self.offer(market, slot)?;
        let is_replacement = slot.replaces.is_some() || slot.replaces_unknown;
        let before = self.pending.clone();
        for attempt in 1..=RAISES {
            let needed = U256::from(offer.max_fee).saturating_mul(U256::from(gas));
            if balance < needed {
                return Err(Trouble::PurseEmpty {
                    address,
                    balance,
                    needed,
                });
            }
            let terms = Terms {
                chain_id: self.l1.domain().l1_chain_id,
                nonce: slot.nonce,
                gas_limit: gas,
                offer,
            };
            let signed = request.clone().sign(terms, self.purse.sender()).await?;
            // Whoever slept since the turn began may have it no longer. Should it sleep just here: its nonce
            // and the root that it builds on let the transaction come to nothing (docs/faults.md).
            if !self.log.take_turn(self.settings.turn_seconds()).await? {
                self.rest();
                return Err(Trouble::TurnOver);
            }
            // Kept before it is sent: a node that takes it may still fail to say so.
            self.pending = Some(Pending {
                nonce: slot.nonce,
                offer,
                signed: signed.clone(),
                number: view.head.number.saturating_add(1),
                sent_at: now,
            });
            let bytes = &signed.bytes;
            match self.l1.ask(|node| async move { node.send(bytes).await }).await {
                Ok(()) => break,
                Err(error) => {
                    if error
                        .failures
                        .iter()
                        .all(|(_, failure)| matches!(failure, NodeError::Refused { .. }))
                    {
                        // No node has it.
                        self.pending.clone_from(&before);
                    }
                    if attempt == RAISES || !is_replacement || !is_underpriced(&error) {
                        return Err(error.into());
                    }
                    offer = offer.replacing(offer, self.settings.max_fee)?;
                }
            }
        }
        self.unknown = None;
        tracing::info!(
            number = view.head.number.saturating_add(1),
            sequence = batch.sequence,
            steps = batch.steps.len(),
            "sent commit {} with {} steps",
            view.head.number.saturating_add(1),
            batch.steps.len()
        );
        Ok(())
    }

    fn offer(&self, market: Fees, slot: Slot) -> Result<Offer, Trouble> {
        let cap = self.settings.max_fee;
        let offer = Offer::new(market, cap)?;
        Ok(match slot.replaces {
            Some(replaced) => offer.replacing(replaced, cap)?,
            None => offer,
        })
    }

    /// The call of `commit`, approved.
    async fn request(&self, view: &View, queue: &[Forced], batch: &Batch) -> Result<Request, Trouble> {
        let pre_root = view.head.root;
        let steps_hash = steps_hash(pre_root, &batch.steps, hashes(queue))?;
        let hash = commit_hash(
            &self.l1.domain(),
            view.head.number.saturating_add(1),
            pre_root,
            root_after(pre_root, &batch.steps),
            batch.as_of,
            steps_hash,
        );
        let approval = self
            .purse
            .approve(&proposal_digest(&view.verifier, &hash))
            .await?;
        let call = Keystore::commitCall {
            preRoot: pre_root,
            asOf: batch.as_of,
            steps: encode_steps(&batch.steps)?.into(),
            approval,
        };
        Ok(Request::call(self.l1.keystore(), &call))
    }
}

fn is_underpriced(error: &crate::chain::ChainError) -> bool {
    error.failures.iter().any(|(_, failure)| {
        matches!(failure, NodeError::Refused { message, .. } if message.to_lowercase().contains("underpriced"))
    })
}
