//! Cardano: bech32 since Shelley (CIP-19), and before it Byron's base58 of CBOR.

use bs58::Alphabet;
use crc::{CRC_32_ISO_HDLC, Crc};

use super::base58check;
use super::bech32::{Checksum, begins, decode, encode};
use crate::Fault;
use crate::codec::Codec;

const HRP: &str = "addr";
const CRC: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// Addresses since Shelley: a header, whose upper half is the type and lower half the network, and
/// one or two hashes.
#[derive(Debug)]
pub(crate) struct Shelley;

impl Codec for Shelley {
    fn parse(&self, text: &str) -> Result<Vec<u8>, Fault> {
        let bytes = decode(HRP, Checksum::Bech32, text)?;
        let header = bytes.first().ok_or(Fault::Length)?;
        if header & 15 != 1 {
            return Err(Fault::Testnet);
        }
        let is_whole = match header >> 4 {
            // Two hashes.
            0..=3 => bytes.len() == 57,
            // A hash and a pointer of three short numbers.
            4 | 5 => (32..=44).contains(&bytes.len()),
            // One hash.
            6 | 7 => bytes.len() == 29,
            // Byron's, and stake addresses, which nobody pays to.
            _ => return Err(Fault::Prefix),
        };
        if is_whole { Ok(bytes) } else { Err(Fault::Length) }
    }

    fn format(&self, bytes: &[u8]) -> Result<String, Fault> {
        match bytes {
            // Byron's.
            [0x80..=0x8f, ..] => Err(Fault::Bytes(bytes.len())),
            _ => encode(HRP, Checksum::Bech32, bytes),
        }
    }

    fn form(&self) -> &'static str {
        "bech32"
    }

    fn claims(&self, text: &str) -> bool {
        begins(text, HRP) || text.starts_with("addr")
    }
}

/// Addresses before Shelley: CBOR's array of a byte string, tagged 24, and its CRC-32.
#[derive(Debug)]
pub(crate) struct Byron;

impl Codec for Byron {
    fn parse(&self, text: &str) -> Result<Vec<u8>, Fault> {
        let raw = base58check::decode(text, Alphabet::BITCOIN)?;
        let tagged = raw.strip_prefix(&[0x82, 0xd8, 0x18]).ok_or(Fault::Prefix)?;
        let (length, rest) = match tagged {
            [0x58, length, rest @ ..] => (*length, rest),
            _ => return Err(Fault::Shape),
        };
        let (bytes, _) = rest.split_at_checked(usize::from(length)).ok_or(Fault::Length)?;
        if self.format(bytes)? != text {
            return Err(Fault::Checksum);
        }
        // An array of three: root hash, attributes, type.
        if bytes.first() != Some(&0x83) {
            return Err(Fault::Shape);
        }
        // Others begin otherwise, because the test networks' name themselves in their attributes.
        if !text.starts_with("Ae2") && !text.starts_with("Ddz") {
            return Err(Fault::Testnet);
        }
        Ok(bytes.to_vec())
    }

    fn format(&self, bytes: &[u8]) -> Result<String, Fault> {
        if bytes.first() != Some(&0x83) {
            return Err(Fault::Bytes(bytes.len()));
        }
        let length = u8::try_from(bytes.len()).map_err(|_| Fault::TooLong)?;
        let checksum = CRC.checksum(bytes);
        // CBOR writes a number as short as it can.
        let number = match checksum.to_be_bytes() {
            [0, 0, 0, small @ 0..=23] => vec![small],
            [0, 0, 0, d] => vec![0x18, d],
            [0, 0, c, d] => vec![0x19, c, d],
            [a, b, c, d] => vec![0x1a, a, b, c, d],
        };
        let raw = [&[0x82, 0xd8, 0x18, 0x58, length], bytes, &number].concat();
        Ok(base58check::encode(&raw, Alphabet::BITCOIN))
    }

    fn form(&self) -> &'static str {
        "Byron's base58"
    }
}
