//! `POST /v1/names`

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use mononym_keystore::SignedOperation;

use super::{
    JsonBody, Problem, SharedApp, examples,
    limit::Registrant,
    problem::{BodyProblems, NameProblems, ServiceProblems, SignedProblems, TokenProblems},
    receipt::Receipt,
};
use crate::names::schema;

/// Registers a name.
///
/// The body is a `Register` operation signed by every signer of the new account. Under an open
/// policy the service adds the parent's voucher; under the token policy it does for whoever sends an
/// API key. The same registration sent again is answered as the first time.
#[utoipa::path(post, path = "/names", tag = "Names",
    security((), ("apiKey" = [])),
    request_body(content = schema::SignedOperation, example = json!(examples::register())),
    responses(
        (status = 201, description = "Registered", body = Receipt,
            headers(("Location" = String, description = "Where the account is shown"))),
        NameProblems,
        BodyProblems,
        SignedProblems,
        TokenProblems,
        ServiceProblems,
    )
)]
pub(super) async fn register(
    State(app): State<SharedApp>,
    registrant: Registrant,
    JsonBody(signed): JsonBody<SignedOperation>,
) -> Result<Response, Problem> {
    let counted = app
        .limiter
        .count_registrations(&registrant, std::slice::from_ref(&signed))?;
    let accepted = app.names.register(signed, registrant.key.as_deref()).await?;
    counted.keep();
    let location = format!("/v1/names/{}", encode_path(&accepted.name));
    Ok((
        StatusCode::CREATED,
        [(header::LOCATION, location)],
        Json(Receipt::from(accepted)),
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
