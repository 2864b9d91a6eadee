//! What can be checked of an operation without any state: its form, its hash, every signature.

use std::collections::HashSet;

use alloy_primitives::B256;
use mononym_ens::{Limits, Name, NameError};
use mononym_keystore::{Domain, Rejection, VerifiedOperation};

use super::{Difference, format::OperationLine};
use crate::sign::NativeCurves;

/// By what operations are judged.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The deployment.
    pub domain: Domain,
    /// Nodes of names that are registered without a voucher.
    pub roots: HashSet<B256>,
    /// Bounds.
    pub limits: Limits,
}

impl Rules {
    /// The rules of a deployment with these parents.
    ///
    /// # Errors
    /// If a parent is no name.
    pub fn new(domain: Domain, parents: &[String], limits: Limits) -> Result<Self, NameError> {
        let roots = parents
            .iter()
            .map(|parent| Ok(Name::from_text(parent, &limits)?.node()))
            .collect::<Result<_, NameError>>()?;
        Ok(Self {
            domain,
            roots,
            limits,
        })
    }
}

/// Checks every operation, on all cores; the first that fails is named.
pub(super) fn verify_all(
    operations: &[OperationLine],
    rules: &Rules,
) -> Vec<Result<VerifiedOperation, Box<Difference>>> {
    let verify_part = |part: &[OperationLine]| -> Vec<_> {
        part.iter().map(|operation| verify(operation, rules)).collect()
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    // Small enough that no core waits long for another.
    let share = operations.len().div_ceil(cores).max(16);
    if operations.len() <= share {
        return verify_part(operations);
    }
    std::thread::scope(|scope| {
        let threads: Vec<_> = operations
            .chunks(share)
            .map(|part| (part, scope.spawn(move || verify_part(part))))
            .collect();
        let join = |(part, thread): (&[OperationLine], std::thread::ScopedJoinHandle<'_, Vec<_>>)| {
            // What a thread could not tell is found out here.
            thread.join().unwrap_or_else(|_| verify_part(part))
        };
        threads.into_iter().flat_map(join).collect()
    })
}

/// Checks one operation.
pub(super) fn verify(operation: &OperationLine, rules: &Rules) -> Result<VerifiedOperation, Box<Difference>> {
    let signed = &operation.signed;
    let name = signed.operation.name();
    let differs = |field: &str, expected: String, found: String| {
        Difference::of_operation(operation.sequence, Some(name), field, expected, found)
    };
    if let Some(body) = &operation.claims.body {
        let canonical = signed.to_bytes();
        if *body != canonical {
            let canonical = alloy_primitives::Bytes::from(canonical);
            return Err(differs("body", canonical.to_string(), body.to_string()));
        }
    }
    let hash = signed.operation.hash(&rules.domain);
    if hash != operation.hash {
        return Err(differs("hash", hash.to_string(), operation.hash.to_string()));
    }
    let verified = signed
        .verify_with(&NativeCurves, &rules.domain, &rules.limits)
        .map_err(|rejection| {
            let (field, expected) = judged(&rejection);
            differs(field, expected.to_owned(), rejection.to_string())
        })?;
    let node = verified.name().node();
    match operation.claims.node {
        Some(found) if found != node => Err(differs("node", node.to_string(), found.to_string())),
        _ => Ok(verified),
    }
}

/// Which part of an operation a rejection is about, and what would have been right.
pub(super) fn judged(rejection: &Rejection) -> (&'static str, &'static str) {
    match rejection {
        Rejection::Signature(_)
        | Rejection::Unsigned
        | Rejection::TooManySignatures { .. }
        | Rejection::NeedlessSignature
        | Rejection::SignatureOrder
        | Rejection::SignerTwice
        | Rejection::ForeignSigner(_)
        | Rejection::Threshold { .. }
        | Rejection::GuardianThreshold { .. }
        | Rejection::NotAccepted(_) => ("signatures", "signatures by those who may"),
        Rejection::NoVoucher(_) | Rejection::ForeignVoucher { .. } | Rejection::NeedlessVoucher => {
            ("voucher", "the consent of the parent's registrar")
        }
        Rejection::Nonce { .. } => ("nonce", "the account's next operation"),
        Rejection::Expired { .. } | Rejection::RecoveryTooEarly { .. } => {
            ("acceptedAt", "a time at which the operation is allowed")
        }
        _ => ("operation", "an operation that the rules allow"),
    }
}
