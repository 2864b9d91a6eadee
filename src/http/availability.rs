//! `GET /v1/names/{name}/availability`

use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
};

use super::{
    Problem, SharedApp,
    problem::{NameProblems, ServiceProblems},
};
use crate::names::AvailabilityView;

/// Whether a name can be registered, on what terms, and if not, why.
#[utoipa::path(get, path = "/names/{name}/availability", tag = "Names", params(
    ("name" = String, Path, description = "The name", example = "alice.mononym.eth"),
), responses(
    (status = 200, description = "Whether it can", body = AvailabilityView),
    (status = 422, description = "Not in normalised form", body = Problem, content_type = "application/problem+json"),
    NameProblems,
    ServiceProblems,
))]
pub(super) async fn get_availability(
    State(app): State<SharedApp>,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<AvailabilityView>, Problem> {
    let Path(name) = path?;
    Ok(Json(app.names.availability(&name).await?))
}
