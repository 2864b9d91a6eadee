//! Filecoin: `f`, a protocol's digit, and a number or base32 of a hash or key with a checksum.

use blake2::digest::consts::U4;
use blake2::{Blake2b, Digest};
use data_encoding::BASE32_NOPAD;

use crate::Fault;
use crate::codec::Codec;

/// Actors, by number (f0), key hash (f1), actor hash (f2) or BLS key (f3). Delegated ones (f4) are
/// not in the encoder that ENS clients use.
#[derive(Debug)]
pub(crate) struct Filecoin;

impl Codec for Filecoin {
    fn parse(&self, text: &str) -> Result<Vec<u8>, Fault> {
        let (network, rest) = text.split_at_checked(1).ok_or(Fault::Shape)?;
        let (protocol, body) = rest.split_at_checked(1).ok_or(Fault::Shape)?;
        let (protocol, length) = match protocol {
            "0" => (0, None),
            "1" => (1, Some(20)),
            "2" => (2, Some(20)),
            "3" => (3, Some(48)),
            _ => return Err(Fault::Prefix),
        };
        let bytes = match length {
            None => id(body)?,
            Some(length) => hashed(protocol, body, length)?,
        };
        match network {
            "f" => Ok(bytes),
            "t" => Err(Fault::Testnet),
            _ => Err(Fault::Prefix),
        }
    }

    fn format(&self, bytes: &[u8]) -> Result<String, Fault> {
        match bytes {
            [0, number @ ..] => Ok(format!("f0{}", from_leb128(number)?)),
            [protocol, body @ ..] => {
                let encoded = BASE32_NOPAD.encode(&[body, &checksum_of(bytes)].concat());
                Ok(format!("f{protocol}{}", encoded.to_ascii_lowercase()))
            }
            [] => Err(Fault::Bytes(0)),
        }
    }

    fn form(&self) -> &'static str {
        "base32 with a hash, or a number"
    }
}

fn id(digits: &str) -> Result<Vec<u8>, Fault> {
    let number: u64 = digits.parse().map_err(|_| Fault::Shape)?;
    if number.to_string() != digits {
        return Err(Fault::Shape);
    }
    Ok([&[0], &to_leb128(number)[..]].concat())
}

fn hashed(protocol: u8, text: &str, length: usize) -> Result<Vec<u8>, Fault> {
    let upper = text.to_ascii_uppercase();
    let raw = BASE32_NOPAD.decode(upper.as_bytes()).map_err(|_| Fault::Shape)?;
    let (body, checksum) = raw.split_last_chunk().ok_or(Fault::Length)?;
    let bytes = [&[protocol], body].concat();
    match body.len() == length {
        true if checksum_of(&bytes) == *checksum => Ok(bytes),
        true => Err(Fault::Checksum),
        false => Err(Fault::Length),
    }
}

fn checksum_of(bytes: &[u8]) -> [u8; 4] {
    Blake2b::<U4>::digest(bytes).into()
}

fn to_leb128(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = number.to_le_bytes()[0] & 0x7f;
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

fn from_leb128(bytes: &[u8]) -> Result<u64, Fault> {
    let wrong = Fault::Bytes(bytes.len().saturating_add(1));
    let (last, before) = bytes.split_last().ok_or(wrong)?;
    // A number of 64 bits has ten groups of seven.
    if last & 0x80 != 0 || before.iter().any(|byte| byte & 0x80 == 0) || before.len() > 9 {
        return Err(wrong);
    }
    let number = bytes
        .iter()
        .rev()
        .fold(0_u128, |number, byte| number << 7 | u128::from(byte & 0x7f));
    u64::try_from(number).map_err(|_| wrong)
}
