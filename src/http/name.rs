//! `GET /v1/names/{name}`

use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
};

use super::{
    Problem, SharedApp,
    problem::{NameProblems, ServiceProblems},
};
use crate::names::NameView;

/// An account with its records.
#[utoipa::path(get, path = "/names/{name}", tag = "Names", params(
    ("name" = String, Path, description = "The name", example = "alice.mononym.eth"),
), responses(
    (status = 200, description = "The account", body = NameView),
    NameProblems,
    ServiceProblems,
))]
pub(super) async fn get_name(
    State(app): State<SharedApp>,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<NameView>, Problem> {
    let Path(name) = path?;
    Ok(Json(app.names.view(&name).await?))
}
