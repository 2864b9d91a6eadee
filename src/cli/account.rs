//! `mononym account`

use std::path::PathBuf;

use clap::{Args, Subcommand};
use mononym_ens::{Limits, normalize};
use mononym_keystore::{Operation, SetRecords};
use serde_json::Value;

use super::{
    CliError, ClientArgs,
    client::{Client, deadline, sign},
    output::Output,
    records::RecordArgs,
};
use crate::sign::{LocalSigner, SecretKey};

#[derive(Clone, Debug, Subcommand)]
pub(super) enum Account {
    /// Show an account: its signers, nonce and records
    Show(Show),
    /// Set or unset records, all or none
    Set(Set),
}

#[derive(Args, Clone, Debug)]
pub(super) struct Show {
    /// The name
    name: String,
    #[command(flatten)]
    client: ClientArgs,
}

#[derive(Args, Clone, Debug)]
pub(super) struct Set {
    /// The name
    name: String,
    /// Key file of the account's signer
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    #[command(flatten)]
    records: RecordArgs,
    #[command(flatten)]
    client: ClientArgs,
}

impl Account {
    pub(super) fn run(self) -> Result<(), CliError> {
        match self {
            Self::Show(command) => command.run(),
            Self::Set(command) => command.run(),
        }
    }
}

impl Show {
    fn run(self) -> Result<(), CliError> {
        let name = normalize(&self.name, &Limits::default())?;
        let account: Value = Client::new(&self.client.gateway).get(&format!("/v1/names/{name}"))?;
        Output::new(self.client.json).print(&account, |out| {
            let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            for key in [
                "name",
                "node",
                "status",
                "nonce",
                "threshold",
                "registrar",
                "policy",
            ] {
                writeln!(
                    out,
                    "{key:<10} {}",
                    text(account.get(key).unwrap_or(&Value::Null))
                )?;
            }
            for signer in account
                .get("signers")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
            {
                writeln!(out, "{:<10} {}", "signer", text(signer))?;
            }
            for record in account
                .get("records")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
            {
                let field = |key: &str| record.get(key).map(&text).unwrap_or_default();
                let name = format!("{} {}", field("profile"), field("key"));
                let value = if field("state") == "set" {
                    field("value")
                } else {
                    "(nothing)".to_owned()
                };
                writeln!(out, "{:<10} {} = {value}", "record", name.trim_end())?;
            }
            Ok(())
        })
    }
}

impl Set {
    fn run(self) -> Result<(), CliError> {
        let client = Client::new(&self.client.gateway);
        let name = normalize(&self.name, &Limits::default())?;
        let signer = LocalSigner::new(SecretKey::read(&self.key)?);
        let account: AccountAnswer = client.get(&format!("/v1/names/{name}"))?;
        let operation = Operation::SetRecords(SetRecords {
            name: name.clone(),
            nonce: account.nonce,
            deadline: deadline(),
            records: self.records.records(),
        });
        let signed = sign(operation, &signer, &client.domain()?)?;
        let receipt: Value = client.post(&format!("/v1/names/{name}/operations"), &signed)?;
        Output::new(self.client.json).print(&receipt, |out| {
            writeln!(
                out,
                "{name}: {} records changed",
                signed.operation.records().len()
            )
        })
    }
}

#[derive(serde::Deserialize)]
struct AccountAnswer {
    nonce: u64,
}
