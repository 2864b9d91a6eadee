//! `POST /v1/names`

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use mononym_keystore::SignedOperation;

use super::{
    JsonBody, Problem, SharedApp,
    problem::{NameProblems, OperationProblems},
    schema,
};

/// Registers a name.
///
/// The body is a `Register` operation signed by every signer of the new account. Under an open
/// policy the service adds the parent's voucher.
#[utoipa::path(post, path = "/names", tag = "Names", request_body = schema::SignedOperation, responses(
    (status = 201, description = "Registered", body = schema::Receipt),
    NameProblems,
    OperationProblems,
))]
pub(super) async fn register(
    State(app): State<SharedApp>,
    JsonBody(signed): JsonBody<SignedOperation>,
) -> Result<Response, Problem> {
    let accepted = app.names.register(signed, None).await?;
    let location = format!("/v1/names/{}", encode_path(&accepted.name));
    Ok((
        StatusCode::CREATED,
        [(header::LOCATION, location)],
        Json(schema::Receipt::from(accepted)),
    )
        .into_response())
}

/// Percent-encodes what a header or a path cannot hold.
fn encode_path(name: &str) -> String {
    let mut path = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            path.push(char::from(byte));
        } else {
            path.push_str(&format!("%{byte:02X}"));
        }
    }
    path
}
