//! Solana: base58 of a public key, without a checksum.

use bs58::Alphabet;

use super::base58check::{decode, encode};
use crate::Fault;
use crate::codec::Codec;

/// 32 bytes.
#[derive(Debug)]
pub(crate) struct Solana;

impl Codec for Solana {
    fn parse(&self, text: &str) -> Result<Vec<u8>, Fault> {
        let key = decode(text, Alphabet::BITCOIN)?;
        match key.len() {
            32 => Ok(key),
            _ => Err(Fault::Length),
        }
    }

    fn format(&self, bytes: &[u8]) -> Result<String, Fault> {
        Ok(encode(bytes, Alphabet::BITCOIN))
    }

    fn form(&self) -> &'static str {
        "base58"
    }
}
