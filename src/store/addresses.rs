//! What the address index holds of an account.

use alloy_primitives::{B256, Bytes, keccak256};
use mononym_ens::{Limits, Query, answer};
use mononym_keystore::RecordState;

/// Longest address that the index holds as it is: two hashes, which is more than any chain has.
const LONGEST: usize = 64;

/// A row of the address index.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct AddressRow {
    /// [`index_key`] of the address.
    pub(super) address: Bytes,
    pub(super) name: String,
    pub(super) node: B256,
    /// Key of the record that says so; empty where it is derived.
    pub(super) source: Bytes,
}

/// What the index holds for an address: long ones by their hash, since a database limits its keys.
pub(super) fn index_key(address: &[u8]) -> Bytes {
    if address.len() > LONGEST {
        keccak256(address).into()
    } else {
        Bytes::copy_from_slice(address)
    }
}

/// The key under which a record stands in the index, if it is an address.
pub(super) fn key_of_record(call: &[u8], state: RecordState, value: &[u8]) -> Option<Bytes> {
    if state != RecordState::Set {
        return None;
    }
    let Ok(Query::AddrOf(_)) = Query::decode(call, &Limits::default()) else {
        return None;
    };
    let address = answer::decode_bytes(value).ok()?;
    (!address.is_empty()).then(|| index_key(&address))
}
