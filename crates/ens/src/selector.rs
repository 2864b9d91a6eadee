//! Function and error selectors: the first four bytes of keccak-256 of the signature.
//!
//! ENSIP-8 prints another number for [`INTERFACE_IMPLEMENTER`]; the one here is the hash's.

use alloy_primitives::hex;

/// `addr(bytes32)`, EIP-137.
pub const ADDR: [u8; 4] = hex!("3b3b57de");
/// `addr(bytes32,uint256)`, ENSIP-9.
pub const ADDR_OF: [u8; 4] = hex!("f1cb7e06");
/// `addr(bytes32,bytes)`, draft, ERC-7930 chain identifiers.
pub const ADDR_OF_CHAIN: [u8; 4] = hex!("cd04a8c9");
/// `text(bytes32,string)`, ENSIP-5.
pub const TEXT: [u8; 4] = hex!("59d1d43c");
/// `contenthash(bytes32)`, ENSIP-7.
pub const CONTENTHASH: [u8; 4] = hex!("bc1c58d1");
/// `name(bytes32)`, EIP-181.
pub const NAME: [u8; 4] = hex!("691f3431");
/// `pubkey(bytes32)`, EIP-619.
pub const PUBKEY: [u8; 4] = hex!("c8690233");
/// `ABI(bytes32,uint256)`, ENSIP-4.
pub const ABI: [u8; 4] = hex!("2203ab56");
/// `interfaceImplementer(bytes32,bytes4)`, ENSIP-8.
pub const INTERFACE_IMPLEMENTER: [u8; 4] = hex!("124a319c");
/// `dnsRecord(bytes32,bytes32,uint16)`, ENSIP-6.
pub const DNS_RECORD: [u8; 4] = hex!("a8fa5682");
/// `zonehash(bytes32)`, ENSIP-6.
pub const ZONEHASH: [u8; 4] = hex!("5c98042b");
/// `data(bytes32,string)`, ENSIP-24.
pub const DATA: [u8; 4] = hex!("ecbfada3");
/// `supportedDataKeys(bytes32)`, ENSIP-24.
pub const SUPPORTED_DATA_KEYS: [u8; 4] = hex!("29fb1892");
/// `hasAddr(bytes32,uint256)`.
pub const HAS_ADDR: [u8; 4] = hex!("32f111d7");
/// `multicall(bytes[])`.
pub const MULTICALL: [u8; 4] = hex!("ac9650d8");
/// `resolve(bytes,bytes)`, ENSIP-10.
pub const RESOLVE: [u8; 4] = hex!("9061b923");
/// `prove(bytes,bytes)`, of our own: as [`RESOLVE`], for an answer that proves itself.
pub const PROVE: [u8; 4] = hex!("ea191743");
/// The error `UnsupportedResolverProfile(bytes4)`, ENSIP-23.
pub const UNSUPPORTED_RESOLVER_PROFILE: [u8; 4] = hex!("7b1c461b");

/// The first four bytes of a call; a shorter one is filled up with zeros.
pub fn first_four(call: &[u8]) -> [u8; 4] {
    let mut bytes = call.iter().copied();
    core::array::from_fn(|_| bytes.next().unwrap_or(0))
}
