//! The log of operations, of one account and of all: what an indexer follows and an auditor checks.

use alloy_primitives::B256;
use mononym_keystore::SignedOperation;
use serde::Serialize;
use tokio::sync::watch;
use utoipa::ToSchema;

use super::{Names, NamesError, schema};
use crate::store::LoggedOperation;

/// An accepted operation, with all that is needed to check it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LoggedView {
    /// Its place in the log of all operations, ascending by one from 1.
    #[schema(example = 7)]
    pub sequence: u64,
    /// The operation's EIP-712 digest, by which it is known.
    #[schema(value_type = String)]
    pub operation_hash: B256,
    /// The account's node.
    #[schema(value_type = String)]
    pub node: B256,
    /// The account's nonce before it.
    pub nonce: u64,
    /// When it was accepted, in Unix seconds; never decreasing along the log.
    #[schema(example = 1_800_000_000)]
    pub accepted_at: u64,
    /// The operation, with its signatures and, for a registration, its voucher.
    #[serde(flatten)]
    #[schema(value_type = schema::SignedOperation)]
    pub signed: SignedOperation,
}

/// Operations of an account.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LogPage {
    /// The operations, oldest first.
    pub operations: Vec<LoggedView>,
    /// `after` of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "99")]
    pub next: Option<String>,
}

/// A piece of the feed of all accepted operations.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChangesPage {
    /// The operations, in the order of their sequence.
    pub changes: Vec<LoggedView>,
    /// `after` of the next request: the sequence of the last of these, or what was asked if there
    /// are none.
    pub next: u64,
}

impl TryFrom<LoggedOperation> for LoggedView {
    type Error = NamesError;

    fn try_from(logged: LoggedOperation) -> Result<Self, NamesError> {
        let signed = SignedOperation::from_bytes(&logged.body).map_err(|error| NamesError::DamagedLog {
            sequence: logged.sequence,
            error,
        })?;
        Ok(Self {
            sequence: logged.sequence,
            operation_hash: logged.hash,
            node: logged.node,
            nonce: logged.nonce,
            accepted_at: logged.accepted_at,
            signed,
        })
    }
}

impl Names {
    /// Operations of a name, those after the nonce `after`.
    ///
    /// # Errors
    /// If there is no such account, or the text is no name that is served here.
    pub async fn history(&self, name: &str, after: Option<u64>, limit: usize) -> Result<LogPage, NamesError> {
        let account = self.get(name).await?;
        let from = after.map_or(0, |after| after.saturating_add(1));
        let logged = self
            .store
            .list_operations(&account.node, from, limit.saturating_add(1))
            .await?;
        let more = logged.len() > limit;
        let operations = logged
            .into_iter()
            .take(limit)
            .map(LoggedView::try_from)
            .collect::<Result<Vec<_>, _>>()?;
        let next = operations
            .last()
            .filter(|_| more)
            .map(|last| last.nonce.to_string());
        Ok(LogPage { operations, next })
    }

    /// Operations of all names, those after the sequence `after`.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn changes(&self, after: u64, limit: usize) -> Result<ChangesPage, NamesError> {
        let logged = self.store.list_changes(after, limit).await?;
        let changes = logged
            .into_iter()
            .map(LoggedView::try_from)
            .collect::<Result<Vec<_>, _>>()?;
        let next = changes.last().map_or(after, |last| last.sequence);
        Ok(ChangesPage { changes, next })
    }

    /// The sequence of the newest operation, and a way to wait for newer ones.
    pub fn head(&self) -> watch::Receiver<u64> {
        self.store.head()
    }
}
