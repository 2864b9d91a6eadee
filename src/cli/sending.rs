//! Signing an operation with keys at hand, then sending it, or leaving it for others to sign.

use std::{
    fs,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use clap::Args;
use mononym_keystore::{Domain, Operation, SignedOperation, Signer};
use serde_json::{Value, json};

use super::{
    CliError, ClientArgs,
    client::{Client, ClientError, segment},
    output::Output,
    values::{Seconds, signer_text},
};
use crate::{clock::Clock, sign::OwnerKey};

#[derive(Args, Clone, Debug)]
pub(super) struct Sending {
    /// Write the operation to this new file instead of sending it, for others to sign:
    /// `mononym account sign FILE`
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// How long the operation may wait for its acceptance: 90s, 36h, 3d
    #[arg(long, value_name = "TIME", default_value = "1h")]
    valid: Seconds,
    #[command(flatten)]
    client: ClientArgs,
}

impl Sending {
    pub(super) fn client(&self) -> Client {
        Client::new(&self.client.gateway)
    }

    pub(super) fn output(&self) -> Output {
        Output::new(self.client.json)
    }

    /// The deadline of an operation signed now.
    pub(super) fn deadline(&self) -> u64 {
        Clock::system().now().saturating_add(self.valid.0)
    }

    /// Signs and sends, or writes the file. `done` is what is said of an operation that was
    /// accepted.
    pub(super) fn finish<'k>(
        &self,
        operation: Operation,
        keys: impl IntoIterator<Item = &'k OwnerKey>,
        token: Option<&str>,
        done: &str,
    ) -> Result<(), CliError> {
        let client = self.client();
        let domain = client.domain()?;
        let mut signed = SignedOperation {
            operation,
            signatures: Vec::new(),
            voucher: None,
        };
        add_signatures(&mut signed, keys, &domain)?;
        let Some(path) = &self.out else {
            return send(&client, &self.output(), &signed, token, done);
        };
        write_new(path, &pretty(&signed)?, 0o644)?;
        print_signed(&self.output(), path, &signed, &domain)
    }
}

/// Adds the signatures of keys that have not signed yet, in the order in which they must stand.
pub(super) fn add_signatures<'k>(
    signed: &mut SignedOperation,
    keys: impl IntoIterator<Item = &'k OwnerKey>,
    domain: &Domain,
) -> Result<(), CliError> {
    let digest = signed.operation.hash(domain);
    for key in keys {
        let signer = key.signer();
        if !signed.signatures.iter().any(|approval| approval.signer == signer) {
            signed.signatures.push(key.approve(&digest)?);
        }
    }
    signed.signatures.sort_by_key(|approval| approval.signer.id());
    Ok(())
}

/// Sends a signed operation to where its kind belongs.
pub(super) fn send(
    client: &Client,
    output: &Output,
    signed: &SignedOperation,
    token: Option<&str>,
    done: &str,
) -> Result<(), CliError> {
    let path = match &signed.operation {
        Operation::Register(_) => "/v1/names".to_owned(),
        operation => format!("/v1/names/{}/operations", segment(operation.name())),
    };
    let receipt: Value = client.post_with_token(&path, signed, token)?;
    output.print(&receipt, |out| writeln!(out, "{done}"))
}

/// Says who has signed a file.
pub(super) fn print_signed(
    output: &Output,
    path: &Path,
    signed: &SignedOperation,
    domain: &Domain,
) -> Result<(), CliError> {
    let signers: Vec<Signer> = signed.signatures.iter().map(|approval| approval.signer).collect();
    let report = json!({
        "file": path,
        "name": signed.operation.name(),
        "operation": signed.operation.primary_type(),
        "operationHash": signed.operation.hash(domain),
        "signedBy": signers,
    });
    output.print(&report, |out| {
        writeln!(
            out,
            "{}: {} for {}, signed by {}",
            path.display(),
            signed.operation.primary_type(),
            signed.operation.name(),
            if signers.is_empty() {
                "nobody yet".to_owned()
            } else {
                signers.iter().map(signer_text).collect::<Vec<_>>().join(", ")
            }
        )
    })
}

pub(super) fn pretty(value: &impl serde::Serialize) -> Result<Vec<u8>, CliError> {
    let mut text = serde_json::to_vec_pretty(value)?;
    text.push(b'\n');
    Ok(text)
}

/// Writes a file that must not exist.
pub(super) fn write_new(path: &Path, text: &[u8], mode: u32) -> Result<(), CliError> {
    let opened = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path);
    let failed = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::AlreadyExists => CliError::Exists(path.to_owned()),
        _ => CliError::File {
            path: path.to_owned(),
            source,
        },
    };
    let mut file = opened.map_err(failed)?;
    file.write_all(text)
        .and_then(|()| file.sync_all())
        .map_err(failed)
}

/// Whether the gateway has refused for good: what was prepared for it is no use.
pub(super) fn was_refused(result: &Result<(), CliError>) -> bool {
    matches!(result, Err(CliError::Client(ClientError::Refused { .. })))
}
