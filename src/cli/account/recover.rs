//! `mononym account recover`

use std::path::PathBuf;

use clap::{Args, Subcommand};
use mononym_ens::{Limits, normalize};
use mononym_keystore::{CancelRecovery, FinishRecovery, Operation, StartRecovery};

use super::rotate::NewSigners;
use crate::cli::{CliError, guardians::GuardianFile, keys::read_keys, sending::Sending};

#[derive(Clone, Debug, Subcommand)]
pub(in crate::cli) enum Recover {
    /// Start a recovery: guardians name new keys, which take over after the recovery delay
    Start(Start),
    /// Cancel the recovery under way: one key is enough, once
    Cancel(Cancel),
    /// Finish the recovery under way, after its delay; anybody may
    Finish(Finish),
}

#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Start {
    /// The name
    name: String,
    /// Key file of a guardian. May be given several times
    #[arg(long = "guardian-key", value_name = "FILE")]
    guardian_keys: Vec<PathBuf>,
    /// The file that was made when the guardians were chosen: NAME.guardians.json
    #[arg(long, value_name = "FILE")]
    guardians: PathBuf,
    #[command(flatten)]
    new: NewSigners,
    /// Key file of a signer, present or just removed, who joins: where as many do as operations need,
    /// nobody can cancel the recovery. May be given
    /// several times
    #[arg(long = "key", value_name = "FILE")]
    keys: Vec<PathBuf>,
    #[command(flatten)]
    sending: Sending,
}

#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Cancel {
    /// The name
    name: String,
    /// Key file of a signer. May be given several times
    #[arg(long = "key", value_name = "FILE", required = true)]
    keys: Vec<PathBuf>,
    #[command(flatten)]
    sending: Sending,
}

#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Finish {
    /// The name
    name: String,
    #[command(flatten)]
    sending: Sending,
}

impl Recover {
    pub(super) fn run(self) -> Result<(), CliError> {
        match self {
            Self::Start(command) => command.run(),
            Self::Cancel(command) => command.run(),
            Self::Finish(command) => command.run(),
        }
    }
}

impl Start {
    fn run(self) -> Result<(), CliError> {
        let name = normalize(&self.name, &Limits::default())?;
        let set = GuardianFile::read(&self.guardians, &name)?.set();
        let mut keys = read_keys(&self.guardian_keys)?;
        keys.extend(read_keys(&self.keys)?);
        let account = self.sending.client().account(&name)?;
        let new = self.new.read(account.threshold, &self.sending.output())?;
        let done = format!(
            "{name}: a recovery has started, after which its signers are {}; \
             finish it after the delay: mononym account recover finish {name}",
            new.text()
        );
        let operation = Operation::StartRecovery(StartRecovery {
            name,
            recovery_nonce: account.recovery_nonce,
            deadline: self.sending.deadline(),
            threshold: new.threshold,
            signers: new.signers,
            guardians: set.guardians,
            guardians_salt: set.salt,
        });
        self.sending
            .finish(operation, keys.iter().chain(&new.keys), None, &done)
    }
}

impl Cancel {
    fn run(self) -> Result<(), CliError> {
        let name = normalize(&self.name, &Limits::default())?;
        let keys = read_keys(&self.keys)?;
        let account = self.sending.client().account(&name)?;
        let done = format!("{name}: the recovery is cancelled");
        let operation = Operation::CancelRecovery(CancelRecovery {
            name,
            recovery_nonce: account.recovery_nonce.saturating_sub(1),
            deadline: self.sending.deadline(),
        });
        self.sending.finish(operation, &keys, None, &done)
    }
}

impl Finish {
    fn run(self) -> Result<(), CliError> {
        let name = normalize(&self.name, &Limits::default())?;
        let account = self.sending.client().account(&name)?;
        let done = format!("{name}: the recovery is finished and the new keys have it");
        let operation = Operation::FinishRecovery(FinishRecovery {
            name,
            recovery_nonce: account.recovery_nonce.saturating_sub(1),
            deadline: self.sending.deadline(),
        });
        self.sending.finish(operation, [], None, &done)
    }
}
