//! Lists of names, page by page.

use alloy_primitives::B256;
use mononym_keystore::{Signer, Status};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Names, NamesError};
use crate::store::{ListedName, NameFilter};

/// Which names are asked for, and from where on.
#[derive(Clone, Debug, Default)]
pub struct ListQuery {
    /// Directly below this name.
    pub parent: Option<String>,
    /// Beginning with this text.
    pub prefix: Option<String>,
    /// With this signer.
    pub signer: Option<Signer>,
    /// After this name.
    pub after: Option<String>,
    /// At most so many.
    pub limit: usize,
}

/// A name of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ListedView {
    /// The name.
    #[schema(example = "alice.mononym.eth")]
    pub name: String,
    /// Its namehash.
    #[schema(value_type = String)]
    pub node: B256,
    /// Whether it answers: `active`, `frozen` or `retired`.
    #[schema(value_type = String, example = "active")]
    pub status: Status,
    /// Nonce of its next operation: another one means that it changed.
    pub nonce: u64,
}

/// A page of names.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NamesPage {
    /// The names, in ascending order of their UTF-8 bytes.
    pub names: Vec<ListedView>,
    /// `after` of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "alice.mononym.eth")]
    pub next: Option<String>,
}

impl Names {
    /// A page of names.
    ///
    /// # Errors
    /// If the parent is no name that is served here, or the database fails.
    pub async fn list(&self, query: ListQuery) -> Result<NamesPage, NamesError> {
        if let Some(parent) = &query.parent {
            self.parse_served(parent)?;
        }
        let filter = NameFilter {
            parent: query.parent,
            prefix: query.prefix,
            signer: query.signer.map(|signer| signer.id()),
        };
        let limit = query.limit;
        let found = self
            .store
            .list_names(&filter, query.after.as_deref(), limit.saturating_add(1))
            .await?;
        let more = found.len() > limit;
        let now = self.clock.now();
        let names: Vec<ListedView> = found
            .into_iter()
            .take(limit)
            .map(|listed| ListedView::new(listed, now))
            .collect();
        let next = names.last().filter(|_| more).map(|last| last.name.clone());
        Ok(NamesPage { names, next })
    }
}

impl ListedView {
    pub(super) fn new(listed: ListedName, now: u64) -> Self {
        Self {
            status: Status::at(now, listed.frozen_until, listed.retired_from),
            name: listed.name,
            node: listed.node,
            nonce: listed.nonce,
        }
    }
}
