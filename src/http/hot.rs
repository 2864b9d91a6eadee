//! The outermost layer: a lookup that was answered before is answered here, before any middleware.

use std::{convert::Infallible, future::Future, pin::Pin, task::Context, task::Poll};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::Method,
    response::{IntoResponse, Response},
};
use http_body_util::{BodyExt, Limited};
use tokio::time::timeout;
use tower::{Service, ServiceExt};

use super::{
    PATIENCE, SharedApp,
    ccip::{CcipError, Question, answer_response},
};

/// The cache before the router.
#[derive(Clone)]
pub(super) struct Hot {
    pub(super) app: SharedApp,
    pub(super) router: Router,
}

impl Service<Request> for Hot {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        if request.method() == Method::GET {
            let question = Question::from_path(request.uri().path(), &self.app.limits);
            if let Some(response) = question.and_then(|question| self.cached(&question)) {
                return Box::pin(std::future::ready(Ok(response)));
            }
        } else if request.method() == Method::POST && post_path(request.uri().path()).is_some() {
            return Box::pin(self.clone().post(request));
        }
        Box::pin(self.router.clone().oneshot(request))
    }
}

impl Hot {
    fn cached(&self, question: &Question) -> Option<Response> {
        self.app
            .gateway
            .cached(&question.resolver, &question.call_data)
            .map(answer_response)
    }

    async fn post(self, request: Request) -> Result<Response, Infallible> {
        let (parts, body) = request.into_parts();
        let limit = self.app.ccip_body_bytes();
        let Ok(body) = timeout(PATIENCE, Limited::new(body, limit).collect()).await else {
            return Ok(with_cors(CcipError::TooSlow.into_response()));
        };
        let body = match body {
            Ok(body) => body.to_bytes(),
            Err(error) if error.is::<http_body_util::LengthLimitError>() => {
                return Ok(with_cors(CcipError::BodyTooLong(limit).into_response()));
            }
            Err(error) => return Ok(with_cors(CcipError::Body(error.to_string()).into_response())),
        };
        let resolver = post_path(parts.uri.path()).flatten();
        let question = Question::from_body(resolver, &body, &self.app.limits).ok();
        match question.and_then(|question| self.cached(&question)) {
            Some(response) => Ok(response),
            None => {
                self.router
                    .oneshot(Request::from_parts(parts, Body::from(body)))
                    .await
            }
        }
    }
}

/// Whether a path takes CCIP-Read posts: `/`, or `/0x…` with the resolver.
fn post_path(path: &str) -> Option<Option<&str>> {
    let segment = path.strip_prefix('/')?;
    if segment.is_empty() {
        Some(None)
    } else if segment.starts_with("0x") && !segment.contains('/') {
        Some(Some(segment))
    } else {
        None
    }
}

/// Browsers show an error's text only with it.
fn with_cors(mut response: Response) -> Response {
    response.headers_mut().insert(
        axum::http::header::ACCESS_CONTROL_ALLOW_ORIGIN,
        axum::http::HeaderValue::from_static("*"),
    );
    response
}
