//! Names to ask for: registered as anybody's are, before the server starts.

use std::{path::Path, sync::Arc};

use alloy_primitives::{B256, Bytes};
use mononym::{
    app,
    clock::Clock,
    config::{Config, Settings},
    sign::{LocalSigner, SecretKey},
};
use mononym_ens::{Answer, Limits, Name, Query, RecordCall, ccip};
use mononym_keystore::{
    Approval, Domain, Operation, Record, RecordState, Register, Signature, SignedOperation, Signer,
};
use tokio::task::JoinSet;

use crate::Result;

/// Registrations under way at once: as many as the store's writer takes in one transaction.
const AT_ONCE: usize = 256;
const KEY: &str = "url";

/// Registers names with a text record each, in a database of the data directory.
pub(crate) fn register(data_dir: &Path, names: usize) -> Result<()> {
    let settings = Settings {
        data_dir: Some(data_dir.to_owned()),
        ..Settings::default()
    };
    let config = Config::new(settings)?;
    let signer = Arc::new(LocalSigner::new(SecretKey::generate()));
    tokio::runtime::Runtime::new()?.block_on(async {
        let app = Arc::new(app::open(&config, Clock::system()).await?);
        let mut under_way = JoinSet::new();
        for index in 0..names {
            if under_way.len() == AT_ONCE {
                under_way.join_next().await.transpose()?.transpose()?;
            }
            let (app, signer, domain) = (Arc::clone(&app), Arc::clone(&signer), config.domain);
            under_way.spawn(async move {
                let signed = registration(index, &signer, &domain)?;
                app.names.register(signed, None).await?;
                Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
            });
        }
        while let Some(registered) = under_way.join_next().await {
            registered??;
        }
        Ok(())
    })
}

fn registration(index: usize, signer: &LocalSigner, domain: &Domain) -> Result<SignedOperation> {
    let operation = Operation::Register(Register {
        name: name(index),
        nonce: 0,
        deadline: Clock::system().now().saturating_add(3600),
        threshold: 1,
        signers: vec![Signer::Secp256k1(signer.address())],
        guardian_threshold: 0,
        guardians_hash: B256::ZERO,
        recovery_delay: 0,
        implementation: Default::default(),
        records: vec![Record {
            call: Bytes::copy_from_slice(RecordCall::text(KEY).as_bytes()),
            state: RecordState::Set,
            value: answer(index).encode().into(),
        }],
    });
    let signature = Signature::try_from(signer.sign_digest(&operation.hash(domain)).as_slice())?;
    Ok(SignedOperation {
        operation,
        signatures: vec![Approval {
            signer: Signer::Secp256k1(signer.address()),
            signature,
        }],
        voucher: None,
    })
}

/// All of one length, so that every request is.
fn name(index: usize) -> String {
    format!("name{index:08}.mononym.eth")
}

/// What a name's record says.
pub(crate) fn answer(index: usize) -> Answer {
    Answer::Text(format!("https://name{index:08}.example/"))
}

/// The call data that asks for a name's record.
pub(crate) fn call_data(index: usize) -> Result<Bytes> {
    let name = Name::from_text(&name(index), &Limits::default())?;
    let inner = Query::Text(KEY.to_owned()).encode(name.node());
    Ok(ccip::encode_resolve(&name, &inner).into())
}
