//! A store to ask, what its watcher heard, and operations for it.

use std::{collections::HashSet, sync::Arc, time::Duration};

use alloy_primitives::{Address, B256, Bytes, keccak256};
use mononym::{
    clock::Clock,
    store::{
        Accepted, AddressIndex, PendingChange, PostgresSettings, PostgresStore, Refused, SqliteSettings,
        SqliteStore, Store, StoreError, Watcher,
    },
};
use mononym_ens::{Limits, Name};
use mononym_keystore::{Domain, Operation, Policy, Record, SignedOperation, Signer};
use tempfile::TempDir;
use tokio::{sync::mpsc, time::timeout};

use crate::{
    accounts::{DEADLINE, Key, register, set_records, set_registrar},
    cluster::Cluster,
};

pub(crate) const NOW: u64 = 1_800_000_000;
pub(crate) const PARENT: &str = "mononym.eth";
pub(crate) const ALICE: &str = "alice.mononym.eth";
pub(crate) const RECORDS_PER_ACCOUNT: usize = 4;
/// Longest that a test waits for what comes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) fn domain() -> Domain {
    Domain {
        l1_chain_id: 31337,
        keystore: Address::repeat_byte(0x33),
    }
}

pub(crate) fn owner() -> Key {
    Key::new("owner")
}

pub(crate) fn registrar() -> Key {
    Key::new("registrar")
}

pub(crate) fn node(name: &str) -> B256 {
    Name::from_text(name, &Limits::default()).unwrap().node()
}

/// One address of 20 bytes, one of 32, which is that of every name too.
pub(crate) fn derived(node: &B256) -> Vec<Bytes> {
    vec![
        Bytes::copy_from_slice(&keccak256(node)[12..]),
        B256::repeat_byte(7).into(),
    ]
}

pub(crate) fn index(fingerprint: u8, derive: fn(&B256) -> Vec<Bytes>) -> AddressIndex {
    AddressIndex {
        fingerprint: B256::repeat_byte(fingerprint),
        derive: Arc::new(derive),
    }
}

/// What a watcher hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Changed(B256),
    Following(bool),
}

struct Ear(mpsc::UnboundedSender<Event>);

impl Watcher for Ear {
    fn changed(&self, node: &B256) {
        let _ = self.0.send(Event::Changed(*node));
    }

    fn following(&self, follows: bool) {
        let _ = self.0.send(Event::Following(follows));
    }
}

/// What a watcher heard, in order.
pub(crate) struct Events(mpsc::UnboundedReceiver<Event>);

impl Events {
    /// What came until now.
    pub(crate) fn so_far(&mut self) -> Vec<Event> {
        std::iter::from_fn(|| self.0.try_recv().ok()).collect()
    }

    /// Everything up to this one.
    pub(crate) async fn until(&mut self, event: Event) -> Vec<Event> {
        let mut heard = Vec::new();
        while heard.last() != Some(&event) {
            let next = timeout(PATIENCE, self.0.recv()).await;
            heard.push(
                next.unwrap_or_else(|_| panic!("{event:?} does not come after {heard:?}"))
                    .unwrap(),
            );
        }
        heard
    }
}

/// A database, open or not.
pub(crate) enum Database {
    Sqlite(TempDir),
    Postgres(Cluster),
}

/// How it is opened.
#[derive(Clone)]
pub(crate) struct Opening {
    pub(crate) clock: Clock,
    pub(crate) domain: Domain,
    pub(crate) addresses: AddressIndex,
}

impl Default for Opening {
    fn default() -> Self {
        Self {
            clock: Clock::fixed(NOW),
            domain: domain(),
            addresses: index(1, derived),
        }
    }
}

impl Database {
    pub(crate) async fn open(&self, opening: &Opening) -> Result<(Arc<dyn Store>, Events), StoreError> {
        let (ear, events) = mpsc::unbounded_channel();
        let watcher = Arc::new(Ear(ear));
        let Opening {
            clock,
            domain,
            addresses,
        } = opening.clone();
        let roots = HashSet::from([node(PARENT)]);
        let store: Arc<dyn Store> = match self {
            Self::Sqlite(directory) => Arc::new(SqliteStore::open(SqliteSettings {
                path: directory.path().join("mononym.db"),
                domain,
                roots,
                records_per_account: RECORDS_PER_ACCOUNT,
                clock,
                addresses,
                watcher,
            })?),
            Self::Postgres(cluster) => {
                let settings = PostgresSettings {
                    url: cluster.url(),
                    domain,
                    roots,
                    records_per_account: RECORDS_PER_ACCOUNT,
                    clock,
                    addresses,
                    watcher,
                };
                Arc::new(PostgresStore::open(settings).await?)
            }
        };
        Ok((store, Events(events)))
    }
}

/// A store that is open, with `mononym.eth` as an open parent: operations 1 and 2 of the log.
pub(crate) struct World {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) events: Events,
    pub(crate) opening: Opening,
    pub(crate) database: Database,
}

impl World {
    pub(crate) async fn sqlite() -> Self {
        Self::new(Database::Sqlite(tempfile::tempdir().unwrap())).await
    }

    pub(crate) async fn postgres() -> Self {
        Self::new(Database::Postgres(Cluster::fast())).await
    }

    pub(crate) async fn new(database: Database) -> Self {
        let opening = Opening::default();
        let (store, mut events) = database.open(&opening).await.unwrap();
        assert_eq!(events.so_far(), [Event::Following(true)]);
        let open = set_registrar(PARENT, 1, registrar().address(), Policy::Open);
        let parent = Operation::Register(register(PARENT, &[&owner()]));
        let unit = vec![
            pending(&sign(parent, &[&owner()])),
            pending(&sign(open, &[&owner()])),
        ];
        store.accept(unit).await.unwrap();
        events.until(Event::Changed(node(PARENT))).await;
        Self {
            store,
            events,
            opening,
            database,
        }
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.opening.clock
    }

    /// Closes the store and opens it again.
    pub(crate) async fn reopen(self) -> Self {
        let Self {
            store,
            opening,
            database,
            ..
        } = self;
        drop(store);
        let (store, events) = database.open(&opening).await.unwrap();
        Self {
            store,
            events,
            opening,
            database,
        }
    }

    pub(crate) async fn accept(&self, change: PendingChange) -> Result<Accepted, Refused> {
        let accepted = self.store.accept(vec![change]).await?;
        assert_eq!(accepted.len(), 1);
        Ok(accepted[0].clone())
    }

    pub(crate) async fn register(&self, name: &str) -> Accepted {
        self.accept(registration(name, &[&owner()], Vec::new()))
            .await
            .unwrap()
    }

    pub(crate) async fn set(&self, name: &str, records: Vec<Record>) -> Accepted {
        let nonce = self.store.find_account(&node(name)).await.unwrap().unwrap().nonce;
        self.accept(setting(name, nonce, records)).await.unwrap()
    }
}

/// Signed by these keys, in their order.
pub(crate) fn sign(operation: impl Into<Operation>, keys: &[&Key]) -> SignedOperation {
    let mut keys = keys.to_vec();
    keys.sort_by_key(|key| Signer::id(&key.signer()));
    crate::accounts::sign(operation, &keys)
}

pub(crate) fn pending(signed: &SignedOperation) -> PendingChange {
    PendingChange {
        operation: signed.verify(&domain(), &Limits::default()).unwrap(),
        body: signed.to_bytes(),
        vouched_here: false,
        token: None,
        accepted_at: None,
    }
}

/// A registration below [`PARENT`], with its voucher.
pub(crate) fn registration(name: &str, keys: &[&Key], records: Vec<Record>) -> PendingChange {
    let mut message = register(name, keys);
    message.records = records;
    let voucher = registrar().vouch(name, &message, DEADLINE);
    let mut signed = sign(message, keys);
    signed.voucher = Some(voucher);
    pending(&signed)
}

/// Records, set by [`owner`].
pub(crate) fn setting(name: &str, nonce: u64, records: Vec<Record>) -> PendingChange {
    pending(&sign(set_records(name, nonce, records), &[&owner()]))
}
