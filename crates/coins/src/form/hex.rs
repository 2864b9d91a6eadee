//! Hexadecimal digits: EVM addresses with their checksum (EIP-55, EIP-1191), and plain ones.

use alloy_primitives::{Address, hex};

use crate::Fault;
use crate::codec::Codec;

/// 20 bytes, whose checksum is in the case of its letters: EIP-55, or EIP-1191 for a chain.
///
/// All in one case there is no checksum, and all is taken.
#[derive(Debug)]
pub(crate) struct Evm(pub(crate) Option<u64>);

impl Evm {
    /// The form of an EVM chain. Rootstock and its test network take only EIP-1191.
    pub(crate) fn of_chain(chain_id: Option<u64>) -> &'static Self {
        match chain_id {
            Some(30) => &Self(Some(30)),
            Some(31) => &Self(Some(31)),
            _ => &Self(None),
        }
    }
}

impl Codec for Evm {
    fn parse(&self, text: &str) -> Result<Vec<u8>, Fault> {
        let bytes = digits(text.strip_prefix("0x").ok_or(Fault::Prefix)?)?;
        let address = Address::try_from(&bytes[..]).map_err(|_| Fault::Length)?;
        if is_mixed(text) && address.to_checksum(self.0) != text {
            return Err(Fault::Checksum);
        }
        if address.is_zero() {
            return Err(Fault::Zero);
        }
        Ok(bytes)
    }

    fn format(&self, bytes: &[u8]) -> Result<String, Fault> {
        let address = Address::try_from(bytes).map_err(|_| Fault::Bytes(bytes.len()))?;
        Ok(address.to_checksum(self.0))
    }

    fn form(&self) -> &'static str {
        match self.0 {
            None => "hex with EIP-55's checksum",
            Some(_) => "hex with EIP-1191's checksum",
        }
    }

    fn is_hex(&self) -> bool {
        true
    }
}

/// 32 bytes, without a checksum. `0x` may be there or not when reading.
#[derive(Debug)]
pub(crate) struct Plain;

impl Codec for Plain {
    fn parse(&self, text: &str) -> Result<Vec<u8>, Fault> {
        let bytes = digits(text.strip_prefix("0x").unwrap_or(text))?;
        match bytes.len() {
            32 => Ok(bytes),
            _ => Err(Fault::Length),
        }
    }

    fn format(&self, bytes: &[u8]) -> Result<String, Fault> {
        Ok(hex::encode_prefixed(bytes))
    }

    fn form(&self) -> &'static str {
        "hex"
    }

    /// Any 32 bytes may be one.
    fn is_telling(&self, _text: &str) -> bool {
        false
    }

    fn is_hex(&self) -> bool {
        true
    }
}

/// ICON: `hx` and an account, `cx` and a contract; a kind byte, 0 or 1, in binary.
#[derive(Debug)]
pub(crate) struct Icon;

impl Codec for Icon {
    fn parse(&self, text: &str) -> Result<Vec<u8>, Fault> {
        let (kind, rest) = match (text.strip_prefix("hx"), text.strip_prefix("cx")) {
            (Some(rest), _) => (0, rest),
            (_, Some(rest)) => (1, rest),
            _ => return Err(Fault::Prefix),
        };
        let bytes = digits(rest)?;
        match bytes.len() {
            20 => Ok([&[kind], &bytes[..]].concat()),
            _ => Err(Fault::Length),
        }
    }

    fn format(&self, bytes: &[u8]) -> Result<String, Fault> {
        match bytes {
            [0, rest @ ..] => Ok(format!("hx{}", hex::encode(rest))),
            [1, rest @ ..] => Ok(format!("cx{}", hex::encode(rest))),
            _ => Err(Fault::Bytes(bytes.len())),
        }
    }

    fn form(&self) -> &'static str {
        "hex after hx or cx"
    }
}

/// The bytes of digits without a prefix.
pub(crate) fn digits(text: &str) -> Result<Vec<u8>, Fault> {
    if !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(Fault::Shape);
    }
    hex::decode(text).map_err(|_| Fault::Hex)
}

/// Whether there are letters of both cases after `0x`.
pub(crate) fn is_mixed(text: &str) -> bool {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    digits.contains(|digit: char| digit.is_ascii_lowercase())
        && digits.contains(|digit: char| digit.is_ascii_uppercase())
}
