//! Which database a command works on: the settings of `mononym serve` that matter for it.

use std::{path::PathBuf, sync::Arc};

use alloy_primitives::{Address, B256};
use clap::Args;
use tokio::runtime::Runtime;

use super::CliError;
use crate::{
    app,
    clock::Clock,
    config::{Config, Database, List, Settings},
    store::{Snapshot, Store, Watcher},
    transfer::Header,
};

#[derive(Args, Clone, Debug)]
pub(super) struct DatabaseArgs {
    /// Configuration file of the service
    #[arg(long, env = "MONONYM_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Directory of the database [default: ./mononym-data]
    #[arg(long, env = "MONONYM_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Database, sqlite://FILE or postgres://… [default: mononym.db in the data directory]
    #[arg(
        long,
        env = "MONONYM_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    database_url: Option<String>,
    /// Names that are registered without a voucher, comma-separated [default: mononym.eth]
    #[arg(long, env = "MONONYM_PARENTS", value_name = "NAMES")]
    parents: Option<List<String>>,
    /// Chain id of the L1 network that operations are signed for [default: 31337]
    #[arg(long, env = "MONONYM_L1_CHAIN_ID", value_name = "ID")]
    l1_chain_id: Option<u64>,
    /// Keystore contract that operations are signed for [default: the one for trying out]
    #[arg(long, env = "MONONYM_KEYSTORE", value_name = "ADDRESS")]
    keystore: Option<Address>,
}

/// Nobody answers from a cache here.
struct NoCache;

impl Watcher for NoCache {
    fn changed(&self, _: &B256) {}

    fn following(&self, _: bool) {}
}

impl DatabaseArgs {
    /// The settings; what is not set is as the header of a file says.
    pub(super) fn config(&self, header: Option<&Header>) -> Result<Config, CliError> {
        let mut settings = Settings {
            data_dir: self.data_dir.clone(),
            database_url: self.database_url.clone(),
            parents: self.parents.clone(),
            l1_chain_id: self.l1_chain_id,
            keystore: self.keystore,
            ..Settings::default()
        };
        if let Some(path) = &self.config {
            settings = settings.or(Settings::read(path)?);
        }
        if let Some(header) = header {
            settings = settings.or(Settings {
                parents: Some(List(header.parents.clone())),
                l1_chain_id: Some(header.domain.chain_id),
                keystore: Some(header.domain.verifying_contract),
                ..Settings::default()
            });
        }
        Ok(Config::new(settings)?)
    }

    /// Names that are registered without a voucher, if they were named.
    pub(super) fn parents(&self) -> Option<Vec<String>> {
        self.parents.as_ref().map(|list| list.0.clone())
    }

    /// The database as it is now.
    pub(super) async fn snapshot(&self, config: &Config) -> Result<Box<dyn Snapshot>, CliError> {
        if let Database::Sqlite(path) = &config.database
            && !path.exists()
        {
            return Err(CliError::NoDatabase(path.clone()));
        }
        Ok(app::open_snapshot(&config.database)
            .await
            .map_err(app::AppError::from)?)
    }

    /// The database, to change it.
    pub(super) async fn store(&self, config: &Config, clock: &Clock) -> Result<Arc<dyn Store>, CliError> {
        std::fs::create_dir_all(&config.data_dir)?;
        let store = app::open_store(config, clock, Arc::new(NoCache)).await;
        Ok(store.map_err(app::AppError::from)?)
    }
}

/// Runs a command that waits for a database.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T, CliError>>) -> Result<T, CliError> {
    runtime()?.block_on(work)
}

/// What work with a database runs on.
pub(super) fn runtime() -> Result<Runtime, CliError> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}
