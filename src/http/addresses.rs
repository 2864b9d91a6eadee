//! `GET /v1/names/{name}/addresses`

use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
};

use super::{
    Problem, SharedApp,
    problem::{NameProblems, ServiceProblems},
};
use crate::names::AddressesView;

/// The addresses of a name on every listed chain, with what lets anyone compute them again.
#[utoipa::path(get, path = "/names/{name}/addresses", tag = "Names", params(
    ("name" = String, Path, description = "The name", example = "alice.mononym.eth"),
), responses(
    (status = 200, description = "The addresses", body = AddressesView),
    NameProblems,
    ServiceProblems,
))]
pub(super) async fn get_addresses(
    State(app): State<SharedApp>,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<AddressesView>, Problem> {
    let Path(name) = path?;
    let settings = app.gateway.settings();
    Ok(Json(
        app.names
            .addresses(&name, &settings.catalogue, &settings.deployment)
            .await?,
    ))
}
