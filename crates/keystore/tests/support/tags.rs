//! Curves without arithmetic, for tests that sign thousands of times: a signature is a hash that
//! names its key. Everything else about an approval stays real.

use alloy_primitives::{Address, B256, keccak256};
use mononym_keystore::{Approval, Assertion, Curves, P256Key, Secp256k1Signature, Signature, Signer};
use sha2::{Digest, Sha256};

use super::keys::{FLAGS, Key, authenticator_data, client_data};

/// Accepts what [`approve`] made, and nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Tags;

impl Curves for Tags {
    fn recover(&self, signature: &Secp256k1Signature, digest: &B256) -> Option<Address> {
        let bytes = signature.as_bytes();
        let address = Address::from_slice(&bytes[44..64]);
        (bytes[..32] == secp256k1_tag(address, digest)).then_some(address)
    }

    fn verify_p256(&self, key: &P256Key, message: &[u8; 32], signature: &[u8; 64]) -> bool {
        signature[..32] == p256_tag(key, message)
    }
}

pub fn approve(key: Key, digest: &B256) -> Approval {
    let signer = key.signer();
    let signature = match signer {
        Signer::Secp256k1(_) => secp256k1(key, digest).into(),
        Signer::P256(point) => {
            let tag = p256_tag(&point, &Sha256::digest(digest).into());
            Signature::try_from([tag, one()].concat().as_slice()).unwrap()
        }
        Signer::WebAuthn { key, .. } => {
            let data = authenticator_data("localhost", FLAGS, &[]);
            let client_data = client_data("webauthn.get", digest);
            let message = Sha256::new()
                .chain_update(&data)
                .chain_update(Sha256::digest(&client_data))
                .finalize();
            let signature =
                p256::ecdsa::Signature::from_scalars(p256_tag(&key, &message.into()), one()).unwrap();
            let der = signature.to_der();
            Signature::WebAuthn(Assertion::new(&data, client_data.as_bytes(), der.as_bytes()).unwrap())
        }
    };
    Approval { signer, signature }
}

pub fn secp256k1(key: Key, digest: &B256) -> Secp256k1Signature {
    let address = key.address();
    let bytes = [
        &secp256k1_tag(address, digest)[..],
        &[0; 12],
        address.as_slice(),
        &[27],
    ]
    .concat();
    Secp256k1Signature::try_from(bytes.as_slice()).unwrap()
}

fn secp256k1_tag(address: Address, digest: &B256) -> [u8; 32] {
    let mut tag = keccak256([address.as_slice(), digest.as_slice()].concat()).0;
    tag[0] = 0;
    tag
}

/// A number below the curve's order.
fn p256_tag(key: &P256Key, message: &[u8; 32]) -> [u8; 32] {
    let mut tag = keccak256([key.x.as_slice(), key.y.as_slice(), message].concat()).0;
    tag[0] = 0;
    tag
}

fn one() -> [u8; 32] {
    B256::with_last_byte(1).0
}
