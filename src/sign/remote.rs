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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::DigestSigner;

    /// Signs where it is told to, and counts how often it was asked.
    struct Counted {
        key: secp256k1::SecretKey,
        works: std::sync::atomic::AtomicBool,
        asked: AtomicU32,
    }

    impl RemoteKey for Arc<Counted> {
        fn sign(&self, digest: &B256) -> Result<Vec<u8>, String> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            if !self.works.load(Ordering::Relaxed) {
                return Err("not now".to_owned());
            }
            let signature = SECP256K1.sign_ecdsa(Message::from_digest(digest.0), &self.key);
            Ok(signature.serialize_der().to_vec())
        }
    }

    fn signer(rest: Duration) -> (Arc<Counted>, DigestSigner) {
        let key = Arc::new(Counted {
            key: secp256k1::SecretKey::from_byte_array([9; 32]).unwrap(),
            works: true.into(),
            asked: AtomicU32::new(0),
        });
        let settings = RemoteSettings {
            timeout: Duration::from_secs(30),
            rest,
            ..RemoteSettings::default()
        };
        let public = key.key.public_key(SECP256K1);
        let signer = RemoteSigner::new(Arc::new(Arc::clone(&key)), public, settings);
        (key, DigestSigner::Remote(Arc::new(signer)))
    }

    #[tokio::test]
    async fn a_kms_that_fails_again_and_again_is_left_alone() {
        let (key, signer) = signer(Duration::from_secs(3600));
        let digest = B256::repeat_byte(1);
        let signature = signer.sign(&digest).await.unwrap();
        let recovered = alloy_primitives::Signature::from_raw_array(&signature).unwrap();
        assert_eq!(
            recovered.recover_address_from_prehash(&digest).unwrap(),
            signer.address()
        );

        key.works.store(false, Ordering::Relaxed);
        for _ in 0..5 {
            assert_eq!(
                signer.sign(&digest).await,
                Err(SignError::Kms("not now".to_owned()))
            );
        }
        for _ in 0..5 {
            let error = signer.sign(&digest).await.unwrap_err();
            assert!(matches!(error, SignError::Resting(rest) if rest > Duration::from_secs(3000)));
            assert!(error.retry_after() > 3000);
        }
        assert_eq!(key.asked.load(Ordering::Relaxed), 6);
    }

    #[tokio::test]
    async fn it_is_tried_again_and_used_when_it_is_back() {
        let (key, signer) = signer(Duration::ZERO);
        let digest = B256::repeat_byte(1);
        key.works.store(false, Ordering::Relaxed);
        for _ in 0..9 {
            assert!(signer.sign(&digest).await.is_err());
        }
        assert_eq!(key.asked.load(Ordering::Relaxed), 9);
        key.works.store(true, Ordering::Relaxed);
        for _ in 0..9 {
            assert!(signer.sign(&digest).await.is_ok());
        }
    }

    #[test]
    fn a_signature_by_another_key_or_of_another_digest_is_none() {
        let (key, digest) = (
            secp256k1::SecretKey::from_byte_array([9; 32]).unwrap(),
            B256::repeat_byte(1),
        );
        let other = secp256k1::SecretKey::from_byte_array([8; 32]).unwrap();
        let der = SECP256K1
            .sign_ecdsa(Message::from_digest(digest.0), &key)
            .serialize_der();
        let public = key.public_key(SECP256K1);
        assert!(recoverable(&public, &digest, &der).is_some());
        assert!(recoverable(&public, &B256::ZERO, &der).is_none());
        assert!(recoverable(&other.public_key(SECP256K1), &digest, &der).is_none());
        for end in 0..der.len() {
            assert!(recoverable(&public, &digest, &der[..end]).is_none());
        }
    }

    #[test]
    fn it_does_not_show_more_than_its_address() {
        let (_, signer) = signer(Duration::ZERO);
        let expected = format!("Remote(RemoteSigner {{ address: {:?}, .. }})", signer.address());
        assert_eq!(format!("{signer:?}"), expected);
    }
}
