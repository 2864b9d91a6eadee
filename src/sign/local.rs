//! A key in this process's memory, with libsecp256k1.

use alloy_primitives::{Address, B256};
use secp256k1::{Message, PublicKey, SECP256K1};

use super::{SecretKey, remote::address_of};

/// Signs with a key held in memory.
#[derive(Clone)]
pub struct LocalSigner {
    key: SecretKey,
    address: Address,
}

impl LocalSigner {
    /// A signer with this key.
    pub fn new(key: SecretKey) -> Self {
        let public = PublicKey::from_secret_key(SECP256K1, key.expose());
        Self {
            address: address_of(&public),
            key,
        }
    }

    /// The address of the key.
    pub fn address(&self) -> Address {
        self.address
    }

    /// `r ‖ s ‖ v` over a digest; libsecp256k1 gives a low s.
    pub fn sign_digest(&self, digest: &B256) -> [u8; 65] {
        let signature = SECP256K1.sign_ecdsa_recoverable(Message::from_digest(digest.0), self.key.expose());
        let (recovery_id, rs) = signature.serialize_compact();
        let parity = u8::from(i32::from(recovery_id) & 1 == 1);
        let mut bytes = [0; 65];
        let (head, tail) = bytes.split_at_mut(64);
        head.copy_from_slice(&rs);
        tail.fill(27 + parity);
        bytes
    }
}

impl std::fmt::Debug for LocalSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LocalSigner")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_that_of_the_key_and_signatures_recover_to_it() {
        // The first account of anvil and Hardhat, a well-known key.
        let key = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
            .parse()
            .unwrap();
        let signer = LocalSigner::new(key);
        let expected: Address = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266".parse().unwrap();
        assert_eq!(signer.address(), expected);
        for byte in 0..20 {
            let digest = B256::repeat_byte(byte);
            let bytes = signer.sign_digest(&digest);
            assert!(matches!(bytes[64], 27 | 28));
            let signature = alloy_primitives::Signature::from_raw_array(&bytes).unwrap();
            assert!(signature.normalize_s().is_none(), "s is low");
            assert_eq!(signature.recover_address_from_prehash(&digest).unwrap(), expected);
        }
    }

    #[test]
    fn a_key_does_not_show_itself() {
        let text = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
        let signer = LocalSigner::new(text.parse().unwrap());
        assert!(!format!("{signer:?}").contains("ac0974"));
        let error = "0xac0974".parse::<SecretKey>().err().unwrap();
        assert!(!error.to_string().contains("ac0974"));
    }
}
