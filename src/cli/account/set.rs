//! `mononym account set`

use std::path::PathBuf;

use clap::Args;
use mononym_ens::{Limits, normalize};
use mononym_keystore::{Operation, SetRecords};

use crate::cli::{CliError, keys::read_keys, records::RecordArgs, sending::Sending};

#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Set {
    /// The name
    name: String,
    /// Key file of a signer. May be given several times
    #[arg(long = "key", value_name = "FILE", required = true)]
    keys: Vec<PathBuf>,
    #[command(flatten)]
    records: RecordArgs,
    #[command(flatten)]
    sending: Sending,
}

impl Set {
    pub(super) fn run(self) -> Result<(), CliError> {
        let name = normalize(&self.name, &Limits::default())?;
        let keys = read_keys(&self.keys)?;
        let account = self.sending.client().account(&name)?;
        let records = self.records.records();
        let done = format!("{name}: {} records changed", records.len());
        let operation = Operation::SetRecords(SetRecords {
            name,
            nonce: account.nonce,
            deadline: self.sending.deadline(),
            records,
        });
        self.sending.finish(operation, &keys, None, &done)
    }
}
