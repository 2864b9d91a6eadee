//! `GET /v1/names/{name}/operations`

use axum::{
    Json,
    extract::{
        Path, Query, State,
        rejection::{PathRejection, QueryRejection},
    },
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    Problem, SharedApp, page,
    problem::{NameProblems, ServiceProblems},
};
use crate::names::LogPage;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Parameters {
    /// Operations after the one with this nonce: `next` of the page before.
    #[param(value_type = Option<u64>)]
    after: Option<String>,
    /// Most operations of the page.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
}

/// Every accepted operation of a name, oldest first, with its signatures: anyone can check them.
#[utoipa::path(get, path = "/names/{name}/operations", tag = "Names", params(
    ("name" = String, Path, description = "The name", example = "alice.mononym.eth"),
    Parameters,
), responses(
    (status = 200, description = "A page of operations", body = LogPage),
    NameProblems,
    ServiceProblems,
))]
pub(super) async fn list_operations(
    State(app): State<SharedApp>,
    path: Result<Path<String>, PathRejection>,
    query: Result<Query<Parameters>, QueryRejection>,
) -> Result<Json<LogPage>, Problem> {
    let (Path(name), Query(parameters)) = (path?, query?);
    let after = page::number("after", parameters.after.as_deref())?;
    let limit = page::limit(parameters.limit.as_deref())?;
    Ok(Json(app.names.history(&name, after, limit).await?))
}
