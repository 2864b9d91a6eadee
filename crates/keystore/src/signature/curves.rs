//! Elliptic curves, behind a trait: the service has a faster library than this crate may use.

use alloy_primitives::{Address, B256};
use p256::{
    EncodedPoint,
    ecdsa::{Signature, VerifyingKey, signature::hazmat::PrehashVerifier},
};

use super::Secp256k1Signature;
use crate::signer::P256Key;

/// Checks signatures. Every implementation accepts and refuses the same ones.
pub trait Curves {
    /// The address whose key made `signature` over `digest`, if any can have.
    fn recover(&self, signature: &Secp256k1Signature, digest: &B256) -> Option<Address>;

    /// Whether `signature` (`r ‖ s`) over the SHA-256 hash `message` is by this P-256 key: false
    /// also for coordinates out of range, a point off the curve, and r or s out of range
    /// (EIP-7951's rules).
    fn verify_p256(&self, key: &P256Key, message: &[u8; 32], signature: &[u8; 64]) -> bool;
}

/// Pure Rust, and so usable anywhere: k256 and p256.
#[derive(Clone, Copy, Debug, Default)]
pub struct PureCurves;

impl Curves for PureCurves {
    fn recover(&self, signature: &Secp256k1Signature, digest: &B256) -> Option<Address> {
        alloy_primitives::Signature::from_raw_array(signature.as_bytes())
            .and_then(|signature| signature.recover_address_from_prehash(digest))
            .ok()
    }

    fn verify_p256(&self, key: &P256Key, message: &[u8; 32], signature: &[u8; 64]) -> bool {
        let point = EncodedPoint::from_affine_coordinates(&key.x.0.into(), &key.y.0.into(), false);
        let (Ok(key), Ok(signature)) = (
            VerifyingKey::from_encoded_point(&point),
            Signature::from_slice(signature),
        ) else {
            return false;
        };
        key.verify_prehash(message, &signature).is_ok()
    }
}

/// `r ‖ s` of P-256 with its low s; nothing if r or s is out of range.
pub(super) fn low_s(signature: &[u8]) -> Option<[u8; 64]> {
    let signature = Signature::from_slice(signature).ok()?;
    Some(signature.normalize_s().unwrap_or(signature).to_bytes().into())
}

/// The same from DER, as browsers give it.
pub(super) fn low_s_from_der(der: &[u8]) -> Option<[u8; 64]> {
    let signature = Signature::from_der(der).ok()?;
    Some(signature.normalize_s().unwrap_or(signature).to_bytes().into())
}
