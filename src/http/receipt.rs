//! What became of an operation.

use alloy_primitives::B256;
use serde::Serialize;
use utoipa::ToSchema;

use crate::store::Accepted;

/// What became of an operation. The same operation sent again has the same receipt.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Receipt {
    /// The account's name.
    #[schema(example = "alice.mononym.eth")]
    name: String,
    /// Its namehash.
    #[schema(value_type = String)]
    node: B256,
    /// The account's nonce after it.
    #[schema(example = 1)]
    nonce: u64,
    /// Hash over every accepted operation of the account, in order.
    #[schema(value_type = String)]
    history_hash: B256,
    /// The operation's EIP-712 digest, by which it is known.
    #[schema(value_type = String)]
    operation_hash: B256,
    /// Its place in the log of all operations.
    #[schema(example = 3)]
    sequence: u64,
    /// When it was accepted, in Unix seconds.
    #[schema(example = 1_800_000_000)]
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
