//! CCIP-Read (ERC-3668) on the wire: takes resolver and call data out of a request, nothing else.

use std::borrow::Cow;

use alloy_primitives::{Address, Bytes};
use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use mononym_ens::{HexError, Limits, ccip};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::{IntoResponses, ToSchema};

use super::{SharedApp, examples, limit::Refusal, problem::try_again_later};
use crate::{gateway::GatewayError, names::schema};

/// What a gateway is asked: which contract's call, and for whom the answer is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) resolver: Address,
    pub(super) call_data: Bytes,
}

impl Question {
    fn parse(resolver: &str, sender: Option<&str>, data: &str, limits: &Limits) -> Result<Self, CcipError> {
        let resolver = ccip::parse_sender(resolver).map_err(|error| CcipError::hex("sender", error))?;
        if let Some(sender) = sender {
            ccip::parse_sender(sender).map_err(|error| CcipError::hex("sender", error))?;
        }
        let data = data.strip_suffix(".json").unwrap_or(data);
        let call_data = ccip::parse_data(data, limits).map_err(|error| CcipError::hex("data", error))?;
        Ok(Self { resolver, call_data })
    }

    /// The question in a path of two or three hex segments; nothing for any other path.
    pub(super) fn from_path(path: &str, limits: &Limits) -> Option<Self> {
        let mut segments = path.strip_prefix('/')?.split('/');
        let (first, second, third) = (segments.next()?, segments.next()?, segments.next());
        if segments.next().is_some() {
            return None;
        }
        match third {
            None => Self::parse(first, None, second, limits).ok(),
            Some(data) => Self::parse(first, Some(second), data, limits).ok(),
        }
    }

    /// The question in a POST body; the resolver of the path, if there is one, comes before the
    /// sender. The body is JSON whatever its content type says: clients send none, or text/plain.
    pub(super) fn from_body(resolver: Option<&str>, body: &[u8], limits: &Limits) -> Result<Self, CcipError> {
        #[derive(Deserialize)]
        struct Body<'a> {
            #[serde(borrow)]
            sender: Option<Cow<'a, str>>,
            #[serde(borrow)]
            data: Cow<'a, str>,
        }
        let body: Body<'_> =
            serde_json::from_slice(body).map_err(|error| CcipError::Body(error.to_string()))?;
        match (resolver, body.sender.as_deref()) {
            (Some(resolver), sender) => Self::parse(resolver, sender, &body.data, limits),
            (None, Some(sender)) => Self::parse(sender, None, &body.data, limits),
            (None, None) => Err(CcipError::Body("`sender` is missing".to_owned())),
        }
    }
}

/// Why a request has no answer.
#[derive(Debug, Error)]
pub(super) enum CcipError {
    /// A part of the request is no hex, or too long.
    #[error("{part}: {error}")]
    Hex { part: &'static str, error: HexError },
    /// The path is no UTF-8.
    #[error("{}", .0.body_text())]
    Path(#[from] PathRejection),
    /// ERC-3668 knows GET and POST.
    #[error("{0} is not served here: the header Allow names what is")]
    Method(Method),
    /// The body is not what ERC-3668 says.
    #[error("the body must be JSON, {{\"sender\":\"0x…\",\"data\":\"0x…\"}}: {0}")]
    Body(String),
    /// The body is too long.
    #[error("the body has more than {0} bytes: split the call")]
    BodyTooLong(usize),
    /// The body did not arrive in time.
    #[error("the body did not arrive in time")]
    TooSlow,
    /// It is turned away unanswered.
    #[error(transparent)]
    Refused(Refusal),
    /// The gateway has no answer.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
}

impl CcipError {
    fn hex(part: &'static str, error: HexError) -> Self {
        Self::Hex { part, error }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Hex {
                error: HexError::TooLong { .. },
                ..
            }
            | Self::BodyTooLong(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Hex { .. } | Self::Path(_) | Self::Body(_) | Self::Gateway(GatewayError::Malformed(_)) => {
                StatusCode::BAD_REQUEST
            }
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Refused(refusal) => refusal.status(),
            Self::Method(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::Gateway(GatewayError::UnknownResolver(_) | GatewayError::UnknownName(_)) => {
                StatusCode::NOT_FOUND
            }
            // The client tries the next URL.
            Self::Gateway(
                GatewayError::Store(_)
                | GatewayError::Sign(_)
                | GatewayError::Prove(_)
                | GatewayError::NoAnchor
                | GatewayError::OtherRoot { .. },
            ) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// Whether a route takes CCIP-Read requests: they start with an address, or are the root.
pub(super) fn is_route(route: &str) -> bool {
    route == "/" || route.starts_with("/{")
}

/// An error as ERC-3668 clients read it: ethers from `message`, viem from `error`.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CcipFailure {
    /// What was wrong.
    #[schema(example = "vitalik.eth is under no name that is served here")]
    message: String,
    /// The same.
    error: String,
}

impl IntoResponse for CcipError {
    fn into_response(self) -> Response {
        let status = self.status();
        let message = if matches!(self, Self::Refused(_) | Self::Gateway(GatewayError::NoAnchor)) {
            self.to_string()
        } else if status.is_server_error() {
            tracing::error!(error = %self, "a lookup failed");
            "the gateway cannot answer at present".to_owned()
        } else {
            self.to_string()
        };
        let failure = CcipFailure {
            error: message.clone(),
            message,
        };
        let mut response = (status, axum::Json(failure)).into_response();
        if let Self::Gateway(GatewayError::Sign(error)) = &self {
            let seconds = HeaderValue::from(error.retry_after());
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        try_again_later(&mut response);
        response
    }
}

/// `{"data":"0x…"}`.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a body that is kept as finished bytes")]
pub(super) struct CcipAnswer {
    /// `abi.encode(bytes result, uint64 expires, bytes signature)`.
    #[schema(example = "0x0000")]
    data: String,
}

/// What a lookup is answered with.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses for the OpenAPI document")]
enum CcipResponses {
    /// The signed answer, also of a name or record that does not exist.
    #[response(status = 200)]
    Answer(CcipAnswer),
    /// Malformed body or call data.
    #[response(status = 400)]
    Malformed(CcipFailure),
    /// Resolver or name not served here.
    #[response(status = 404)]
    NotServed(CcipFailure),
    /// Too much call data.
    #[response(status = 413)]
    TooLong(CcipFailure),
    /// The body did not arrive in time.
    #[response(status = 408)]
    TooSlow(CcipFailure),
    /// Too many requests of one client: try the next URL, or wait for `Retry-After`.
    #[response(status = 429)]
    TooMany(CcipFailure),
    /// Try the next URL.
    #[response(status = 503)]
    Unavailable(CcipFailure),
}

/// `{"sender":"0x…","data":"0x…"}`.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a body that is read without copying")]
pub(super) struct CcipRequest {
    /// The contract that reverted with `OffchainLookup`.
    #[schema(
        pattern = "^0x[0-9a-fA-F]{40}$",
        nullable = false,
        example = "0x1111111111111111111111111111111111111111"
    )]
    sender: Option<String>,
    /// The call data of `resolve(bytes,bytes)`.
    #[schema(pattern = "^0x([0-9a-fA-F]{2})*$", example = json!(examples::LOOKUP))]
    data: String,
}

/// An answer in finished bytes. Any page may read it.
pub(super) fn answer_response(body: Bytes) -> Response {
    let mut response = Response::new(body.0.into());
    let headers = response.headers_mut();
    headers.reserve(5);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

async fn answer(app: &SharedApp, question: Question) -> Result<Response, CcipError> {
    let asked = app.gateway.asked(question.resolver, question.call_data);
    Ok(answer_response(app.gateway.respond(asked).await?))
}

/// Answers a call, signed for its sender.
#[utoipa::path(get, path = "/{sender}/{data}", tag = "CCIP-Read", params(
    ("sender" = schema::Address, Path, description = "The resolver contract"),
    ("data" = String, Path, description = "Call data of `resolve(bytes,bytes)`; `.json` may follow",
        pattern = "^0x([0-9a-fA-F]{2})*([.]json)?$", example = json!(examples::LOOKUP)),
), responses(CcipResponses))]
pub(super) async fn get_for_sender(
    State(app): State<SharedApp>,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<Response, CcipError> {
    let Path((sender, data)) = path?;
    let question = Question::parse(&sender, None, &data, &app.limits)?;
    answer(&app, question).await
}

/// Answers a call, signed for the resolver of the path.
///
/// What our own contracts use: behind another contract, `sender` is that one.
#[utoipa::path(get, path = "/{resolver}/{sender}/{data}", tag = "CCIP-Read", params(
    ("resolver" = schema::Address, Path, description = "The resolver contract"),
    ("sender" = schema::Address, Path, description = "The contract that the client called"),
    ("data" = String, Path, description = "Call data of `resolve(bytes,bytes)`; `.json` may follow",
        pattern = "^0x([0-9a-fA-F]{2})*([.]json)?$", example = json!(examples::LOOKUP)),
), responses(CcipResponses))]
pub(super) async fn get_for_resolver(
    State(app): State<SharedApp>,
    path: Result<Path<(String, String, String)>, PathRejection>,
) -> Result<Response, CcipError> {
    let Path((resolver, sender, data)) = path?;
    let question = Question::parse(&resolver, Some(&sender), &data, &app.limits)?;
    answer(&app, question).await
}

/// Answers a call, signed for its sender.
#[utoipa::path(post, path = "/", tag = "CCIP-Read", request_body = CcipRequest, responses(CcipResponses))]
pub(super) async fn post_for_sender(
    State(app): State<SharedApp>,
    body: axum::body::Bytes,
) -> Result<Response, CcipError> {
    let question = Question::from_body(None, &body, &app.limits)?;
    answer(&app, question).await
}

/// Answers a call, signed for the resolver of the path.
#[utoipa::path(post, path = "/{resolver}", tag = "CCIP-Read", params(
    ("resolver" = schema::Address, Path, description = "The resolver contract"),
), request_body = CcipRequest, responses(CcipResponses))]
pub(super) async fn post_for_resolver(
    State(app): State<SharedApp>,
    path: Result<Path<String>, PathRejection>,
    body: axum::body::Bytes,
) -> Result<Response, CcipError> {
    let Path(resolver) = path?;
    let question = Question::from_body(Some(&resolver), &body, &app.limits)?;
    answer(&app, question).await
}
