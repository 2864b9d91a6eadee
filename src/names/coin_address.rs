//! The door for addresses: each that a record sets is one of its coin.
//!
//! This is no rule of the keystore: there an address is bytes, and what L1 forces in, or what was
//! accepted before a coin's form was known here, stays valid.

use mononym_coins::AddressError;
use mononym_ens::{Limits, Query, RecordCall, answer};
use mononym_keystore::{Record, RecordState};
use thiserror::Error;

/// A record of an operation sets an address that its coin does not have.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("record {index}: {error}")]
pub struct BadAddress {
    /// Its place, from 0.
    pub index: usize,
    /// What is wrong.
    pub error: AddressError,
}

/// Checks every address that these records set. Records that cannot be stored at all are left to the
/// keystore's own rules.
pub(super) fn check_addresses(records: &[Record], limits: &Limits) -> Result<(), BadAddress> {
    for (index, record) in records.iter().enumerate() {
        let Ok(Query::AddrOf(coin_type)) = Query::decode(&record.call, limits) else {
            continue;
        };
        let is_storable = record.state == RecordState::Set
            && RecordCall::addr(coin_type)
                .check_value(&record.value, limits)
                .is_ok();
        if let Some(address) = answer::decode_bytes(&record.value).ok().filter(|_| is_storable) {
            mononym_coins::format(coin_type, &address).map_err(|error| BadAddress { index, error })?;
        }
    }
    Ok(())
}
