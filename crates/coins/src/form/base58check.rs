//! Base58check: a version, a body, and the first four bytes of the two's double SHA-256.
//!
//! ENS keeps Bitcoin's kind as the script that is paid to, others with or without their version.

use bs58::Alphabet;
use sha2::{Digest, Sha256};

use crate::Fault;
use crate::codec::Codec;

/// Addresses in base58check.
#[derive(Debug)]
pub(crate) struct Base58Check {
    pub(crate) alphabet: &'static Alphabet,
    /// The first that bytes match is the one they are written as.
    pub(crate) kinds: &'static [Kind],
}

/// One kind of address: `version ‖ body` in text, `head ‖ body ‖ tail` in binary.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) version: &'static [u8],
    pub(crate) body: usize,
    pub(crate) head: &'static [u8],
    pub(crate) tail: &'static [u8],
}

/// Pay to the hash of a public key: DUP HASH160 <20 bytes> EQUALVERIFY CHECKSIG.
pub(crate) const fn p2pkh(version: &'static [u8]) -> Kind {
    Kind {
        version,
        body: 20,
        head: &[0x76, 0xa9, 0x14],
        tail: &[0x88, 0xac],
    }
}

/// Pay to the hash of a script: HASH160 <20 bytes> EQUAL.
pub(crate) const fn p2sh(version: &'static [u8]) -> Kind {
    Kind {
        version,
        body: 20,
        head: &[0xa9, 0x14],
        tail: &[0x87],
    }
}

/// A body of `body` bytes, kept with its version.
pub(crate) const fn kept(version: &'static [u8], body: usize) -> Kind {
    Kind {
        version,
        body,
        head: version,
        tail: &[],
    }
}

/// A body of `body` bytes, kept without its version.
pub(crate) const fn bare(version: &'static [u8], body: usize) -> Kind {
    Kind {
        version,
        body,
        head: &[],
        tail: &[],
    }
}

impl Codec for Base58Check {
    fn parse(&self, text: &str) -> Result<Vec<u8>, Fault> {
        let raw = decode(text, self.alphabet)?;
        let (payload, checksum) = raw.split_last_chunk().ok_or(Fault::Length)?;
        let bodies = || {
            self.kinds
                .iter()
                .filter_map(|kind| Some((kind, payload.strip_prefix(kind.version)?)))
        };
        let (kind, body) =
            bodies()
                .find(|(kind, body)| body.len() == kind.body)
                .ok_or(match bodies().next() {
                    Some(_) => Fault::Length,
                    None => Fault::Prefix,
                })?;
        if checksum_of(payload) != *checksum {
            return Err(Fault::Checksum);
        }
        Ok([kind.head, body, kind.tail].concat())
    }

    fn format(&self, bytes: &[u8]) -> Result<String, Fault> {
        let payload = self.kinds.iter().find_map(|kind| {
            let body = bytes.strip_prefix(kind.head)?.strip_suffix(kind.tail)?;
            (body.len() == kind.body).then(|| [kind.version, body].concat())
        });
        let payload = payload.ok_or(Fault::Bytes(bytes.len()))?;
        let raw = [&payload[..], &checksum_of(&payload)].concat();
        Ok(encode(&raw, self.alphabet))
    }

    fn form(&self) -> &'static str {
        "base58check"
    }
}

/// Base58 without a checksum.
pub(crate) fn decode(text: &str, alphabet: &Alphabet) -> Result<Vec<u8>, Fault> {
    bs58::decode(text)
        .with_alphabet(alphabet)
        .into_vec()
        .map_err(|_| Fault::Shape)
}

/// Base58 without a checksum.
pub(crate) fn encode(bytes: &[u8], alphabet: &Alphabet) -> String {
    bs58::encode(bytes).with_alphabet(alphabet).into_string()
}

/// Version and body of a text in Bitcoin's alphabet whose checksum is right.
pub(crate) fn payload(text: &str) -> Option<Vec<u8>> {
    if text.len() > crate::MAX_TEXT {
        return None;
    }
    let raw = decode(text, Alphabet::BITCOIN).ok()?;
    let (payload, checksum) = raw.split_last_chunk()?;
    (checksum_of(payload) == *checksum).then(|| payload.to_vec())
}

fn checksum_of(payload: &[u8]) -> [u8; 4] {
    let [a, b, c, d, ..]: [u8; 32] = Sha256::digest(Sha256::digest(payload)).into();
    [a, b, c, d]
}
