//! `GET /v1/changes`

use std::time::Duration;

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use tokio::time::timeout;
use utoipa::IntoParams;

use super::{
    App, Problem, SharedApp, events, page,
    problem::{Malformed, ServiceProblems},
};
use crate::names::ChangesPage;

/// Longest time that a request may wait, in seconds.
const MAX_WAIT: u64 = 25;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Parameters {
    /// Operations after the one with this sequence: `next` of the answer before.
    #[param(value_type = Option<u64>, default = 0)]
    after: Option<String>,
    /// Most operations of the answer. Not for a stream.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
    /// Seconds to wait for an operation if there is none yet. Not for a stream.
    #[param(value_type = Option<u8>, minimum = 0, maximum = 25, default = 0)]
    wait: Option<String>,
}

/// Every accepted operation of all names, in order: what an indexer follows.
///
/// Following `next` from 0 misses none and repeats none. For `Accept: text/event-stream` the answer
/// does not end: each operation is an event `operation` whose id is its sequence, and whoever
/// reconnects with `Last-Event-ID`, as browsers do, goes on behind it.
#[utoipa::path(get, path = "/changes", tag = "Names", params(
    Parameters,
    ("Last-Event-ID" = Option<u64>, Header, description = "For a stream: stands for `after`"),
), responses(
    (status = 200, description = "Operations, also none", content(
        (ChangesPage = "application/json"),
        (String = "text/event-stream"),
    )),
    Malformed,
    ServiceProblems,
))]
pub(super) async fn list_changes(
    State(app): State<SharedApp>,
    headers: HeaderMap,
    query: Result<Query<Parameters>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(parameters) = query?;
    let after = page::number("after", parameters.after.as_deref())?.unwrap_or(0);
    let limit = page::limit(parameters.limit.as_deref())?;
    let wait = page::number("wait", parameters.wait.as_deref())?.unwrap_or(0);
    if wait > MAX_WAIT {
        let reason = format!("is a number of seconds up to {MAX_WAIT}");
        return Err(page::malformed("wait", &reason));
    }
    if accepts_events(&headers) {
        let last = headers
            .get("last-event-id")
            .map(|id| id.to_str().unwrap_or_default());
        let after = page::number("Last-Event-ID", last)?.unwrap_or(after);
        return Ok(events::stream(app, after).into_response());
    }
    let page = changes(&app, after, limit, Duration::from_secs(wait)).await?;
    Ok(Json(page).into_response())
}

async fn changes(app: &App, after: u64, limit: usize, wait: Duration) -> Result<ChangesPage, Problem> {
    let page = app.names.changes(after, limit).await?;
    if !page.changes.is_empty() || wait.is_zero() {
        return Ok(page);
    }
    // At the end of the wait, or of the service, with an empty page.
    let _ = timeout(wait, app.newer_than(after)).await;
    Ok(app.names.changes(after, limit).await?)
}

fn accepts_events(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|accept| accept.to_str().ok())
        .flat_map(|accept| accept.split(','))
        .filter_map(|range| range.split(';').next())
        .any(|media_type| media_type.trim().eq_ignore_ascii_case("text/event-stream"))
}
