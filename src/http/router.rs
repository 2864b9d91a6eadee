//! Every route, on one screen.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, MatchedPath},
    http::{Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{any, get},
};
use tower::ServiceBuilder;
use tower_http::{catch_panic::CatchPanicLayer, cors::CorsLayer, timeout::TimeoutLayer, trace::TraceLayer};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    App, PATIENCE, Problem, SharedApp, addresses, ccip, chains, health, hot::Hot, keystore, name, operate,
    parents, register, schema,
};

/// Longest body: a batch of records in hex.
const BODY_BYTES: usize = 1 << 20;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Mononym",
        description = "One name, every chain: an ENS gateway whose names are accounts.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    components(schemas(schema::SignedOperation, Problem, ccip::CcipAnswer, ccip::CcipFailure)),
    tags(
        (name = "Names", description = "Register, change and show names"),
        (name = "Service", description = "What this service serves"),
        (name = "CCIP-Read", description = "ERC-3668: answers for resolver contracts"),
    ),
)]
struct Document;

fn routes() -> OpenApiRouter<SharedApp> {
    let v1 = OpenApiRouter::new()
        .routes(routes!(register::register))
        .routes(routes!(name::get_name))
        .routes(routes!(addresses::get_addresses))
        .routes(routes!(operate::operate))
        .routes(routes!(chains::list_chains))
        .routes(routes!(parents::list_parents))
        .routes(routes!(keystore::get_keystore))
        // Else a mistyped route would be taken for a CCIP-Read path.
        .route("/{*route}", any(no_such_route));
    OpenApiRouter::with_openapi(Document::openapi())
        .nest("/v1", v1)
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(ccip::get_for_sender))
        .routes(routes!(ccip::get_for_resolver))
        .routes(routes!(ccip::post_for_sender))
        .routes(routes!(ccip::post_for_resolver))
}

async fn no_such_route() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "no-such-route",
        "there is no such route: /openapi.json lists them all",
    )
}

/// A method that a route does not serve, in the route's own kind of error.
async fn no_such_method(method: Method, route: MatchedPath) -> Response {
    if ccip::is_route(route.as_str()) {
        return ccip::CcipError::Method(method).into_response();
    }
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        format!("{method} is not served here: the header Allow names what is"),
    )
    .into_response()
}

/// The OpenAPI document of the routes that exist.
pub fn openapi() -> utoipa::openapi::OpenApi {
    routes().into_openapi()
}

/// The whole service: the cache, then middleware, then the routes.
pub fn service(
    app: App,
) -> impl Clone
+ Send
+ tower::Service<
    axum::extract::Request,
    Response = axum::response::Response,
    Error = std::convert::Infallible,
    Future: Send,
> {
    let app = Arc::new(app);
    let (router, document) = routes().split_for_parts();
    let router: Router = router
        .route("/openapi.json", get(|| async move { Json(document) }))
        .fallback(no_such_route)
        .method_not_allowed_fallback(no_such_method)
        .with_state(Arc::clone(&app))
        .layer(
            ServiceBuilder::new()
                .layer(TraceLayer::new_for_http())
                .layer(
                    CorsLayer::new()
                        .allow_origin(tower_http::cors::Any)
                        .allow_methods([Method::GET, Method::POST, Method::OPTIONS])
                        .allow_headers([header::CONTENT_TYPE]),
                )
                .layer(CatchPanicLayer::new())
                .layer(TimeoutLayer::with_status_code(
                    StatusCode::SERVICE_UNAVAILABLE,
                    PATIENCE,
                ))
                .layer(DefaultBodyLimit::max(BODY_BYTES)),
        );
    Hot { app, router }
}
