//! Lists: a page from an index, in order.

use alloy_primitives::B256;
use rusqlite::{Connection, params};

use super::{rows, sql};
use crate::store::{
    ListedName, LoggedOperation, NameFilter, Reservation, StoreError, Token, addresses::index_key,
    range::NameRange, row::bound,
};

pub(super) fn names(
    connection: &Connection,
    filter: &NameFilter,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<ListedName>, StoreError> {
    let NameRange { low, high, after } = NameRange::new(filter.prefix.as_deref(), after);
    let limit = bound(limit);
    let signer = filter.signer.as_ref().map(B256::as_slice);
    let read = rows::listed_name;
    match (signer, filter.parent.as_deref()) {
        (None, None) => rows::list(
            connection,
            sql::LIST_NAMES,
            params![low, high, after, limit],
            read,
        ),
        (None, Some(parent)) => {
            let parameters = params![low, high, after, limit, parent];
            rows::list(connection, sql::LIST_NAMES_BELOW, parameters, read)
        }
        (Some(signer), None) => {
            let parameters = params![low, high, after, limit, signer];
            rows::list(connection, sql::LIST_NAMES_OF_SIGNER, parameters, read)
        }
        (Some(signer), Some(parent)) => {
            let parameters = params![low, high, after, limit, signer, parent];
            rows::list(connection, sql::LIST_NAMES_OF_SIGNER_BELOW, parameters, read)
        }
    }
}

pub(super) fn names_at(
    connection: &Connection,
    address: &[u8],
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<ListedName>, StoreError> {
    let key = index_key(address);
    let parameters = params![key.as_ref(), after.unwrap_or_default(), bound(limit)];
    rows::list(connection, sql::LIST_NAMES_AT, parameters, rows::listed_name)
}

pub(super) fn operations(
    connection: &Connection,
    node: &B256,
    from: u64,
    limit: usize,
) -> Result<Vec<LoggedOperation>, StoreError> {
    let parameters = params![node.as_slice(), bound(from), bound(limit)];
    rows::list(
        connection,
        sql::LIST_OPERATIONS,
        parameters,
        rows::logged_operation,
    )
}

pub(super) fn changes(
    connection: &Connection,
    after: u64,
    limit: usize,
) -> Result<Vec<LoggedOperation>, StoreError> {
    let parameters = params![bound(after), bound(limit)];
    rows::list(connection, sql::LIST_CHANGES, parameters, rows::logged_operation)
}

pub(super) fn reservations(
    connection: &Connection,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<Reservation>, StoreError> {
    let parameters = params![after.unwrap_or_default(), bound(limit)];
    rows::list(connection, sql::LIST_RESERVATIONS, parameters, rows::reservation)
}

pub(super) fn tokens(connection: &Connection, parent: &B256) -> Result<Vec<Token>, StoreError> {
    rows::list(connection, sql::LIST_TOKENS, [parent.as_slice()], rows::token)
}
