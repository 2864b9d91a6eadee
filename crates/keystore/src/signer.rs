//! Keys that may sign for an account.

use std::{fmt, str::FromStr};

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
/// As bytes: `0x01 ‖ address` (21 bytes) for a secp256k1 key. The kind byte leaves room for
/// further kinds without a change of format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Bytes", into = "Bytes")]
pub enum Signer {
    /// A secp256k1 key, named by its Ethereum address.
    Secp256k1(Address),
}

impl Signer {
    const SECP256K1: u8 = 1;

    /// `kind ‖ data`.
    pub fn to_bytes(&self) -> Bytes {
        match self {
            Self::Secp256k1(address) => {
                let mut bytes = Vec::with_capacity(21);
                bytes.push(Self::SECP256K1);
                bytes.extend_from_slice(address.as_slice());
                bytes.into()
            }
        }
    }

    /// The key's place in its account's ordered set: `keccak256(kind ‖ data)`.
    pub fn id(&self) -> B256 {
        keccak256(self.to_bytes())
    }
}

impl TryFrom<&[u8]> for Signer {
    type Error = SignerError;

    fn try_from(bytes: &[u8]) -> Result<Self, SignerError> {
        let (kind, data) = bytes.split_first().ok_or(SignerError::Empty)?;
        match *kind {
            Self::SECP256K1 => {
                let address = Address::try_from(data).map_err(|_| SignerError::Length {
                    kind: *kind,
                    expected: 20,
                    found: data.len(),
                })?;
                if address.is_zero() {
                    return Err(SignerError::ZeroAddress);
                }
                Ok(Self::Secp256k1(address))
            }
            kind => Err(SignerError::UnknownKind(kind)),
        }
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
    #[error("signer kind {0} is unknown: use kind 1, a secp256k1 address")]
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
    if !ids
        .iter()
        .zip(ids.iter().skip(1))
        .all(|(before, after)| before < after)
    {
        return Err(SignerError::Order);
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
