//! Examples of the OpenAPI document. They work: tests post them, in this order, to a service on its
//! defaults.

use mononym_derive::Catalogue;
use mononym_keystore::{Domain, Operation};
use serde_json::{Value, json};

use crate::{
    names::{SignedTokenRequest, TokenRequest},
    sign::{LocalSigner, SecretKey},
};

/// The first key of every Ethereum test chain: known to all the world.
const KEY: &str = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const SIGNER: &str = "0x01f39fd6e51aad88f6f4ce6ab8827279cfffb92266";
/// The year 2100.
const DEADLINE: u64 = 4_102_444_800;
/// `text(bytes32 node,string key)` for `url`, node zeroed, and the ABI encoding of a text.
const URL_CALL: &str = "0x59d1d43c00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000040000000000000000000000000000000000000000000000000000000000000000375726c0000000000000000000000000000000000000000000000000000000000";
const URL_VALUE: &str = "0x0000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000000000000000000001368747470733a2f2f6578616d706c652e636f6d00000000000000000000000000";

/// `resolve(bytes name,bytes data)` for `alice.mononym.eth` and `addr(bytes32)`.
pub(super) const LOOKUP: &str = "0x9061b92300000000000000000000000000000000000000000000000000000000000000400000000000000000000000000000000000000000000000000000000000000080000000000000000000000000000000000000000000000000000000000000001305616c696365076d6f6e6f6e796d03657468000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000243b3b57de000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000";

pub(super) fn register() -> Value {
    signed(registration("alice.mononym.eth"))
}

pub(super) fn batch() -> Value {
    json!({ "registrations": [
        signed(registration("bob.mononym.eth")),
        signed(registration("carol.mononym.eth")),
    ] })
}

pub(super) fn set_records() -> Value {
    signed(json!({
        "primaryType": "SetRecords",
        "message": {
            "name": "alice.mononym.eth",
            "deadline": DEADLINE,
            "nonce": 1,
            "records": [{ "call": URL_CALL, "state": 1, "value": URL_VALUE }],
        }
    }))
}

pub(super) fn issue_token() -> Value {
    let request = json!({
        "primaryType": "IssueToken",
        "message": {
            "parent": "alice.mononym.eth",
            // keccak256 of "secret".
            "tokenHash": "0x65462b0520ef7d3df61b9992ed3bea0c56ead753be7c8b3614e0ce01e4cac41b",
            "label": "Example Wallet",
            "quota": 1000,
            "deadline": DEADLINE,
        }
    });
    let approve = || {
        let parsed: TokenRequest = serde_json::from_value(request.clone()).ok()?;
        approval(&|domain| parsed.hash(domain))
    };
    let signed = json!({ "request": request, "signatures": [approve()] });
    debug_assert!(serde_json::from_value::<SignedTokenRequest>(signed.clone()).is_ok());
    signed
}

fn registration(name: &str) -> Value {
    let zero = format!("0x{}", "0".repeat(64));
    json!({
        "primaryType": "Register",
        "message": {
            "name": name,
            "deadline": DEADLINE,
            "nonce": 0,
            "threshold": 1,
            "signers": [SIGNER],
            "guardianThreshold": 0,
            "guardiansHash": zero,
            "recoveryDelay": 0,
            "implementation": "0x0000000000000000000000000000000000000000",
            "records": [],
        }
    })
}

fn signed(operation: Value) -> Value {
    let approve = || {
        let parsed: Operation = serde_json::from_value(operation.clone()).ok()?;
        approval(&|domain| parsed.hash(domain))
    };
    json!({ "operation": operation, "signatures": [approve()] })
}

/// The example key's approval, for the deployment of a service on its defaults.
fn approval(hash: &dyn Fn(&Domain) -> alloy_primitives::B256) -> Option<Value> {
    let domain = Domain {
        l1_chain_id: 31337,
        keystore: Catalogue::builtin().ok()?.trial_keystore(),
    };
    let key: SecretKey = KEY.parse().ok()?;
    let signature = LocalSigner::new(key).sign_digest(&hash(&domain));
    Some(json!({
        "signer": SIGNER,
        "signature": alloy_primitives::hex::encode_prefixed(signature),
    }))
}
