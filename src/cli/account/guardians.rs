//! `mononym account guardians`

use std::path::PathBuf;

use clap::Args;
use mononym_ens::{Limits, normalize};
use mononym_keystore::{Operation, SetGuardians as Operated};

use crate::cli::{
    CliError,
    guardians::{GuardianArgs, GuardianFile, settle},
    keys::read_keys,
    sending::Sending,
};

#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct SetGuardians {
    /// The name
    name: String,
    /// Key file of a signer. May be given several times
    #[arg(long = "key", value_name = "FILE", required = true)]
    keys: Vec<PathBuf>,
    /// Have no guardians
    #[arg(long, required_unless_present = "guardians", conflicts_with = "guardians")]
    none: bool,
    #[command(flatten)]
    guardians: GuardianArgs,
    #[command(flatten)]
    sending: Sending,
}

impl SetGuardians {
    pub(super) fn run(self) -> Result<(), CliError> {
        let name = normalize(&self.name, &Limits::default())?;
        let chosen = self.guardians.choose(&name)?;
        let keys = read_keys(&self.keys)?;
        let account = self.sending.client().account(&name)?;
        let output = self.sending.output();
        let kept = chosen.as_ref().map(|chosen| chosen.keep()).transpose()?;
        let commitment = chosen.as_ref().map(GuardianFile::commitment).unwrap_or_default();
        let done = match &kept {
            Some(path) => format!("{name}: its guardians are those of {}", path.display()),
            None => format!("{name}: it has no guardians"),
        };
        let operation = Operation::SetGuardians(Operated {
            name,
            nonce: account.nonce,
            deadline: self.sending.deadline(),
            guardian_threshold: commitment.threshold,
            guardians_hash: commitment.hash,
            recovery_delay: commitment.recovery_delay,
        });
        let result = self.sending.finish(operation, &keys, None, &done);
        settle(result, kept, &output)
    }
}
