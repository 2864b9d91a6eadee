//! The service of one connection: what a request may not is refused here, before anything else sees
//! it, and its body is read to the end, so that whoever sends slowly keeps nobody waiting.

use std::{
    convert::Infallible,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{body::Body, extract::Request, http::Method, response::Response};
use futures_util::future::{BoxFuture, Either, ready};
use hyper::body::{Body as _, Incoming};
use tower::{Service, ServiceExt, util::Oneshot};

use super::{super::SharedApp, body, client::Peer};

/// A connection's requests on their way to the service.
#[derive(Clone)]
pub(in crate::http) struct Edge<S> {
    inner: S,
    app: SharedApp,
    peer: Peer,
    asked: Arc<AtomicBool>,
}

impl<S> Edge<S> {
    /// For a connection from this address.
    pub(in crate::http) fn new(inner: S, app: SharedApp, peer: IpAddr) -> Self {
        Self {
            inner,
            peer: app.limiter.peer(peer),
            app,
            asked: Arc::default(),
        }
    }

    /// Whether there was a request on this connection.
    pub(in crate::http) fn asked(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.asked)
    }
}

impl<S> hyper::service::Service<Request<Incoming>> for Edge<S>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Oneshot<S, Request>, BoxFuture<'static, Result<Response, Infallible>>>;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        self.asked.store(true, Ordering::Relaxed);
        let limiter = &self.app.limiter;
        let client = limiter.client(self.peer, request.headers());
        if let Err(refusal) = limiter.admit(client, &request) {
            return Either::Right(Box::pin(ready(Ok(refusal.respond(request.uri().path())))));
        }
        if request.method() == Method::POST
            && let Some(client) = client
        {
            request.extensions_mut().insert(client);
        }
        if request.body().is_end_stream() {
            return Either::Left(self.inner.clone().oneshot(request.map(Body::new)));
        }
        Either::Right(Box::pin(self.clone().with_body(request)))
    }
}

impl<S> Edge<S>
where
    S: Service<Request, Response = Response, Error = Infallible>,
{
    async fn with_body(self, request: Request<Incoming>) -> Result<Response, Infallible> {
        let (parts, incoming) = request.into_parts();
        let longest = self.app.longest_body(parts.uri.path());
        match body::receive(&self.app.limiter, incoming, longest).await {
            Ok(received) => {
                let request = Request::from_parts(parts, Body::from(received.bytes));
                self.inner.oneshot(request).await
            }
            Err(refusal) => Ok(self.app.limiter.refuse(refusal).respond(parts.uri.path())),
        }
    }
}
