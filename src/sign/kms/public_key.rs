//! Public keys as KMS give them: SubjectPublicKeyInfo (RFC 5480) of an uncompressed point.

use alloy_primitives::hex;
use secp256k1::PublicKey;

/// Everything before the point: id-ecPublicKey, secp256k1 (SEC 2), a string of 520 bits. DER has
/// just one way to write it.
const PREFIX: [u8; 23] = hex!("3056301006072a8648ce3d020106052b8104000a034200");

/// The key of secp256k1 in these bytes; nothing for any other key.
pub(super) fn parse(der: &[u8]) -> Option<PublicKey> {
    PublicKey::from_slice(der.strip_prefix(&PREFIX)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::remote::address_of;

    /// Made by `openssl ec -pubout -outform DER` from the first key of anvil and Hardhat.
    const KEY: &str = "3056301006072a8648ce3d020106052b8104000a034200048318535b54105d4a7aae60c08fc45f9687181b4fdfc625bd1a753fa7397fed753547f11ca8696646f2f3acb08e31016afac23e630c5d11f59f61fef57b0d2aa5";

    #[test]
    fn a_key_of_secp256k1_is_read_and_no_other() {
        let der = hex::decode(KEY).unwrap();
        let address = address_of(&parse(&der).unwrap());
        assert_eq!(address.to_string(), "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
        for at in 0..der.len() {
            let mut other = der.clone();
            other[at] ^= 1;
            assert_eq!(parse(&other), None, "byte {at}");
            assert_eq!(parse(&der[..at]), None, "{at} bytes");
        }
    }
}
