//! `mononym account freeze`, `unfreeze` and `retire`

use std::path::PathBuf;

use clap::Args;
use mononym_ens::{Limits, normalize};
use mononym_keystore::{Freeze as FreezeOperation, GuardianSet, Operation, Retire, Unfreeze};

use crate::cli::{CliError, guardians::GuardianFile, keys::read_keys, sending::Sending};

#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Freeze {
    /// The name
    name: String,
    /// Key file of a signer. May be given several times
    #[arg(long = "key", value_name = "FILE", required_unless_present = "guardian_keys")]
    keys: Vec<PathBuf>,
    /// Key file of a guardian, instead of a signer's. May be given several times
    #[arg(
        long = "guardian-key",
        value_name = "FILE",
        conflicts_with = "keys",
        requires = "guardians"
    )]
    guardian_keys: Vec<PathBuf>,
    /// The file that was made when the guardians were chosen: NAME.guardians.json
    #[arg(long, value_name = "FILE", requires = "guardian_keys")]
    guardians: Option<PathBuf>,
    #[command(flatten)]
    sending: Sending,
}

/// A name and the keys that sign for it.
#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct ByThreshold {
    /// The name
    name: String,
    /// Key file of a signer. May be given several times
    #[arg(long = "key", value_name = "FILE", required = true)]
    keys: Vec<PathBuf>,
    #[command(flatten)]
    sending: Sending,
}

impl Freeze {
    pub(super) fn run(self) -> Result<(), CliError> {
        let name = normalize(&self.name, &Limits::default())?;
        let set = match &self.guardians {
            Some(path) => GuardianFile::read(path, &name)?.set(),
            None => GuardianSet::default(),
        };
        let keys = read_keys(if self.keys.is_empty() {
            &self.guardian_keys
        } else {
            &self.keys
        })?;
        let account = self.sending.client().account(&name)?;
        let done = format!("{name} is frozen: it answers nothing");
        let operation = Operation::Freeze(FreezeOperation {
            name,
            nonce: account.nonce,
            deadline: self.sending.deadline(),
            guardians: set.guardians,
            guardians_salt: set.salt,
        });
        self.sending.finish(operation, &keys, None, &done)
    }
}

impl ByThreshold {
    pub(super) fn unfreeze(self) -> Result<(), CliError> {
        self.run("is active again", |name, nonce, deadline| {
            Operation::Unfreeze(Unfreeze {
                name,
                nonce,
                deadline,
            })
        })
    }

    pub(super) fn retire(self) -> Result<(), CliError> {
        let done = "is to be retired, for ever, after its recovery delay: unfreeze calls it off";
        self.run(done, |name, nonce, deadline| {
            Operation::Retire(Retire {
                name,
                nonce,
                deadline,
            })
        })
    }

    fn run(self, done: &str, operation: impl FnOnce(String, u64, u64) -> Operation) -> Result<(), CliError> {
        let name = normalize(&self.name, &Limits::default())?;
        let keys = read_keys(&self.keys)?;
        let account = self.sending.client().account(&name)?;
        let done = format!("{name} {done}");
        let operation = operation(name, account.nonce, self.sending.deadline());
        self.sending.finish(operation, &keys, None, &done)
    }
}
