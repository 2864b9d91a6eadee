//! `mononym register`

use std::path::PathBuf;

use clap::Args;
use mononym_ens::{Limits, normalize};
use mononym_keystore::{Operation, Signer};
use serde_json::Value;

use super::{
    CliError, ClientArgs,
    client::{Client, deadline, sign},
    output::Output,
    records::RecordArgs,
};
use crate::sign::{KeySource, LocalSigner, ResponseSigner, SecretKey};

#[derive(Args, Clone, Debug)]
pub(super) struct Register {
    /// The name, for example alice.mononym.eth
    name: String,
    /// Key file of the new account's signer; made with a new key if missing
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    #[command(flatten)]
    records: RecordArgs,
    #[command(flatten)]
    client: ClientArgs,
}

impl Register {
    pub(super) fn run(self) -> Result<(), CliError> {
        let output = Output::new(self.client.json);
        let client = Client::new(&self.client.gateway);
        let name = normalize(&self.name, &Limits::default())?;
        // Ask first: a key that no account has is no use.
        client.check_available(&name)?;
        let domain = client.domain()?;
        let (key, source) = SecretKey::read_or_create(&self.key)?;
        let signer = LocalSigner::new(key);
        if source == KeySource::Created {
            output.note(&format!(
                "made a new key in {}: whoever has this file owns the name",
                self.key.display()
            ));
        }
        let operation = Operation::Register(mononym_keystore::Register {
            name: name.clone(),
            nonce: 0,
            deadline: deadline(),
            threshold: 1,
            signers: vec![Signer::Secp256k1(signer.address())],
            guardian_threshold: 0,
            guardians_hash: Default::default(),
            recovery_delay: 0,
            implementation: Default::default(),
            records: self.records.records(),
        });
        let receipt: Value = client.post("/v1/names", &sign(operation, &signer, &domain)?)?;
        output.print(&receipt, |out| {
            writeln!(out, "{name} is yours: its signer is {}", signer.address())
        })
    }
}
