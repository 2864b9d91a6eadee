//! Names that were owned elsewhere and wait for their owners' keys.
//!
//! An imported name is no account: it stands outside the log and answers empty. It is claimed by
//! registering it, with the key of the address that owned it as one of the signers: every signer
//! signs a registration, so nobody else can, and the operator cannot either without a voucher that
//! stays in the log. What the name answered elsewhere is shown as a suggestion, and becomes true
//! only if the claimant signs it.

use alloy_primitives::{Address, Bytes};
use alloy_sol_types::{SolValue, sol};
use mononym_ens::Name;

use crate::store::Reservation;

sol! {
    struct StoredRecord {
        bytes call;
        bytes value;
    }
}

/// A name of another service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedName {
    /// The name, normalised.
    pub name: String,
    /// Who owned it.
    pub claimant: Address,
    /// What it answered.
    pub records: Vec<ImportedRecord>,
}

/// A record of another service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedRecord {
    /// The canonical call ([`mononym_ens::RecordCall`]).
    pub call: Bytes,
    /// ABI encoding of the call's return values.
    pub value: Bytes,
}

/// The reservation of an imported name, made at `reserved_at` (Unix seconds).
pub fn reservation(imported: &ImportedName, name: &Name, reserved_at: u64) -> Reservation {
    let records: Vec<StoredRecord> = imported
        .records
        .iter()
        .map(|record| StoredRecord {
            call: record.call.clone(),
            value: record.value.clone(),
        })
        .collect();
    Reservation {
        name: imported.name.clone(),
        node: name.node(),
        claimant: imported.claimant,
        records: records.abi_encode().into(),
        reserved_at,
    }
}

/// The records of a reservation; none where they do not decode, since they are suggestions only.
pub(super) fn records(encoded: &[u8]) -> Vec<ImportedRecord> {
    Vec::<StoredRecord>::abi_decode_validate(encoded)
        .unwrap_or_default()
        .into_iter()
        .map(|record| ImportedRecord {
            call: record.call,
            value: record.value,
        })
        .collect()
}
