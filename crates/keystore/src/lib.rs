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
//! [`leaf_changes`] says what a change does to the [`Tree`], whose root stands on L1; [`prove`] and
//! [`Proof`] show anyone what stands under a root.
//!
//! What is hashed and signed here is signed for good; `tests/vectors/operations.json` and
//! `tree.json` pin it.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod account;
mod commit;
mod domain;
mod encoding;
mod field;
mod guardians;
mod leaf;
mod operation;
mod outbox;
mod proof;
mod rejection;
mod signature;
mod signer;
mod transition;
mod tree;
mod typed_data;
mod verified;
mod voucher;

pub use account::{
    Account, Guardians, MAX_RECOVERY_DELAY, MIN_RECOVERY_DELAY, OutgoingGuardians, OutgoingSigners, Policy,
    Recovery, Spent, Status, UnknownCode, next_history_hash,
};
pub use commit::{
    HashError, Reason, RestoreError, Step, StepError, StepLimits, commit_hash, decode_steps, encode_steps,
    operation_hash_on_l1, proposal_digest, restore, root_after, shorten, steps_hash,
};
pub use domain::Domain;
pub use encoding::EncodingError;
pub use guardians::{GuardianError, GuardianSet, MAX_GUARDIANS, guardians_hash};
pub use leaf::{
    AccountLeaf, LeafError, RecordLeaf, account_key, account_leaf, leaf_changes, record_leaf, recovery_hash,
};
pub use operation::{
    CancelRecovery, FinishRecovery, Freeze, Operation, Record, RecordState, Register, Retire, SetGuardians,
    SetImplementation, SetLimits, SetOutbox, SetRecords, SetRegistrar, SetSigners, SignedOperation,
    StartRecovery, Unfreeze,
};
pub use outbox::{Call, Limit, LimitsError, Outbox, OutboxError, OutboxOperation, limits_hash};
pub use proof::{Proof, ProvenAnswer, ProvenAnswerError};
pub use rejection::Rejection;
pub use signature::{
    Approval, Assertion, AssertionError, Curves, PureCurves, Secp256k1Signature, Signature, SignatureError,
};
pub use signer::{MAX_SIGNERS, P256Key, Signer, SignerError, check_signers, signers_hash};
pub use transition::{Change, State, apply};
pub use tree::{
    Builder, Child, Crown, EMPTY, End, MAX_SIBLINGS, MissingNode, Node, NodeError, Nodes, NotAscending, Part,
    Path, ProofError, Tree, TreeProof, Update, missing, prove,
};
pub use verified::{MAX_APPROVALS, RecordChange, VerifiedOperation};
pub use voucher::{Voucher, VoucherTerms};
