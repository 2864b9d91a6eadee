//! SS58: Polkadot and Kusama, a network's number, a public key and a checksum in base58.

use blake2::{Blake2b512, Digest};
use bs58::Alphabet;

use super::base58check::{decode, encode};
use crate::Fault;
use crate::codec::Codec;

/// Public keys, after the number of a network.
#[derive(Debug)]
pub(crate) struct Ss58(pub(crate) u8);

impl Codec for Ss58 {
    fn parse(&self, text: &str) -> Result<Vec<u8>, Fault> {
        let raw = decode(text, Alphabet::BITCOIN)?;
        let (payload, checksum) = raw.split_last_chunk().ok_or(Fault::Length)?;
        let key = payload.strip_prefix(&[self.0]).ok_or(Fault::Prefix)?;
        match key.len() {
            32 if checksum_of(payload) == *checksum => Ok(key.to_vec()),
            32 => Err(Fault::Checksum),
            _ => Err(Fault::Length),
        }
    }

    fn format(&self, bytes: &[u8]) -> Result<String, Fault> {
        let payload = [&[self.0], bytes].concat();
        let raw = [&payload[..], &checksum_of(&payload)].concat();
        Ok(encode(&raw, Alphabet::BITCOIN))
    }

    fn form(&self) -> &'static str {
        "SS58"
    }
}

fn checksum_of(payload: &[u8]) -> [u8; 2] {
    let hash = Blake2b512::new().chain_update(b"SS58PRE").chain_update(payload);
    let [a, b, ..]: [u8; 64] = hash.finalize().into();
    [a, b]
}
