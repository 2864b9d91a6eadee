//! The Solidity ABI, as strictly as untrusted bytes need it.

use alloc::string::String;
use alloc::vec::Vec;

use alloy_sol_types::abi::{AbiDecoderConfig, TokenSeq};
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

/// Encodes a sequence of values canonically.
pub(crate) fn encode<T>(values: &T) -> Vec<u8>
where
    T: SolValue,
    for<'a> <T::SolType as SolType>::Token<'a>: TokenSeq<'a>,
{
    values.abi_encode_params()
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
