//! L1 as `GET /v1/keystore` and `GET /metrics` show it.

use serde::Serialize;
use utoipa::ToSchema;

use super::App;
use crate::chain::{Anchor, Head, Health, L1State};

/// The Keystore on L1, and how far it is behind the log.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct L1View {
    /// Chain id of the L1 network.
    #[schema(example = 31337)]
    chain_id: u64,
    /// The Keystore contract.
    #[schema(example = "0xd4200a949c8974FE2C47Dc025cdEDE1bDBB67655")]
    keystore: String,
    /// Whether it can be read: `good`, `failing`, or `unknown` before the first attempt.
    #[schema(example = "good")]
    health: &'static str,
    /// Why it cannot, or how L1 and the log contradict each other.
    detail: Option<String>,
    /// When it was last read, in Unix seconds.
    read_at: Option<u64>,
    /// The latest commit.
    latest: Option<L1CommitView>,
    /// The commit that proofs are made under: the newest that is final.
    #[serde(rename = "final")]
    newest_final: Option<L1CommitView>,
    /// Operations that are not committed yet.
    lag_operations: Option<u64>,
    /// Seconds that the oldest of them has been waiting.
    lag_seconds: Option<u64>,
    /// What commits the log.
    publisher: PublisherView,
}

/// A commit on L1.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct L1CommitView {
    /// Its number.
    number: u64,
    /// The root after it.
    root: String,
    /// Sequence of the last operation under it.
    sequence: u64,
    /// The time of the log that it shows, in Unix seconds.
    as_of: u64,
}

/// What commits the log.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PublisherView {
    /// The account that sends and pays; nothing if this service only follows L1.
    address: Option<String>,
    /// `watch-only`, `starting`, `idle`, `waiting`, `publishing`, `purse-empty`, `too-expensive`, `differs`,
    /// `rpc-failing` or `blocked`.
    #[schema(example = "idle")]
    state: &'static str,
    /// The same in words, and what to do about it.
    detail: String,
    /// Hash of the transaction under way.
    transaction: Option<String>,
    /// What the account has, in wei.
    balance: Option<String>,
    /// Attempts that failed since the start.
    failures: u64,
}

impl From<Head> for L1CommitView {
    fn from(head: Head) -> Self {
        Self {
            number: head.number,
            root: head.root.to_string(),
            sequence: head.sequence,
            as_of: head.as_of,
        }
    }
}

impl From<Anchor> for L1CommitView {
    fn from(anchor: Anchor) -> Self {
        Self {
            number: anchor.number,
            root: anchor.root.to_string(),
            sequence: anchor.sequence,
            as_of: anchor.as_of,
        }
    }
}

/// How far L1 is behind the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lag {
    pub(super) operations: u64,
    pub(super) seconds: u64,
}

impl Lag {
    /// Of a log that ends with the operation `end`; nothing if L1 was never read.
    pub(super) fn new(state: &L1State, end: u64, now: u64) -> Option<Self> {
        let operations = end.saturating_sub(state.head?.sequence);
        // The log may have grown since L1 was read, but not by what waits since.
        let since = state.waiting_since.filter(|_| operations > 0);
        Some(Self {
            operations,
            seconds: since.map_or(0, |since| now.saturating_sub(since)),
        })
    }
}

/// Nothing if L1 is not followed.
pub(super) fn view(app: &App, end: u64) -> Option<L1View> {
    let l1 = app.l1.as_ref()?;
    let state = l1.l1.borrow().clone();
    let publisher = l1.publisher.borrow().clone();
    let domain = app.names.settings().domain;
    let lag = Lag::new(&state, end, app.clock.now());
    let (health, failure) = match state.health {
        Health::Unknown => ("unknown", None),
        Health::Good => ("good", None),
        Health::Failing(error) => ("failing", Some(error)),
    };
    Some(L1View {
        chain_id: domain.l1_chain_id,
        keystore: domain.keystore.to_string(),
        health,
        detail: failure.or(state.contradiction),
        read_at: Some(state.read_at).filter(|time| *time > 0),
        latest: state.head.map(Into::into),
        newest_final: state.anchor.map(Into::into),
        lag_operations: lag.map(|lag| lag.operations),
        lag_seconds: lag.map(|lag| lag.seconds),
        publisher: PublisherView {
            address: publisher.address.map(|address| address.to_string()),
            state: publisher.state.slug(),
            detail: publisher.detail,
            transaction: publisher.transaction.map(|hash| hash.to_string()),
            balance: publisher.balance.map(|balance| balance.to_string()),
            failures: publisher.failures,
        },
    })
}
