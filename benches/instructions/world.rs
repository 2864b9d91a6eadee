//! The service that is asked, and the names that it has.

use std::{collections::HashMap, path::Path, sync::Arc};

use alloy_primitives::{Address, B256, Bytes};
use mononym::{
    app,
    chain::{Anchor, DeployedAccounts},
    clock::Clock,
    config::{Config, Settings},
    gateway::{AnswerCache, Gateway, GatewaySettings},
    http,
    keys::KeyWatcher,
    names::{Names, NamesSettings},
    sign::{LocalSigner, SecretKey},
};
use mononym_ens::{Answer, Name, RecordCall};
use mononym_keystore::{
    Approval, Domain, Operation, Record, RecordState, Register, Signature, SignedOperation, Signer,
};
use tokio::{runtime::Runtime, sync::watch};

use crate::Result;

/// Where the clock stands.
const NOW: u64 = 1_800_000_000;
/// Registrations under way at once.
const AT_ONCE: usize = 256;
/// Names with a text record each; more than a reader's page cache holds.
pub(crate) const NAMES: usize = 4096;
/// The text record's key.
pub(crate) const TEXT: &str = "url";

/// An opened service.
pub(crate) struct World {
    pub(crate) runtime: Runtime,
    pub(crate) app: http::App,
}

impl World {
    /// Registers the names in a new data directory.
    pub(crate) fn make(data_dir: &Path) -> Result<()> {
        let config = config(data_dir)?;
        // Versions of the tree are kept, so that there is one to prove in.
        let key = LocalSigner::new(SecretKey::generate());
        Runtime::new()?.block_on(async {
            let app = Arc::new(app::open(&config, Clock::fixed(NOW)).await?);
            for first in (0..NAMES).step_by(AT_ONCE) {
                let registrations = (first..NAMES.min(first + AT_ONCE))
                    .map(|index| registration(index, &key, &config.domain))
                    .collect::<Result<Vec<_>>>()?;
                app.names.register_batch(registrations, None).await?;
            }
            Ok(())
        })
    }

    /// Opens the service on it, with the newest version of the tree as the root that L1 has.
    pub(crate) fn open(data_dir: &Path) -> Result<Self> {
        let config = config(data_dir)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let app = runtime.block_on(open(&config))?;
        Ok(Self { runtime, app })
    }
}

fn config(data_dir: &Path) -> Result<Config> {
    Ok(Config::new(Settings {
        data_dir: Some(data_dir.to_owned()),
        ..Settings::default()
    })?)
}

async fn open(config: &Config) -> Result<http::App> {
    let clock = Clock::fixed(NOW);
    let cache = AnswerCache::new(config.cache_bytes);
    let store = app::open_store(config, &clock, Arc::new(cache.epochs().clone())).await?;
    let proven = store.prove(None, &[]).await?;
    let anchor = Anchor {
        number: 1,
        sequence: proven.version,
        root: proven.root,
        as_of: NOW,
    };
    let registrar = LocalSigner::new(SecretKey::read(&config.registrar.path)?);
    let keys = KeyWatcher::open(app::key_settings(config, &clock)?).await?.keys();
    let names = NamesSettings {
        parents: config.parents.clone(),
        domain: config.domain,
        rules: config.rules.clone(),
        limits: config.limits,
        mini_account: config.catalogue.placement().mini_account.address,
    };
    let settings = GatewaySettings {
        parents: config.parents.clone(),
        resolvers: config.resolvers.clone(),
        expiry: config.expiry,
        limits: config.limits,
        deployment: config.catalogue.deployment(config.domain.keystore),
        catalogue: Arc::clone(&config.catalogue),
    };
    Ok(http::App {
        names: Names::new(
            Arc::clone(&store),
            registrar,
            clock.clone(),
            cache.epochs().clone(),
            names,
        ),
        gateway: Gateway::new(
            store,
            keys,
            cache,
            clock.clone(),
            watch::Sender::new(Some(anchor)).subscribe(),
            settings,
        ),
        accounts: DeployedAccounts::new(HashMap::new(), config.rpc.settings),
        limits: config.limits,
        limiter: http::Limiter::new(config.edge.clone(), clock),
        outlook: None,
        commits: None,
        stopping: watch::Sender::new(false),
    })
}

/// All of one length, so that every request is.
pub(crate) fn name(index: usize) -> Result<Name> {
    Ok(Name::from_text(
        &format!("name{index:08}.mononym.eth"),
        &mononym_ens::Limits::default(),
    )?)
}

fn registration(index: usize, key: &LocalSigner, domain: &Domain) -> Result<SignedOperation> {
    let text = Answer::Text(format!("https://name{index:08}.example/"));
    let operation = Operation::Register(Register {
        name: name(index)?.to_string(),
        nonce: 0,
        deadline: NOW + 3600,
        threshold: 1,
        signers: vec![Signer::Secp256k1(key.address())],
        guardian_threshold: 0,
        guardians_hash: B256::ZERO,
        recovery_delay: 0,
        implementation: Address::ZERO,
        records: vec![Record {
            call: Bytes::copy_from_slice(RecordCall::text(TEXT).as_bytes()),
            state: RecordState::Set,
            value: text.encode().into(),
        }],
    });
    let signature = Signature::try_from(key.sign_digest(&operation.hash(domain)).as_slice())?;
    Ok(SignedOperation {
        operation,
        signatures: vec![Approval {
            signer: Signer::Secp256k1(key.address()),
            signature,
        }],
        voucher: None,
    })
}
