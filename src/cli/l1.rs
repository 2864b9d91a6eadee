//! L1, asked by a command.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use alloy_primitives::{Address, B256};
use async_trait::async_trait;
use clap::Args;
use mononym_derive::Catalogue;
use mononym_keystore::Domain;

use super::CliError;
use crate::{
    chain::{Events, Keystore, KeystoreEvent, L1, NodeSettings, RpcUrl},
    config::{Config, ConfigError, List, Settings},
    transfer::{Committed, Forced, HistoryError, L1Event, L1History},
};

/// Where the Keystore is, and which chains there are, which is never asked of a gateway: it could name
/// its own.
#[derive(Args, Clone, Debug)]
pub(super) struct KeystoreArgs {
    /// Chain id of the L1 network [default: 31337]
    #[arg(long, env = "MONONYM_L1_CHAIN_ID", value_name = "ID")]
    l1_chain_id: Option<u64>,
    /// Keystore contract on L1 [default: the one for trying out]
    #[arg(long, env = "MONONYM_KEYSTORE", value_name = "ADDRESS")]
    keystore: Option<Address>,
    /// Configuration file of the service, for its chains [default: those that are built in]
    #[arg(long, env = "MONONYM_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
}

impl KeystoreArgs {
    pub(super) fn domain(&self) -> Result<Domain, CliError> {
        let catalogue = Catalogue::builtin().map_err(ConfigError::from)?;
        Ok(Domain {
            l1_chain_id: self.l1_chain_id.unwrap_or(31337),
            keystore: self.keystore.unwrap_or_else(|| catalogue.trial_keystore()),
        })
    }

    /// The chains that the service derives addresses for.
    pub(super) fn catalogue(&self) -> Result<Arc<Catalogue>, CliError> {
        catalogue_of(self.config.as_deref())
    }
}

/// The chains of a configuration file; those that are built in, if there is none.
pub(super) fn catalogue_of(config: Option<&Path>) -> Result<Arc<Catalogue>, CliError> {
    let configured = match config {
        Some(path) => Settings::read(path)?,
        None => Settings::default(),
    };
    let chains = Settings {
        chains: configured.chains,
        disabled_chains: configured.disabled_chains,
        ..Settings::default()
    };
    Ok(Config::new(chains)?.catalogue)
}

/// The nodes of L1.
pub(super) fn open(urls: &List<RpcUrl>, domain: Domain) -> L1 {
    L1::new(urls.0.clone(), domain, NodeSettings::default())
}

/// The root of a final commit, and the time of the log that it shows.
pub(super) async fn final_root(l1: &L1, number: u64) -> Result<(B256, u64), CliError> {
    let call = Keystore::finalRootCall { number };
    let found = l1
        .ask(async |node| {
            let block = node.latest_block().await?;
            node.call(&call, block.hash).await
        })
        .await?;
    Ok((found.root, found.asOf))
}

/// The Keystore's events as an audit takes them.
pub(super) struct History(pub(super) Events);

#[async_trait(?Send)]
impl L1History for History {
    async fn next_event(&mut self) -> Result<Option<L1Event>, HistoryError> {
        loop {
            let next = self.0.next().await;
            let Some(next) = next.map_err(|error| HistoryError(error.into()))? else {
                return Ok(None);
            };
            if let Some(event) = event(next) {
                return Ok(Some(event));
            }
        }
    }
}

fn event(found: KeystoreEvent) -> Option<L1Event> {
    match found.event {
        Keystore::KeystoreEvents::Committed(commit) => Some(L1Event::Committed(Committed {
            number: commit.number,
            root: commit.root,
            pre_root: commit.preRoot,
            as_of: commit.asOf,
            sequence: commit.sequence,
            steps_hash: commit.stepsHash,
            steps: commit.steps,
            transaction: found.transaction,
            block: found.block,
        })),
        Keystore::KeystoreEvents::Forced(forced) => Some(L1Event::Forced(Forced {
            index: forced.index,
            operation_hash: forced.operationHash,
            body: forced.body,
        })),
        Keystore::KeystoreEvents::Served(_) => None,
    }
}
