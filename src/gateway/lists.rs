//! Proven resolvers know chains by a list of their own on L1. Where it contradicts the catalogue, a
//! name has other addresses in proven answers than in signed ones, and proofs fail: no such gateway
//! starts.

use std::{sync::Arc, time::Duration};

use alloy_primitives::Address;
use mononym_derive::Catalogue;
use thiserror::Error;
use tokio::{sync::watch, time};

use crate::chain::{Anchor, ChainError, L1, compare, list_of};

/// The lists of the resolvers that a gateway serves.
#[derive(Clone, Debug)]
pub struct ChainLists {
    /// Where they are.
    pub l1: L1,
    /// The resolvers; those of signed answers have none.
    pub resolvers: Vec<Address>,
    /// What they are held against.
    pub catalogue: Arc<Catalogue>,
}

/// Why the lists cannot be said to agree with the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ChainListError {
    /// L1 did not tell.
    #[error("the chains of the resolvers cannot be read on L1: {0}")]
    Unread(#[from] ChainError),
    /// A list differs.
    #[error(
        "resolver {resolver} has a list of chains, {list}, that contradicts this service's catalogue, coin types: \
         {what}; run another release, change chains and disabled_chains, or serve a resolver with another list"
    )]
    Contradiction {
        /// The resolver.
        resolver: Address,
        /// Its list.
        list: Address,
        /// Each contradiction.
        what: String,
    },
    /// A list that cannot be one.
    #[error("resolver {resolver} has a list of chains, {list}, that claims more rows than there are chains")]
    TooLong {
        /// The resolver.
        resolver: Address,
        /// Its list.
        list: Address,
    },
}

impl ChainLists {
    /// Compares every list with the catalogue.
    ///
    /// # Errors
    /// The first contradiction, or why L1 cannot be read.
    pub async fn check(&self) -> Result<(), ChainListError> {
        let keystore = self.l1.keystore();
        for resolver in self.resolvers.iter().copied() {
            let compared = self
                .l1
                .ask(async |node| {
                    let block = node.latest_block().await?;
                    let Some(list) = list_of(&node, block, resolver).await? else {
                        return Ok(None);
                    };
                    let comparison = compare(&node, block, list, keystore, &self.catalogue).await?;
                    Ok(Some((list, comparison)))
                })
                .await?;
            let Some((list, comparison)) = compared else {
                continue;
            };
            let comparison = comparison.ok_or(ChainListError::TooLong { resolver, list })?;
            let contradictions = comparison.contradictions();
            if !contradictions.is_empty() {
                return Err(ChainListError::Contradiction {
                    resolver,
                    list,
                    what: contradictions.join(", "),
                });
            }
        }
        Ok(())
    }

    /// The anchor of proofs as `source` has it, from when on the lists were seen to agree: nothing is
    /// proven before. Tries again every `period`.
    pub fn guard(
        self,
        source: watch::Receiver<Option<Anchor>>,
        period: Duration,
    ) -> watch::Receiver<Option<Anchor>> {
        let (sender, guarded) = watch::channel(None);
        tokio::spawn(async move {
            tokio::select! {
                () = self.let_through(source, &sender, period) => {}
                () = sender.closed() => {}
            }
        });
        guarded
    }

    async fn let_through(
        &self,
        mut source: watch::Receiver<Option<Anchor>>,
        sender: &watch::Sender<Option<Anchor>>,
        period: Duration,
    ) {
        let mut said = None;
        while let Err(error) = self.check().await {
            if said.as_ref() != Some(&error) {
                tracing::error!("no proofs: {error}");
                said = Some(error);
            }
            time::sleep(period).await;
        }
        tracing::info!("the chains of the resolvers are those of the catalogue: proofs are given");
        loop {
            let anchor = *source.borrow_and_update();
            sender.send_replace(anchor);
            if source.changed().await.is_err() {
                return;
            }
        }
    }
}
