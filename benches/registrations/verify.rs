//! The limit of signatures: those of a registration, its signer's and its voucher's, checked in a
//! bare loop on every core.

use std::{thread, time::Instant};

use alloy_primitives::B256;
use mononym::sign::NativeCurves;
use mononym_keystore::{
    Curves, Domain, Operation, Secp256k1Signature, Signature, SignedOperation, VoucherTerms, signers_hash,
};

use crate::Result;

/// Digest and signature, twice.
pub(crate) type Pair = [(B256, Secp256k1Signature); 2];

/// The two signatures of registrations that a service accepted.
pub(crate) fn pairs(accepted: &[SignedOperation], domain: &Domain) -> Result<Vec<Pair>> {
    accepted.iter().map(|signed| pair(signed, domain)).collect()
}

fn pair(signed: &SignedOperation, domain: &Domain) -> Result<Pair> {
    let Operation::Register(register) = &signed.operation else {
        return Err("not a registration".into());
    };
    let (Some(approval), Some(voucher)) = (signed.signatures.first(), &signed.voucher) else {
        return Err("a registration has a signature and a voucher".into());
    };
    let Signature::Secp256k1(signature) = approval.signature else {
        return Err("another kind of signature".into());
    };
    let terms = VoucherTerms {
        name: &register.name,
        signers_hash: signers_hash(register.threshold, &register.signers),
        deadline: voucher.deadline,
    };
    Ok([
        (signed.operation.hash(domain), signature),
        (terms.digest(domain), voucher.signature),
    ])
}

/// Pairs of signatures checked a second.
pub(crate) fn rate(pairs: &[Pair]) -> Result<f64> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let start = Instant::now();
    thread::scope(|scope| {
        let threads: Vec<_> = pairs
            .chunks(pairs.len().div_ceil(cores))
            .map(|chunk| scope.spawn(|| chunk.iter().all(check)))
            .collect();
        threads.into_iter().all(|thread| thread.join().unwrap_or(false))
    })
    .then(|| pairs.len() as f64 / start.elapsed().as_secs_f64())
    .ok_or_else(|| "a signature does not stand".into())
}

fn check(pair: &Pair) -> bool {
    pair.iter()
        .all(|(digest, signature)| NativeCurves.recover(signature, digest).is_some())
}
