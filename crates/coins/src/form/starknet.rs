//! Starknet: 32 bytes in hexadecimal, whose checksum is in the case of its letters, as starknet.js
//! has it.

use alloy_primitives::{hex, keccak256};

use super::hex::{digits, is_mixed};
use crate::Fault;
use crate::codec::Codec;

/// A contract's address: a number below 2^251.
#[derive(Debug)]
pub(crate) struct Starknet;

impl Codec for Starknet {
    /// All in one case there is no checksum: then it is the binary form.
    fn parse(&self, text: &str) -> Result<Vec<u8>, Fault> {
        let bytes = digits(text.strip_prefix("0x").ok_or(Fault::Prefix)?)?;
        match bytes.first() {
            _ if bytes.len() != 32 => Err(Fault::Length),
            _ if is_mixed(text) && self.format(&bytes)? != text => Err(Fault::Checksum),
            _ if bytes.iter().all(|byte| *byte == 0) => Err(Fault::Zero),
            Some(0..=7) => Ok(bytes),
            _ => Err(Fault::Shape),
        }
    }

    fn format(&self, bytes: &[u8]) -> Result<String, Fault> {
        // The number is hashed as it is, without zeros before it.
        let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
        let hash = keccak256(bytes.get(start..).unwrap_or_default());
        let digits = hex::encode(bytes);
        let nibbles = hash.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let cased = digits.chars().zip(nibbles).map(|(digit, nibble)| match nibble {
            8.. => digit.to_ascii_uppercase(),
            _ => digit,
        });
        Ok(format!("0x{}", cased.collect::<String>()))
    }

    fn form(&self) -> &'static str {
        "hex with Starknet's checksum"
    }

    fn is_hex(&self) -> bool {
        true
    }
}
