//! A key that a KMS holds: every signature has an end, so many are made at once, and a KMS that fails
//! again and again is left alone for a while. So a slow one stalls nobody but those who wait for it.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use alloy_primitives::{Address, B256, keccak256};
use secp256k1::{
    Message, PublicKey, SECP256K1,
    ecdsa::{RecoverableSignature, RecoveryId, Signature},
};
use tokio::{sync::Semaphore, task, time};

use super::SignError;

/// A key in a KMS. Its functions wait for the network.
pub trait RemoteKey: Send + Sync + 'static {
    /// Signs a digest: a signature of ECDSA in DER.
    ///
    /// # Errors
    /// Why there is none, without any secret.
    fn sign(&self, digest: &B256) -> Result<Vec<u8>, String>;
}

/// Bounds on what is asked of a KMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RemoteSettings {
    /// Longest time for one signature.
    pub timeout: Duration,
    /// Most signatures at one time.
    pub at_once: usize,
    /// So many failures one after the other, and the KMS is left alone.
    pub failures: u32,
    /// For how long.
    pub rest: Duration,
}

impl Default for RemoteSettings {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(2),
            at_once: 32,
            failures: 5,
            rest: Duration::from_secs(5),
        }
    }
}

/// Signs with a key in a KMS.
pub struct RemoteSigner {
    key: Arc<dyn RemoteKey>,
    public: PublicKey,
    address: Address,
    room: Arc<Semaphore>,
    breaker: Breaker,
    settings: RemoteSettings,
}

impl RemoteSigner {
    /// A signer with a key and its public key.
    pub fn new(key: Arc<dyn RemoteKey>, public: PublicKey, settings: RemoteSettings) -> Self {
        Self {
            key,
            public,
            address: address_of(&public),
            room: Arc::new(Semaphore::new(settings.at_once)),
            breaker: Breaker::new(settings),
            settings,
        }
    }

    /// The address of the key.
    pub fn address(&self) -> Address {
        self.address
    }

    /// Signs a digest as [`DigestSigner::sign`](super::DigestSigner::sign) does.
    ///
    /// # Errors
    /// If the KMS does not answer in time, refuses, or is left alone.
    pub async fn sign(&self, digest: &B256) -> Result<[u8; 65], SignError> {
        self.breaker.admit().map_err(SignError::Resting)?;
        let result = self.ask(*digest).await;
        match &result {
            Ok(_) => self.breaker.succeeded(),
            // Nobody asked the KMS.
            Err(SignError::Busy) => {}
            Err(error) => {
                if self.breaker.failed() {
                    let (signer, rest) = (self.address, self.settings.rest);
                    tracing::error!(%signer, %error, "the KMS of {signer} is left alone for {rest:?}: {error}");
                }
            }
        }
        result
    }

    async fn ask(&self, digest: B256) -> Result<[u8; 65], SignError> {
        let timeout = self.settings.timeout;
        let room = Arc::clone(&self.room).acquire_owned();
        // It is never closed.
        let Ok(Ok(room)) = time::timeout(timeout, room).await else {
            return Err(SignError::Busy);
        };
        let key = Arc::clone(&self.key);
        let signed = task::spawn_blocking(move || {
            // Given back when the KMS is done, not when we give up on it.
            let _room = room;
            key.sign(&digest)
        });
        let der = time::timeout(timeout, signed)
            .await
            .map_err(|_| SignError::Timeout(timeout))?
            .map_err(|_| SignError::Kms("the request was given up".to_owned()))?
            .map_err(SignError::Kms)?;
        recoverable(&self.public, &digest, &der).ok_or(SignError::NotBy(self.address))
    }
}

impl fmt::Debug for RemoteSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteSigner")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

/// The Ethereum address of a public key.
pub(super) fn address_of(public: &PublicKey) -> Address {
    let point = public.serialize_uncompressed();
    Address::from_word(keccak256(point.get(1..).unwrap_or_default()))
}

/// `r ‖ s ‖ v` of a signature by this key; nothing if it is by another, or none. KMS give s as it comes.
fn recoverable(public: &PublicKey, digest: &B256, der: &[u8]) -> Option<[u8; 65]> {
    let mut signature = Signature::from_der(der).ok()?;
    signature.normalize_s();
    let compact = signature.serialize_compact();
    for (id, v) in [(RecoveryId::Zero, 27), (RecoveryId::One, 28)] {
        let Ok(candidate) = RecoverableSignature::from_compact(&compact, id) else {
            continue;
        };
        let recovered = SECP256K1.recover_ecdsa(Message::from_digest(digest.0), &candidate);
        if recovered.is_ok_and(|found| found == *public) {
            let mut bytes = [v; 65];
            bytes.first_chunk_mut::<64>()?.copy_from_slice(&compact);
            return Some(bytes);
        }
    }
    None
}

/// Leaves alone what fails again and again; then lets one try through at a time.
struct Breaker {
    begun: Instant,
    /// One after the other.
    failures: AtomicU32,
    /// In milliseconds since it began.
    rests_until: AtomicU64,
    settings: RemoteSettings,
}

impl Breaker {
    fn new(settings: RemoteSettings) -> Self {
        Self {
            begun: Instant::now(),
            failures: AtomicU32::new(0),
            rests_until: AtomicU64::new(0),
            settings,
        }
    }

    /// Whether to ask at all; if not, for how long not.
    fn admit(&self) -> Result<(), Duration> {
        if self.failures.load(Ordering::Relaxed) < self.settings.failures {
            return Ok(());
        }
        let now = millis(self.begun.elapsed());
        let until = self.rests_until.load(Ordering::Relaxed);
        if now < until {
            return Err(Duration::from_millis(until.saturating_sub(now)));
        }
        // One tries, and the others go on resting until it is back.
        let next = now.saturating_add(millis(self.settings.timeout));
        self.rests_until
            .compare_exchange(until, next, Ordering::Relaxed, Ordering::Relaxed)
            .map(|_| ())
            .map_err(|until| Duration::from_millis(until.saturating_sub(now)))
    }

    fn succeeded(&self) {
        self.failures.store(0, Ordering::Relaxed);
    }

    /// Whether this failure begins a rest.
    fn failed(&self) -> bool {
        let failures = self.failures.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        if failures < self.settings.failures {
            return false;
        }
        let now = millis(self.begun.elapsed());
        let until = now.saturating_add(millis(self.settings.rest));
        self.rests_until.store(until, Ordering::Relaxed);
        failures == self.settings.failures
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
