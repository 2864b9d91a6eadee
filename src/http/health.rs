//! `GET /healthz` and `GET /readyz`

use axum::{extract::State, http::StatusCode};

use super::{Problem, SharedApp};

/// Whether the process runs.
#[utoipa::path(get, path = "/healthz", tag = "Service", responses((status = 200, description = "It does")))]
pub(super) async fn healthz() -> StatusCode {
    StatusCode::OK
}

/// Whether requests can be answered: the database is read.
#[utoipa::path(get, path = "/readyz", tag = "Service", responses(
    (status = 200, description = "They can"),
    (status = 503, description = "They cannot", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn readyz(State(app): State<SharedApp>) -> Result<StatusCode, Problem> {
    app.names.list_parents().await?;
    Ok(StatusCode::OK)
}
