//! Every route, on one screen.

use std::{any::Any, sync::Arc};

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, MatchedPath, Request},
    http::{HeaderName, Method, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{any, get},
};
use tokio::time::timeout;
use tower::ServiceBuilder;
use tower_http::{catch_panic::CatchPanicLayer, cors::CorsLayer, trace::TraceLayer};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    PATIENCE, Problem, SharedApp, addresses, availability, ccip, chains, changes, docs, draft, etag, health,
    history,
    hot::Hot,
    keystore, limit, list, metrics, name, operate, parents,
    problem::Kind,
    proof, register,
    register_batch::{self, BATCH_BYTES},
    resolve, reverse, security, tokens, web,
};

/// Longest body: one operation with 64 records in hex.
pub(super) const BODY_BYTES: usize = 1 << 20;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Mononym",
        description = "One name, every chain: an ENS gateway whose names are accounts.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    components(schemas(Problem, ccip::CcipAnswer, ccip::CcipFailure)),
    modifiers(&ApiKeys),
    tags(
        (name = "Names", description = "Register, change and show names"),
        (name = "Parents", description = "Where names are registered, and by whom"),
        (name = "Service", description = "What this service serves"),
        (name = "CCIP-Read", description = "ERC-3668: answers for resolver contracts"),
    ),
)]
struct Document;

struct ApiKeys;

impl Modify for ApiKeys {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("API key of a wallet, for parents under the token policy"));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("apiKey", SecurityScheme::Http(scheme.build()));
    }
}

fn routes() -> OpenApiRouter<SharedApp> {
    let batch = OpenApiRouter::new()
        .routes(routes!(register_batch::register_batch))
        .layer(DefaultBodyLimit::max(BATCH_BYTES));
    let v1 = OpenApiRouter::new()
        .routes(routes!(list::list_names, register::register))
        .routes(routes!(name::get_name))
        .routes(routes!(availability::get_availability))
        .routes(routes!(addresses::get_addresses))
        .routes(routes!(resolve::resolve))
        .routes(routes!(proof::get_proof))
        .routes(routes!(history::list_operations, operate::operate))
        .routes(routes!(reverse::list_names_of_address))
        .routes(routes!(draft::draft))
        .routes(routes!(parents::list_parents))
        .routes(routes!(tokens::manage_tokens))
        .routes(routes!(chains::list_chains))
        .routes(routes!(keystore::get_keystore))
        .layer(middleware::from_fn(etag::tag))
        .merge(batch)
        .routes(routes!(changes::list_changes))
        // Else a mistyped route would be taken for a CCIP-Read path.
        .route("/{*route}", any(no_such_route));
    OpenApiRouter::with_openapi(Document::openapi())
        .nest("/v1", v1)
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(metrics::metrics))
        .routes(routes!(ccip::get_for_sender))
        .routes(routes!(ccip::get_for_resolver))
        .routes(routes!(ccip::post_for_sender))
        .routes(routes!(ccip::post_for_resolver))
}

async fn no_such_route() -> Problem {
    Problem::new(
        Kind::NoSuchRoute,
        "there is no such route: /openapi.json lists them all",
    )
}

/// A method that a route does not serve, in the route's own kind of error.
async fn no_such_method(method: Method, route: MatchedPath) -> Response {
    if ccip::is_route(route.as_str()) {
        return ccip::CcipError::Method(method).into_response();
    }
    Problem::new(
        Kind::MethodNotAllowed,
        format!("{method} is not served here: the header Allow names what is"),
    )
    .into_response()
}

/// Gives up on what takes too long, in the route's own kind of error.
async fn patience(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    match timeout(PATIENCE, next.run(request)).await {
        Ok(response) => response,
        Err(_) if route.is_some_and(|route| ccip::is_route(route.as_str())) => {
            ccip::CcipError::TooSlow.into_response()
        }
        Err(_) => Problem::unavailable().into_response(),
    }
}

/// A fault of ours: the log has it, and the client a body that it can read.
pub(super) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a request made the service panic");
    Problem::unavailable().into_response()
}

/// The OpenAPI document of the routes that exist.
pub fn openapi() -> utoipa::openapi::OpenApi {
    routes().into_openapi()
}

/// All that answers requests.
pub(super) type Service = Hot;

/// The whole service: the cache, then middleware, then the routes.
pub(super) fn service(app: SharedApp) -> Service {
    let (router, document) = routes().split_for_parts();
    let router: Router = router
        .route("/openapi.json", get(|| async move { Json(document) }))
        .route("/docs", get(docs::page))
        .route("/docs/docs.css", get(docs::style))
        .route("/docs/docs.js", get(docs::script))
        .merge(web::routes())
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
                        .allow_headers([
                            header::AUTHORIZATION,
                            header::CONTENT_TYPE,
                            header::IF_NONE_MATCH,
                            HeaderName::from_static("last-event-id"),
                        ])
                        .expose_headers([header::ETAG, header::LOCATION, header::RETRY_AFTER]),
                )
                .map_response(security::headers)
                .layer(CatchPanicLayer::custom(panicked))
                .layer(middleware::from_fn_with_state(Arc::clone(&app), limit::shed))
                .layer(middleware::from_fn(patience))
                .layer(DefaultBodyLimit::max(BODY_BYTES)),
        );
    Hot { app, router }
}
