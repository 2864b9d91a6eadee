//! `POST /v1/typed-data`

use axum::{Json, extract::State};

use super::{
    JsonBody, Problem, SharedApp,
    problem::{BodyProblems, NameProblems, ServiceProblems},
};
use crate::names::{Draft, DraftView};

/// From what a wallet wants to exactly what it has to sign.
///
/// Nothing is changed: what is signed is sent to the route that takes the operation.
#[utoipa::path(post, path = "/typed-data", tag = "Names", request_body = Draft, responses(
    (status = 200, description = "What has to be signed", body = DraftView),
    NameProblems,
    BodyProblems,
    ServiceProblems,
))]
pub(super) async fn draft(
    State(app): State<SharedApp>,
    JsonBody(draft): JsonBody<Draft>,
) -> Result<Json<DraftView>, Problem> {
    Ok(Json(app.names.draft(draft).await?))
}
