//! Why an operation is not accepted.

use alloy_primitives::Address;
use mononym_ens::{NameError, RecordError};
use thiserror::Error;

use crate::{signature::SignatureError, signer::SignerError};

/// Why an operation is not accepted. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Rejection {
    /// The name is none.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The signers of a registration are no set, or their threshold cannot be met.
    #[error(transparent)]
    Signers(#[from] SignerError),
    /// A signature does not stand.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// A record of the operation cannot be stored.
    #[error("record {index}: {source}")]
    Record {
        /// Place of the record in the operation, from 0.
        index: usize,
        /// What is wrong with it.
        source: RecordError,
    },
    /// A record that is not set carries a value.
    #[error("record {index} has a value although it is not set: leave the value empty")]
    ValueOfNothing {
        /// Place of the record in the operation, from 0.
        index: usize,
    },
    /// One operation changes one record twice.
    #[error("record {index} stands in the operation twice: keep one")]
    RecordTwice {
        /// Place of the second in the operation, from 0.
        index: usize,
    },
    /// `SetRecords` without records.
    #[error("the operation changes nothing: name at least one record")]
    Nothing,
    /// More records than [`mononym_ens::Limits`] allow in one operation.
    #[error("an operation changes at most {limit} records, not {found}: split it")]
    TooManyRecords {
        /// The bound.
        limit: usize,
        /// Records in the operation.
        found: usize,
    },
    /// Guardian fields that contradict each other or leave the range.
    #[error(
        "guardian threshold, guardians hash and recovery delay are all zero, or all set with a delay of 1 to 28 days"
    )]
    Guardians,
    /// One signer approved twice.
    #[error("two signatures of one signer: each counts once")]
    SignerTwice,
    /// A signature by someone who is not a signer of the account.
    #[error("{0} is not a signer of this account")]
    ForeignSigner(crate::Signer),
    /// Too few signatures.
    #[error("the account needs {needed} signatures and the operation has {found}")]
    Threshold {
        /// Signatures needed.
        needed: usize,
        /// Signatures found.
        found: usize,
    },
    /// The deadline has passed.
    #[error(
        "the deadline {deadline} passed before {accepted_at} (Unix seconds): sign again with a later one"
    )]
    Expired {
        /// The operation's or the voucher's deadline.
        deadline: u64,
        /// Time of the attempt.
        accepted_at: u64,
    },
    /// The nonce is not the account's.
    #[error("the account's nonce is {expected}, the operation has {found}: sign again with {expected}")]
    Nonce {
        /// The account's nonce.
        expected: u64,
        /// The operation's.
        found: u64,
    },
    /// There is no account of that name.
    #[error("{0} is not registered")]
    Unknown(String),
    /// The name has an owner.
    #[error("{0} is taken")]
    Taken(String),
    /// No account of the parent, or one that is closed.
    #[error("{0} is not a parent whose subnames can be registered here")]
    NoParent(String),
    /// A registration without the parent's consent.
    #[error("a registration needs a voucher of the parent's registrar {0}")]
    NoVoucher(Address),
    /// A voucher by somebody else, or for another name or other signers.
    #[error(
        "the voucher recovers to {recovered} and the parent's registrar is {registrar}: \
         it must be signed by that key for this name and these signers"
    )]
    ForeignVoucher {
        /// The parent's registrar.
        registrar: Address,
        /// Whom the signature recovers to.
        recovered: Address,
    },
    /// A voucher with an operation that needs none.
    #[error("only a registration below a parent takes a voucher")]
    NeedlessVoucher,
    /// A policy other than closed without a registrar, or the other way round.
    #[error("a registrar and a policy other than closed go together")]
    Policy,
}
