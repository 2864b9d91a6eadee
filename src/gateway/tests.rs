//! How many reads many questions cost, over a store that answers when it is let.

use std::{
    future::Future,
    pin::Pin,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    task::{Context, Waker},
};

use async_trait::async_trait;
use mononym_keystore::Account;
use tokio::sync::Semaphore;

use super::*;
use crate::{
    sign::{LocalSigner, SecretKey},
    store::{
        Accepted, Found, ListedName, LogEnd, LoggedOperation, NameFilter, PendingChange, Proven, Refused,
        Reservation, StoredRecord, Token,
    },
};

/// Knows no name, and says so once it is let.
#[derive(Default)]
struct Slow {
    reads: AtomicUsize,
    fails: AtomicBool,
    let_through: LetThrough,
}

struct LetThrough(Semaphore);

impl Default for LetThrough {
    fn default() -> Self {
        Self(Semaphore::new(0))
    }
}

impl Slow {
    fn reads(&self) -> usize {
        self.reads.load(Ordering::SeqCst)
    }

    fn let_all_through(&self) {
        self.let_through.0.add_permits(10_000);
    }
}

type Stored<T> = Result<T, StoreError>;

#[async_trait]
impl Store for Slow {
    async fn find(&self, _: &B256, _: &[B256]) -> Stored<Option<Found>> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        self.let_through.0.acquire().await.unwrap().forget();
        if self.fails.load(Ordering::SeqCst) {
            return Err(StoreError::Closed);
        }
        Ok(None)
    }

    // Lookups need nothing else.

    async fn find_account(&self, _: &B256) -> Stored<Option<Account>> {
        Err(StoreError::Closed)
    }

    async fn list_records(&self, _: &B256) -> Stored<Vec<StoredRecord>> {
        Err(StoreError::Closed)
    }

    async fn list_names(&self, _: &NameFilter, _: Option<&str>, _: usize) -> Stored<Vec<ListedName>> {
        Err(StoreError::Closed)
    }

    async fn list_names_at(&self, _: &[u8], _: Option<&str>, _: usize) -> Stored<Vec<ListedName>> {
        Err(StoreError::Closed)
    }

    async fn list_operations(&self, _: &B256, _: u64, _: usize) -> Stored<Vec<LoggedOperation>> {
        Err(StoreError::Closed)
    }

    async fn list_changes(&self, _: u64, _: usize) -> Stored<Vec<LoggedOperation>> {
        Err(StoreError::Closed)
    }

    async fn prove(&self, _: Option<u64>, _: &[B256]) -> Result<Proven, ProveError> {
        Err(StoreError::Closed.into())
    }

    async fn tree_version(&self, _: u64) -> Stored<Option<u64>> {
        Err(StoreError::Closed)
    }

    fn keep_versions_from(&self, _: u64) {}

    fn head(&self) -> watch::Receiver<u64> {
        watch::Sender::new(0).subscribe()
    }

    async fn accept(&self, _: Vec<PendingChange>) -> Result<Vec<Accepted>, Refused> {
        Err(StoreError::Closed.into())
    }

    async fn take_turn(&self, _: u64) -> Stored<bool> {
        Err(StoreError::Closed)
    }

    async fn seal(&self, _: u64) -> Stored<LogEnd> {
        Err(StoreError::Closed)
    }

    async fn reserve(&self, _: &[Reservation]) -> Stored<u64> {
        Err(StoreError::Closed)
    }

    async fn find_reservation(&self, _: &B256) -> Stored<Option<Reservation>> {
        Err(StoreError::Closed)
    }

    async fn list_reservations(&self, _: Option<&str>, _: usize) -> Stored<Vec<Reservation>> {
        Err(StoreError::Closed)
    }

    async fn insert_token(&self, _: &Token) -> Stored<bool> {
        Err(StoreError::Closed)
    }

    async fn find_token(&self, _: &B256) -> Stored<Option<Token>> {
        Err(StoreError::Closed)
    }

    async fn list_tokens(&self, _: &B256) -> Stored<Vec<Token>> {
        Err(StoreError::Closed)
    }

    async fn revoke_token(&self, _: &B256, _: u64) -> Stored<bool> {
        Err(StoreError::Closed)
    }
}

fn gateway() -> (Arc<Slow>, Gateway) {
    let store = Arc::new(Slow::default());
    let catalogue = Arc::new(Catalogue::builtin().unwrap());
    let settings = GatewaySettings {
        parents: vec![name("mononym.eth")],
        resolvers: HashSet::new(),
        expiry: Expiry { ttl: 300, grid: 60 },
        limits: Limits::default(),
        deployment: catalogue.deployment(catalogue.trial_keystore()),
        catalogue,
    };
    let gateway = Gateway::new(
        Arc::clone(&store) as Arc<dyn Store>,
        Keys::of(
            LocalSigner::new(SecretKey::generate()),
            Clock::fixed(1_800_000_000),
        ),
        AnswerCache::new(1 << 20),
        Clock::fixed(1_800_000_000),
        watch::Sender::new(None).subscribe(),
        settings,
    );
    (store, gateway)
}

fn name(text: &str) -> Name {
    Name::from_text(text, &Limits::default()).unwrap()
}

fn missing() -> Name {
    name("nobody.mononym.eth")
}

type Asking<'a> = Pin<Box<dyn Future<Output = Result<Bytes, GatewayError>> + 'a>>;

fn ask(gateway: &Gateway, key: &str) -> Asked {
    let name = missing();
    let inner = Query::Text(key.to_owned()).encode(name.node());
    let call_data = ccip::encode_resolve(&name, &inner);
    gateway.asked(Address::repeat_byte(1), call_data.into())
}

/// Somebody who asks, as far as they get by themselves.
fn asking<'a>(gateway: &'a Gateway, key: &str) -> Asking<'a> {
    let mut asking: Asking<'a> = Box::pin(gateway.respond(ask(gateway, key)));
    let waits = asking.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(waits.is_pending());
    asking
}

#[tokio::test]
async fn a_missing_name_that_a_thousand_ask_for_at_once_is_read_once() {
    let (store, gateway) = gateway();
    let all: Vec<_> = (0..1000).map(|_| asking(&gateway, "url")).collect();
    let other = asking(&gateway, "another");
    assert_eq!(store.reads(), 2, "one for each question");
    store.let_all_through();
    let mut bodies = Vec::new();
    for one in all {
        bodies.push(one.await.unwrap());
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
    assert_ne!(other.await.unwrap(), bodies[0]);
    assert_eq!(gateway.respond(ask(&gateway, "url")).await.unwrap(), bodies[0]);
    assert_eq!(store.reads(), 2);
    let figures = gateway.cache_figures();
    assert_eq!((figures.hits, figures.misses, figures.entries), (1, 1001, 2));
}

#[tokio::test]
async fn an_error_is_everybodys_who_waits_and_nobodys_afterwards() {
    let (store, gateway) = gateway();
    store.fails.store(true, Ordering::SeqCst);
    let all: Vec<_> = (0..10).map(|_| asking(&gateway, "url")).collect();
    store.let_all_through();
    for one in all {
        assert!(matches!(one.await, Err(GatewayError::Store(StoreError::Closed))));
    }
    assert_eq!(store.reads(), 1);
    store.fails.store(false, Ordering::SeqCst);
    gateway.respond(ask(&gateway, "url")).await.unwrap();
    assert_eq!(store.reads(), 2);
}

#[tokio::test]
async fn when_the_first_hangs_up_another_takes_its_place_for_the_rest() {
    let (store, gateway) = gateway();
    let first = asking(&gateway, "url");
    let others: Vec<_> = (0..10).map(|_| asking(&gateway, "url")).collect();
    assert_eq!(store.reads(), 1);
    drop(first);
    store.let_all_through();
    let all = futures_util::future::join_all(others).await;
    assert!(
        all.iter()
            .all(|one| one.as_ref().unwrap() == all[0].as_ref().unwrap())
    );
    assert_eq!(store.reads(), 2);
}

#[tokio::test]
async fn who_asks_after_a_change_is_not_given_what_was_read_before_it() {
    let (store, gateway) = gateway();
    let before = asking(&gateway, "url");
    gateway.cache.epochs().advance(&missing().node());
    let after = asking(&gateway, "url");
    assert_eq!(store.reads(), 1, "it waits for the answer that is under way");
    store.let_all_through();
    before.await.unwrap();
    after.await.unwrap();
    assert_eq!(store.reads(), 2, "and does not take it");
    gateway.respond(ask(&gateway, "url")).await.unwrap();
    assert_eq!(store.reads(), 2, "but keeps its own");
}
