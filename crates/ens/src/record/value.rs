//! What a record's value must be, profile by profile.

use alloy_sol_types::sol_data::{Address, Bytes, String, Uint};
use alloy_sol_types::{SolType, SolValue, abi::TokenSeq};

use super::RecordError;
use crate::abi::{self, Word};
use crate::query::Query;

/// Checks that `value` is the canonical encoding of what the query's call returns, in range.
pub(super) fn check(query: &Query, value: &[u8]) -> Result<(), RecordError> {
    match query {
        Query::AddrOf(coin) => {
            let (address,) = canonical::<(Bytes,)>(value)?;
            if coin.is_evm() {
                evm_address(&address)
            } else {
                not_empty(&address)
            }
        }
        Query::AddrOfChain(_) => not_empty(&canonical::<(Bytes,)>(value)?.0),
        Query::InterfaceImplementer(_) => evm_address(canonical::<(Address,)>(value)?.0.as_slice()),
        Query::Text(_) | Query::Name => canonical::<(String,)>(value).map(drop),
        Query::Contenthash | Query::Zonehash | Query::DnsRecord { .. } | Query::Data(_) => {
            canonical::<(Bytes,)>(value).map(drop)
        }
        Query::Pubkey => canonical::<(Word, Word)>(value).map(drop),
        Query::Abi(expected) => {
            let (found, data) = canonical::<(Uint<256>, Bytes)>(value)?;
            if found != *expected {
                return Err(RecordError::OtherContentType {
                    found,
                    expected: *expected,
                });
            }
            not_empty(&data)
        }
        Query::Unknown { .. } if value.is_empty() || !value.len().is_multiple_of(32) => {
            Err(RecordError::NoWords { length: value.len() })
        }
        Query::Unknown { .. } => Ok(()),
        Query::Addr | Query::HasAddr(_) | Query::SupportedDataKeys | Query::Multicall(_) => {
            Err(RecordError::Computed)
        }
    }
}

/// Decodes, encodes again and compares.
fn canonical<T>(value: &[u8]) -> Result<T::RustType, RecordError>
where
    T: SolType,
    T::RustType: SolValue<SolType = T>,
    for<'a> T::Token<'a>: TokenSeq<'a>,
{
    let decoded = abi::decode::<T>(value)?;
    if abi::encode(&decoded) == value {
        Ok(decoded)
    } else {
        Err(RecordError::ValueNotCanonical)
    }
}

fn evm_address(address: &[u8]) -> Result<(), RecordError> {
    if address.len() == 20 && address.iter().any(|byte| *byte != 0) {
        Ok(())
    } else {
        Err(RecordError::EvmAddress)
    }
}

fn not_empty(bytes: &[u8]) -> Result<(), RecordError> {
    if bytes.is_empty() {
        Err(RecordError::EmptyValue)
    } else {
        Ok(())
    }
}
