//! `GET /v1/resolve`

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    Problem, SharedApp,
    problem::{ChecksumProblems, NameProblems, ServiceProblems},
};
use crate::names::ResolvedView;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Parameters {
    /// A name and a chain: the chain's name, its chain id, or `eip155:` and its chain id. `#` (as
    /// `%23`) and the address's checksum may follow. Without a chain, Ethereum.
    #[param(example = "alice.mononym.eth@base")]
    name: String,
}

/// The address that an interoperable name (ERC-7828) stands for, as ENS answers it.
#[utoipa::path(get, path = "/resolve", tag = "Names", params(Parameters), responses(
    (status = 200, description = "The address", body = ResolvedView),
    NameProblems,
    ChecksumProblems,
    ServiceProblems,
))]
pub(super) async fn resolve(
    State(app): State<SharedApp>,
    query: Result<Query<Parameters>, QueryRejection>,
) -> Result<Json<ResolvedView>, Problem> {
    let Query(Parameters { name }) = query?;
    let settings = app.gateway.settings();
    let resolved = app
        .names
        .resolve(&name, &settings.catalogue, &settings.deployment);
    Ok(Json(resolved.await?))
}
