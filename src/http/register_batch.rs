//! `POST /v1/names/batch`

use axum::{Json, extract::State, http::StatusCode};
use mononym_keystore::SignedOperation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    JsonBody, Problem, SharedApp, examples,
    limit::Registrant,
    problem::{BodyProblems, NameProblems, ServiceProblems, SignedProblems, TokenProblems},
    receipt::Receipt,
};
use crate::names::schema;

/// Longest body: 16 KiB for each of 256 registrations, some ten of them without records.
pub(super) const BATCH_BYTES: usize = 4 << 20;

/// Registrations that are accepted together.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Batch {
    /// `Register` operations, as `POST /v1/names` takes them.
    #[schema(value_type = Vec<schema::SignedOperation>, min_items = 1, max_items = 256)]
    registrations: Vec<SignedOperation>,
}

/// What became of a batch.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Receipts {
    /// One for each registration, in their order.
    receipts: Vec<Receipt>,
}

/// Registers up to 256 names, all or none.
///
/// At most 4 MiB. A problem names in `index` the first registration that stands in the way.
#[utoipa::path(post, path = "/names/batch", tag = "Names",
    security((), ("apiKey" = [])),
    request_body(content = Batch, example = json!(examples::batch())),
    responses(
        (status = 201, description = "All registered", body = Receipts),
        NameProblems,
        BodyProblems,
        SignedProblems,
        TokenProblems,
        ServiceProblems,
    )
)]
pub(super) async fn register_batch(
    State(app): State<SharedApp>,
    registrant: Registrant,
    JsonBody(batch): JsonBody<Batch>,
) -> Result<(StatusCode, Json<Receipts>), Problem> {
    let counted = app
        .limiter
        .count_registrations(&registrant, &batch.registrations)?;
    let accepted = app
        .names
        .register_batch(batch.registrations, registrant.key.as_deref())
        .await?;
    counted.keep();
    let receipts = accepted.into_iter().map(Receipt::from).collect();
    Ok((StatusCode::CREATED, Json(Receipts { receipts })))
}
