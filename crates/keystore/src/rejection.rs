//! Why an operation is not accepted.

use alloc::string::String;

use alloy_primitives::Address;
use mononym_ens::{NameError, RecordError};
use thiserror::Error;

use crate::{
    guardians::GuardianError,
    signature::SignatureError,
    signer::{Signer, SignerError},
};

/// Why an operation is not accepted. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Rejection {
    /// The name is none.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The signers of an operation are no set, or their threshold cannot be met.
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
    /// Longer than [`mononym_ens::Limits`] allow: no transaction on L1 could hold it.
    #[error("an operation has at most {limit} bytes as it travels to L1, not {found}: split it")]
    TooLong {
        /// The bound.
        limit: usize,
        /// Its bytes.
        found: usize,
    },
    /// Guardian fields that contradict each other or leave the range.
    #[error(
        "guardian threshold, guardians hash and recovery delay are all zero, or all set with a delay of 1 to 28 days"
    )]
    Guardians,
    /// The guardians that an operation opens are no set.
    #[error(transparent)]
    GuardianSet(#[from] GuardianError),
    /// Nobody signed.
    #[error("nobody signed the operation")]
    Unsigned,
    /// More signatures than can count.
    #[error("an operation has at most {limit} signatures, not {found}")]
    TooManySignatures {
        /// The bound.
        limit: usize,
        /// Signatures of the operation.
        found: usize,
    },
    /// Signatures with an operation that nobody signs.
    #[error("nobody signs this operation: leave the signatures away")]
    NeedlessSignature,
    /// Signatures not in the order of their signers.
    #[error("signatures stand in ascending order of their signers' keccak256 hash")]
    SignatureOrder,
    /// One signer approved twice.
    #[error("two signatures of one signer: each counts once")]
    SignerTwice,
    /// A signature by someone who has no part in the operation.
    #[error("{0} has no part in this operation: it is no signer of the account, nor another who signs here")]
    ForeignSigner(Signer),
    /// Too few signatures.
    #[error("the account needs {needed} signatures and the operation has {found}")]
    Threshold {
        /// Signatures needed.
        needed: usize,
        /// Signatures found.
        found: usize,
    },
    /// Too few guardians signed.
    #[error("the account needs {needed} guardians' signatures and the operation has {found}")]
    GuardianThreshold {
        /// Guardians needed.
        needed: usize,
        /// Guardians found.
        found: usize,
    },
    /// A new signer has not signed.
    #[error("the new signer {0} has not signed: every new key signs, so that no typo locks the account")]
    NotAccepted(Signer),
    /// Guardians must sign, and none are named.
    #[error("guardians sign this: name their ids and the salt")]
    NoGuardians,
    /// Guardians are named where none sign.
    #[error("no guardian signs this: leave guardians and salt empty")]
    NeedlessGuardians,
    /// These are not the account's guardians.
    #[error("these guardians and this salt do not hash to the account's guardians")]
    ForeignGuardians,
    /// The account is frozen.
    #[error("the account is frozen until {until} (Unix seconds): unfreeze it first")]
    Frozen {
        /// When the freeze ends by itself.
        until: u64,
    },
    /// The account is not frozen, nor about to be retired.
    #[error("the account is active: there is nothing to lift")]
    NotFrozen,
    /// One key froze the account before.
    #[error("one key alone freezes an account once: now it takes the threshold of signers")]
    FreezeSpent,
    /// The account is about to be retired already.
    #[error("the account is to be retired from {from} (Unix seconds) already")]
    Retiring {
        /// From when.
        from: u64,
    },
    /// The account is retired.
    #[error("{0} is retired, for ever")]
    Retired(String),
    /// No recovery is under way.
    #[error("no recovery of this account is under way")]
    NoRecovery,
    /// Another recovery is under way, which this one may not replace, or which must end first.
    #[error("a recovery of this account is under way and comes first")]
    RecoveryPending,
    /// Another recovery than the one under way or next.
    #[error("the recovery's number is {expected}, the operation has {found}: sign again with {expected}")]
    RecoveryNonce {
        /// The number.
        expected: u64,
        /// The operation's.
        found: u64,
    },
    /// The delay of the recovery has not passed.
    #[error("the recovery can be finished from {after} on, and it is {accepted_at} (Unix seconds)")]
    RecoveryTooEarly {
        /// From when.
        after: u64,
        /// Time of the attempt.
        accepted_at: u64,
    },
    /// The threshold of signers joined the recovery.
    #[error(
        "the threshold of signers joined the guardians in this recovery: it cannot be cancelled, nor the \
         account unfrozen"
    )]
    RecoveryJoined,
    /// The implementation changes while there are limits that guardians sign for.
    #[error(
        "the implementation holds the limits, which guardians sign for: lift the limits with them, change it, \
         set them anew"
    )]
    LimitsSet,
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
