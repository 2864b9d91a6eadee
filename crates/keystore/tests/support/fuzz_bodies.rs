//! Bodies of the fuzz targets: any bytes give a value that holds its laws, or an error.
#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    reason = "the fuzz crate calls them; a panic is a finding"
)]

use alloy_primitives::Address;
use mononym_ens::Limits;
use mononym_keystore::{Domain, SignedOperation};

const DOMAIN: Domain = Domain {
    l1_chain_id: 1,
    keystore: Address::repeat_byte(1),
};

/// A stored operation: what is read writes back to what reads the same, and can be verified.
pub fn stored_operation(data: &[u8]) {
    if let Ok(signed) = SignedOperation::from_bytes(data) {
        assert_eq!(
            SignedOperation::from_bytes(&signed.to_bytes()).as_ref(),
            Ok(&signed)
        );
        let _ = signed.verify(&DOMAIN, &Limits::default());
    }
}

/// A posted operation: the same for JSON, and both forms agree.
pub fn posted_operation(data: &[u8]) {
    if let Ok(signed) = serde_json::from_slice::<SignedOperation>(data) {
        let json = serde_json::to_vec(&signed).unwrap();
        assert_eq!(serde_json::from_slice::<SignedOperation>(&json).unwrap(), signed);
        stored_operation(&signed.to_bytes());
    }
}
