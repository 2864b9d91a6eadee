//! Errors of the REST API: RFC 9457 problem details with stable slugs.

mod kind;
mod mapping;

use axum::{
    Json,
    extract::rejection::{BytesRejection, PathRejection, QueryRejection},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

pub(super) use kind::{Kind, document};

/// After how many seconds to ask again: what fails for a moment works then, and what fails for longer is not
/// asked in vain too often.
const RETRY_SECONDS: &str = "5";

/// What went wrong (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:mononym:problem:` and the slug.
    #[serde(rename = "type")]
    #[schema(example = "urn:mononym:problem:taken")]
    pub type_: String,
    /// What went wrong, the same for all of its kind.
    #[schema(example = "The name has an owner")]
    pub title: &'static str,
    /// The slug, stable: programs decide by it.
    #[schema(example = "taken")]
    pub slug: &'static str,
    /// The HTTP status.
    #[schema(example = 409)]
    pub status: u16,
    /// What was wrong this time, and what to do.
    #[schema(example = "alice.mononym.eth is taken")]
    pub detail: String,
    /// Place of the registration of a batch that stands in the way, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<usize>,
    /// Seconds after which another attempt makes sense: the header `Retry-After`.
    #[serde(skip)]
    pub retry_after: Option<u64>,
}

/// Problems of every route.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses for the OpenAPI document")]
pub(super) enum ServiceProblems {
    /// Too many requests, or registrations, of one client: wait for `Retry-After`.
    #[response(status = 429, content_type = "application/problem+json")]
    TooMany(Problem),
    /// Try again later.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
}

/// Problems of routes that look for no name of their own, besides [`ServiceProblems`].
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses for the OpenAPI document")]
pub(super) enum Malformed {
    /// Malformed query or address.
    #[response(status = 400, content_type = "application/problem+json")]
    Malformed(Problem),
}

/// Problems of every route with query parameters, besides [`ServiceProblems`].
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses for the OpenAPI document")]
pub(super) enum QueryProblems {
    /// Malformed query or name.
    #[response(status = 400, content_type = "application/problem+json")]
    Malformed(Problem),
    /// A name that is not served here.
    #[response(status = 404, content_type = "application/problem+json")]
    Unknown(Problem),
}

/// Problems of every route that names a name, besides [`ServiceProblems`].
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses for the OpenAPI document")]
pub(super) enum NameProblems {
    /// Malformed name, query or body.
    #[response(status = 400, content_type = "application/problem+json")]
    Malformed(Problem),
    /// Name not registered, or not served here.
    #[response(status = 404, content_type = "application/problem+json")]
    Unknown(Problem),
}

/// Problems of routes that take a chain and a checksum behind a name, besides [`NameProblems`].
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses for the OpenAPI document")]
pub(super) enum ChecksumProblems {
    /// The address has another checksum.
    #[response(status = 409, content_type = "application/problem+json")]
    Other(Problem),
}

/// Problems of what is kept for a time only.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses for the OpenAPI document")]
pub(super) enum GoneProblems {
    /// Not kept any more.
    #[response(status = 410, content_type = "application/problem+json")]
    Gone(Problem),
}

/// Problems of every route with a body, besides [`NameProblems`].
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses for the OpenAPI document")]
pub(super) enum BodyProblems {
    /// Body that did not arrive in time.
    #[response(status = 408, content_type = "application/problem+json")]
    TooSlow(Problem),
    /// Body too large.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(Problem),
    /// Understood but not acceptable.
    #[response(status = 422, content_type = "application/problem+json")]
    NotAcceptable(Problem),
}

/// Problems of every route that takes something signed, besides [`BodyProblems`].
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses for the OpenAPI document")]
pub(super) enum SignedProblems {
    /// Signers, their number, voucher or policy do not allow it.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// Taken, wrong nonce, or not as the account stands.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(Problem),
}

/// Problems of registrations, besides [`SignedProblems`].
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses for the OpenAPI document")]
pub(super) enum TokenProblems {
    /// No API key where one is needed, or one that does not count.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(Problem),
}

impl Problem {
    /// A problem of this kind.
    pub(super) fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self {
            type_: format!("urn:mononym:problem:{}", kind.slug()),
            title: kind.title(),
            slug: kind.slug(),
            status: kind.status().as_u16(),
            detail: shortened(detail.into()),
            index: None,
            retry_after: None,
        }
    }

    /// A fault of ours. The detail stays in the log.
    pub(super) fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(%error, "a request failed");
        Self::unavailable()
    }

    /// Nothing that the client could mend.
    pub(super) fn unavailable() -> Self {
        Self::new(
            Kind::Unavailable,
            "the service cannot answer at present: try again later",
        )
    }
}

/// Characters of a detail: it may quote what a client sent, and not all of a body.
const DETAIL: usize = 1000;

fn shortened(mut detail: String) -> String {
    if let Some((end, _)) = detail.char_indices().nth(DETAIL) {
        detail.truncate(end);
        detail.push('\u{2026}');
    }
    detail
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.retry_after;
        let mut response = (
            status,
            [(header::CONTENT_TYPE, "application/problem+json")],
            Json(self),
        )
            .into_response();
        if status == StatusCode::UNAUTHORIZED {
            // RFC 9110, section 15.5.2.
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        try_again_later(&mut response);
        response
    }
}

/// Says of an outage when to ask again (RFC 9110, section 10.2.3).
pub(super) fn try_again_later(response: &mut Response) {
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        let retry_after = HeaderValue::from_static(RETRY_SECONDS);
        response
            .headers_mut()
            .entry(header::RETRY_AFTER)
            .or_insert(retry_after);
    }
}

impl From<PathRejection> for Problem {
    fn from(error: PathRejection) -> Self {
        Self::new(Kind::MalformedPath, error.body_text())
    }
}

impl From<QueryRejection> for Problem {
    fn from(error: QueryRejection) -> Self {
        Self::new(Kind::MalformedQuery, error.body_text())
    }
}

impl From<BytesRejection> for Problem {
    fn from(error: BytesRejection) -> Self {
        let kind = if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Kind::BodyTooLarge
        } else {
            Kind::UnreadableBody
        };
        Self::new(kind, error.body_text())
    }
}
