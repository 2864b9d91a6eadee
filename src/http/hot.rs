//! The outermost layer: lookups are answered here, before any middleware. What is answered again
//! takes a look into the cache; what is not is answered with the same bound on its time and the same
//! guard against panics that the router's middleware gives all other requests.

use std::{
    convert::Infallible, future::Future, panic::AssertUnwindSafe, pin::Pin, task::Context, task::Poll,
};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::Method,
    response::{IntoResponse, Response},
};
use futures_util::{
    FutureExt,
    future::{Either, Ready, ready},
};
use http_body_util::{BodyExt, Limited};
use tokio::time::timeout;
use tower::{Service, ServiceExt};

use super::{
    PATIENCE, SharedApp,
    ccip::{CcipError, Question, answer_response},
    limit::Refusal,
    router::panicked,
};
use crate::gateway::Asked;

/// Lookups before the router.
#[derive(Clone)]
pub(super) struct Hot {
    pub(super) app: SharedApp,
    pub(super) router: Router,
}

type Answered = Result<Response, Infallible>;

impl Service<Request> for Hot {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Ready<Answered>, Pin<Box<dyn Future<Output = Answered> + Send>>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        if request.method() == Method::GET {
            if let Some(question) = Question::from_path(request.uri().path(), &self.app.limits) {
                let asked = self.app.gateway.asked(question.resolver, question.call_data);
                return match self.app.gateway.cached(&asked) {
                    Some(body) => Either::Left(ready(Ok(answer_response(body)))),
                    None => Either::Right(Box::pin(cold(self.app.clone(), asked).map(Ok))),
                };
            }
        } else if request.method() == Method::POST && post_path(request.uri().path()).is_some() {
            return Either::Right(Box::pin(self.clone().post(request)));
        }
        Either::Right(Box::pin(self.router.clone().oneshot(request)))
    }
}

impl Hot {
    async fn post(self, request: Request) -> Answered {
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
            Err(error) => {
                return Ok(with_cors(CcipError::Body(error.to_string()).into_response()));
            }
        };
        let resolver = post_path(parts.uri.path()).flatten();
        let Ok(question) = Question::from_body(resolver, &body, &self.app.limits) else {
            let request = Request::from_parts(parts, Body::from(body));
            return self.router.oneshot(request).await;
        };
        let asked = self.app.gateway.asked(question.resolver, question.call_data);
        Ok(match self.app.gateway.cached(&asked) {
            Some(body) => answer_response(body),
            None => cold(self.app, asked).await,
        })
    }
}

/// Answers what the cache has no answer to, if there is room for one more request.
async fn cold(app: SharedApp, asked: Asked) -> Response {
    let Ok(_place) = app.limiter.begin() else {
        return app.limiter.refuse(Refusal::Busy).respond("/");
    };
    let answer = AssertUnwindSafe(timeout(PATIENCE, app.gateway.answer_anew(asked)));
    match answer.catch_unwind().await {
        Ok(Ok(Ok(body))) => answer_response(body),
        Ok(Ok(Err(error))) => with_cors(CcipError::from(error).into_response()),
        Ok(Err(_)) => with_cors(CcipError::TooSlow.into_response()),
        Err(panic) => with_cors(panicked(panic)),
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
