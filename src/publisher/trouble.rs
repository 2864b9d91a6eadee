//! Why nothing was published.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolInterface;
use mononym_keystore::{HashError, StepError};
use thiserror::Error;

use super::{LogError, PublisherSettings, PublisherState};
use crate::{
    chain::{ChainError, Keystore, NodeError, ProposerVerifier, TooExpensive},
    sign::SignError,
};

/// Why nothing was published. It is tried again at the next reading of L1.
#[derive(Clone, Debug, Error)]
pub(super) enum Trouble {
    /// L1 cannot be asked.
    #[error("L1 cannot be read or written: {0}")]
    Chain(ChainError),
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The Keystore would not take the commit.
    #[error("the Keystore refuses the commit: {0}")]
    Refused(String),
    /// A transaction was in a block, and the commit is not there.
    #[error("a transaction was taken and had no effect; trying again in {wait} seconds")]
    NoEffect {
        /// Until the next attempt.
        wait: u64,
    },
    /// The same, and the time has not come.
    #[error("transactions were taken and had no effect; trying again in {wait} seconds")]
    Setback {
        /// Until the next attempt.
        wait: u64,
    },
    /// The account cannot pay.
    #[error("{address} has {balance} wei, and a commit may cost {needed}: send ether there")]
    PurseEmpty {
        /// The account.
        address: Address,
        /// What it has.
        balance: U256,
        /// What it needs.
        needed: U256,
    },
    /// Gas costs more than is allowed.
    #[error(transparent)]
    TooExpensive(#[from] TooExpensive),
    /// Gas beyond what a transaction may use.
    #[error("the commit would take {estimate} gas, and a transaction may take {limit}: lower publish_bytes")]
    TooMuchGas {
        /// What it would take.
        estimate: u64,
        /// The bound.
        limit: u64,
    },
    /// An operation that no transaction holds.
    #[error(
        "operation {sequence} is longer than the {} bytes of a commit",
        PublisherSettings::MAX_BYTES
    )]
    TooLong {
        /// The operation.
        sequence: u64,
    },
    /// The log goes back behind what is committed.
    #[error(
        "operation {sequence} was accepted at {found}, and L1 knows the log up to {earliest} (Unix seconds): \
         the clock went back"
    )]
    BackInTime {
        /// The operation.
        sequence: u64,
        /// Its time.
        found: u64,
        /// The earliest time that it could have.
        earliest: u64,
    },
    /// The log has a hole.
    #[error("the log has no operation {0}, and has later ones")]
    Hole(u64),
    /// A step cannot be written.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The queue changed meanwhile.
    #[error(transparent)]
    Queue(#[from] HashError),
    /// Another replica publishes since.
    #[error("another replica has taken the turn at publishing meanwhile")]
    TurnOver,
    /// A key cannot be used.
    #[error(transparent)]
    Sign(#[from] SignError),
}

impl From<ChainError> for Trouble {
    fn from(error: ChainError) -> Self {
        // One node that runs the contract is enough to know.
        let revert = error.failures.iter().find_map(|(_, failure)| failure.revert());
        match revert {
            Some(data) => Self::Refused(explain(data)),
            None => match error.failures.as_slice() {
                [(_, NodeError::Refused { code: 3, message, .. })] => Self::Refused(message.clone()),
                _ => Self::Chain(error),
            },
        }
    }
}

impl Trouble {
    /// Whether an attempt failed, and not only waited.
    pub(super) fn counts(&self) -> bool {
        !matches!(self, Self::Setback { .. } | Self::TurnOver)
    }

    pub(super) fn state(&self) -> PublisherState {
        match self {
            Self::Chain(_) => PublisherState::RpcFailing,
            Self::PurseEmpty { .. } => PublisherState::PurseEmpty,
            Self::TooExpensive(_) => PublisherState::TooExpensive,
            Self::TurnOver => PublisherState::Standby,
            _ => PublisherState::Blocked,
        }
    }
}

/// The error that a contract of ours reverted with, in words.
fn explain(data: &Bytes) -> String {
    if let Ok(error) = Keystore::KeystoreErrors::abi_decode(data) {
        return format!("{error:?}");
    }
    match ProposerVerifier::ProposerVerifierErrors::abi_decode(data) {
        Ok(error) => format!("{error:?}; are proposer_keys those of the verifier?"),
        Err(_) => format!("it reverts with {data}"),
    }
}
