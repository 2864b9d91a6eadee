//! `GET /docs`: the OpenAPI document for people. It loads nothing from elsewhere.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};

/// Only what this service itself serves, and never inside another page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(super) async fn page() -> Response {
    serve("text/html; charset=utf-8", include_str!("docs/index.html"))
}

pub(super) async fn style() -> Response {
    serve("text/css; charset=utf-8", include_str!("docs/docs.css"))
}

pub(super) async fn script() -> Response {
    serve("text/javascript; charset=utf-8", include_str!("docs/docs.js"))
}

fn serve(content_type: &'static str, body: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, body).into_response()
}
