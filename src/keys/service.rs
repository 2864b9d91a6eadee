//! The keys as the gateway uses them.

use std::{
    collections::BTreeSet,
    fmt,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use alloy_primitives::{Address, B256};
use tokio::sync::Notify;

use super::{KeyUse, Member, Standing, usage::Counters};
use crate::{
    clock::Clock,
    sign::{DigestSigner, SignError},
};

/// The keys of a service, of which one signs.
#[derive(Clone)]
pub struct Keys(Arc<Shared>);

struct Shared {
    ring: RwLock<Arc<Ring>>,
    reread: Notify,
    clock: Clock,
    /// Seconds that answers of a retired key may still be about.
    overlap: u64,
    /// When the last lines on key use were logged, in Unix seconds.
    logged_at: AtomicU64,
    /// How often keyring and resolvers were looked at.
    reads: AtomicU64,
}

/// What holds until the next change.
#[derive(Default)]
pub(super) struct Ring {
    pub(super) signing: Option<(DigestSigner, Arc<Counters>)>,
    pub(super) members: Vec<Member>,
    /// What every resolver lists, if that is known.
    pub(super) listed: Option<BTreeSet<Address>>,
    /// Of every key that ever signed.
    pub(super) counters: Vec<Arc<Counters>>,
}

impl Ring {
    pub(super) fn signing(&self) -> Option<Address> {
        self.signing.as_ref().map(|(signer, _)| signer.address())
    }
}

impl Keys {
    pub(super) fn new(clock: Clock, overlap: u64) -> Self {
        Self(Arc::new(Shared {
            ring: RwLock::default(),
            reread: Notify::new(),
            logged_at: AtomicU64::new(clock.now()),
            reads: AtomicU64::new(0),
            clock,
            overlap,
        }))
    }

    /// Signs an answer's digest with the key that signs now.
    ///
    /// # Errors
    /// If no key may sign, or its KMS does not.
    pub async fn sign(&self, digest: &B256) -> Result<[u8; 65], SignError> {
        let ring = self.ring();
        let (signer, counters) = ring.signing.as_ref().ok_or(SignError::NoKey)?;
        let result = signer.sign(digest).await;
        counters.count(result.is_ok());
        result
    }

    /// The addresses that resolvers must list: that which signs first, then those that may, then retired
    /// ones whose answers may still be about. Where none signs, those that would.
    pub fn signers(&self) -> Vec<Address> {
        let (ring, now) = (self.ring(), self.0.clock.now());
        let mut signers: Vec<Address> = ring.signing().into_iter().collect();
        let others = ring.members.iter().filter(|member| match member.standing {
            Standing::Retired(_) => member.lingers(now, self.0.overlap),
            _ => signers.is_empty() || member.may_sign(ring.listed.as_ref()),
        });
        let others: Vec<Address> = others.map(|member| member.address).collect();
        signers.extend(
            others
                .into_iter()
                .filter(|address| ring.signing() != Some(*address)),
        );
        signers
    }

    /// What each key did since the service started.
    pub fn usage(&self) -> Vec<KeyUse> {
        let ring = self.ring();
        let read = |counters: &Arc<Counters>| counters.read(ring.signing());
        ring.counters.iter().map(read).collect()
    }

    /// Logs what each key did since the last time.
    pub fn log_usage(&self) {
        let now = self.0.clock.now();
        let from = self.0.logged_at.swap(now, Ordering::Relaxed);
        for counters in &self.ring().counters {
            counters.log(from, now);
        }
    }

    /// When key use was logged last, in Unix seconds.
    pub(super) fn logged_at(&self) -> u64 {
        self.0.logged_at.load(Ordering::Relaxed)
    }

    /// Has keyring and resolvers read again now.
    pub fn reread(&self) {
        self.0.reread.notify_one();
    }

    /// How often keyring and resolvers were looked at: it grows every second, or the keys stay as they are.
    pub fn reads(&self) -> u64 {
        self.0.reads.load(Ordering::Relaxed)
    }

    pub(super) fn count_read(&self) {
        self.0.reads.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) async fn is_to_reread(&self) {
        self.0.reread.notified().await;
    }

    pub(super) fn ring(&self) -> Arc<Ring> {
        // A ring is replaced whole: whoever panicked left a good one.
        Arc::clone(&self.0.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// One key that signs, whatever anybody lists.
    #[cfg(test)]
    pub(crate) fn of(signer: crate::sign::LocalSigner, clock: Clock) -> Self {
        let signer = DigestSigner::from(signer);
        let place = crate::sign::KeyPlace::Environment("TEST".to_owned());
        let counters = Arc::new(Counters::new(signer.address(), place));
        let keys = Self::new(clock, 0);
        keys.replace(Ring {
            signing: Some((signer, Arc::clone(&counters))),
            counters: vec![counters],
            ..Ring::default()
        });
        keys
    }

    pub(super) fn replace(&self, ring: Ring) {
        *self.0.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys")
            .field("members", &self.ring().members)
            .finish()
    }
}
