//! `GET /v1/addresses/{address}/names`

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
    problem::{Malformed, ServiceProblems},
};
use crate::names::ReversePage;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Parameters {
    /// Names after this one: `next` of the page before.
    after: Option<String>,
    /// Most names of the page.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
}

/// The names that ENS answers an address for, on every listed chain and by every record.
#[utoipa::path(get, path = "/addresses/{address}/names", tag = "Names", params(
    ("address" = String, Path, description = "The address as wallets write it, which several coins may share, or as 0x-hex of its binary form, of any coin",
        example = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
    Parameters,
), responses(
    (status = 200, description = "A page of names", body = ReversePage),
    Malformed,
    ServiceProblems,
))]
pub(super) async fn list_names_of_address(
    State(app): State<SharedApp>,
    path: Result<Path<String>, PathRejection>,
    query: Result<Query<Parameters>, QueryRejection>,
) -> Result<Json<ReversePage>, Problem> {
    let (Path(address), Query(parameters)) = (path?, query?);
    let after = page::text("after", parameters.after, app.limits.name_bytes)?;
    let limit = page::limit(parameters.limit.as_deref())?;
    let settings = app.gateway.settings();
    let page = app
        .names
        .reverse(
            &address,
            after.as_deref(),
            limit,
            &settings.catalogue,
            &settings.deployment,
        )
        .await?;
    Ok(Json(page))
}
