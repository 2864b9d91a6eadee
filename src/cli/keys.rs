//! Key files.

use std::path::{Path, PathBuf};

use mononym_keystore::{Signer, SignerError, check_signers};

use super::{CliError, output::Output, values::SignerArg};
use crate::sign::{KeySource, OwnerKey};

/// Keys that exist.
pub(super) fn read_keys(paths: &[PathBuf]) -> Result<Vec<OwnerKey>, CliError> {
    paths
        .iter()
        .map(|path| OwnerKey::read(path).map_err(CliError::from))
        .collect()
}

/// Those of the keys that exist.
pub(super) fn read_existing(paths: &[PathBuf]) -> Result<Vec<OwnerKey>, CliError> {
    let existing: Vec<PathBuf> = paths.iter().filter(|path| path.exists()).cloned().collect();
    read_keys(&existing)
}

/// Keys; those that are missing are made.
pub(super) fn read_or_create(paths: &[PathBuf], output: &Output) -> Result<Vec<OwnerKey>, CliError> {
    let read = |path: &PathBuf| {
        let (key, source) = OwnerKey::read_or_create(path)?;
        if source == KeySource::Created {
            note_new(output, path);
        }
        Ok(key)
    };
    paths.iter().map(read).collect()
}

fn note_new(output: &Output, path: &Path) {
    output.note(&format!(
        "made a new key in {}: whoever has this file owns the name",
        path.display()
    ));
}

/// Fails before any key is made if so many signers cannot meet the threshold.
pub(super) fn check_threshold(threshold: u8, signers: usize) -> Result<(), CliError> {
    if threshold == 0 || usize::from(threshold) > signers {
        return Err(SignerError::Threshold { threshold, signers }.into());
    }
    Ok(())
}

/// The set of these keys and of others' in the order in which it must stand.
pub(super) fn signer_set(
    threshold: u8,
    keys: &[OwnerKey],
    others: &[SignerArg],
) -> Result<Vec<Signer>, CliError> {
    let mut signers: Vec<Signer> = keys
        .iter()
        .map(OwnerKey::signer)
        .chain(others.iter().map(|SignerArg(signer)| *signer))
        .collect();
    signers.sort_by_key(Signer::id);
    signers.dedup();
    check_signers(threshold, &signers)?;
    Ok(signers)
}
