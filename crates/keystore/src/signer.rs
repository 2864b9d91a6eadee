//! Keys that may sign for an account.

use alloc::vec::Vec;
use core::{fmt, str::FromStr};

use alloy_primitives::{Address, B256, Bytes, keccak256};
use alloy_sol_types::{
    SolType,
    sol_data::{Array, FixedBytes, Uint},
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Most signers of one account.
pub const MAX_SIGNERS: usize = 16;

/// A key that may sign for an account: a kind byte, then the key's data.
///
/// | kind | data | signs |
/// | --- | --- | --- |
/// | 1 | Ethereum address (20 bytes) | the operation's digest |
/// | 2 | P-256 point, x ‖ y (64 bytes) | SHA-256 of the digest, as WebCrypto does |
/// | 3 | P-256 point and rpIdHash, x ‖ y ‖ SHA-256 of the RP id (96 bytes) | a WebAuthn assertion whose challenge is the digest |
///
/// The kind byte leaves room for further kinds without a change of format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Bytes", into = "Bytes")]
pub enum Signer {
    /// A secp256k1 key, named by its Ethereum address.
    Secp256k1(Address),
    /// A P-256 key.
    P256(P256Key),
    /// A passkey: a P-256 key that an authenticator uses for one relying party.
    WebAuthn {
        /// The credential's public key.
        key: P256Key,
        /// SHA-256 of the relying party's id, such as `mononym.example`.
        rp_id_hash: B256,
    },
}

/// A public key on the curve P-256, by its affine coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct P256Key {
    /// The point's x, big-endian.
    pub x: B256,
    /// The point's y, big-endian.
    pub y: B256,
}

impl Signer {
    const KIND_SECP256K1: u8 = 1;
    const KIND_P256: u8 = 2;
    const KIND_WEB_AUTHN: u8 = 3;

    /// `kind ‖ data`.
    pub fn to_bytes(&self) -> Bytes {
        let mut bytes = Vec::with_capacity(97);
        match self {
            Self::Secp256k1(address) => {
                bytes.push(Self::KIND_SECP256K1);
                bytes.extend_from_slice(address.as_slice());
            }
            Self::P256(key) => {
                bytes.push(Self::KIND_P256);
                bytes.extend_from_slice(key.x.as_slice());
                bytes.extend_from_slice(key.y.as_slice());
            }
            Self::WebAuthn { key, rp_id_hash } => {
                bytes.push(Self::KIND_WEB_AUTHN);
                bytes.extend_from_slice(key.x.as_slice());
                bytes.extend_from_slice(key.y.as_slice());
                bytes.extend_from_slice(rp_id_hash.as_slice());
            }
        }
        bytes.into()
    }

    /// The key's place in its account's ordered set: `keccak256(kind ‖ data)`.
    pub fn id(&self) -> B256 {
        keccak256(self.to_bytes())
    }

    /// The P-256 key of the kinds that have one.
    pub fn p256_key(&self) -> Option<&P256Key> {
        match self {
            Self::Secp256k1(_) => None,
            Self::P256(key) | Self::WebAuthn { key, .. } => Some(key),
        }
    }
}

impl TryFrom<&[u8]> for Signer {
    type Error = SignerError;

    fn try_from(bytes: &[u8]) -> Result<Self, SignerError> {
        let (kind, data) = bytes.split_first().ok_or(SignerError::Empty)?;
        let length = |expected| SignerError::Length {
            kind: *kind,
            expected,
            found: data.len(),
        };
        match *kind {
            Self::KIND_SECP256K1 => {
                let address = Address::try_from(data).map_err(|_| length(20))?;
                if address.is_zero() {
                    return Err(SignerError::ZeroAddress);
                }
                Ok(Self::Secp256k1(address))
            }
            Self::KIND_P256 => {
                let (key, rest) = P256Key::split_from(data).ok_or(length(64))?;
                if rest.is_empty() {
                    Ok(Self::P256(key))
                } else {
                    Err(length(64))
                }
            }
            Self::KIND_WEB_AUTHN => {
                let (key, rest) = P256Key::split_from(data).ok_or(length(96))?;
                let rp_id_hash = B256::try_from(rest).map_err(|_| length(96))?;
                Ok(Self::WebAuthn { key, rp_id_hash })
            }
            kind => Err(SignerError::UnknownKind(kind)),
        }
    }
}

impl P256Key {
    fn split_from(data: &[u8]) -> Option<(Self, &[u8])> {
        let (x, rest) = data.split_first_chunk::<32>()?;
        let (y, rest) = rest.split_first_chunk::<32>()?;
        let key = Self {
            x: B256::from(x),
            y: B256::from(y),
        };
        Some((key, rest))
    }
}

impl TryFrom<Bytes> for Signer {
    type Error = SignerError;

    fn try_from(bytes: Bytes) -> Result<Self, SignerError> {
        Self::try_from(bytes.as_ref())
    }
}

impl From<Signer> for Bytes {
    fn from(signer: Signer) -> Self {
        signer.to_bytes()
    }
}

impl FromStr for Signer {
    type Err = SignerError;

    fn from_str(text: &str) -> Result<Self, SignerError> {
        let bytes: Bytes = text.parse().map_err(|_| SignerError::NotHex)?;
        Self::try_from(bytes)
    }
}

impl fmt::Display for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_bytes().fmt(f)
    }
}

/// Why bytes are not a signer, or a list of signers not a set.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SignerError {
    /// No bytes at all.
    #[error("a signer is a kind byte and the key's data, and this one is empty")]
    Empty,
    /// Not 0x-hex.
    #[error("a signer is written as 0x and hexadecimal digits")]
    NotHex,
    /// A kind that this release does not know.
    #[error("signer kind {0} is unknown: use 1 (Ethereum address), 2 (P-256) or 3 (WebAuthn)")]
    UnknownKind(u8),
    /// Data of the wrong length for its kind.
    #[error("a signer of kind {kind} has {expected} bytes of data, not {found}")]
    Length {
        /// The kind byte.
        kind: u8,
        /// Bytes that this kind has.
        expected: usize,
        /// Bytes that were found.
        found: usize,
    },
    /// Nobody has the key of the zero address.
    #[error("the zero address cannot sign: name the address of a key that you hold")]
    ZeroAddress,
    /// None at all, or more than [`MAX_SIGNERS`].
    #[error("an account has 1 to {MAX_SIGNERS} signers, not {0}")]
    Count(usize),
    /// Not sorted, or one twice.
    #[error("signers stand in strictly ascending order of their keccak256 hash, each once")]
    Order,
    /// One P-256 key under two kinds, or for two relying parties.
    #[error("one public key counts once: the P-256 key {x} stands twice among the signers")]
    KeyTwice {
        /// The key's x.
        x: B256,
    },
    /// A threshold that no set of signatures, or an empty one, would meet.
    #[error("a threshold of {threshold} does not fit {signers} signers")]
    Threshold {
        /// Signatures needed.
        threshold: u8,
        /// Signers there are.
        signers: usize,
    },
}

/// Checks that `signers` is a set in canonical order that `threshold` can be met with.
///
/// # Errors
/// [`SignerError`] says why not.
pub fn check_signers(threshold: u8, signers: &[Signer]) -> Result<(), SignerError> {
    if signers.is_empty() || signers.len() > MAX_SIGNERS {
        return Err(SignerError::Count(signers.len()));
    }
    if threshold == 0 || usize::from(threshold) > signers.len() {
        return Err(SignerError::Threshold {
            threshold,
            signers: signers.len(),
        });
    }
    let ids: Vec<B256> = signers.iter().map(Signer::id).collect();
    if !ids.is_sorted_by(|before, after| before < after) {
        return Err(SignerError::Order);
    }
    let mut keys: Vec<&P256Key> = Vec::new();
    for key in signers.iter().filter_map(Signer::p256_key) {
        if keys.contains(&key) {
            return Err(SignerError::KeyTwice { x: key.x });
        }
        keys.push(key);
    }
    Ok(())
}

/// `keccak256(abi.encode(threshold, bytes32[] ids))`: what a voucher and an account commit to.
pub fn signers_hash(threshold: u8, signers: &[Signer]) -> B256 {
    let ids: Vec<B256> = signers.iter().map(Signer::id).collect();
    type Commitment = (Uint<8>, Array<FixedBytes<32>>);
    keccak256(Commitment::abi_encode_params(&(threshold, ids)))
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    fn signer(byte: u8) -> Signer {
        Signer::Secp256k1(Address::repeat_byte(byte))
    }

    fn sorted(mut signers: Vec<Signer>) -> Vec<Signer> {
        signers.sort_by_key(Signer::id);
        signers
    }

    #[test]
    fn a_signer_is_its_kind_and_its_data() {
        let bytes = signer(0x11).to_bytes();
        assert_eq!(bytes.len(), 21);
        assert_eq!(bytes[0], 1);
        assert_eq!(Signer::try_from(bytes).unwrap(), signer(0x11));
    }

    #[test]
    fn what_is_no_signer_is_refused_by_name() {
        let parse = |bytes: &[u8]| Signer::try_from(bytes).unwrap_err();
        assert_eq!(parse(&[]), SignerError::Empty);
        assert_eq!(parse(&[9, 1, 2]), SignerError::UnknownKind(9));
        assert_eq!(
            parse(&[1, 2]),
            SignerError::Length {
                kind: 1,
                expected: 20,
                found: 1
            }
        );
        for (kind, expected) in [(1, 20), (2, 64), (3, 96)] {
            assert!(Signer::try_from([&[kind][..], &vec![7; expected]].concat().as_slice()).is_ok());
            for found in [0, expected - 1, expected + 1, 2 * expected] {
                assert_eq!(
                    parse(&[&[kind][..], &vec![7; found]].concat()),
                    SignerError::Length {
                        kind,
                        expected,
                        found
                    }
                );
            }
        }
        assert_eq!(parse(&[&[1u8][..], &[0; 20]].concat()), SignerError::ZeroAddress);
        assert_eq!(
            "11".repeat(21).parse::<Signer>().unwrap_err(),
            SignerError::UnknownKind(0x11)
        );
        assert_eq!("0xzz".parse::<Signer>().unwrap_err(), SignerError::NotHex);
    }

    #[test]
    fn a_set_is_ordered_without_repeats_and_within_its_threshold() {
        let set = sorted(vec![signer(1), signer(2), signer(3)]);
        assert_eq!(check_signers(2, &set), Ok(()));
        let mut reversed = set.clone();
        reversed.reverse();
        assert_eq!(check_signers(2, &reversed), Err(SignerError::Order));
        assert_eq!(check_signers(1, &[signer(1), signer(1)]), Err(SignerError::Order));
        assert_eq!(
            check_signers(0, &set),
            Err(SignerError::Threshold {
                threshold: 0,
                signers: 3
            })
        );
        assert_eq!(
            check_signers(4, &set),
            Err(SignerError::Threshold {
                threshold: 4,
                signers: 3
            })
        );
        assert_eq!(check_signers(1, &[]), Err(SignerError::Count(0)));
        let many = sorted((1..=17).map(signer).collect());
        assert_eq!(check_signers(1, &many), Err(SignerError::Count(17)));
    }

    #[test]
    fn the_hash_of_a_set_depends_on_threshold_and_members() {
        let set = sorted(vec![signer(1), signer(2)]);
        assert_ne!(signers_hash(1, &set), signers_hash(2, &set));
        assert_ne!(signers_hash(1, &set), signers_hash(1, &set[..1]));
    }
}
