//! Registrations as wallets sign them: one key and one text record each.

use alloy_primitives::{B256, Bytes};
use mononym::{
    clock::Clock,
    sign::{LocalSigner, ResponseSigner, SecretKey},
};
use mononym_ens::{Answer, RecordCall};
use mononym_keystore::{
    Approval, Domain, Operation, Record, RecordState, Register, Signature, SignedOperation, Signer,
};

use crate::Result;

/// `count` registrations, each by a key of its own.
pub(crate) fn registrations(count: usize, domain: &Domain) -> Result<Vec<SignedOperation>> {
    (0..count).map(|index| registration(index, domain)).collect()
}

pub(crate) fn registration(index: usize, domain: &Domain) -> Result<SignedOperation> {
    let key = LocalSigner::new(SecretKey::generate());
    let signer = Signer::Secp256k1(key.address());
    let operation = Operation::Register(Register {
        name: name(index),
        nonce: 0,
        deadline: Clock::system().now().saturating_add(86_400),
        threshold: 1,
        signers: vec![signer],
        guardian_threshold: 0,
        guardians_hash: B256::ZERO,
        recovery_delay: 0,
        implementation: Default::default(),
        records: vec![Record {
            call: Bytes::copy_from_slice(RecordCall::text("url").as_bytes()),
            state: RecordState::Set,
            value: Answer::Text(format!("https://name{index:08}.example/"))
                .encode()
                .into(),
        }],
    });
    let signature = Signature::try_from(key.sign_digest(&operation.hash(domain)).as_slice())?;
    Ok(SignedOperation {
        operation,
        signatures: vec![Approval { signer, signature }],
        voucher: None,
    })
}

pub(crate) fn name(index: usize) -> String {
    format!("name{index:08}.mononym.eth")
}
