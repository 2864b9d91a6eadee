//! `mononym keys`: the keys that answers are signed with

mod add;
mod list;
mod look;
mod retire;

use std::path::PathBuf;

use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolCall;
use clap::{Args, Subcommand};
use serde::Serialize;

use super::CliError;
use crate::config::{Config, KeyPlaces, List, Settings};

#[derive(Clone, Debug, Subcommand)]
pub(super) enum Keys {
    /// Let a running service sign with a new key, as soon as the resolvers list it
    Add(add::Add),
    /// Stop signing with a key, and say when resolvers may stop listing it
    Retire(retire::Retire),
    /// List the keys, which one signs, and what the resolvers' owners should do
    List(list::ListKeys),
}

impl Keys {
    pub(super) fn run(self) -> Result<(), CliError> {
        match self {
            Self::Add(command) => command.run(),
            Self::Retire(command) => command.run(),
            Self::List(command) => command.run(),
        }
    }
}

/// The settings of `mononym serve` that matter for its keys.
#[derive(Args, Clone, Debug)]
struct ServiceArgs {
    /// Configuration file of the service
    #[arg(long, env = "MONONYM_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Directory of the keyring [default: ./mononym-data]
    #[arg(long, env = "MONONYM_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// The keyring [default: keyring.json in the data directory]
    #[arg(long, env = "MONONYM_KEYRING", value_name = "FILE")]
    keyring: Option<PathBuf>,
    /// Keys that the service's settings name
    #[arg(long, env = "MONONYM_SIGNER_KEY", value_name = "KEYS", hide_env_values = true)]
    signer: Option<KeyPlaces>,
    /// Longest that a KMS is waited for, in milliseconds [default: 2000]
    #[arg(long, env = "MONONYM_KMS_TIMEOUT_MS", value_name = "MILLISECONDS")]
    kms_timeout_ms: Option<u64>,
    /// Resolver contracts that the service signs for, comma-separated
    #[arg(long, env = "MONONYM_RESOLVERS", value_name = "ADDRESSES")]
    resolvers: Option<List<Address>>,
    /// Nodes of L1, which say what the resolvers list, URLs, comma-separated
    #[arg(long, env = "MONONYM_L1_RPC", value_name = "URLS", hide_env_values = true)]
    l1_rpc: Option<List<String>>,
    /// Chain id of the L1 network [default: 31337]
    #[arg(long, env = "MONONYM_L1_CHAIN_ID", value_name = "ID")]
    l1_chain_id: Option<u64>,
    /// Seconds that a signed answer lives at least [default: 300]
    #[arg(long, env = "MONONYM_TTL", value_name = "SECONDS")]
    ttl: Option<u64>,
    /// Seconds between possible expiries [default: 60]
    #[arg(long, env = "MONONYM_TTL_GRID", value_name = "SECONDS")]
    ttl_grid: Option<u64>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl ServiceArgs {
    fn config(&self) -> Result<Config, CliError> {
        let mut settings = Settings {
            data_dir: self.data_dir.clone(),
            keyring: self.keyring.clone(),
            signer: self.signer.clone(),
            kms_timeout_ms: self.kms_timeout_ms,
            resolvers: self.resolvers.clone(),
            l1_rpc: self.l1_rpc.clone(),
            l1_chain_id: self.l1_chain_id,
            ttl: self.ttl,
            ttl_grid: self.ttl_grid,
            ..Settings::default()
        };
        if let Some(path) = &self.config {
            settings = settings.or(Settings::read(path)?);
        }
        Ok(Config::new(settings)?)
    }
}

/// What the owner of a resolver should send.
#[derive(Clone, Debug, Serialize)]
struct Advice {
    /// The resolver.
    to: Address,
    /// The call data.
    data: Bytes,
    /// The same as a command of Foundry.
    cast: String,
}

impl Advice {
    fn new<C: SolCall>(resolver: Address, call: &C, signer: Address) -> Self {
        Self {
            to: resolver,
            data: call.abi_encode().into(),
            cast: format!("cast send {resolver} \"{}\" {signer}", C::SIGNATURE),
        }
    }

    fn write(&self, out: &mut dyn std::io::Write) -> std::io::Result<()> {
        writeln!(out, "  {}", self.cast)?;
        writeln!(out, "  or to {} with data {}", self.to, self.data)
    }
}
