//! Shapes of signed operations for the OpenAPI document, and receipts.
//!
//! The types that are read are `mononym_keystore`'s, which know nothing of HTTP; a test reads the
//! examples here with them.

use alloy_primitives::B256;
use serde::Serialize;
use utoipa::ToSchema;

use crate::store::Accepted;

/// An operation with the signatures that carry it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what mononym_keystore reads")]
#[schema(example = json!(example()))]
pub(super) struct SignedOperation {
    /// The operation.
    operation: Operation,
    /// The signers' approvals.
    signatures: Vec<Approval>,
    /// For a registration: the parent's consent. Under an open policy the service adds it.
    voucher: Option<Voucher>,
}

/// Primary type and message of the EIP-712 typed data that was signed; the message exactly as it
/// was signed, but that integers may stand as decimal strings.
#[derive(Serialize, ToSchema)]
#[serde(tag = "primaryType", content = "message")]
#[expect(dead_code, reason = "describes what mononym_keystore reads")]
pub(super) enum Operation {
    /// Makes a name an account.
    Register(RegisterMessage),
    /// Changes records, all or none.
    SetRecords(SetRecordsMessage),
    /// Says who vouches for names directly below this one, and on what terms.
    SetRegistrar(SetRegistrarMessage),
}

/// `Register(string name,uint64 nonce,uint64 deadline,uint8 threshold,bytes[] signers,uint8
/// guardianThreshold,bytes32 guardiansHash,uint32 recoveryDelay,address implementation,Record[]
/// records)`
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RegisterMessage {
    /// The name in normalised form.
    #[schema(example = "alice.mononym.eth")]
    name: String,
    /// 0.
    nonce: u64,
    /// Unix time in seconds after which the operation is not accepted.
    deadline: u64,
    /// Signatures that later operations need.
    threshold: u8,
    /// Kind byte and key data each, in strictly ascending order of their keccak256 hash.
    signers: Vec<String>,
    /// Guardians that a recovery needs; 0 without guardians.
    guardian_threshold: u8,
    /// Salted hash of the guardians; zero without guardians.
    guardians_hash: String,
    /// Seconds between the start and the end of a recovery; 0 without guardians.
    recovery_delay: u32,
    /// Logic of the mini-accounts; zero to choose it later.
    implementation: String,
    /// First records.
    records: Vec<RecordMessage>,
}

/// `SetRecords(string name,uint64 nonce,uint64 deadline,Record[] records)`
#[derive(Serialize, ToSchema)]
pub(super) struct SetRecordsMessage {
    /// The account's name.
    name: String,
    /// The account's nonce.
    nonce: u64,
    /// Unix time in seconds after which the operation is not accepted.
    deadline: u64,
    /// The records to change.
    records: Vec<RecordMessage>,
}

/// `SetRegistrar(string name,uint64 nonce,uint64 deadline,address registrar,uint8 policy)`
#[derive(Serialize, ToSchema)]
pub(super) struct SetRegistrarMessage {
    /// The account's name.
    name: String,
    /// The account's nonce.
    nonce: u64,
    /// Unix time in seconds after which the operation is not accepted.
    deadline: u64,
    /// Address of the key that signs vouchers; zero for nobody.
    registrar: String,
    /// 0 closed, 1 open, 2 voucher.
    policy: u8,
}

/// `Record(bytes call,uint8 state,bytes value)`
#[derive(Serialize, ToSchema)]
pub(super) struct RecordMessage {
    /// The canonical profile call, its node argument zeroed.
    call: String,
    /// 0 unset, 1 set, 2 none: answers empty, without falling through.
    state: u8,
    /// ABI encoding of the call's return values if set, else `0x`.
    value: String,
}

/// One signer's approval.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what mononym_keystore reads")]
pub(super) struct Approval {
    /// A kind byte, then the key's data: `0x01` and an address.
    signer: String,
    /// 65 bytes, r ‖ s ‖ v, over the operation's EIP-712 digest.
    signature: String,
}

/// A parent's consent to a registration.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what mononym_keystore reads")]
pub(super) struct Voucher {
    /// Unix time in seconds.
    deadline: u64,
    /// The registrar's signature over `Voucher(string name,bytes32 signersHash,uint64 deadline)`.
    signature: String,
}

/// What became of an operation.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Receipt {
    /// The account's name.
    #[schema(example = "alice.mononym.eth")]
    name: String,
    /// Its namehash.
    #[schema(value_type = String)]
    node: B256,
    /// Nonce of the account's next operation.
    nonce: u64,
    /// Hash over every accepted operation of the account, in order.
    #[schema(value_type = String)]
    history_hash: B256,
    /// The operation's EIP-712 digest, by which it is known.
    #[schema(value_type = String)]
    operation_hash: B256,
    /// Its place in the log of all operations.
    sequence: u64,
    /// When it was accepted, in Unix seconds.
    accepted_at: u64,
}

impl From<Accepted> for Receipt {
    fn from(accepted: Accepted) -> Self {
        Self {
            name: accepted.name,
            node: accepted.node,
            nonce: accepted.nonce,
            history_hash: accepted.history_hash,
            operation_hash: accepted.hash,
            sequence: accepted.sequence,
            accepted_at: accepted.accepted_at,
        }
    }
}

fn example() -> serde_json::Value {
    let zero = format!("0x{}", "0".repeat(64));
    serde_json::json!({
        "operation": {
            "primaryType": "Register",
            "message": {
                "name": "alice.mononym.eth",
                "nonce": 0,
                "deadline": 1_900_000_000,
                "threshold": 1,
                "signers": ["0x01f39fd6e51aad88f6f4ce6ab8827279cfffb92266"],
                "guardianThreshold": 0,
                "guardiansHash": zero,
                "recoveryDelay": 0,
                "implementation": "0x0000000000000000000000000000000000000000",
                "records": []
            }
        },
        "signatures": [{
            "signer": "0x01f39fd6e51aad88f6f4ce6ab8827279cfffb92266",
            "signature": format!("0x{}1b", "11".repeat(64)),
        }]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_what_the_service_reads() {
        let signed: mononym_keystore::SignedOperation = serde_json::from_value(example()).unwrap();
        assert_eq!(signed.operation.name(), "alice.mononym.eth");
        assert_eq!(signed.operation.primary_type(), "Register");
    }
}
