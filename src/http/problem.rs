//! Errors of the REST API: RFC 9457 problem details with stable slugs.

use axum::{
    Json,
    extract::rejection::PathRejection,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use mononym_keystore::Rejection;
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

use crate::{
    names::{DraftError, NamesError, TokenError},
    store::AcceptError,
};

/// What went wrong (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:mononym:problem:` and the slug.
    #[serde(rename = "type")]
    #[schema(example = "urn:mononym:problem:taken")]
    pub type_: String,
    /// The slug, stable: programs decide by it.
    #[schema(example = "taken")]
    pub slug: &'static str,
    /// The HTTP status.
    #[schema(example = 409)]
    pub status: u16,
    /// What was wrong this time, and what to do.
    #[schema(example = "alice.mononym.eth is taken")]
    pub detail: String,
}

/// Problems of every route that names a name.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses for the OpenAPI document")]
pub(super) enum NameProblems {
    /// Malformed name or body.
    #[response(status = 400, content_type = "application/problem+json")]
    Malformed(Problem),
    /// Name not registered, or not served here.
    #[response(status = 404, content_type = "application/problem+json")]
    Unknown(Problem),
    /// Try again later.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
}

/// Problems of every route that takes an operation, besides [`NameProblems`].
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses for the OpenAPI document")]
pub(super) enum OperationProblems {
    /// Signers, their number, voucher or policy do not allow it.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// Taken, wrong nonce, or accepted before.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(Problem),
    /// Body too large.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(Problem),
    /// Understood but not acceptable.
    #[response(status = 422, content_type = "application/problem+json")]
    NotAcceptable(Problem),
}

impl Problem {
    /// A problem of this kind.
    pub fn new(status: StatusCode, slug: &'static str, detail: impl Into<String>) -> Self {
        Self {
            type_: format!("urn:mononym:problem:{slug}"),
            slug,
            status: status.as_u16(),
            detail: detail.into(),
        }
    }

    /// A body that is not what the route takes.
    pub fn malformed_body(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed-body", detail)
    }

    /// A fault of ours. The detail stays in the log.
    pub fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(%error, "a request failed");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "the service cannot answer at present: try again later",
        )
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (
            status,
            [(header::CONTENT_TYPE, "application/problem+json")],
            Json(self),
        )
            .into_response()
    }
}

impl From<PathRejection> for Problem {
    fn from(error: PathRejection) -> Self {
        Self::new(error.status(), "malformed-path", error.body_text())
    }
}

impl From<NamesError> for Problem {
    fn from(error: NamesError) -> Self {
        match kind(&error) {
            Some((status, slug)) => Self::new(status, slug, error.to_string()),
            None => Self::internal(&error),
        }
    }
}

/// Status and slug of an error; nothing for a fault of ours.
fn kind(error: &NamesError) -> Option<(StatusCode, &'static str)> {
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    Some(match error {
        NamesError::Name(_) => (StatusCode::BAD_REQUEST, "malformed-name"),
        NamesError::MalformedAddress => (StatusCode::BAD_REQUEST, "malformed-address"),
        NamesError::NotNormalized(_) => (unprocessable, "name-not-normalized"),
        NamesError::ForeignName(_) => (StatusCode::NOT_FOUND, "foreign-name"),
        NamesError::ForeignParent(_) => (unprocessable, "foreign-parent"),
        NamesError::Unknown(_) => (StatusCode::NOT_FOUND, "unknown-name"),
        NamesError::OtherName { .. } => (unprocessable, "other-name"),
        NamesError::WrongPlace { .. } => (unprocessable, "wrong-place"),
        NamesError::Rule(error) => (StatusCode::FORBIDDEN, error.slug()),
        NamesError::NoToken(_) => (StatusCode::UNAUTHORIZED, "no-token"),
        NamesError::BatchSize(_) => (unprocessable, "batch-size"),
        NamesError::Batch { error, .. } => return kind(error),
        NamesError::Draft(DraftError::UnknownType { .. }) => (unprocessable, "unknown-operation"),
        NamesError::Draft(DraftError::Message { .. }) => (unprocessable, "bad-message"),
        NamesError::Draft(DraftError::Record { .. }) => (unprocessable, "bad-record"),
        NamesError::Token(error) => token(error),
        NamesError::Rejected(rejection) | NamesError::NotAccepted(AcceptError::Rejected(rejection)) => {
            rejected(rejection)
        }
        NamesError::NotAccepted(AcceptError::TooManyRecords { .. }) => (unprocessable, "too-many-records"),
        NamesError::NotAccepted(AcceptError::Reserved { .. }) => (StatusCode::FORBIDDEN, "reserved-name"),
        NamesError::NotAccepted(AcceptError::UnknownToken) => (StatusCode::UNAUTHORIZED, "unknown-token"),
        NamesError::NotAccepted(AcceptError::TokenSpent { .. }) => (StatusCode::FORBIDDEN, "token-spent"),
        NamesError::NotAccepted(AcceptError::BackInTime { .. } | AcceptError::Store(_))
        | NamesError::Store(_)
        | NamesError::DamagedLog { .. } => return None,
    })
}

fn token(error: &TokenError) -> (StatusCode, &'static str) {
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    match error {
        TokenError::OtherParent { .. } => (unprocessable, "other-name"),
        TokenError::NotEntitled(_) => (StatusCode::FORBIDDEN, "not-entitled"),
        TokenError::Signature(_) => (unprocessable, "bad-signature"),
        TokenError::Expired { .. } => (unprocessable, "expired"),
        TokenError::LabelTooLong(_) => (unprocessable, "bad-label"),
        TokenError::Unknown => (StatusCode::NOT_FOUND, "unknown-token"),
        TokenError::Taken => (StatusCode::CONFLICT, "token-taken"),
    }
}

fn rejected(rejection: &Rejection) -> (StatusCode, &'static str) {
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    match rejection {
        Rejection::Name(_) => (StatusCode::BAD_REQUEST, "malformed-name"),
        Rejection::Signers(_) => (unprocessable, "bad-signers"),
        Rejection::Signature(_) => (unprocessable, "bad-signature"),
        Rejection::SignerTwice => (unprocessable, "signer-twice"),
        Rejection::SignatureOrder => (unprocessable, "signature-order"),
        Rejection::Unsigned => (StatusCode::FORBIDDEN, "unsigned"),
        Rejection::TooManySignatures { .. } => (unprocessable, "too-many-signatures"),
        Rejection::NeedlessSignature => (unprocessable, "needless-signature"),
        Rejection::Record { .. } | Rejection::ValueOfNothing { .. } | Rejection::RecordTwice { .. } => {
            (unprocessable, "bad-record")
        }
        Rejection::Nothing => (unprocessable, "nothing-to-do"),
        Rejection::TooManyRecords { .. } => (unprocessable, "too-many-records"),
        Rejection::Guardians | Rejection::GuardianSet(_) => (unprocessable, "bad-guardians"),
        Rejection::NoGuardians => (StatusCode::FORBIDDEN, "no-guardians"),
        Rejection::NeedlessGuardians => (unprocessable, "needless-guardians"),
        Rejection::ForeignGuardians => (StatusCode::FORBIDDEN, "foreign-guardians"),
        Rejection::GuardianThreshold { .. } => (StatusCode::FORBIDDEN, "too-few-guardians"),
        Rejection::ForeignSigner(_) => (StatusCode::FORBIDDEN, "foreign-signer"),
        Rejection::Threshold { .. } => (StatusCode::FORBIDDEN, "too-few-signatures"),
        Rejection::NotAccepted(_) => (StatusCode::FORBIDDEN, "new-signer-unsigned"),
        Rejection::Expired { .. } => (unprocessable, "expired"),
        Rejection::Nonce { .. } => (StatusCode::CONFLICT, "wrong-nonce"),
        Rejection::RecoveryNonce { .. } => (StatusCode::CONFLICT, "wrong-recovery-nonce"),
        Rejection::Unknown(_) => (StatusCode::NOT_FOUND, "unknown-name"),
        Rejection::Taken(_) => (StatusCode::CONFLICT, "taken"),
        Rejection::Frozen { .. } => (StatusCode::CONFLICT, "frozen"),
        Rejection::NotFrozen => (StatusCode::CONFLICT, "not-frozen"),
        Rejection::FreezeSpent => (StatusCode::FORBIDDEN, "freeze-spent"),
        Rejection::Retiring { .. } => (StatusCode::CONFLICT, "retiring"),
        Rejection::Retired(_) => (StatusCode::CONFLICT, "retired"),
        Rejection::NoRecovery => (StatusCode::CONFLICT, "no-recovery"),
        Rejection::RecoveryPending => (StatusCode::CONFLICT, "recovery-pending"),
        Rejection::RecoveryTooEarly { .. } => (StatusCode::CONFLICT, "recovery-too-early"),
        Rejection::RecoveryJoined => (StatusCode::CONFLICT, "recovery-joined"),
        Rejection::NoParent(_) => (unprocessable, "no-parent"),
        Rejection::NoVoucher(_) => (StatusCode::FORBIDDEN, "no-voucher"),
        Rejection::ForeignVoucher { .. } => (StatusCode::FORBIDDEN, "bad-voucher"),
        Rejection::NeedlessVoucher => (unprocessable, "needless-voucher"),
        Rejection::Policy => (unprocessable, "bad-policy"),
    }
}
