//! Records: which calls can be stored with a value, under which key, and which values they take.

use alloc::vec;
use alloc::vec::Vec;

use alloy_primitives::{B256, Bytes, FixedBytes, U256, keccak256};

use crate::query::Query;
use crate::{CoinType, Limits};

mod error;
mod value;

pub use error::RecordError;

/// Separates the keys of records from all other keys of the tree, and from namehashes.
const KEY_TAG: FixedBytes<17> = FixedBytes(*b"mononym.record.v1");

/// A selector and a node: no record's call is shorter.
const SHORTEST: usize = 36;

/// The single content types that an ABI is stored under, in the order of an answer (ENSIP-4):
/// JSON, zlib-compressed JSON, CBOR, URI.
const ABI_CONTENT_TYPES: [u8; 4] = [1, 2, 4, 8];

/// The call that names a record: canonical, its node zeroed, at least 36 bytes.
///
/// This is `Record.call` of an operation, which is signed and hashed, so there is exactly one for
/// each record.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RecordCall {
    call: Bytes,
    query: Query,
}

impl RecordCall {
    /// Reads the call of an operation. Unknown functions are taken as they are.
    ///
    /// # Errors
    /// If it is not canonical, its node is not zero, it names no single record, or is beyond
    /// `limits`.
    pub fn parse(call: &[u8], limits: &Limits) -> Result<Self, RecordError> {
        if call.len() > limits.record_call_bytes {
            return Err(RecordError::CallTooLong {
                length: call.len(),
                limit: limits.record_call_bytes,
            });
        }
        let query = Query::decode(call, limits)?;
        match &query {
            Query::Addr => return Err(RecordError::AddrWithoutCoinType),
            Query::HasAddr(_) | Query::SupportedDataKeys | Query::Multicall(_) => {
                return Err(RecordError::Computed);
            }
            Query::Abi(mask) if !ABI_CONTENT_TYPES.map(U256::from).contains(mask) => {
                return Err(RecordError::AbiContentType);
            }
            _ => {}
        }
        let Some(node) = call.get(4..SHORTEST) else {
            return Err(RecordError::CallTooShort { length: call.len() });
        };
        if node.iter().any(|byte| *byte != 0) {
            return Err(RecordError::NodeNotZero);
        }
        let record = Self::of(query);
        if record.as_bytes() == call {
            Ok(record)
        } else {
            Err(RecordError::NotCanonical {
                canonical: record.call,
            })
        }
    }

    /// The address on a chain; `addr(bytes32)` is that of [`CoinType::ETH`].
    pub fn addr(coin: CoinType) -> Self {
        Self::of(Query::AddrOf(coin))
    }

    /// The text under a key.
    pub fn text(key: &str) -> Self {
        Self::of(Query::Text(key.into()))
    }

    /// The contenthash.
    pub fn contenthash() -> Self {
        Self::of(Query::Contenthash)
    }

    /// The primary name.
    pub fn name() -> Self {
        Self::of(Query::Name)
    }

    /// The public key.
    pub fn pubkey() -> Self {
        Self::of(Query::Pubkey)
    }

    /// The ABI in one content type.
    ///
    /// # Errors
    /// If that is not 1, 2, 4 or 8.
    pub fn abi(content_type: u8) -> Result<Self, RecordError> {
        if ABI_CONTENT_TYPES.contains(&content_type) {
            Ok(Self::of(Query::Abi(U256::from(content_type))))
        } else {
            Err(RecordError::AbiContentType)
        }
    }

    /// The implementer of an interface.
    pub fn interface(interface: [u8; 4]) -> Self {
        Self::of(Query::InterfaceImplementer(interface))
    }

    /// A DNS record set: the hash of its name in wire form, and its resource type.
    pub fn dns_record(name_hash: B256, resource: u16) -> Self {
        Self::of(Query::DnsRecord { name_hash, resource })
    }

    /// The zonehash.
    pub fn zonehash() -> Self {
        Self::of(Query::Zonehash)
    }

    /// The data under a key.
    pub fn data(key: &str) -> Self {
        Self::of(Query::Data(key.into()))
    }

    /// The address on an ERC-7930 chain.
    pub fn addr_of_chain(chain: &[u8]) -> Self {
        Self::of(Query::AddrOfChain(Bytes::copy_from_slice(chain)))
    }

    /// The record's key in the tree:
    /// `keccak256("mononym.record.v1" ‖ node ‖ keccak256(call))`.
    pub fn key(&self, node: &B256) -> B256 {
        let call = keccak256(&self.call);
        keccak256(KEY_TAG.concat_const::<32, 49>(*node).concat_const::<32, 81>(call))
    }

    /// The call.
    pub fn as_bytes(&self) -> &[u8] {
        &self.call
    }

    /// The selector of the call.
    pub fn selector(&self) -> [u8; 4] {
        self.query.selector()
    }

    /// The query that reads this record.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// The query that reads this record, as one's own.
    pub fn to_query(&self) -> Query {
        self.query.clone()
    }

    /// Checks the value of a set record: the canonical ABI encoding of what the call returns, in
    /// range. EVM addresses are 20 bytes and not zero, other addresses and ABIs not empty; values
    /// of unknown functions are whole words.
    ///
    /// # Errors
    /// If it is not.
    pub fn check_value(&self, value: &[u8], limits: &Limits) -> Result<(), RecordError> {
        if value.len() > limits.value_bytes {
            return Err(RecordError::ValueTooLong {
                length: value.len(),
                limit: limits.value_bytes,
            });
        }
        value::check(&self.query, value)
    }

    /// For queries that name one record.
    fn of(query: Query) -> Self {
        Self {
            call: query.encode(B256::ZERO).into(),
            query,
        }
    }
}

impl Query {
    /// The records that its answer may come from, in the order in which they count.
    ///
    /// An address of an EVM chain comes from its own record, then from the default's (ENSIP-19);
    /// an ABI from the first of its content types; those of a `multicall` follow each other;
    /// `supportedDataKeys` needs more than single records and has none here.
    pub fn record_calls(&self) -> Vec<RecordCall> {
        match self {
            Self::Addr => Self::AddrOf(CoinType::ETH).record_calls(),
            Self::AddrOf(coin) => {
                let default = coin.chain_id().map(|_| CoinType::DEFAULT_EVM);
                let coins = [Some(*coin), default];
                coins.into_iter().flatten().map(RecordCall::addr).collect()
            }
            Self::HasAddr(coin) => vec![RecordCall::addr(*coin)],
            Self::Abi(mask) => ABI_CONTENT_TYPES
                .into_iter()
                .map(U256::from)
                .filter(|content_type| *content_type & *mask != U256::ZERO)
                .map(|content_type| RecordCall::of(Self::Abi(content_type)))
                .collect(),
            Self::SupportedDataKeys => Vec::new(),
            Self::Multicall(elements) => elements.iter().flatten().flat_map(Self::record_calls).collect(),
            Self::Unknown { call, .. } if call.len() < SHORTEST => Vec::new(),
            Self::Text(_)
            | Self::Contenthash
            | Self::Name
            | Self::Pubkey
            | Self::InterfaceImplementer(_)
            | Self::DnsRecord { .. }
            | Self::Zonehash
            | Self::Data(_)
            | Self::AddrOfChain(_)
            | Self::Unknown { .. } => vec![RecordCall::of(self.clone())],
        }
    }
}

#[cfg(test)]
mod tests;
