//! Keys of each kind, by number.

use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex},
};

use alloy_primitives::{Address, B256, U256, keccak256};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use k256::ecdsa::SigningKey;
use mononym_keystore::{Approval, Assertion, P256Key, Secp256k1Signature, Signature, Signer};
use p256::ecdsa::signature::hazmat::PrehashSigner;
use sha2::{Digest, Sha256};

/// A key by kind and number. Kinds 2 and 3 of one number are one public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// A secp256k1 key.
    Eth(u64),
    /// A P-256 key.
    P256(u64),
    /// The same as a passkey, for `localhost`.
    Passkey(u64),
}

/// Present and verified.
pub const FLAGS: u8 = 0b101;

impl Key {
    /// secp256k1 keys in the order of a set of signers.
    pub fn sorted(numbers: &[u64]) -> Vec<Self> {
        let mut keys: Vec<Self> = numbers.iter().copied().map(Self::Eth).collect();
        keys.sort_by_key(|key| key.signer().id());
        keys
    }

    fn seed(self) -> B256 {
        let (Self::Eth(number) | Self::P256(number) | Self::Passkey(number)) = self;
        keccak256(U256::from(number).to_be_bytes::<32>())
    }

    fn secp256k1(self) -> SigningKey {
        SigningKey::from_slice(self.seed().as_slice()).unwrap()
    }

    pub fn p256(self) -> p256::ecdsa::SigningKey {
        p256::ecdsa::SigningKey::from_slice(self.seed().as_slice()).unwrap()
    }

    pub fn address(self) -> Address {
        match self.signer() {
            Signer::Secp256k1(address) => address,
            _ => panic!("{self:?} has no address"),
        }
    }

    /// Remembered: a debug build computes it slowly.
    pub fn signer(self) -> Signer {
        static KNOWN: LazyLock<Mutex<HashMap<Key, Signer>>> = LazyLock::new(Mutex::default);
        *KNOWN
            .lock()
            .unwrap()
            .entry(self)
            .or_insert_with(|| self.compute_signer())
    }

    fn compute_signer(self) -> Signer {
        let point = || {
            let point = self.p256().verifying_key().to_encoded_point(false);
            P256Key {
                x: B256::from_slice(point.x().unwrap()),
                y: B256::from_slice(point.y().unwrap()),
            }
        };
        match self {
            Self::Eth(_) => Signer::Secp256k1(Address::from_private_key(&self.secp256k1())),
            Self::P256(_) => Signer::P256(point()),
            Self::Passkey(_) => Signer::WebAuthn {
                key: point(),
                rp_id_hash: rp_id_hash("localhost"),
            },
        }
    }

    pub fn sign_secp256k1(self, digest: &B256) -> Secp256k1Signature {
        let (signature, recovery_id) = self
            .secp256k1()
            .sign_prehash_recoverable(digest.as_slice())
            .unwrap();
        let mut bytes = signature.to_bytes().to_vec();
        bytes.push(recovery_id.to_byte());
        Secp256k1Signature::try_from(bytes.as_slice()).unwrap()
    }

    /// A signature of a hash by the P-256 key of this number.
    pub fn sign_p256(self, hash: &[u8]) -> p256::ecdsa::Signature {
        self.p256().sign_prehash(hash).unwrap()
    }

    pub fn sign(self, digest: &B256) -> Signature {
        match self {
            Self::Eth(_) => self.sign_secp256k1(digest).into(),
            Self::P256(_) => {
                let signature = self.sign_p256(&Sha256::digest(digest));
                Signature::try_from(&signature.to_bytes()[..]).unwrap()
            }
            Self::Passkey(_) => self.assert(
                &authenticator_data("localhost", FLAGS, &[]),
                &client_data("webauthn.get", digest),
            ),
        }
    }

    pub fn approve(self, digest: &B256) -> Approval {
        Approval {
            signer: self.signer(),
            signature: self.sign(digest),
        }
    }

    /// A true signature over whatever an authenticator and a browser may say.
    pub fn assert(self, authenticator_data: &[u8], client_data: &str) -> Signature {
        let hash = Sha256::new()
            .chain_update(authenticator_data)
            .chain_update(Sha256::digest(client_data))
            .finalize();
        let signature = self.sign_p256(&hash).to_der();
        let assertion =
            Assertion::new(authenticator_data, client_data.as_bytes(), signature.as_bytes()).unwrap();
        Signature::WebAuthn(assertion)
    }
}

pub fn rp_id_hash(rp_id: &str) -> B256 {
    B256::from_slice(&Sha256::digest(rp_id))
}

pub fn authenticator_data(rp_id: &str, flags: u8, extensions: &[u8]) -> Vec<u8> {
    [rp_id_hash(rp_id).as_slice(), &[flags], &[0, 0, 0, 1], extensions].concat()
}

pub fn client_data(kind: &str, challenge: &B256) -> String {
    let challenge = URL_SAFE_NO_PAD.encode(challenge);
    format!(
        r#"{{"type":"{kind}","challenge":"{challenge}","origin":"http://localhost:8080","crossOrigin":false}}"#
    )
}
