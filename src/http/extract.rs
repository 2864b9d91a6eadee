//! What handlers take out of a request, with problems where it is not there.

use std::convert::Infallible;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{header, request::Parts},
};
use serde::de::DeserializeOwned;

use super::{Problem, problem::Kind};

/// A JSON body, read whatever its content type says.
pub(super) struct JsonBody<T>(pub(super) T);

impl<S, T> FromRequest<S> for JsonBody<T>
where
    S: Send + Sync,
    T: DeserializeOwned,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = Bytes::from_request(request, state).await?;
        axum::Json::from_bytes(&body)
            .map(|axum::Json(value)| Self(value))
            .map_err(|error| Problem::new(Kind::MalformedBody, error.body_text()))
    }
}

/// The API key of `Authorization: Bearer …`. Other credentials are none of ours: a proxy may want
/// them.
pub(super) struct ApiKey(pub(super) Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for ApiKey {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let credentials = parts.headers.get(header::AUTHORIZATION);
        let key = credentials
            .and_then(|credentials| credentials.to_str().ok())
            .and_then(|credentials| credentials.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, key)| key.trim().to_owned())
            .filter(|key| !key.is_empty());
        Ok(Self(key))
    }
}
