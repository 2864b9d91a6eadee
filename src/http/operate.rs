//! `POST /v1/names/{name}/operations`

use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
};
use mononym_keystore::SignedOperation;

use super::{
    JsonBody, Problem, SharedApp, examples,
    problem::{BodyProblems, NameProblems, ServiceProblems, SignedProblems},
    receipt::Receipt,
};
use crate::names::schema;

/// Changes a name.
///
/// The body is any operation but `Register`, signed as its kind asks for: most by as many of the
/// account's signers as its threshold says, with the account's nonce. The same operation sent again
/// is answered as the first time.
#[utoipa::path(post, path = "/names/{name}/operations", tag = "Names", params(
    ("name" = String, Path, description = "The name", example = "alice.mononym.eth"),
), request_body(content = schema::SignedOperation, example = json!(examples::set_records())), responses(
    (status = 200, description = "Accepted", body = Receipt),
    NameProblems,
    BodyProblems,
    SignedProblems,
    ServiceProblems,
))]
pub(super) async fn operate(
    State(app): State<SharedApp>,
    path: Result<Path<String>, PathRejection>,
    JsonBody(signed): JsonBody<SignedOperation>,
) -> Result<Json<Receipt>, Problem> {
    let Path(name) = path?;
    Ok(Json(app.names.operate(&name, signed).await?.into()))
}
