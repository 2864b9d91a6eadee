//! `GET /v1/names/{name}/addresses`

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
    problem::{ChecksumProblems, NameProblems, ServiceProblems},
};
use crate::names::AddressesView;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Parameters {
    /// Whether to ask on every chain of which the service knows a node, for two seconds at most, if
    /// the account is deployed there.
    #[param(value_type = Option<bool>, default = false)]
    deployed: Option<String>,
}

/// The addresses of a name on every listed chain, with what lets anyone compute them again.
///
/// Of a name with a chain, such as `alice.mononym.eth@base` (ERC-7828), those on that chain.
#[utoipa::path(get, path = "/names/{name}/addresses", tag = "Names", params(
    ("name" = String, Path, description = "The name", example = "alice.mononym.eth"),
    Parameters,
), responses(
    (status = 200, description = "The addresses", body = AddressesView),
    NameProblems,
    ChecksumProblems,
    ServiceProblems,
))]
pub(super) async fn get_addresses(
    State(app): State<SharedApp>,
    path: Result<Path<String>, PathRejection>,
    query: Result<Query<Parameters>, QueryRejection>,
) -> Result<Json<AddressesView>, Problem> {
    let (Path(name), Query(parameters)) = (path?, query?);
    let deployed = match parameters.deployed.as_deref() {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(page::malformed("deployed", "is true or false")),
    };
    let settings = app.gateway.settings();
    let (catalogue, deployment) = (&settings.catalogue, &settings.deployment);
    let mut view = app.names.addresses(&name, catalogue, deployment).await?;
    if deployed {
        view.ask_deployed(&app.accounts, catalogue, deployment).await;
    }
    Ok(Json(view))
}
