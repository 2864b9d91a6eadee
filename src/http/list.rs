//! `GET /v1/names`

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    Problem, SharedApp, page,
    problem::{QueryProblems, ServiceProblems},
};
use crate::names::{ListQuery, NamesPage};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Parameters {
    /// Names directly below this one.
    #[param(example = "mononym.eth")]
    parent: Option<String>,
    /// Names that begin with this text.
    #[param(example = "al")]
    prefix: Option<String>,
    /// Names with this signer: a kind byte, then the key's data.
    #[param(example = "0x01f39fd6e51aad88f6f4ce6ab8827279cfffb92266")]
    signer: Option<String>,
    /// Names after this one: `next` of the page before.
    after: Option<String>,
    /// Most names of the page.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
}

/// Registered names, page by page, in ascending order of their UTF-8 bytes.
///
/// Of several filters, all must fit.
#[utoipa::path(get, path = "/names", tag = "Names", params(Parameters), responses(
    (status = 200, description = "A page of names", body = NamesPage),
    QueryProblems,
    ServiceProblems,
))]
pub(super) async fn list_names(
    State(app): State<SharedApp>,
    query: Result<Query<Parameters>, QueryRejection>,
) -> Result<Json<NamesPage>, Problem> {
    let Query(parameters) = query?;
    let longest = app.limits.name_bytes;
    let signer = parameters.signer.map(|signer| signer.parse()).transpose();
    let query = ListQuery {
        parent: page::text("parent", parameters.parent, longest)?,
        prefix: page::text("prefix", parameters.prefix, longest)?,
        signer: signer.map_err(|error| page::malformed("signer:", &format!("{error}")))?,
        after: page::text("after", parameters.after, longest)?,
        limit: page::limit(parameters.limit.as_deref())?,
    };
    Ok(Json(app.names.list(query).await?))
}
