//! What one client, or all of them together, may ask of the service at a time.
//!
//! Everything here is bounded in memory, whoever asks, and kept by this replica alone.

mod body;
mod buckets;
mod client;
mod edge;
mod quota;
mod refusal;
mod settings;
mod shed;

use std::{
    collections::hash_map::RandomState,
    hash::BuildHasher,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::http::{HeaderMap, Method, Request, header};
use tokio::sync::{Semaphore, SemaphorePermit, TryAcquireError};

use self::{
    buckets::Buckets,
    client::{Client, Peer},
};
use crate::clock::Clock;

pub use self::{
    buckets::Rate,
    client::{Clients, Network, NetworkError},
    settings::LimitSettings,
};
pub(super) use self::{edge::Edge, quota::Registrant, refusal::Refusal, shed::shed};

/// Sets of buckets: 65,536 clients that are not at rest, in 512 KiB.
const SETS: usize = 1 << 13;

/// Keeps the bounds.
pub struct Limiter {
    settings: LimitSettings,
    clock: Clock,
    /// When this was made: times of buckets count from here.
    start: u64,
    /// Keyed at random, so that nobody can choose a client to share a bucket with.
    hasher: RandomState,
    requests: Buckets,
    registrations: Buckets,
    under_way: Arc<Semaphore>,
    streams: Arc<Semaphore>,
    /// In KiB.
    uploads: Arc<Semaphore>,
    refused: [AtomicU64; Refusal::REASONS.len()],
}

impl Limiter {
    /// A keeper of these bounds.
    pub fn new(settings: LimitSettings, clock: Clock) -> Self {
        let semaphore = |permits: usize| Arc::new(Semaphore::new(permits.min(Semaphore::MAX_PERMITS)));
        Self {
            under_way: semaphore(settings.requests),
            streams: semaphore(settings.streams),
            uploads: semaphore(settings.upload_bytes >> 10),
            start: clock.micros(),
            hasher: RandomState::new(),
            requests: Buckets::new(SETS),
            registrations: Buckets::new(SETS),
            refused: Default::default(),
            settings,
            clock,
        }
    }

    /// The bounds.
    pub fn settings(&self) -> &LimitSettings {
        &self.settings
    }

    /// Requests turned away so far, by reason.
    pub(super) fn refused(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        let counts = self.refused.iter().map(|count| count.load(Ordering::Relaxed));
        Refusal::REASONS.into_iter().zip(counts)
    }

    /// Requests under way, lookups that were answered before not counted.
    pub(super) fn under_way(&self) -> usize {
        self.settings
            .requests
            .saturating_sub(self.under_way.available_permits())
    }

    /// A place among the requests under way, if there is one.
    pub(super) fn begin(&self) -> Result<SemaphorePermit<'_>, TryAcquireError> {
        self.under_way.try_acquire()
    }

    /// Counts a refusal.
    pub(super) fn refuse(&self, refusal: Refusal) -> Refusal {
        if let Some(count) = self.refused.get(refusal.reason()) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        refusal
    }

    fn now(&self) -> u64 {
        self.clock.micros().saturating_sub(self.start)
    }

    /// The client of a request.
    fn client(&self, peer: Peer, headers: &HeaderMap) -> Option<Client> {
        self.settings.clients.as_ref()?.of(peer, headers)
    }

    fn peer(&self, address: IpAddr) -> Peer {
        let clients = self.settings.clients.as_ref();
        clients.map_or(Peer::Unbounded, |clients| clients.peer(address))
    }

    /// The client that a connection counts for; nothing where it is a proxy's.
    pub(super) fn client_of_connection(&self, address: IpAddr) -> Option<IpAddr> {
        match self.peer(address) {
            Peer::Client(Client(address)) => Some(address),
            Peer::Proxy(_) | Peer::Unbounded => None,
        }
    }

    /// Whether a request may pass: the client's bucket first, then that of its API key. Only changes
    /// show keys.
    fn admit<B>(&self, client: Option<Client>, request: &Request<B>) -> Result<(), Refusal> {
        let is_change = request.method() == Method::POST && request.uri().path().starts_with("/v1/");
        let tokens = if is_change { self.settings.change_cost } else { 1 };
        if let (Some(client), Some(rate)) = (client, self.settings.client_rate) {
            let key = self.hasher.hash_one(client);
            self.requests
                .take(key, self.now(), tokens, rate)
                .map_err(|wait| self.refuse(Refusal::Client(wait)))?;
        }
        if is_change
            && let Some(rate) = self.settings.key_rate
            && let Some(key) = request.headers().get(header::AUTHORIZATION)
        {
            let key = self.hasher.hash_one(key.as_bytes());
            self.requests
                .take(key, self.now(), tokens, rate)
                .map_err(|wait| self.refuse(Refusal::Key(wait)))?;
        }
        Ok(())
    }
}
