//! What a gateway shows of itself, brought by whoever speaks HTTP.

use alloy_primitives::B256;
use mononym_keystore::{Approval, Operation, SignedOperation, Voucher};
use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use super::format::{Claims, Header, OperationLine};

/// The gateway did not answer as it should.
#[derive(Debug, Error)]
#[error(transparent)]
pub struct FeedError(pub Box<dyn std::error::Error + Send + Sync>);

/// A gateway's public pages.
pub trait Feed {
    /// Its deployment and its parents.
    ///
    /// # Errors
    /// If it does not answer.
    fn header(&mut self) -> Result<Header, FeedError>;

    /// Operations after a sequence, a page of them; none at the end.
    ///
    /// # Errors
    /// If it does not answer.
    fn changes(&mut self, after: u64) -> Result<Vec<FeedEntry>, FeedError>;

    /// Names after a name, a page of them, and where the next page begins.
    ///
    /// # Errors
    /// If it does not answer.
    fn names(&mut self, after: Option<&str>) -> Result<(Vec<String>, Option<String>), FeedError>;

    /// What it shows of a name, if it knows the name.
    ///
    /// # Errors
    /// If it does not answer.
    fn show(&mut self, name: &str) -> Result<Option<Value>, FeedError>;
}

/// An operation as the feed shows it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FeedEntry {
    sequence: u64,
    operation_hash: B256,
    node: B256,
    nonce: u64,
    accepted_at: u64,
    operation: Operation,
    #[serde(default)]
    signatures: Vec<Approval>,
    voucher: Option<Voucher>,
}

impl From<FeedEntry> for OperationLine {
    fn from(entry: FeedEntry) -> Self {
        Self {
            sequence: entry.sequence,
            accepted_at: entry.accepted_at,
            hash: entry.operation_hash,
            signed: SignedOperation {
                operation: entry.operation,
                signatures: entry.signatures,
                voucher: entry.voucher,
            },
            claims: Claims {
                node: Some(entry.node),
                nonce: Some(entry.nonce),
                body: None,
                root: None,
            },
        }
    }
}
