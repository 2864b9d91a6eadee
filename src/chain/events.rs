//! All that the Keystore has announced, from its first block on.

use std::collections::VecDeque;

use alloy_primitives::B256;
use alloy_provider::Provider;
use alloy_rpc_types_eth::{Filter, Log};
use alloy_sol_types::{SolEvent, SolEventInterface};

use super::{ChainError, Keystore, L1, Node, NodeError};

/// Blocks of one question; fewer where a node does not take so many.
const BLOCKS: u64 = 10_000;

/// Something that the Keystore announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeystoreEvent {
    /// What.
    pub event: Keystore::KeystoreEvents,
    /// The transaction.
    pub transaction: B256,
    /// Its block.
    pub block: u64,
}

/// The Keystore's events in the order of L1, read as they are asked for.
#[derive(Debug)]
pub struct Events {
    l1: L1,
    next: u64,
    end: u64,
    blocks: u64,
    read: VecDeque<KeystoreEvent>,
}

impl Events {
    /// From a block on, up to the latest one now.
    ///
    /// # Errors
    /// If no node answers, or there is no Keystore.
    pub async fn open(l1: L1, from: u64) -> Result<Self, ChainError> {
        let end = l1
            .ask(async |node| {
                let block = node.latest_block().await?;
                node.check_keystore(block.hash).await?;
                Ok(block.number)
            })
            .await?;
        Ok(Self {
            l1,
            next: from,
            end,
            blocks: BLOCKS,
            read: VecDeque::new(),
        })
    }

    /// The next event; nothing at the end.
    ///
    /// # Errors
    /// If no node answers.
    pub async fn next(&mut self) -> Result<Option<KeystoreEvent>, ChainError> {
        while self.read.is_empty() && self.next <= self.end {
            let to = self.next.saturating_add(self.blocks - 1).min(self.end);
            let (from, blocks) = (self.next, self.blocks);
            match self.l1.ask(async |node| node.events(from, to).await).await {
                Ok(events) => {
                    self.read.extend(events);
                    self.next = to.saturating_add(1);
                }
                // Nodes bound the blocks, or the bytes, of one answer, each in its own words.
                Err(_) if blocks > 1 => self.blocks = blocks.div_ceil(4),
                Err(error) => return Err(error),
            }
        }
        Ok(self.read.pop_front())
    }
}

impl Node {
    /// The Keystore's events in these blocks, both ends included.
    ///
    /// # Errors
    /// If the node does not answer, or an event is none of the Keystore's.
    pub async fn events(&self, from: u64, to: u64) -> Result<Vec<KeystoreEvent>, NodeError> {
        let filter = Filter::new()
            .address(self.domain.keystore)
            .event_signature(vec![
                Keystore::Committed::SIGNATURE_HASH,
                Keystore::Forced::SIGNATURE_HASH,
            ])
            .from_block(from)
            .to_block(to);
        let logs = self.endpoint.provider.get_logs(&filter).await;
        let mut logs = logs.map_err(|error| self.error(&error))?;
        logs.sort_by_key(|log| (log.block_number, log.log_index));
        logs.iter().map(event).collect()
    }
}

fn event(log: &Log) -> Result<KeystoreEvent, NodeError> {
    let strange = |what: &str| NodeError::Strange(format!("a log of the Keystore {what}"));
    let event = Keystore::KeystoreEvents::decode_raw_log(log.topics(), &log.data().data)
        .map_err(|error| strange(&format!("cannot be read: {error}")))?;
    Ok(KeystoreEvent {
        event,
        transaction: log
            .transaction_hash
            .ok_or_else(|| strange("is in no transaction"))?,
        block: log.block_number.ok_or_else(|| strange("is in no block"))?,
    })
}
