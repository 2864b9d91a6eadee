//! Registrations as wallets sign them: one key and one text record each, and the registrar's voucher
//! where it has given one.

use std::sync::Arc;

use alloy_primitives::{B256, Bytes};
use mononym::{
    clock::Clock,
    sign::{LocalSigner, SecretKey},
};
use mononym_ens::{Answer, RecordCall};
use mononym_keystore::{
    Approval, Domain, Operation, Record, RecordState, Register, Secp256k1Signature, Signature,
    SignedOperation, Signer, Voucher, VoucherTerms, signers_hash,
};
use tokio::task::JoinSet;

use crate::{Result, shared::service::Service};

/// A registration by a key of its own.
pub(crate) fn registration(
    index: usize,
    domain: &Domain,
    registrar: Option<&LocalSigner>,
) -> Result<SignedOperation> {
    let key = LocalSigner::new(SecretKey::generate());
    let signer = Signer::Secp256k1(key.address());
    let register = Register {
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
    };
    let voucher = registrar
        .map(|registrar| vouch(&register, domain, registrar))
        .transpose()?;
    let operation = Operation::Register(register);
    let signature = Signature::try_from(key.sign_digest(&operation.hash(domain)).as_slice())?;
    Ok(SignedOperation {
        operation,
        signatures: vec![Approval { signer, signature }],
        voucher,
    })
}

fn vouch(register: &Register, domain: &Domain, registrar: &LocalSigner) -> Result<Voucher> {
    let terms = VoucherTerms {
        name: &register.name,
        signers_hash: signers_hash(register.threshold, &register.signers),
        deadline: register.deadline,
    };
    Ok(Voucher {
        deadline: register.deadline,
        signature: Secp256k1Signature::try_from(registrar.sign_digest(&terms.digest(domain)).as_slice())?,
    })
}

pub(crate) fn name(index: usize) -> String {
    format!("name{index:08}.mononym.eth")
}

/// Registers batches, four of which are under way at once: some are verified while another is written.
pub(crate) async fn register(
    service: &Service,
    batches: impl Iterator<Item = Result<Vec<SignedOperation>>>,
) -> Result<()> {
    let mut under_way = JoinSet::new();
    for batch in batches {
        let batch = batch?;
        if under_way.len() == 4 {
            under_way.join_next().await.transpose()?.transpose()?;
        }
        let app = Arc::clone(&service.app);
        under_way.spawn(async move { app.names.register_batch(batch, None).await.map(drop) });
    }
    while let Some(registered) = under_way.join_next().await {
        registered??;
    }
    Ok(())
}
