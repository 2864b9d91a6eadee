//! The only place where parts are put together.

use std::{fs, io, path::PathBuf, sync::Arc, time::Duration};

use alloy_primitives::{Address, B256, Bytes, keccak256};
use mononym_derive::Catalogue;
use thiserror::Error;
use tokio::sync::watch;

use crate::{
    chain::{Anchor, Commits, DeployedAccounts, L1, NodeSettings},
    clock::Clock,
    config::{Config, Database, KeyFile, L1Config, PublisherKeys, SignerKeys},
    gateway::{AnswerCache, ChainListError, ChainLists, Gateway, GatewaySettings},
    http,
    keys::{KeySettings, KeyWatcher, Keyring, KeysError, Listing},
    names::{Names, NamesError, NamesSettings},
    publisher::{Outlook, Purse, Runner, StoreLog},
    sign::{Environment, KeyError, KeyOpener, KeyPlace, KeySource, LocalSigner, RemoteSettings, SecretKey},
    store::{
        AddressIndex, Load, LoadSettings, PostgresSettings, PostgresSnapshot, PostgresStore, Snapshot,
        SqliteSettings, SqliteSnapshot, SqliteStore, Store, StoreError, Watcher, load_postgres, load_sqlite,
    },
};

/// Why the service does not start, or stopped.
#[derive(Debug, Error)]
pub enum AppError {
    /// The data directory cannot be made.
    #[error("cannot make the data directory {}: {source}", path.display())]
    DataDir {
        /// The directory.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A key cannot be had.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The keys of answers cannot be had.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The database cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A parent cannot be made an account.
    #[error("the parents cannot be opened: {0}")]
    Parents(#[from] NamesError),
    /// A resolver knows other chains, or other addresses.
    #[error(transparent)]
    ChainList(#[from] ChainListError),
}

/// Opens database and keys and puts everything together.
///
/// # Errors
/// [`AppError`] says what cannot be had.
pub async fn open(config: &Config, clock: Clock) -> Result<http::App, AppError> {
    fs::create_dir_all(&config.data_dir).map_err(|source| AppError::DataDir {
        path: config.data_dir.clone(),
        source,
    })?;
    let watcher = KeyWatcher::open(key_settings(config, &clock)?).await?;
    let keys = watcher.keys();
    let registrar = key(&config.registrar, "registrar")?;
    let cache = AnswerCache::new(config.cache_bytes);
    let store = open_store(config, &clock, Arc::new(cache.epochs().clone())).await?;
    let stopping = watch::Sender::new(false);
    tokio::spawn(watcher.run(stopping.subscribe()));
    let (mut outlook, mut commits) = (None, None);
    if let Some(l1) = &config.l1 {
        let nodes = L1::new(l1.nodes.clone(), config.domain, NodeSettings::default());
        commits = Some(Commits::new(nodes.clone()));
        outlook = Some(follow_l1(config, l1, nodes, &store, &clock, &stopping).await?);
    }
    let anchor = match (&config.l1, &outlook) {
        (Some(l1), Some(outlook)) => guarded(config, l1, outlook.anchor.clone()).await?,
        _ => watch::Sender::new(None).subscribe(),
    };
    let names = Names::new(
        Arc::clone(&store),
        registrar,
        clock.clone(),
        cache.epochs().clone(),
        NamesSettings {
            parents: config.parents.clone(),
            domain: config.domain,
            rules: config.rules.clone(),
            limits: config.limits,
            mini_account: config.catalogue.placement().mini_account.address,
        },
    );
    names.open_parents().await?;
    let gateway = Gateway::new(
        store,
        keys,
        cache,
        clock.clone(),
        anchor,
        GatewaySettings {
            parents: config.parents.clone(),
            resolvers: config.resolvers.clone(),
            expiry: config.expiry,
            limits: config.limits,
            deployment: config.catalogue.deployment(config.domain.keystore),
            catalogue: Arc::clone(&config.catalogue),
        },
    );
    Ok(http::App {
        gateway,
        names,
        accounts: DeployedAccounts::new(config.rpc.nodes.clone(), config.rpc.settings),
        limits: config.limits,
        limiter: http::Limiter::new(config.edge.clone(), clock),
        outlook,
        commits,
        stopping,
    })
}

/// Follows L1 and, if there is a key for it, publishes, until the service stops.
async fn follow_l1(
    config: &Config,
    l1: &L1Config,
    nodes: L1,
    store: &Arc<dyn Store>,
    clock: &Clock,
    stopping: &watch::Sender<bool>,
) -> Result<Outlook, AppError> {
    // Until L1 was read, any version of the tree may be asked for.
    store.keep_versions_from(0);
    let log = StoreLog::new(Arc::clone(store), config.domain, config.limits, clock.clone());
    let purse = match &l1.publisher {
        Some(keys) => Some(purse(keys, &opener(config, clock)).await?),
        None => None,
    };
    let runner = Runner::new(nodes, Arc::new(log), purse, l1.settings, clock.clone());
    let outlook = runner.outlook();
    tokio::spawn(runner.run(stopping.subscribe()));
    let (mut state, store) = (outlook.l1.clone(), Arc::clone(store));
    tokio::spawn(async move {
        while state.changed().await.is_ok() {
            store.keep_versions_from(state.borrow_and_update().oldest_useful);
        }
    });
    Ok(outlook)
}

/// The anchor of proofs, unless a resolver's list of chains contradicts the catalogue. Where L1 cannot
/// be read now, there is no anchor until it was.
async fn guarded(
    config: &Config,
    l1: &L1Config,
    anchor: watch::Receiver<Option<Anchor>>,
) -> Result<watch::Receiver<Option<Anchor>>, ChainListError> {
    let mut resolvers: Vec<Address> = config.resolvers.iter().copied().collect();
    resolvers.sort();
    let lists = ChainLists {
        l1: L1::new(l1.nodes.clone(), config.domain, NodeSettings::default()),
        resolvers,
        catalogue: Arc::clone(&config.catalogue),
    };
    match lists.check().await {
        Ok(()) => Ok(anchor),
        Err(error @ ChainListError::Unread(_)) => {
            tracing::warn!("starting without proofs: {error}");
            Ok(lists.guard(anchor, l1.settings.poll))
        }
        Err(error) => Err(error),
    }
}

/// How keys are opened.
pub fn opener(config: &Config, clock: &Clock) -> KeyOpener {
    KeyOpener {
        environment: Environment::of_process(),
        clock: clock.clone(),
        remote: RemoteSettings {
            timeout: config.signer.kms_timeout,
            ..RemoteSettings::default()
        },
    }
}

/// Where the keys of answers are, and what must list them.
///
/// # Errors
/// If the keyring cannot be read, or a key for trying out cannot be made.
pub fn key_settings(config: &Config, clock: &Clock) -> Result<KeySettings, AppError> {
    let keyring = &config.signer.keyring;
    let configured = match &config.signer.keys {
        SignerKeys::Named(places) => places.clone(),
        SignerKeys::Trial(path)
            if !path.exists() && Keyring::read(keyring).map_err(KeysError::from)?.has_keys() =>
        {
            Vec::new()
        }
        SignerKeys::Trial(path) => {
            let file = KeyFile {
                path: path.clone(),
                may_create: true,
            };
            key(&file, "response signer")?;
            vec![KeyPlace::File(path.clone())]
        }
    };
    let mut resolvers: Vec<Address> = config.resolvers.iter().copied().collect();
    resolvers.sort();
    Ok(KeySettings {
        configured,
        keyring: keyring.clone(),
        opener: opener(config, clock),
        listing: config.l1.as_ref().map(|l1| Listing {
            l1: L1::new(l1.nodes.clone(), config.domain, NodeSettings::default()),
            resolvers,
        }),
        poll: config.l1.as_ref().map_or(Duration::MAX, |l1| l1.settings.poll),
        overlap: config.expiry.overlap(),
        clock: clock.clone(),
    })
}

async fn purse(keys: &PublisherKeys, opener: &KeyOpener) -> Result<Purse, AppError> {
    let mut proposers = Vec::new();
    for place in &keys.proposers {
        proposers.push(opener.open(place).await?);
    }
    let purse = Purse::new(opener.open(&keys.sender).await?, proposers);
    tracing::info!(address = %purse.address(), "the publisher is {}", purse.address());
    Ok(purse)
}

/// Opens the configured database. `watcher` hears of every change.
///
/// # Errors
/// If it cannot be opened, or belongs to another deployment.
pub async fn open_store(
    config: &Config,
    clock: &Clock,
    watcher: Arc<dyn Watcher>,
) -> Result<Arc<dyn Store>, StoreError> {
    let roots = config.parents.iter().map(mononym_ens::Name::node).collect();
    let addresses = address_index(Arc::clone(&config.catalogue), config.domain.keystore);
    match &config.database {
        Database::Sqlite(path) => Ok(Arc::new(SqliteStore::open(SqliteSettings {
            path: path.clone(),
            domain: config.domain,
            roots,
            records_per_account: config.limits.records_per_account,
            clock: clock.clone(),
            addresses,
            watcher,
        })?)),
        Database::Postgres(url) => Ok(Arc::new(
            PostgresStore::open(PostgresSettings {
                url: url.clone(),
                domain: config.domain,
                roots,
                records_per_account: config.limits.records_per_account,
                clock: clock.clone(),
                addresses,
                watcher,
            })
            .await?,
        )),
    }
}

/// A whole log into the configured database, if that is new.
///
/// # Errors
/// If it cannot be made, or belongs to another deployment.
pub async fn open_load(config: &Config) -> Result<Option<Load>, StoreError> {
    let settings = LoadSettings {
        roots: config.parents.iter().map(mononym_ens::Name::node).collect(),
        records_per_account: config.limits.records_per_account,
        addresses: address_index(Arc::clone(&config.catalogue), config.domain.keystore),
        directory: config.data_dir.clone(),
    };
    match &config.database {
        Database::Sqlite(path) => load_sqlite(path, &config.domain, settings),
        Database::Postgres(url) => load_postgres(url, &config.domain, settings).await,
    }
}

/// A view of the configured database, which a service may have open meanwhile.
///
/// # Errors
/// If there is none, or only another release can read it.
pub async fn open_snapshot(database: &Database) -> Result<Box<dyn Snapshot>, StoreError> {
    match database {
        Database::Sqlite(path) => Ok(Box::new(SqliteSnapshot::open(path)?)),
        Database::Postgres(url) => Ok(Box::new(PostgresSnapshot::open(url).await?)),
    }
}

/// The distinct derived addresses of a node. Where anything that enters them changes, so does the
/// fingerprint.
fn address_index(catalogue: Arc<Catalogue>, keystore: Address) -> AddressIndex {
    let derive = move |node: &B256| {
        let mut addresses: Vec<Bytes> = catalogue
            .addresses(node, &keystore)
            .into_iter()
            .filter(|(chain, _)| chain.receivable())
            .filter_map(|(_, address)| address)
            .collect();
        addresses.sort();
        addresses.dedup();
        addresses
    };
    AddressIndex {
        // The addresses of one node tell any two derivations apart.
        fingerprint: keccak256(derive(&B256::ZERO).concat()),
        derive: Arc::new(derive),
    }
}

fn key(file: &KeyFile, role: &str) -> Result<LocalSigner, AppError> {
    let (key, source) = if file.may_create {
        SecretKey::read_or_create(&file.path)?
    } else {
        (SecretKey::read(&file.path)?, KeySource::Read)
    };
    let signer = LocalSigner::new(key);
    let (address, path) = (signer.address(), file.path.display());
    match source {
        KeySource::Created => tracing::warn!(
            %address, %path,
            "made a new {role} key, {address}, in {path}: for trying out; configure a key of your own for real use"
        ),
        KeySource::Read => tracing::info!(%address, %path, "the {role} is {address}"),
    }
    Ok(signer)
}
