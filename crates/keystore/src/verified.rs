//! Operations whose signatures stand.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, Bytes};
use mononym_ens::{Limits, Name, RecordCall, child_node};

use crate::{
    commit::shorten,
    domain::Domain,
    guardians::MAX_GUARDIANS,
    operation::{Operation, Record, RecordState, SignedOperation},
    rejection::Rejection,
    signature::{Curves, SignatureError},
    signer::{MAX_SIGNERS, P256Key, Signer, SignerError, signers_hash},
};

/// Most approvals of one operation: old signers, new signers and guardians.
pub const MAX_APPROVALS: usize = 2 * MAX_SIGNERS + MAX_GUARDIANS;

/// An operation whose signatures stand, with what was computed on the way.
#[derive(Clone, Debug)]
pub struct VerifiedOperation {
    pub(crate) operation: Operation,
    pub(crate) name: Name,
    pub(crate) node: B256,
    pub(crate) parent_node: Option<B256>,
    pub(crate) hash: B256,
    pub(crate) approvers: Vec<Signer>,
    pub(crate) records: Vec<RecordChange>,
    pub(crate) voucher: Option<VerifiedVoucher>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct VerifiedVoucher {
    pub(crate) registrar: Address,
    pub(crate) deadline: u64,
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

impl VerifiedOperation {
    pub(crate) fn new(
        signed: &SignedOperation,
        name: Name,
        curves: &impl Curves,
        domain: &Domain,
        limits: &Limits,
    ) -> Result<Self, Rejection> {
        let operation = &signed.operation;
        let (limit, found) = (limits.operation_bytes, shorten(&signed.to_bytes()).len());
        if found > limit {
            return Err(Rejection::TooLong { limit, found });
        }
        // Signatures are the costly part, so they come last.
        let parent_node = name.parent().map(|parent| parent.node());
        let node = match (parent_node, name.first_label()) {
            (Some(parent), Some(label)) => child_node(parent, label),
            _ => name.node(),
        };
        let records = check_records(operation, &node, limits)?;
        let approvers = check_approvers(signed)?;
        let hash = operation.hash(domain);
        let voucher = check_voucher(signed, curves, domain)?;
        for approval in &signed.signatures {
            approval.verify(&hash, curves)?;
        }
        Ok(Self {
            operation: operation.clone(),
            name,
            node,
            parent_node,
            hash,
            approvers,
            records,
            voucher,
        })
    }

    /// The account's name.
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// The name's namehash.
    pub fn node(&self) -> B256 {
        self.node
    }

    /// The namehash of the name directly above; nothing for the root.
    pub fn parent_node(&self) -> Option<B256> {
        self.parent_node
    }

    /// The operation's EIP-712 digest, by which it is known.
    pub fn hash(&self) -> B256 {
        self.hash
    }

    /// The operation.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// Who approved it.
    pub fn approvers(&self) -> &[Signer] {
        &self.approvers
    }

    /// The records that it changes.
    pub fn records(&self) -> &[RecordChange] {
        &self.records
    }
}

/// Whose approvals there are: each key once, in order.
fn check_approvers(signed: &SignedOperation) -> Result<Vec<Signer>, Rejection> {
    let needs_none = matches!(signed.operation, Operation::FinishRecovery(_));
    match signed.signatures.len() {
        0 if !needs_none => return Err(Rejection::Unsigned),
        0 => {}
        _ if needs_none => return Err(Rejection::NeedlessSignature),
        found if found > MAX_APPROVALS => {
            return Err(Rejection::TooManySignatures {
                limit: MAX_APPROVALS,
                found,
            });
        }
        _ => {}
    }
    let approvers: Vec<Signer> = signed.signatures.iter().map(|approval| approval.signer).collect();
    let ids: Vec<B256> = approvers.iter().map(Signer::id).collect();
    for (before, after) in ids.iter().zip(ids.iter().skip(1)) {
        if before == after {
            return Err(Rejection::SignerTwice);
        }
        if before > after {
            return Err(Rejection::SignatureOrder);
        }
    }
    let mut keys: Vec<&P256Key> = Vec::new();
    for key in approvers.iter().filter_map(Signer::p256_key) {
        if keys.contains(&key) {
            return Err(SignerError::KeyTwice { x: key.x }.into());
        }
        keys.push(key);
    }
    Ok(approvers)
}

fn check_voucher(
    signed: &SignedOperation,
    curves: &impl Curves,
    domain: &Domain,
) -> Result<Option<VerifiedVoucher>, Rejection> {
    match (&signed.voucher, &signed.operation) {
        (None, _) => Ok(None),
        (Some(voucher), Operation::Register(register)) => {
            let hash = signers_hash(register.threshold, &register.signers);
            let registrar = voucher
                .registrar(curves, domain, &register.name, hash)
                .ok_or(SignatureError::NoKey)?;
            Ok(Some(VerifiedVoucher {
                registrar,
                deadline: voucher.deadline,
            }))
        }
        (Some(_), _) => Err(Rejection::NeedlessVoucher),
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
