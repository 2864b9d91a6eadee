//! `POST /v1/names/{name}/operations`

use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
};
use mononym_keystore::SignedOperation;

use super::{
    JsonBody, Problem, SharedApp,
    problem::{NameProblems, OperationProblems},
    schema,
};

/// Changes a name.
///
/// The body is an operation signed by as many of the account's signers as its threshold asks for,
/// with the account's nonce: `SetRecords` or `SetRegistrar`.
#[utoipa::path(post, path = "/names/{name}/operations", tag = "Names", params(
    ("name" = String, Path, description = "The name", example = "alice.mononym.eth"),
), request_body = schema::SignedOperation, responses(
    (status = 200, description = "Accepted", body = schema::Receipt),
    NameProblems,
    OperationProblems,
))]
pub(super) async fn operate(
    State(app): State<SharedApp>,
    path: Result<Path<String>, PathRejection>,
    JsonBody(signed): JsonBody<SignedOperation>,
) -> Result<Json<schema::Receipt>, Problem> {
    let Path(name) = path?;
    Ok(Json(app.names.operate(&name, signed).await?.into()))
}
