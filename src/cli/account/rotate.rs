//! `mononym account rotate`

use std::path::PathBuf;

use clap::Args;
use mononym_ens::{Limits, normalize};
use mononym_keystore::{Operation, SetSigners, Signer};

use crate::{
    cli::{
        CliError,
        keys::{check_threshold, read_keys, read_or_create, signer_set},
        output::Output,
        sending::Sending,
        values::{SignerArg, signer_text},
    },
    sign::OwnerKey,
};

#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Rotate {
    /// The name
    name: String,
    /// Key file of a signer. May be given several times
    #[arg(long = "key", value_name = "FILE", required = true)]
    keys: Vec<PathBuf>,
    #[command(flatten)]
    new: NewSigners,
    #[command(flatten)]
    sending: Sending,
}

/// Signers who take over.
#[derive(Args, Clone, Debug)]
pub(super) struct NewSigners {
    /// Key file of a signer from now on; made with a new key if missing. Keys that are to stay are
    /// named here, too. May be given several times
    #[arg(long = "new-key", value_name = "FILE", required = true)]
    new_keys: Vec<PathBuf>,
    /// A signer from now on whose key somebody else holds and signs with: an Ethereum address, or a
    /// signer of any kind. May be given several times
    #[arg(long = "new-signer", value_name = "ADDRESS", requires = "out")]
    new_signers: Vec<SignerArg>,
    /// Signatures that operations need from now on [default: as many as before]
    #[arg(long, value_name = "N")]
    threshold: Option<u8>,
}

/// Signers who take over, ready to sign.
pub(super) struct Successors {
    pub(super) threshold: u8,
    pub(super) signers: Vec<Signer>,
    pub(super) keys: Vec<OwnerKey>,
}

impl NewSigners {
    /// `before` is the threshold so far.
    pub(super) fn read(&self, before: u8, output: &Output) -> Result<Successors, CliError> {
        let threshold = self.threshold.unwrap_or(before);
        check_threshold(
            threshold,
            self.new_keys.len().saturating_add(self.new_signers.len()),
        )?;
        let keys = read_or_create(&self.new_keys, output)?;
        Ok(Successors {
            threshold,
            signers: signer_set(threshold, &keys, &self.new_signers)?,
            keys,
        })
    }
}

impl Successors {
    pub(super) fn text(&self) -> String {
        let signers: Vec<String> = self.signers.iter().map(signer_text).collect();
        signers.join(", ")
    }
}

impl Rotate {
    pub(super) fn run(self) -> Result<(), CliError> {
        let name = normalize(&self.name, &Limits::default())?;
        let keys = read_keys(&self.keys)?;
        let account = self.sending.client().account(&name)?;
        let new = self.new.read(account.threshold, &self.sending.output())?;
        let done = format!("{name}: its signers are now {}", new.text());
        let operation = Operation::SetSigners(SetSigners {
            name,
            nonce: account.nonce,
            deadline: self.sending.deadline(),
            threshold: new.threshold,
            signers: new.signers,
        });
        self.sending
            .finish(operation, keys.iter().chain(&new.keys), None, &done)
    }
}
