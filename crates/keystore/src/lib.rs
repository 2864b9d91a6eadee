//! Accounts, operations and the transition function, without I/O and without a clock.
//!
//! ```text
//! SignedOperation ──verify──> VerifiedOperation ──apply(state, acceptedAt)──> Change
//!   (as received)   signatures    (who signed)      rules of the account      (what to store)
//! ```
//!
//! [`verify`](SignedOperation::verify) does what needs only the operation: it recovers every
//! signer, once, outside of any lock. [`apply`] is the transition function: pure, cheap, and the
//! same for the service, for an audit of the log, and for whoever will prove it later.
//!
//! What is hashed and signed here is signed for good; `tests/vectors/operations.json` pins it.

#![forbid(unsafe_code)]

mod account;
mod domain;
mod encoding;
mod operation;
mod rejection;
mod signature;
mod signer;
mod transition;
mod typed_data;
mod voucher;

pub use account::{Account, Policy, Status, UnknownCode, next_history_hash};
pub use domain::Domain;
pub use encoding::EncodingError;
pub use operation::{Operation, Record, RecordState, Register, SetRecords, SetRegistrar, SignedOperation};
pub use rejection::Rejection;
pub use signature::{Approval, Signature, SignatureError};
pub use signer::{MAX_SIGNERS, Signer, SignerError, check_signers, signers_hash};
pub use transition::{
    Change, MAX_RECOVERY_DELAY, MIN_RECOVERY_DELAY, RecordChange, State, VerifiedOperation, apply,
};
pub use voucher::{Voucher, VoucherTerms};
