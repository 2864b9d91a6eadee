//! Load is shed before everybody waits: beyond a number of requests under way, others are told to
//! come back, or to ask elsewhere. Lookups never come here: those that were answered before are always
//! answered, others are counted where they are.

use std::sync::Arc;

use axum::{
    body::{Body, HttpBody},
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http_body_util::BodyExt;

use super::{super::SharedApp, Refusal};

/// Lets a request in if there is room for it.
pub(in crate::http) async fn shed(State(app): State<SharedApp>, request: Request, next: Next) -> Response {
    let limiter = &app.limiter;
    match request.uri().path() {
        // Who watches the service must see it most of all when it has much to do.
        "/healthz" | "/readyz" | "/metrics" => next.run(request).await,
        // Those who wait take no time from others, and may wait as long as they like.
        path @ "/v1/changes" => match Arc::clone(&limiter.streams).try_acquire_owned() {
            Ok(place) => {
                let response = next.run(request).await;
                if response.body().size_hint().exact().is_some() {
                    return response;
                }
                response.map(|stream| {
                    Body::new(stream.map_frame(move |frame| {
                        let _held_until_the_end = &place;
                        frame
                    }))
                })
            }
            Err(_) => limiter.refuse(Refusal::Streams).respond(path),
        },
        path => match limiter.begin() {
            Ok(_place) => next.run(request).await,
            Err(_) => limiter.refuse(Refusal::Busy).respond(path),
        },
    }
}
