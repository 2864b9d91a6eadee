//! What can be wrong with a record.

use alloy_primitives::{Bytes, U256};

use crate::abi::AbiError;
use crate::query::CallError;

/// Why a call names no record, or a value does not fit it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// The call cannot be read.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The call is too long.
    #[error("the record's call has {length} bytes, at most {limit} are stored")]
    CallTooLong {
        /// Its bytes.
        length: usize,
        /// [`Limits::record_call_bytes`](crate::Limits::record_call_bytes).
        limit: usize,
    },
    /// The call is too short.
    #[error("the record's call has {length} bytes, a selector and a node alone have 36")]
    CallTooShort {
        /// Its bytes.
        length: usize,
    },
    /// The node is not zero.
    #[error("the call's first argument, the node, must be zero: the record's name says which it is")]
    NodeNotZero,
    /// The call has another encoding, which is the one to sign.
    #[error("the call is not in canonical ABI encoding: sign {canonical} instead")]
    NotCanonical {
        /// The right one.
        canonical: Bytes,
    },
    /// `addr(bytes32)` has another canonical form.
    #[error("store the address of Ethereum as addr(bytes32,uint256) with coin type 60")]
    AddrWithoutCoinType,
    /// Its answer is computed from other records.
    #[error("the answer of this call is computed from other records: set those")]
    Computed,
    /// Several content types, or none of the known ones.
    #[error("an ABI is stored under one content type, 1, 2, 4 or 8: set each by itself")]
    AbiContentType,
    /// The value is too long.
    #[error("the value has {length} bytes, at most {limit} are stored")]
    ValueTooLong {
        /// Its bytes.
        length: usize,
        /// [`Limits::value_bytes`](crate::Limits::value_bytes).
        limit: usize,
    },
    /// The value is not what the call returns.
    #[error("the value is not the ABI encoding of what the call returns: {0}")]
    Value(#[from] AbiError),
    /// The value has another encoding than the one that is signed.
    #[error("the value is not in canonical ABI encoding: encode it again, without gaps or excess")]
    ValueNotCanonical,
    /// An address on an EVM chain has another form.
    #[error("an EVM address is 20 bytes and not zero: use state none for no address")]
    EvmAddress,
    /// An address or ABI is empty.
    #[error("the value is empty: use state none for an empty answer")]
    EmptyValue,
    /// The value of a call that is not known is no sequence of words.
    #[error("the value has {length} bytes, ABI encodings are one or more words of 32")]
    NoWords {
        /// Its bytes.
        length: usize,
    },
    /// An ABI's value carries another content type than its call.
    #[error("the value's content type is {found}, its call's is {expected}")]
    OtherContentType {
        /// That of the value.
        found: U256,
        /// That of the call.
        expected: U256,
    },
}
