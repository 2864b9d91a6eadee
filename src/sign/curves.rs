//! Checking signatures with libsecp256k1, several times as fast as the pure crate.

use alloy_primitives::{Address, B256, keccak256};
use mononym_keystore::{Curves, P256Key, PureCurves, Secp256k1Signature};
use secp256k1::{
    Message, SECP256K1,
    ecdsa::{RecoverableSignature, RecoveryId},
};

/// libsecp256k1 for Ethereum keys; P-256 as in the pure crate.
#[derive(Clone, Copy, Debug, Default)]
pub struct NativeCurves;

impl Curves for NativeCurves {
    fn recover(&self, signature: &Secp256k1Signature, digest: &B256) -> Option<Address> {
        let (compact, v) = signature.as_bytes().split_at_checked(64)?;
        let recovery_id = match v {
            [27] => RecoveryId::Zero,
            [28] => RecoveryId::One,
            _ => return None,
        };
        let signature = RecoverableSignature::from_compact(compact, recovery_id).ok()?;
        let key = SECP256K1
            .recover_ecdsa(Message::from_digest(digest.0), &signature)
            .ok()?
            .serialize_uncompressed();
        Some(Address::from_word(keccak256(key.get(1..)?)))
    }

    fn verify_p256(&self, key: &P256Key, message: &[u8; 32], signature: &[u8; 64]) -> bool {
        PureCurves.verify_p256(key, message, signature)
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::U256;
    use proptest::prelude::*;

    use super::*;
    use crate::sign::{LocalSigner, SecretKey};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Signatures that stand, and what becomes of them when a byte changes.
        #[test]
        fn both_libraries_agree(secret in 1u64.., digest: [u8; 32], at in 0usize..64, change: u8) {
            let key: SecretKey = format!("{:064x}", U256::from(secret)).parse().unwrap();
            let signer = LocalSigner::new(key);
            let digest = B256::from(digest);
            let mut bytes = signer.sign_digest(&digest);
            bytes[at] ^= change;
            if let Ok(signature) = Secp256k1Signature::try_from(bytes.as_slice()) {
                let recovered = NativeCurves.recover(&signature, &digest);
                prop_assert_eq!(recovered, PureCurves.recover(&signature, &digest));
                if change == 0 {
                    prop_assert_eq!(recovered, Some(signer.address()));
                }
            }
        }
    }
}
