//! The page for people: built by web/, embedded in this binary. It loads nothing from elsewhere.

use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use include_dir::{Dir, include_dir};

use super::{Problem, SharedApp, etag, problem::Kind};

/// What `npm run build` wrote. The names of assets hold a hash of what is in them.
static DIST: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/web/dist");

/// Only what this service itself serves, nothing that is written into the page, and never inside
/// another page. Not even a script of ours can turn text into markup (Trusted Types).
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// What programs that ask for the root without wanting HTML are told.
const FOR_PROGRAMS: &str = "Mononym: one ENS name, one account on every chain.\n\n\
                            /openapi.json  the HTTP API\n\
                            /docs          the same for people\n\
                            /              with a browser: names and their addresses\n";

/// The encodings that assets are kept in, best first: what Accept-Encoding calls them, and their ending.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// The pages, whose paths only the script tells apart, and what they load.
pub(super) fn routes() -> Router<SharedApp> {
    Router::new()
        .route("/", get(home))
        .route("/name/{*rest}", get(page))
        .route("/address/{*rest}", get(page))
        .route("/register", get(page))
        .route("/manage/{*rest}", get(page))
        .route("/sign", get(page))
        .route("/guardian", get(page))
        .layer(middleware::from_fn(etag::tag))
        .route("/assets/{file}", get(asset))
}

async fn home(headers: HeaderMap) -> Response {
    let mut response = if wants(&headers, &header::ACCEPT, "text/html") {
        page().await
    } else {
        FOR_PROGRAMS.into_response()
    };
    vary(&mut response, &header::ACCEPT);
    response
}

async fn page() -> Response {
    let Some(index) = DIST.get_file("index.html") else {
        return missing();
    };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ];
    (headers, index.contents()).into_response()
}

/// A file of the build, in the best encoding that the client reads. What has its name never changes.
async fn asset(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let path = format!("assets/{file}");
    let (Some(plain), Some(content_type)) = (DIST.get_file(&path), content_type(&file)) else {
        return missing();
    };
    let encoded = ENCODINGS
        .into_iter()
        .filter(|(name, _)| wants(&headers, &header::ACCEPT_ENCODING, name))
        .find_map(|(name, ending)| {
            DIST.get_file(format!("{path}{ending}"))
                .map(|packed| (name, packed))
        });
    let (encoding, contents) = encoded.map_or((None, plain.contents()), |(name, packed)| {
        (Some(name), packed.contents())
    });
    let tag = format!("\"{file}-{}\"", encoding.unwrap_or("identity"));
    let mut response = if etag::is_known(&headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, content_type)], contents).into_response()
    };
    let answer = response.headers_mut();
    answer.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    answer.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    if let Ok(tag) = HeaderValue::try_from(tag) {
        answer.insert(header::ETAG, tag);
    }
    if let Some(encoding) = encoding {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    vary(&mut response, &header::ACCEPT_ENCODING);
    response
}

fn content_type(file: &str) -> Option<&'static str> {
    match file.rsplit_once('.')?.1 {
        "js" => Some("text/javascript; charset=utf-8"),
        "css" => Some("text/css; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "woff2" => Some("font/woff2"),
        _ => None,
    }
}

/// Whether a list such as `br;q=1.0, gzip` names this, and does not refuse it (RFC 9110, section 12.4.2).
fn wants(headers: &HeaderMap, list: &HeaderName, name: &str) -> bool {
    headers
        .get_all(list)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|entry| {
            let mut parts = entry.split(';').map(str::trim);
            let named = parts.next().is_some_and(|part| part.eq_ignore_ascii_case(name));
            let refused = parts
                .filter_map(|part| part.strip_prefix("q="))
                .any(|weight| weight.parse() == Ok(0.0_f32));
            named && !refused
        })
}

fn vary(response: &mut Response, on: &HeaderName) {
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from(on.clone()));
}

fn missing() -> Response {
    Problem::new(Kind::NoSuchRoute, "there is no such file: load the page anew").into_response()
}
