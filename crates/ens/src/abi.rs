//! The Solidity ABI, as strictly as untrusted bytes need it.

use alloc::string::String;
use alloc::vec::Vec;

use alloy_sol_types::abi::{AbiDecoderConfig, TokenSeq, decode_sequence_with_config};
use alloy_sol_types::{Error, SolType, SolValue, sol_data};

/// `bytes32`, the type of the node that leads most calls.
pub(crate) type Word = sol_data::FixedBytes<32>;

/// Why bytes are not the ABI encoding that they should be.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum AbiError {
    /// An offset or a length leads past the end.
    #[error("an offset or a length points past the end: the data was cut short")]
    PastTheEnd,
    /// Several offsets share bytes, and together hold more than the input has.
    #[error("its elements share bytes and sum up to more than was sent: encode each by itself")]
    Overlapping,
    /// A word, or the bytes of a string, lie outside their type.
    #[error("a value is no valid {kind}: strings are UTF-8, short types fill their word with zeros")]
    OutOfRange {
        /// The Solidity type, or `offset`.
        kind: String,
    },
}

impl From<Error> for AbiError {
    fn from(error: Error) -> Self {
        match error {
            Error::TypeCheckFail { expected_type, .. } => Self::OutOfRange {
                kind: expected_type.into_owned(),
            },
            Error::MemoryLimitExceeded(_) => Self::Overlapping,
            _ => Self::PastTheEnd,
        }
    }
}

/// Decodes a sequence of values: by meaning, so other layouts than the canonical are accepted, but
/// with each value validated. Takes time and memory linear in the length of `data`.
pub(crate) fn decode<T>(data: &[u8]) -> Result<T::RustType, AbiError>
where
    T: SolType,
    for<'a> T::Token<'a>: TokenSeq<'a>,
{
    // Lengths of elements count against the memory limit, so offsets cannot multiply the input.
    let config = AbiDecoderConfig::new().validate(true).memory_limit(data.len());
    Ok(T::abi_decode_sequence_with_config(data, config)?)
}

/// The same without copying: what the values are made of, where it stands in `data`.
pub(crate) fn decode_borrowed<'de, T>(data: &'de [u8]) -> Result<T::Token<'de>, AbiError>
where
    T: SolType,
    T::Token<'de>: TokenSeq<'de>,
{
    let config = AbiDecoderConfig::new().validate(true).memory_limit(data.len());
    let token = decode_sequence_with_config::<T::Token<'de>>(data, config)?;
    T::type_check(&token)?;
    Ok(token)
}

/// Encodes a sequence of values canonically.
pub(crate) fn encode<T>(values: &T) -> Vec<u8>
where
    T: SolValue,
    for<'a> <T::SolType as SolType>::Token<'a>: TokenSeq<'a>,
{
    values.abi_encode_params()
}

/// An encoding that is written word by word into memory of the right size: for what every lookup
/// encodes.
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    /// Room for a selector, if there is one, and words.
    pub(crate) fn new(selector: &[u8], words: usize) -> Self {
        let mut bytes = Vec::with_capacity(selector.len().saturating_add(words.saturating_mul(WORD)));
        bytes.extend_from_slice(selector);
        Self(bytes)
    }

    pub(crate) fn word(mut self, word: &[u8; WORD]) -> Self {
        self.0.extend_from_slice(word);
        self
    }

    /// A number: an offset, a length, a time.
    pub(crate) fn number(mut self, number: u64) -> Self {
        self.0.extend_from_slice(&[0; 24]);
        self.0.extend_from_slice(&number.to_be_bytes());
        self
    }

    /// The tail of a byte string: its length, then its bytes, filled up with zeros.
    pub(crate) fn bytes(self, bytes: &[u8]) -> Self {
        let mut writer = self.number(bytes.len() as u64);
        writer.0.extend_from_slice(bytes);
        let end = writer.0.len().saturating_add(padding(bytes.len()));
        writer.0.resize(end, 0);
        writer
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// Bytes of a word.
const WORD: usize = 32;

/// Zeros behind a byte string.
const fn padding(length: usize) -> usize {
    (WORD - length % WORD) % WORD
}

/// Words of a byte string's tail.
pub(crate) const fn tail_words(length: usize) -> usize {
    1 + length.div_ceil(WORD)
}

/// Encodes a call: the selector, then the arguments.
pub(crate) fn call<T>(selector: [u8; 4], arguments: &T) -> Vec<u8>
where
    T: SolValue,
    for<'a> <T::SolType as SolType>::Token<'a>: TokenSeq<'a>,
{
    [selector.as_slice(), &encode(arguments)].concat()
}

#[cfg(test)]
mod tests;
