//! ENS calls and signed answers as clients write and read them, without the service's own decoders.

use alloy_primitives::{Address, B256, Bytes, Signature, keccak256};
use alloy_sol_types::{SolCall, SolValue, sol};

sol! {
    /// Every profile that the service knows, and one that it does not.
    interface Profile {
        function addr(bytes32 node) external returns (address);
        function addr(bytes32 node, uint256 coinType) external returns (bytes);
        function addr(bytes32 node, bytes chain) external returns (bytes);
        function hasAddr(bytes32 node, uint256 coinType) external returns (bool);
        function text(bytes32 node, string key) external returns (string);
        function contenthash(bytes32 node) external returns (bytes);
        function name(bytes32 node) external returns (string);
        function pubkey(bytes32 node) external returns (bytes32 x, bytes32 y);
        function ABI(bytes32 node, uint256 contentTypes) external returns (uint256, bytes);
        function interfaceImplementer(bytes32 node, bytes4 id) external returns (address);
        function dnsRecord(bytes32 node, bytes32 nameHash, uint16 resource) external returns (bytes);
        function zonehash(bytes32 node) external returns (bytes);
        function data(bytes32 node, string key) external returns (bytes);
        function supportedDataKeys(bytes32 node) external returns (string[]);
        function multicall(bytes[] calls) external returns (bytes[]);
        function resolve(bytes name, bytes data) external returns (bytes);
        function recordVersions(bytes32 node) external returns (uint64);
    }
}

pub(crate) use Profile::{
    ABICall, addr_0Call as addrCall, addr_1Call as addrOfCall, addr_2Call as addrOfChainCall,
    contenthashCall, dataCall, dnsRecordCall, hasAddrCall, interfaceImplementerCall, multicallCall, nameCall,
    pubkeyCall, recordVersionsCall, resolveCall, supportedDataKeysCall, textCall, zonehashCall,
};

/// A name in DNS wire form, whatever its labels hold.
pub(crate) fn dns(name: &str) -> Vec<u8> {
    let mut wire = Vec::new();
    for label in name.split('.').filter(|_| !name.is_empty()) {
        wire.push(u8::try_from(label.len()).unwrap());
        wire.extend_from_slice(label.as_bytes());
    }
    wire.push(0);
    wire
}

/// ENSIP-1.
pub(crate) fn namehash(name: &str) -> B256 {
    let labels = name.split('.').filter(|_| !name.is_empty());
    labels.rev().fold(B256::ZERO, |node, label| {
        keccak256([node, keccak256(label)].concat())
    })
}

/// The call data of `resolve(bytes,bytes)`.
pub(crate) fn resolve_call(dns_name: &[u8], inner: &[u8]) -> Bytes {
    let call = resolveCall {
        name: Bytes::copy_from_slice(dns_name),
        data: Bytes::copy_from_slice(inner),
    };
    call.abi_encode().into()
}

/// The same for a profile call with the node that belongs to the name.
pub(crate) fn question(name: &str, inner: &[u8]) -> Bytes {
    resolve_call(&dns(name), inner)
}

pub(crate) fn addr(name: &str) -> Vec<u8> {
    addrCall { node: namehash(name) }.abi_encode()
}

pub(crate) fn addr_of(name: &str, coin_type: u64) -> Vec<u8> {
    let call = addrOfCall {
        node: namehash(name),
        coinType: alloy_primitives::U256::from(coin_type),
    };
    call.abi_encode()
}

pub(crate) fn text(name: &str, key: &str) -> Vec<u8> {
    let call = textCall {
        node: namehash(name),
        key: key.to_owned(),
    };
    call.abi_encode()
}

/// A signed answer, decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signed {
    /// As `resolveWithProof` takes it.
    pub(crate) response: Bytes,
    pub(crate) result: Bytes,
    pub(crate) expires: u64,
    pub(crate) signature: Bytes,
}

impl Signed {
    pub(crate) fn decode(response: &Bytes) -> Self {
        let (result, expires, signature) =
            <(Bytes, u64, Bytes)>::abi_decode_params_validate(response).unwrap();
        Self {
            response: response.clone(),
            result,
            expires,
            signature,
        }
    }

    /// The address whose key signed this answer to this call for this resolver. Only the form that
    /// resolvers take passes: 65 bytes, v 27 or 28, low s.
    pub(crate) fn signer(&self, resolver: Address, call_data: &[u8]) -> Address {
        assert_eq!(self.signature.len(), 65);
        assert!(matches!(self.signature[64], 27 | 28));
        let signature = Signature::from_raw(&self.signature).unwrap();
        assert_eq!(signature.normalize_s(), None, "s is low");
        let digest = keccak256(
            [
                &[0x19, 0x00],
                resolver.as_slice(),
                &self.expires.to_be_bytes(),
                keccak256(call_data).as_slice(),
                keccak256(&self.result).as_slice(),
            ]
            .concat(),
        );
        signature.recover_address_from_prehash(&digest).unwrap()
    }
}

/// `UnsupportedResolverProfile(bytes4)`, 36 bytes.
pub(crate) fn unsupported(selector: [u8; 4]) -> Bytes {
    let mut error = vec![0x7b, 0x1c, 0x46, 0x1b];
    error.extend_from_slice(&selector);
    error.resize(36, 0);
    error.into()
}
