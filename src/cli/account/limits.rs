//! `mononym account limits`: what may leave an account's mini-accounts

use std::path::PathBuf;

use clap::Args;
use mononym_ens::{Limits as NameLimits, normalize};
use mononym_keystore::{GuardianSet, Operation, SetLimits, limits_hash};

use crate::cli::{CliError, guardians::GuardianFile, keys::read_keys, outbox::read_limits, sending::Sending};

#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Limits {
    /// The name
    name: String,
    /// File with the limits (docs/mini-accounts.md says how it is written): keep it, every execution
    /// shows it
    #[arg(long, value_name = "FILE", required_unless_present = "none")]
    file: Option<PathBuf>,
    /// Have no limits
    #[arg(long, conflicts_with = "file")]
    none: bool,
    /// Key file of a signer. May be given several times
    #[arg(long = "key", value_name = "FILE", required = true)]
    keys: Vec<PathBuf>,
    /// Key file of a guardian: once there are limits, guardians sign any change. May be given several
    /// times
    #[arg(long = "guardian-key", value_name = "FILE", requires = "guardians")]
    guardian_keys: Vec<PathBuf>,
    /// The file that was made when the guardians were chosen: NAME.guardians.json
    #[arg(long, value_name = "FILE")]
    guardians: Option<PathBuf>,
    #[command(flatten)]
    sending: Sending,
}

impl Limits {
    pub(super) fn run(self) -> Result<(), CliError> {
        let name = normalize(&self.name, &NameLimits::default())?;
        let limits = match &self.file {
            Some(path) => read_limits(path)?,
            None => Vec::new(),
        };
        let limits_hash = limits_hash(&limits)?;
        let set = match &self.guardians {
            Some(path) => GuardianFile::read(path, &name)?.set(),
            None => GuardianSet::default(),
        };
        let keys = read_keys(&self.keys)?;
        let guardian_keys = read_keys(&self.guardian_keys)?;
        let account = self.sending.client().account(&name)?;
        let done = match limits.len() {
            0 => format!("{name}: its mini-accounts have no limits, once they are synced"),
            count => format!("{name}: {count} limits bind its mini-accounts, once they are synced"),
        };
        let operation = Operation::SetLimits(SetLimits {
            name,
            nonce: account.nonce,
            deadline: self.sending.deadline(),
            limits_hash,
            guardians: set.guardians,
            guardians_salt: set.salt,
        });
        self.sending
            .finish(operation, keys.iter().chain(&guardian_keys), None, &done)
    }
}
