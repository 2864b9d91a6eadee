//! `POST /v1/names/{name}/operations`

use axum::{
    Json,
    extract::{Path, State},
};
use mononym_keystore::SignedOperation;

use super::{JsonBody, Problem, SharedApp, schema};

/// Changes a name.
///
/// The body is an operation signed by as many of the account's signers as its threshold asks for,
/// with the account's nonce: `SetRecords` or `SetRegistrar`.
#[utoipa::path(post, path = "/names/{name}/operations", tag = "Names", params(
    ("name" = String, Path, description = "The name", example = "alice.mononym.eth"),
), request_body = schema::SignedOperation, responses(
    (status = 200, description = "Accepted", body = schema::Receipt),
    (status = 400, description = "Malformed body or name", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Signers or their number do not suffice", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "Name not registered, or not served here", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Wrong nonce, or accepted before", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Body too large", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Understood but not acceptable", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Try again later", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn operate(
    State(app): State<SharedApp>,
    Path(name): Path<String>,
    JsonBody(signed): JsonBody<SignedOperation>,
) -> Result<Json<schema::Receipt>, Problem> {
    Ok(Json(app.names.operate(&name, signed).await?.into()))
}
