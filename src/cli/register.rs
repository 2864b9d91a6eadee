//! `mononym register`

use std::path::PathBuf;

use clap::Args;

use super::{
    CliError,
    account::{Registration, register},
};

#[derive(Args, Clone, Debug)]
pub(super) struct Register {
    /// The name, for example alice.mononym.eth
    name: String,
    /// Key file of the new account's signer; made with a new key if missing
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    #[command(flatten)]
    rest: Registration,
}

impl Register {
    pub(super) fn run(self) -> Result<(), CliError> {
        register(&self.name, self.key, &self.rest)
    }
}
