//! Guardians: chosen on the command line, kept in a file until they are needed.

use std::path::{Path, PathBuf};

use alloy_primitives::B256;
use clap::Args;
use mononym_keystore::{
    GuardianSet, Guardians, MAX_RECOVERY_DELAY, MIN_RECOVERY_DELAY, Signer, guardians_hash,
};
use serde::{Deserialize, Serialize};

use super::{
    CliError,
    output::Output,
    sending::{pretty, was_refused, write_new},
    values::{Seconds, SignerArg},
};
use crate::sign::random_word;

/// Guardians to choose.
#[derive(Args, Clone, Debug)]
pub(super) struct GuardianArgs {
    /// Somebody who may help to recover the account: an Ethereum address, or a signer of any kind. May
    /// be given several times
    #[arg(long = "guardian", value_name = "ADDRESS")]
    guardians: Vec<SignerArg>,
    /// Guardians that a recovery needs [default: more than half]
    #[arg(long, value_name = "N", requires = "guardians")]
    guardian_threshold: Option<u8>,
    /// How long a recovery waits, from 1d to 28d: the time to notice one and cancel it
    #[arg(long, value_name = "TIME", default_value = "3d")]
    recovery_delay: Seconds,
}

/// What is needed to recover an account besides keys: the account knows only a hash of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GuardianFile {
    /// Whose guardians they are.
    name: String,
    /// Guardians that a recovery needs.
    threshold: u8,
    /// Seconds that it waits.
    recovery_delay: u32,
    /// Who they are, in the order of their ids.
    guardians: Vec<Signer>,
    /// Ids and salt: what a recovery opens.
    #[serde(flatten)]
    set: OpenedSet,
    /// What the account knows of them.
    guardians_hash: B256,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct OpenedSet {
    ids: Vec<B256>,
    salt: B256,
}

impl GuardianArgs {
    /// The chosen guardians with a new salt; nothing if none are chosen.
    pub(super) fn choose(&self, name: &str) -> Result<Option<GuardianFile>, CliError> {
        if self.guardians.is_empty() {
            return Ok(None);
        }
        let mut guardians: Vec<Signer> = self.guardians.iter().map(|SignerArg(signer)| *signer).collect();
        guardians.sort_by_key(Signer::id);
        let set = GuardianSet::new(&guardians, random_word());
        set.check()?;
        let most = u8::try_from(guardians.len()).unwrap_or(u8::MAX);
        let threshold = self.guardian_threshold.unwrap_or(most / 2 + 1);
        if threshold == 0 || threshold > most {
            return Err(CliError::Usage(format!(
                "a guardian threshold of {threshold} does not fit {most} guardians"
            )));
        }
        let recovery_delay = u32::try_from(self.recovery_delay.0)
            .ok()
            .filter(|delay| (MIN_RECOVERY_DELAY..=MAX_RECOVERY_DELAY).contains(delay))
            .ok_or_else(|| CliError::Usage("a recovery delay is from 1d to 28d".to_owned()))?;
        Ok(Some(GuardianFile {
            name: name.to_owned(),
            threshold,
            recovery_delay,
            guardians,
            guardians_hash: guardians_hash(threshold, &set),
            set: OpenedSet {
                ids: set.guardians,
                salt: set.salt,
            },
        }))
    }
}

/// Says to keep the file of guardians that an operation chose; one that was refused is no use.
pub(super) fn settle(
    result: Result<(), CliError>,
    kept: Option<PathBuf>,
    output: &Output,
) -> Result<(), CliError> {
    match kept {
        Some(path) if was_refused(&result) => std::fs::remove_file(path)?,
        Some(path) => output.note(&format!(
            "keep {}, and give it to the guardians: without its salt nobody can recover the name",
            path.display()
        )),
        None => {}
    }
    result
}

impl GuardianFile {
    /// What an account commits to.
    pub(super) fn commitment(&self) -> Guardians {
        Guardians {
            threshold: self.threshold,
            hash: self.guardians_hash,
            recovery_delay: self.recovery_delay,
        }
    }

    /// What a recovery opens.
    pub(super) fn set(self) -> GuardianSet {
        GuardianSet {
            guardians: self.set.ids,
            salt: self.set.salt,
        }
    }

    /// Keeps them in a new file beside those of before, which may still have their last word.
    pub(super) fn keep(&self) -> Result<PathBuf, CliError> {
        let path = (1..)
            .map(|number: u32| match number {
                1 => PathBuf::from(format!("{}.guardians.json", self.name)),
                number => PathBuf::from(format!("{}.guardians-{number}.json", self.name)),
            })
            .find(|path| !path.exists())
            .unwrap_or_default();
        write_new(&path, &pretty(self)?, 0o600)?;
        Ok(path)
    }

    /// Reads such a file, which must be for this name.
    pub(super) fn read(path: &Path, name: &str) -> Result<Self, CliError> {
        let text = std::fs::read(path).map_err(|source| CliError::File {
            path: path.to_owned(),
            source,
        })?;
        let file: Self = serde_json::from_slice(&text).map_err(|error| {
            CliError::Usage(format!("{} is no file of guardians: {error}", path.display()))
        })?;
        if file.name != name {
            return Err(CliError::Usage(format!(
                "{} holds the guardians of {}, not of {name}",
                path.display(),
                file.name
            )));
        }
        Ok(file)
    }
}
