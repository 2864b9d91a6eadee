//! Headers that keep an answer from being taken for what it is not.

use axum::http::{HeaderValue, Response, header};

/// Data, even where somebody opens it as a page: it loads nothing, runs nothing, and stands in no
/// frame. Pages have a policy of their own.
pub(super) fn headers<B>(mut response: Response<B>) -> Response<B> {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
