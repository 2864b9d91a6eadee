//! `mononym account create`, and `mononym register` as its short form

use std::path::PathBuf;

use clap::Args;
use mononym_ens::{Limits, normalize};
use mononym_keystore::{Operation, Register, Signer};

use super::implementation::Choice;
use crate::cli::{
    CliError,
    client::ClientError,
    guardians::{GuardianArgs, GuardianFile, settle},
    keys::{check_threshold, read_existing, read_or_create, signer_set},
    records::RecordArgs,
    sending::Sending,
    values::{SignerArg, signer_text},
};

#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Create {
    /// The name, for example alice.mononym.eth
    name: String,
    /// Key file of a signer; made with a new key if missing. May be given several times
    #[arg(long = "key", value_name = "FILE", required = true)]
    keys: Vec<PathBuf>,
    /// A signer whose key somebody else holds and signs with: an Ethereum address, or a signer of any
    /// kind. May be given several times
    #[arg(long = "signer", value_name = "ADDRESS", requires = "out")]
    others: Vec<SignerArg>,
    /// Signatures that later operations need
    #[arg(long, value_name = "N", default_value_t = 1)]
    threshold: u8,
    #[command(flatten)]
    guardians: GuardianArgs,
    #[command(flatten)]
    rest: Registration,
}

/// What every registration takes.
#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Registration {
    /// API key, for parents that take registrations through wallets
    #[arg(long, env = "MONONYM_TOKEN", value_name = "SECRET", hide_env_values = true)]
    token: Option<String>,
    #[command(flatten)]
    records: RecordArgs,
    #[command(flatten)]
    implementation: Choice,
    #[command(flatten)]
    sending: Sending,
}

impl Create {
    pub(super) fn run(self) -> Result<(), CliError> {
        let name = normalize(&self.name, &Limits::default())?;
        let guardians = self.guardians.choose(&name)?;
        create(
            &name,
            &self.keys,
            &self.others,
            self.threshold,
            guardians.as_ref(),
            &self.rest,
        )
    }
}

/// Registers a name for one key.
pub(in crate::cli) fn register(name: &str, key: PathBuf, rest: &Registration) -> Result<(), CliError> {
    let name = normalize(name, &Limits::default())?;
    create(&name, &[key], &[], 1, None, rest)
}

fn create(
    name: &str,
    paths: &[PathBuf],
    others: &[SignerArg],
    threshold: u8,
    guardians: Option<&GuardianFile>,
    rest: &Registration,
) -> Result<(), CliError> {
    let (sending, output) = (&rest.sending, rest.sending.output());
    // Ask first: a key that no account has is no use.
    let availability = sending.client().check_available(name)?;
    check_threshold(threshold, paths.len().saturating_add(others.len()))?;
    if let Some(claimant) = availability.claimant {
        let signer = Signer::Secp256k1(claimant);
        let has_key = read_existing(paths)?.iter().any(|key| key.signer() == signer);
        if !has_key && !others.iter().any(|SignerArg(other)| *other == signer) {
            return Err(ClientError::Refused {
                slug: "reserved".to_owned(),
                detail: format!("{name} is reserved for {claimant}: give that key, too"),
            }
            .into());
        }
    }
    let keys = read_or_create(paths, &output)?;
    let signers = signer_set(threshold, &keys, others)?;
    let kept = guardians.map(|guardians| guardians.keep()).transpose()?;
    let commitment = guardians.map(GuardianFile::commitment).unwrap_or_default();
    let signers_text: Vec<String> = signers.iter().map(signer_text).collect();
    let done = match signers_text.as_slice() {
        [signer] => format!("{name} is yours: its signer is {signer}"),
        all => format!("{name} is yours: its signers are {}", all.join(", ")),
    };
    let operation = Operation::Register(Register {
        name: name.to_owned(),
        nonce: 0,
        deadline: sending.deadline(),
        threshold,
        signers,
        guardian_threshold: commitment.threshold,
        guardians_hash: commitment.hash,
        recovery_delay: commitment.recovery_delay,
        implementation: rest.implementation.address()?,
        records: rest.records.records(),
    });
    let result = sending.finish(operation, &keys, rest.token.as_deref(), &done);
    settle(result, kept, &output)
}
