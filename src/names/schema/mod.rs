//! Shapes of signed operations for the OpenAPI document.
//!
//! The types that are read are `mononym_keystore`'s, which know nothing of HTTP; tests hold the
//! shapes here to them.

mod operation;

use serde::Serialize;
use utoipa::ToSchema;

pub use operation::{
    CancelRecoveryMessage, FinishRecoveryMessage, FreezeMessage, Operation, RecordMessage, RegisterMessage,
    RetireMessage, SetGuardiansMessage, SetImplementationMessage, SetLimitsMessage, SetOutboxMessage,
    SetRecordsMessage, SetRegistrarMessage, SetSignersMessage, StartRecoveryMessage, UnfreezeMessage,
};

/// 0x-hex.
#[derive(Serialize, ToSchema)]
#[schema(pattern = "^0x([0-9a-fA-F]{2})*$", example = "0x")]
pub struct Hex(String);

/// 32 bytes in 0x-hex.
#[derive(Serialize, ToSchema)]
#[schema(
    pattern = "^0x[0-9a-fA-F]{64}$",
    example = "0x0000000000000000000000000000000000000000000000000000000000000000"
)]
pub struct Word(String);

/// An Ethereum address.
#[derive(Serialize, ToSchema)]
#[schema(
    pattern = "^0x[0-9a-fA-F]{40}$",
    example = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
)]
pub struct Address(String);

/// A key that may sign: a kind byte, then the key's data. `0x01` and an Ethereum address; `0x02` and a
/// P-256 key (x ‖ y); `0x03`, a passkey's P-256 key and the SHA-256 of its relying party's id.
#[derive(Serialize, ToSchema)]
#[schema(
    pattern = "^0x(01[0-9a-fA-F]{40}|02[0-9a-fA-F]{128}|03[0-9a-fA-F]{192})$",
    example = "0x01f39fd6e51aad88f6f4ce6ab8827279cfffb92266"
)]
pub struct SignerKey(String);

/// An operation with the signatures that carry it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what mononym_keystore reads")]
pub struct SignedOperation {
    /// The operation.
    operation: Operation,
    /// The approvals, in ascending order of the keccak256 hash of their signers.
    signatures: Vec<Approval>,
    /// For a registration: the parent's consent. Under the open and the token policy the service
    /// adds it.
    #[schema(nullable = false)]
    voucher: Option<Voucher>,
}

/// One key's approval.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what mononym_keystore reads")]
pub struct Approval {
    /// Whose it is.
    signer: SignerKey,
    /// Over the EIP-712 digest.
    signature: Signature,
}

/// A signature over an EIP-712 digest.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum Signature {
    /// 0x-hex. 65 bytes r ‖ s ‖ v over the digest, for an Ethereum key; 64 bytes r ‖ s over the
    /// digest's SHA-256, for a P-256 key; abi.encode(authenticatorData, clientDataJSON, r, s), for a
    /// passkey. The API shows every signature so.
    Hex(Hex),
    /// A passkey's assertion as the browser has it.
    Assertion(Assertion),
}

/// What `navigator.credentials.get` gave for the challenge that is the digest, each member in
/// base64url or 0x-hex.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Assertion {
    /// `response.authenticatorData`
    authenticator_data: String,
    /// `response.clientDataJSON`
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    /// `response.signature`, in DER.
    signature: String,
}

/// A parent's consent to a registration.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what mononym_keystore reads")]
pub struct Voucher {
    /// Unix time in seconds after which it does not count.
    deadline: u64,
    /// The registrar's 65 bytes over `Voucher(string name,bytes32 signersHash,uint64 deadline)`.
    #[schema(pattern = "^0x[0-9a-fA-F]{130}$")]
    signature: String,
}
