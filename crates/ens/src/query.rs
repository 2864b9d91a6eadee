//! Queries: what an ENS profile call asks for.

use alloc::string::String;
use alloc::vec::Vec;

use alloy_primitives::{B256, Bytes, U256};

use crate::CoinType;
use crate::abi;
use crate::selector;

mod decode;

pub use decode::CallError;

/// A profile call without its node: the node of an answer is the name's, whatever the call says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Query {
    /// `addr(bytes32)`: the address on Ethereum mainnet.
    Addr,
    /// `addr(bytes32,uint256)`: the address on a chain.
    AddrOf(CoinType),
    /// `text(bytes32,string)`: the text under a key, which is any UTF-8.
    Text(String),
    /// `contenthash(bytes32)`.
    Contenthash,
    /// `name(bytes32)`: the primary name, of a reverse name.
    Name,
    /// `pubkey(bytes32)`: a point on secp256k1.
    Pubkey,
    /// `ABI(bytes32,uint256)`: the interface in one of the content types of a bit mask.
    Abi(U256),
    /// `interfaceImplementer(bytes32,bytes4)`.
    InterfaceImplementer([u8; 4]),
    /// `dnsRecord(bytes32,bytes32,uint16)`.
    DnsRecord {
        /// Keccak-256 of the DNS name, in wire form.
        name_hash: B256,
        /// The resource type of RFC 1035.
        resource: u16,
    },
    /// `zonehash(bytes32)`.
    Zonehash,
    /// `data(bytes32,string)`: the bytes under a key (ENSIP-24).
    Data(String),
    /// `supportedDataKeys(bytes32)` (ENSIP-24).
    SupportedDataKeys,
    /// `hasAddr(bytes32,uint256)`: whether the chain has an address of its own.
    HasAddr(CoinType),
    /// `addr(bytes32,bytes)`: the address on an ERC-7930 chain (draft).
    AddrOfChain(Bytes),
    /// `multicall(bytes[])`, each call by itself.
    Multicall(Vec<Element>),
    /// Any other call.
    Unknown {
        /// Its function.
        selector: [u8; 4],
        /// The whole call, its first argument set to zero if it has one.
        call: Bytes,
    },
}

/// One call of a `multicall`. A bad one is answered in its place and does not spoil the others.
pub type Element = Result<Query, BadCall>;

/// A call in a `multicall` that cannot be read: answered with `UnsupportedResolverProfile`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BadCall {
    /// The first four bytes of the call, filled up with zeros.
    pub selector: [u8; 4],
    /// What is wrong with it.
    pub error: CallError,
}

impl Query {
    /// The selector of its call.
    pub fn selector(&self) -> [u8; 4] {
        match self {
            Self::Addr => selector::ADDR,
            Self::AddrOf(_) => selector::ADDR_OF,
            Self::Text(_) => selector::TEXT,
            Self::Contenthash => selector::CONTENTHASH,
            Self::Name => selector::NAME,
            Self::Pubkey => selector::PUBKEY,
            Self::Abi(_) => selector::ABI,
            Self::InterfaceImplementer(_) => selector::INTERFACE_IMPLEMENTER,
            Self::DnsRecord { .. } => selector::DNS_RECORD,
            Self::Zonehash => selector::ZONEHASH,
            Self::Data(_) => selector::DATA,
            Self::SupportedDataKeys => selector::SUPPORTED_DATA_KEYS,
            Self::HasAddr(_) => selector::HAS_ADDR,
            Self::AddrOfChain(_) => selector::ADDR_OF_CHAIN,
            Self::Multicall(_) => selector::MULTICALL,
            Self::Unknown { selector, .. } => *selector,
        }
    }

    /// The canonical call, with `node` as its first argument: what a client sends.
    ///
    /// A bad call in a `multicall` comes out as its selector alone, which has the same answer.
    pub fn encode(&self, node: B256) -> Vec<u8> {
        let selector = self.selector();
        match self {
            Self::Addr
            | Self::Contenthash
            | Self::Name
            | Self::Pubkey
            | Self::Zonehash
            | Self::SupportedDataKeys => abi::Writer::new(&selector, 1).word(&node).finish(),
            Self::AddrOf(coin) | Self::HasAddr(coin) => abi::Writer::new(&selector, 2)
                .word(&node)
                .word(&coin.0.to_be_bytes())
                .finish(),
            Self::Text(key) | Self::Data(key) => abi::Writer::new(&selector, 2 + abi::tail_words(key.len()))
                .word(&node)
                .number(64)
                .bytes(key.as_bytes())
                .finish(),
            Self::Abi(mask) => abi::call(selector, &(node, mask)),
            Self::InterfaceImplementer(interface) => abi::call(selector, &(node, interface)),
            Self::DnsRecord { name_hash, resource } => abi::call(selector, &(node, name_hash, resource)),
            Self::AddrOfChain(chain) => abi::call(selector, &(node, chain)),
            Self::Multicall(elements) => {
                let calls: Vec<Bytes> = elements
                    .iter()
                    .map(|element| match element {
                        Ok(query) => query.encode(node).into(),
                        Err(bad) => bad.selector.into(),
                    })
                    .collect();
                abi::call(selector, &(calls,))
            }
            Self::Unknown { call, .. } => with_node(call, node),
        }
    }
}

/// Where the node of a call stands: the word behind the selector.
fn with_node(call: &[u8], node: B256) -> Vec<u8> {
    let mut call = call.to_vec();
    if let Some(word) = call.get_mut(4..36) {
        word.copy_from_slice(node.as_slice());
    }
    call
}

#[cfg(test)]
mod tests;
