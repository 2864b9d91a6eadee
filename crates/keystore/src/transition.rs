//! The transition function: state, operation and time give a change, or a reason why not.

use alloy_primitives::{Address, B256, Bytes};
use mononym_ens::{Limits, Name, RecordCall};

use crate::{
    account::{Account, Policy, Status, next_history_hash},
    domain::Domain,
    operation::{Operation, Record, RecordState, Register, SetRegistrar, SignedOperation},
    rejection::Rejection,
    signer::{Signer, check_signers, signers_hash},
};

/// Shortest recovery delay with guardians: one day, in seconds.
pub const MIN_RECOVERY_DELAY: u32 = 86_400;
/// Longest recovery delay: 28 days, in seconds. Shorter than the 30 days for which a change of
/// the root verifier on L1 is public, so that owners can act before it.
pub const MAX_RECOVERY_DELAY: u32 = 28 * 86_400;

/// An operation whose signatures stand, with what was computed on the way.
#[derive(Clone, Debug)]
pub struct VerifiedOperation {
    operation: Operation,
    name: Name,
    hash: B256,
    signers: Vec<Signer>,
    records: Vec<RecordChange>,
    voucher: Option<VerifiedVoucher>,
}

#[derive(Clone, Copy, Debug)]
struct VerifiedVoucher {
    registrar: Address,
    deadline: u64,
}

impl VerifiedOperation {
    pub(crate) fn new(
        signed: &SignedOperation,
        name: Name,
        domain: &Domain,
        limits: &Limits,
    ) -> Result<Self, Rejection> {
        let operation = &signed.operation;
        let records = check_records(operation, &name.node(), limits)?;
        let hash = operation.hash(domain);
        let mut signers: Vec<Signer> = Vec::with_capacity(signed.signatures.len().min(crate::MAX_SIGNERS));
        for approval in &signed.signatures {
            if signers.contains(&approval.signer) {
                return Err(Rejection::SignerTwice);
            }
            // Recovery is the costly part: no more than an account can have signers.
            if signers.len() == crate::MAX_SIGNERS {
                return Err(Rejection::Threshold {
                    needed: crate::MAX_SIGNERS,
                    found: signed.signatures.len(),
                });
            }
            approval.verify(&hash)?;
            signers.push(approval.signer);
        }
        let voucher = match (&signed.voucher, operation) {
            (None, _) => None,
            (Some(voucher), Operation::Register(register)) => Some(VerifiedVoucher {
                registrar: voucher.registrar(
                    domain,
                    &register.name,
                    signers_hash(register.threshold, &register.signers),
                )?,
                deadline: voucher.deadline,
            }),
            (Some(_), _) => return Err(Rejection::NeedlessVoucher),
        };
        Ok(Self {
            operation: operation.clone(),
            name,
            hash,
            signers,
            records,
            voucher,
        })
    }

    /// The account's name.
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// The operation's EIP-712 digest, by which it is known.
    pub fn hash(&self) -> B256 {
        self.hash
    }

    /// The operation.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }
}

/// What the transition function reads.
#[derive(Clone, Copy, Debug)]
pub struct State<'a> {
    /// The account of the operation's name, if there is one.
    pub account: Option<&'a Account>,
    /// The account directly above it, if there is one.
    pub parent: Option<&'a Account>,
    /// Whether the deployment serves this very name as a parent: such a name is registered
    /// without a voucher, since nothing of ours stands above it.
    pub is_root: bool,
}

/// What an accepted operation does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The account after it.
    pub account: Account,
    /// The records that it changes.
    pub records: Vec<RecordChange>,
}

/// A record after an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordChange {
    /// The record's key: [`RecordCall::key`].
    pub key: B256,
    /// The record's call, node argument zeroed.
    pub call: Bytes,
    /// Its state; unset records are forgotten.
    pub state: RecordState,
    /// ABI encoding of the call's return values; empty unless set.
    pub value: Bytes,
}

/// Applies a verified operation at `accepted_at` (Unix seconds).
///
/// # Errors
/// A [`Rejection`] says which rule forbids it; nothing changes then.
pub fn apply(state: State<'_>, verified: &VerifiedOperation, accepted_at: u64) -> Result<Change, Rejection> {
    in_time(verified.operation.deadline(), accepted_at)?;
    let account = match &verified.operation {
        Operation::Register(operation) => register(state, verified, operation, accepted_at)?,
        Operation::SetRecords(_) => authorized(state, verified)?.clone(),
        Operation::SetRegistrar(operation) => set_registrar(authorized(state, verified)?, operation)?,
    };
    let account = Account {
        nonce: account.nonce.saturating_add(1),
        history_hash: next_history_hash(&account.history_hash, &verified.hash),
        ..account
    };
    Ok(Change {
        account,
        records: verified.records.clone(),
    })
}

fn register(
    state: State<'_>,
    verified: &VerifiedOperation,
    operation: &Register,
    accepted_at: u64,
) -> Result<Account, Rejection> {
    if state.account.is_some() {
        return Err(Rejection::Taken(operation.name.clone()));
    }
    if operation.nonce != 0 {
        return Err(Rejection::Nonce {
            expected: 0,
            found: operation.nonce,
        });
    }
    check_signers(operation.threshold, &operation.signers)?;
    check_guardians(operation)?;
    // Every signer accepts, so that no typo becomes a key that nobody holds.
    if let Some(foreign) = verified
        .signers
        .iter()
        .find(|signer| !operation.signers.contains(signer))
    {
        return Err(Rejection::ForeignSigner(*foreign));
    }
    if verified.signers.len() != operation.signers.len() {
        return Err(Rejection::Threshold {
            needed: operation.signers.len(),
            found: verified.signers.len(),
        });
    }
    if state.is_root {
        if verified.voucher.is_some() {
            return Err(Rejection::NeedlessVoucher);
        }
    } else {
        check_consent(state.parent, verified, accepted_at)?;
    }
    Ok(Account {
        name: operation.name.clone(),
        node: verified.name.node(),
        nonce: 0,
        history_hash: B256::ZERO,
        status: Status::Active,
        threshold: operation.threshold,
        signers: operation.signers.clone(),
        guardian_threshold: operation.guardian_threshold,
        guardians_hash: operation.guardians_hash,
        recovery_delay: operation.recovery_delay,
        implementation: operation.implementation,
        registrar: Address::ZERO,
        policy: Policy::Closed,
    })
}

/// The parent's consent: a voucher of its registrar for this name and these signers.
fn check_consent(
    parent: Option<&Account>,
    verified: &VerifiedOperation,
    accepted_at: u64,
) -> Result<(), Rejection> {
    let above = || {
        verified
            .name
            .parent()
            .map(|parent| parent.to_string())
            .unwrap_or_default()
    };
    let parent = parent
        .filter(|parent| parent.policy != Policy::Closed)
        .ok_or_else(|| Rejection::NoParent(above()))?;
    let voucher = verified.voucher.ok_or(Rejection::NoVoucher(parent.registrar))?;
    if voucher.registrar != parent.registrar {
        return Err(Rejection::ForeignVoucher {
            registrar: parent.registrar,
            recovered: voucher.registrar,
        });
    }
    in_time(voucher.deadline, accepted_at)
}

fn set_registrar(account: &Account, operation: &SetRegistrar) -> Result<Account, Rejection> {
    if operation.registrar.is_zero() != (operation.policy == Policy::Closed) {
        return Err(Rejection::Policy);
    }
    Ok(Account {
        registrar: operation.registrar,
        policy: operation.policy,
        ..account.clone()
    })
}

/// The account, if its own signers carry the operation.
fn authorized<'a>(state: State<'a>, verified: &VerifiedOperation) -> Result<&'a Account, Rejection> {
    let account = state
        .account
        .ok_or_else(|| Rejection::Unknown(verified.operation.name().to_owned()))?;
    if verified.operation.nonce() != account.nonce {
        return Err(Rejection::Nonce {
            expected: account.nonce,
            found: verified.operation.nonce(),
        });
    }
    if let Some(foreign) = verified
        .signers
        .iter()
        .find(|signer| !account.signers.contains(signer))
    {
        return Err(Rejection::ForeignSigner(*foreign));
    }
    if verified.signers.len() < usize::from(account.threshold) {
        return Err(Rejection::Threshold {
            needed: account.threshold.into(),
            found: verified.signers.len(),
        });
    }
    Ok(account)
}

fn in_time(deadline: u64, accepted_at: u64) -> Result<(), Rejection> {
    if deadline < accepted_at {
        Err(Rejection::Expired {
            deadline,
            accepted_at,
        })
    } else {
        Ok(())
    }
}

fn check_guardians(operation: &Register) -> Result<(), Rejection> {
    let delay = MIN_RECOVERY_DELAY..=MAX_RECOVERY_DELAY;
    let absent = operation.guardian_threshold == 0
        && operation.guardians_hash.is_zero()
        && operation.recovery_delay == 0;
    let present = operation.guardian_threshold > 0
        && !operation.guardians_hash.is_zero()
        && delay.contains(&operation.recovery_delay);
    if absent || present {
        Ok(())
    } else {
        Err(Rejection::Guardians)
    }
}

fn check_records(
    operation: &Operation,
    node: &B256,
    limits: &Limits,
) -> Result<Vec<RecordChange>, Rejection> {
    let records = operation.records();
    if records.is_empty() && matches!(operation, Operation::SetRecords(_)) {
        return Err(Rejection::Nothing);
    }
    if records.len() > limits.records_per_operation {
        return Err(Rejection::TooManyRecords {
            limit: limits.records_per_operation,
            found: records.len(),
        });
    }
    let mut changes: Vec<RecordChange> = Vec::with_capacity(records.len());
    for (index, record) in records.iter().enumerate() {
        let change = check_record(record, node, limits, index)?;
        if changes.iter().any(|earlier| earlier.key == change.key) {
            return Err(Rejection::RecordTwice { index });
        }
        changes.push(change);
    }
    Ok(changes)
}

fn check_record(
    record: &Record,
    node: &B256,
    limits: &Limits,
    index: usize,
) -> Result<RecordChange, Rejection> {
    let invalid = |source| Rejection::Record { index, source };
    let call = RecordCall::parse(&record.call, limits).map_err(invalid)?;
    if record.state == RecordState::Set {
        call.check_value(&record.value, limits).map_err(invalid)?;
    } else if !record.value.is_empty() {
        return Err(Rejection::ValueOfNothing { index });
    }
    Ok(RecordChange {
        key: call.key(node),
        call: record.call.clone(),
        state: record.state,
        value: record.value.clone(),
    })
}
