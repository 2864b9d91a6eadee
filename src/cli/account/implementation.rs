//! `mononym account implementation`: what an account's mini-accounts run

use std::path::PathBuf;

use alloy_primitives::Address;
use clap::Args;
use mononym_derive::Catalogue;
use mononym_ens::{Limits, normalize};
use mononym_keystore::{Operation, SetImplementation};

use crate::{
    cli::{CliError, keys::read_keys, sending::Sending},
    config::ConfigError,
};

#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Implementation {
    /// The name
    name: String,
    #[command(flatten)]
    choice: Choice,
    /// Key file of a signer. May be given several times
    #[arg(long = "key", value_name = "FILE", required = true)]
    keys: Vec<PathBuf>,
    #[command(flatten)]
    sending: Sending,
}

/// What mini-accounts run.
#[derive(Args, Clone, Debug)]
pub(super) struct Choice {
    /// What the mini-accounts run; the zero address to choose it later [default: this release's
    /// MiniAccount]
    #[arg(long, value_name = "ADDRESS")]
    implementation: Option<Address>,
}

impl Choice {
    pub(super) fn address(&self) -> Result<Address, CliError> {
        let catalogue = Catalogue::builtin().map_err(ConfigError::from)?;
        let current = catalogue.placement().mini_account.address;
        Ok(self.implementation.unwrap_or(current))
    }
}

impl Implementation {
    pub(super) fn run(self) -> Result<(), CliError> {
        let name = normalize(&self.name, &Limits::default())?;
        let keys = read_keys(&self.keys)?;
        let implementation = self.choice.address()?;
        let account = self.sending.client().account(&name)?;
        let done = format!("{name}: its mini-accounts run {implementation}, once they are synced");
        let operation = Operation::SetImplementation(SetImplementation {
            name,
            nonce: account.nonce,
            deadline: self.sending.deadline(),
            implementation,
        });
        self.sending.finish(operation, &keys, None, &done)
    }
}
