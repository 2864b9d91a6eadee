//! Algorand: base32 of a public key and the last four bytes of its SHA-512/256.

use data_encoding::BASE32_NOPAD;
use sha2::{Digest, Sha512_256};

use crate::Fault;
use crate::codec::Codec;

/// Public keys.
#[derive(Debug)]
pub(crate) struct Algorand;

impl Codec for Algorand {
    fn parse(&self, text: &str) -> Result<Vec<u8>, Fault> {
        let raw = BASE32_NOPAD.decode(text.as_bytes()).map_err(|_| Fault::Shape)?;
        let (key, checksum) = raw.split_last_chunk().ok_or(Fault::Length)?;
        match key.len() {
            32 if checksum_of(key) == *checksum => Ok(key.to_vec()),
            32 => Err(Fault::Checksum),
            _ => Err(Fault::Length),
        }
    }

    fn format(&self, bytes: &[u8]) -> Result<String, Fault> {
        Ok(BASE32_NOPAD.encode(&[bytes, &checksum_of(bytes)].concat()))
    }

    fn form(&self) -> &'static str {
        "base32 with a hash"
    }
}

fn checksum_of(key: &[u8]) -> [u8; 4] {
    let [.., a, b, c, d]: [u8; 32] = Sha512_256::digest(key).into();
    [a, b, c, d]
}
