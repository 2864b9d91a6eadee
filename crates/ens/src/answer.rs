//! Answers: the ABI encoding of what a profile call returns.

use alloc::string::String;
use alloc::vec::Vec;

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};
use alloy_sol_types::sol_data;

use crate::abi::{self, AbiError};
use crate::query::Query;
use crate::selector::UNSUPPORTED_RESOLVER_PROFILE;

/// What a profile call returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// `addr(bytes32)`, `interfaceImplementer`.
    Address(Address),
    /// `addr` with a coin type or chain, `contenthash`, `dnsRecord`, `zonehash`, `data`.
    Bytes(Bytes),
    /// `text`, `name`.
    Text(String),
    /// `pubkey`.
    Pubkey {
        /// The point's first coordinate.
        x: B256,
        /// The point's second coordinate.
        y: B256,
    },
    /// `ABI`.
    Abi {
        /// A single content type, or 0 if there is none.
        content_type: U256,
        /// The interface in that content type.
        data: Bytes,
    },
    /// `hasAddr`.
    Bool(bool),
    /// `supportedDataKeys`.
    Keys(Vec<String>),
    /// `multicall`: the answers of its calls, each encoded.
    Multicall(Vec<Bytes>),
    /// The error that says that the function of this selector has no answer here.
    Unsupported([u8; 4]),
}

impl Answer {
    /// The ABI encoding. That of [`Answer::Unsupported`] has 36 bytes, and so is no multiple of
    /// 32, by which clients know an error.
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Address(address) => abi::Writer::new(&[], 1).word(&address.into_word()).finish(),
            Self::Bytes(bytes) => encode_bytes(bytes),
            Self::Text(text) => encode_bytes(text.as_bytes()),
            Self::Pubkey { x, y } => abi::encode(&(x, y)),
            Self::Abi { content_type, data } => abi::encode(&(content_type, data)),
            Self::Bool(value) => abi::encode(&(*value,)),
            Self::Keys(keys) => abi::encode(&(keys.as_slice(),)),
            Self::Multicall(results) => encode_multicall(results),
            Self::Unsupported(selector) => unsupported_profile(*selector),
        }
    }

    /// The answer that says that there is nothing.
    pub fn empty(query: &Query) -> Self {
        match query {
            Query::Addr | Query::InterfaceImplementer(_) => Self::Address(Address::ZERO),
            Query::AddrOf(_)
            | Query::AddrOfChain(_)
            | Query::Contenthash
            | Query::DnsRecord { .. }
            | Query::Zonehash
            | Query::Data(_) => Self::Bytes(Bytes::new()),
            Query::Text(_) | Query::Name => Self::Text(String::new()),
            Query::Pubkey => Self::Pubkey {
                x: B256::ZERO,
                y: B256::ZERO,
            },
            Query::Abi(_) => Self::Abi {
                content_type: U256::ZERO,
                data: Bytes::new(),
            },
            Query::HasAddr(_) => Self::Bool(false),
            Query::SupportedDataKeys => Self::Keys(Vec::new()),
            Query::Multicall(elements) => {
                let results = elements.iter().map(|element| match element {
                    Ok(query) => empty(query).into(),
                    Err(bad) => unsupported_profile(bad.selector).into(),
                });
                Self::Multicall(results.collect())
            }
            Query::Unknown { selector, .. } => Self::Unsupported(*selector),
        }
    }
}

/// The encoded answer that says that there is nothing: the empty value of the query's profile,
/// and [`unsupported_profile`] for unknown functions.
pub fn empty(query: &Query) -> Vec<u8> {
    Answer::empty(query).encode()
}

/// `UnsupportedResolverProfile(bytes4)` (ENSIP-23), 36 bytes.
pub fn unsupported_profile(selector: [u8; 4]) -> Vec<u8> {
    abi::call(UNSUPPORTED_RESOLVER_PROFILE, &(FixedBytes(selector),))
}

/// The answer of `multicall(bytes[])` from those of its calls.
pub fn encode_multicall(results: &[Bytes]) -> Vec<u8> {
    let tails = || results.iter().map(|result| abi::tail_words(result.len()));
    let words = tails().fold(2 + results.len(), usize::saturating_add);
    let mut writer = abi::Writer::new(&[], words)
        .number(32)
        .number(results.len() as u64);
    let mut at = results.len();
    for tail in tails() {
        writer = writer.number(32_u64.saturating_mul(at as u64));
        at = at.saturating_add(tail);
    }
    for result in results {
        writer = writer.bytes(result);
    }
    writer.finish()
}

fn encode_bytes(bytes: &[u8]) -> Vec<u8> {
    abi::Writer::new(&[], 1 + abi::tail_words(bytes.len()))
        .number(32)
        .bytes(bytes)
        .finish()
}

/// The answer of an address query in the form that it asks for: `addr(bytes32)` a word, zero for
/// none; `addr` with a coin type or chain the bytes, none for none; `hasAddr` whether there is
/// one. Any other query gets its empty answer.
///
/// Only 20 bytes can stand in a word: [`Query::Addr`] takes others for none.
pub fn encode_addr(query: &Query, address: Option<&[u8]>) -> Vec<u8> {
    let bytes = address.unwrap_or_default();
    match query {
        Query::Addr => Answer::Address(Address::try_from(bytes).unwrap_or_default()),
        Query::AddrOf(_) | Query::AddrOfChain(_) => return encode_bytes(bytes),
        Query::HasAddr(_) => Answer::Bool(!bytes.is_empty()),
        _ => Answer::empty(query),
    }
    .encode()
}

/// The bytes in the stored value of `addr`, `contenthash`, `dnsRecord`, `zonehash` or `data`.
///
/// # Errors
/// If the value is no encoding of `bytes`.
pub fn decode_bytes(value: &[u8]) -> Result<Bytes, AbiError> {
    abi::decode::<(sol_data::Bytes,)>(value).map(|(bytes,)| bytes)
}

/// The address in the stored value of `addr(bytes32,uint256)` for an EVM coin type.
///
/// # Errors
/// If the value is no encoding of 20 bytes.
pub fn decode_address(value: &[u8]) -> Result<Address, AbiError> {
    Address::try_from(decode_bytes(value)?.as_ref()).map_err(|_| AbiError::OutOfRange {
        kind: "address of 20 bytes".into(),
    })
}

/// The text in the stored value of `text` or `name`.
///
/// # Errors
/// If the value is no encoding of a `string`.
pub fn decode_text(value: &[u8]) -> Result<String, AbiError> {
    abi::decode::<(sol_data::String,)>(value).map(|(text,)| text)
}

/// The results in the answer of a `multicall`.
///
/// # Errors
/// If the value is no encoding of `bytes[]`.
pub fn decode_multicall(value: &[u8]) -> Result<Vec<Bytes>, AbiError> {
    abi::decode::<(sol_data::Array<sol_data::Bytes>,)>(value).map(|(results,)| results)
}

#[cfg(test)]
mod tests;
