//! `mononym account sign` and `send`: one operation, several people

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Args;
use mononym_keystore::SignedOperation;

use crate::cli::{
    CliError, ClientArgs,
    client::Client,
    keys::read_keys,
    output::Output,
    sending::{add_signatures, pretty, print_signed, send},
    values::time_text,
};

#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Sign {
    /// The file, to which the signatures are added
    file: PathBuf,
    /// Key file to sign with. May be given several times
    #[arg(long = "key", value_name = "FILE", required = true)]
    keys: Vec<PathBuf>,
    #[command(flatten)]
    client: ClientArgs,
}

#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Send {
    /// The file
    file: PathBuf,
    /// API key, for registrations below parents that take them through wallets
    #[arg(long, env = "MONONYM_TOKEN", value_name = "SECRET", hide_env_values = true)]
    token: Option<String>,
    #[command(flatten)]
    client: ClientArgs,
}

impl Sign {
    pub(super) fn run(self) -> Result<(), CliError> {
        let output = Output::new(self.client.json);
        let mut signed = read(&self.file)?;
        let keys = read_keys(&self.keys)?;
        let domain = Client::new(&self.client.gateway).domain()?;
        // Nobody should sign what he has not seen.
        output.note(&serde_json::to_string_pretty(&signed.operation)?);
        output.note(&format!(
            "to be accepted until {}",
            time_text(signed.operation.deadline())
        ));
        add_signatures(&mut signed, &keys, &domain)?;
        replace(&self.file, &pretty(&signed)?)?;
        print_signed(&output, &self.file, &signed, &domain)
    }
}

impl Send {
    pub(super) fn run(self) -> Result<(), CliError> {
        let signed = read(&self.file)?;
        let done = format!(
            "{} for {} is accepted",
            signed.operation.primary_type(),
            signed.operation.name()
        );
        send(
            &Client::new(&self.client.gateway),
            &Output::new(self.client.json),
            &signed,
            self.token.as_deref(),
            &done,
        )
    }
}

fn read(path: &Path) -> Result<SignedOperation, CliError> {
    let text = fs::read(path).map_err(|source| CliError::File {
        path: path.to_owned(),
        source,
    })?;
    serde_json::from_slice(&text)
        .map_err(|error| CliError::Usage(format!("{} holds no operation: {error}", path.display())))
}

/// Writes a file anew, whole or not at all.
fn replace(path: &Path, text: &[u8]) -> Result<(), CliError> {
    let mut part = path.to_owned().into_os_string();
    part.push(".part");
    let part = PathBuf::from(part);
    fs::write(&part, text)
        .and_then(|()| fs::rename(&part, path))
        .map_err(|source| CliError::File {
            path: path.to_owned(),
            source,
        })
}
