//! The CCIP-Read envelope (ERC-3668): what the resolver's contract sends, and what it takes back.

use alloc::vec::Vec;

use alloy_primitives::{Address, Bytes, hex};
use alloy_sol_types::sol_data::{self, Uint};

use crate::Limits;
use crate::abi::{self, AbiError};
use crate::name::{Name, NameError};
use crate::query::{CallError, Query};
use crate::selector::{PROVE, RESOLVE, first_four};

/// A question about a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Lookup {
    /// Whose record is asked for.
    pub name: Name,
    /// Which one.
    pub query: Query,
}

/// A call to the gateway: the function inside the data chooses.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    /// `resolve(bytes,bytes)` (ENSIP-10): a signed answer.
    Resolve(Lookup),
    /// `prove(bytes,bytes)`: proofs of all that the answer follows from.
    Prove(Lookup),
}

impl Call {
    /// What is asked, either way.
    pub fn lookup(&self) -> &Lookup {
        match self {
            Self::Resolve(lookup) | Self::Prove(lookup) => lookup,
        }
    }
}

/// Why call data is no call to the gateway.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// There is no selector.
    #[error("the call data has {length} bytes, a selector alone has 4")]
    TooShort {
        /// Its bytes.
        length: usize,
    },
    /// The call data is too long.
    #[error("the call data has {length} bytes, at most {limit} are served: split the call")]
    TooLong {
        /// Its bytes.
        length: usize,
        /// [`Limits::call_bytes`].
        limit: usize,
    },
    /// The gateway has no such function.
    #[error(
        "function {} is not served: call resolve(bytes,bytes), 0x9061b923, or prove(bytes,bytes), 0xea191743",
        hex::encode_prefixed(.0)
    )]
    UnknownFunction([u8; 4]),
    /// The arguments are not two byte strings.
    #[error("the arguments, (bytes name, bytes data), cannot be decoded: {0}")]
    Arguments(#[from] AbiError),
    /// The name in it is none.
    #[error("the name in the call data is malformed: {0}")]
    Name(#[from] NameError),
    /// The call about the name is none.
    #[error("the call about the name is malformed: {0}")]
    Call(#[from] CallError),
}

/// Reads the call data of a CCIP-Read request.
///
/// # Errors
/// If it is no call that is served, or beyond `limits`.
pub fn decode_call(call_data: &[u8], limits: &Limits) -> Result<Call, EnvelopeError> {
    if call_data.len() > limits.call_bytes {
        return Err(EnvelopeError::TooLong {
            length: call_data.len(),
            limit: limits.call_bytes,
        });
    }
    let Some((selector, body)) = call_data.split_first_chunk::<4>() else {
        return Err(EnvelopeError::TooShort {
            length: call_data.len(),
        });
    };
    let call = match *selector {
        RESOLVE => Call::Resolve,
        PROVE => Call::Prove,
        _ => return Err(EnvelopeError::UnknownFunction(first_four(call_data))),
    };
    let (name, inner) = abi::decode_borrowed::<(sol_data::Bytes, sol_data::Bytes)>(body)?;
    Ok(call(Lookup {
        name: Name::from_dns(name.0, limits)?,
        query: Query::decode(inner.0, limits)?,
    }))
}

/// The call data that asks `inner`, a whole profile call, about `name`.
pub fn encode_resolve(name: &Name, inner: &[u8]) -> Vec<u8> {
    abi::call(RESOLVE, &(name.as_dns(), inner))
}

/// The call data that asks for proofs of the answer to `inner` about `name`.
pub fn encode_prove(name: &Name, inner: &[u8]) -> Vec<u8> {
    abi::call(PROVE, &(name.as_dns(), inner))
}

/// Whether call data asks for a proven answer.
pub fn asks_for_proof(call_data: &[u8]) -> bool {
    call_data.starts_with(&PROVE)
}

/// A signed answer, for the callback `resolveWithProof(bytes,bytes)`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SignedResponse {
    /// The ABI encoding of the inner call's return values, not wrapped.
    pub result: Bytes,
    /// The last second of Unix time at which it is valid.
    pub expires: u64,
    /// `r ‖ s ‖ v` over [`response_digest`](crate::response_digest), low s, v 27 or 28.
    pub signature: [u8; 65],
}

/// Why bytes are no signed answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResponseError {
    /// They are not the ABI encoding of one.
    #[error("the response is no (bytes result, uint64 expires, bytes signature): {0}")]
    Malformed(#[from] AbiError),
    /// The signature has another length.
    #[error("the signature has {length} bytes, r, s and v have 65")]
    SignatureLength {
        /// Its bytes.
        length: usize,
    },
}

impl SignedResponse {
    /// `abi.encode(bytes result, uint64 expires, bytes signature)`.
    pub fn encode(&self) -> Vec<u8> {
        let result_words = abi::tail_words(self.result.len());
        let signature_at = 32_u64.saturating_mul((3 + result_words) as u64);
        abi::Writer::new(&[], 3 + result_words + abi::tail_words(self.signature.len()))
            .number(96)
            .number(self.expires)
            .number(signature_at)
            .bytes(&self.result)
            .bytes(&self.signature)
            .finish()
    }

    /// Reads what [`encode`](Self::encode) writes. The signature is not verified.
    ///
    /// # Errors
    /// If it is something else.
    pub fn decode(response: &[u8]) -> Result<Self, ResponseError> {
        type Response = (sol_data::Bytes, Uint<64>, sol_data::Bytes);
        let (result, expires, signature) = abi::decode::<Response>(response)?;
        let signature = signature
            .as_ref()
            .try_into()
            .map_err(|_| ResponseError::SignatureLength {
                length: signature.len(),
            })?;
        Ok(Self {
            result,
            expires,
            signature,
        })
    }
}

/// Why the `{sender}` or `{data}` of a request cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HexError {
    /// The text does not start with `0x`.
    #[error("the value must start with 0x")]
    NoPrefix,
    /// The text holds something else than pairs of hex digits.
    #[error("the value must be 0x and pairs of hex digits")]
    NoHex,
    /// An address has another length.
    #[error("an address must be 0x and 40 hex digits")]
    NoAddress,
    /// There is too much of it.
    #[error("the data has more than {limit} bytes, the most that are served")]
    TooLong {
        /// [`Limits::call_bytes`].
        limit: usize,
    },
}

/// Reads `{sender}`: `0x` and 40 hex digits of any case, since some clients send it checksummed
/// and most do not.
///
/// # Errors
/// If it is not.
pub fn parse_sender(text: &str) -> Result<Address, HexError> {
    if !text.starts_with("0x") {
        return Err(HexError::NoPrefix);
    }
    hex::decode_to_array(text)
        .map(Address::new)
        .map_err(|_| HexError::NoAddress)
}

/// Reads `{data}`: `0x` and hex digits. A `.json` behind it is for the caller to strip.
///
/// # Errors
/// If it is not, or is beyond `limits`.
pub fn parse_data(text: &str, limits: &Limits) -> Result<Bytes, HexError> {
    let digits = text.strip_prefix("0x").ok_or(HexError::NoPrefix)?;
    if digits.len().div_ceil(2) > limits.call_bytes {
        return Err(HexError::TooLong {
            limit: limits.call_bytes,
        });
    }
    // The decoder strips the prefix itself, once, so that `0x0x` does not pass.
    hex::decode(text).map(Bytes::from).map_err(|_| HexError::NoHex)
}

#[cfg(test)]
mod tests;
