//! Reading profile calls.

use alloc::string::String;
use alloc::vec::Vec;

use alloy_primitives::{B256, U256};
use alloy_sol_types::SolType;
use alloy_sol_types::abi::TokenSeq;
use alloy_sol_types::sol_data::{Array, Bytes, FixedBytes, String as SolString, Uint};

use super::{BadCall, Element, Query, with_node};
use crate::abi::{self, AbiError, Word};
use crate::selector::{self, first_four};
use crate::{CoinType, Limits};

/// Why a call is no query.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CallError {
    /// There is no selector.
    #[error("the call has {length} bytes, a selector alone has 4")]
    TooShort {
        /// Its bytes.
        length: usize,
    },
    /// The call is too long.
    #[error("the call has {length} bytes, at most {limit} are served: split it")]
    TooLong {
        /// Its bytes.
        length: usize,
        /// [`Limits::call_bytes`].
        limit: usize,
    },
    /// The arguments are not what the function takes.
    #[error("the arguments of {signature} cannot be decoded: {reason}")]
    Arguments {
        /// The function.
        signature: &'static str,
        /// What is wrong with them.
        reason: AbiError,
    },
    /// A key is too long.
    #[error("the key has {length} bytes, at most {limit} are served")]
    KeyTooLong {
        /// Its bytes.
        length: usize,
        /// [`Limits::key_bytes`].
        limit: usize,
    },
    /// A `multicall` has too many calls.
    #[error("the multicall has more than {limit} calls, nested ones counted: split it")]
    TooManyCalls {
        /// [`Limits::multicall_calls`].
        limit: usize,
    },
    /// A `multicall` stands too deep in others.
    #[error("multicalls are nested deeper than {limit}: put their calls in one list")]
    TooDeep {
        /// [`Limits::multicall_depth`].
        limit: usize,
    },
}

impl Query {
    /// Reads a profile call: by meaning, so encodings that are valid but not canonical are taken,
    /// and strictly, so text that is no UTF-8 and numbers beyond their type are not.
    ///
    /// # Errors
    /// If it is no call, its arguments cannot be decoded, or it is beyond `limits`.
    pub fn decode(call: &[u8], limits: &Limits) -> Result<Self, CallError> {
        if call.len() > limits.call_bytes {
            return Err(CallError::TooLong {
                length: call.len(),
                limit: limits.call_bytes,
            });
        }
        let mut reader = Reader {
            limits,
            calls_left: limits.multicall_calls,
        };
        reader.query(call, limits.multicall_depth)
    }
}

/// Reads a call and those inside it, with one count of calls for all.
struct Reader<'a> {
    limits: &'a Limits,
    calls_left: usize,
}

impl Reader<'_> {
    fn query(&mut self, call: &[u8], depth_left: usize) -> Result<Query, CallError> {
        let Some((selector, body)) = call.split_first_chunk::<4>() else {
            return Err(CallError::TooShort { length: call.len() });
        };
        Ok(match *selector {
            selector::ADDR => node_only(body, "addr(bytes32)", Query::Addr)?,
            selector::CONTENTHASH => node_only(body, "contenthash(bytes32)", Query::Contenthash)?,
            selector::NAME => node_only(body, "name(bytes32)", Query::Name)?,
            selector::PUBKEY => node_only(body, "pubkey(bytes32)", Query::Pubkey)?,
            selector::ZONEHASH => node_only(body, "zonehash(bytes32)", Query::Zonehash)?,
            selector::SUPPORTED_DATA_KEYS => {
                node_only(body, "supportedDataKeys(bytes32)", Query::SupportedDataKeys)?
            }
            selector::ADDR_OF => Query::AddrOf(CoinType(number(body, "addr(bytes32,uint256)")?)),
            selector::HAS_ADDR => Query::HasAddr(CoinType(number(body, "hasAddr(bytes32,uint256)")?)),
            selector::ABI => Query::Abi(number(body, "ABI(bytes32,uint256)")?),
            selector::TEXT => Query::Text(self.key(body, "text(bytes32,string)")?),
            selector::DATA => Query::Data(self.key(body, "data(bytes32,string)")?),
            selector::INTERFACE_IMPLEMENTER => {
                let (_, interface) =
                    arguments::<(Word, FixedBytes<4>)>(body, "interfaceImplementer(bytes32,bytes4)")?;
                Query::InterfaceImplementer(interface.0)
            }
            selector::DNS_RECORD => {
                let (_, name_hash, resource) =
                    arguments::<(Word, Word, Uint<16>)>(body, "dnsRecord(bytes32,bytes32,uint16)")?;
                Query::DnsRecord { name_hash, resource }
            }
            selector::ADDR_OF_CHAIN => {
                let (_, chain) = arguments::<(Word, Bytes)>(body, "addr(bytes32,bytes)")?;
                self.bound_key(chain.len())?;
                Query::AddrOfChain(chain)
            }
            selector::MULTICALL => Query::Multicall(self.elements(body, depth_left)?),
            selector => Query::Unknown {
                selector,
                call: with_node(call, B256::ZERO).into(),
            },
        })
    }

    fn key(&self, body: &[u8], signature: &'static str) -> Result<String, CallError> {
        let (_, key) = borrowed::<(Word, SolString)>(body, signature)?;
        self.bound_key(key.0.len())?;
        // Checked for UTF-8 with the arguments.
        Ok(String::from_utf8_lossy(key.0).into_owned())
    }

    fn bound_key(&self, length: usize) -> Result<(), CallError> {
        let limit = self.limits.key_bytes;
        if length > limit {
            return Err(CallError::KeyTooLong { length, limit });
        }
        Ok(())
    }

    fn elements(&mut self, body: &[u8], depth_left: usize) -> Result<Vec<Element>, CallError> {
        let depth_left = depth_left.checked_sub(1).ok_or(CallError::TooDeep {
            limit: self.limits.multicall_depth,
        })?;
        let (calls,) = borrowed::<(Array<Bytes>,)>(body, "multicall(bytes[])")?;
        self.calls_left = self
            .calls_left
            .checked_sub(calls.0.len())
            .ok_or(CallError::TooManyCalls {
                limit: self.limits.multicall_calls,
            })?;
        let elements = calls.0.iter().map(|call| {
            self.query(call.0, depth_left).map_err(|error| BadCall {
                selector: first_four(call.0),
                error,
            })
        });
        Ok(elements.collect())
    }
}

fn arguments<T>(body: &[u8], signature: &'static str) -> Result<T::RustType, CallError>
where
    T: SolType,
    for<'a> T::Token<'a>: TokenSeq<'a>,
{
    abi::decode::<T>(body).map_err(|reason| CallError::Arguments { signature, reason })
}

fn borrowed<'de, T>(body: &'de [u8], signature: &'static str) -> Result<T::Token<'de>, CallError>
where
    T: SolType,
    T::Token<'de>: TokenSeq<'de>,
{
    abi::decode_borrowed::<T>(body).map_err(|reason| CallError::Arguments { signature, reason })
}

fn node_only(body: &[u8], signature: &'static str, query: Query) -> Result<Query, CallError> {
    borrowed::<(Word,)>(body, signature).map(|_| query)
}

fn number(body: &[u8], signature: &'static str) -> Result<U256, CallError> {
    arguments::<(Word, Uint<256>)>(body, signature).map(|(_, number)| number)
}
