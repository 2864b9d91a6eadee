//! Entity tags, HEAD, and what browsers ask before they ask.

use crate::{
    accounts::text,
    harness::{ALICE, TestApp},
    http::Request,
};

const TAGGED: [&str; 10] = [
    "/v1/names",
    "/v1/names/alice.mononym.eth",
    "/v1/names/alice.mononym.eth/addresses",
    "/v1/names/alice.mononym.eth/availability",
    "/v1/names/alice.mononym.eth/operations",
    "/v1/names?parent=mononym.eth&limit=1",
    "/v1/addresses/0x1111111111111111111111111111111111111111/names",
    "/v1/chains",
    "/v1/parents",
    "/v1/keystore",
];

#[test]
fn who_has_an_answer_is_told_so_and_who_has_an_old_one_gets_the_new() {
    let app = TestApp::with_alice(Vec::new());
    for path in TAGGED {
        let first = app.get(path);
        assert_eq!(first.status, 200, "{path}: {}", first.text());
        let tag = first.header("etag").unwrap().to_owned();
        assert!(
            tag.starts_with('"') && tag.ends_with('"') && tag.len() > 20,
            "{tag}"
        );
        assert_eq!(first.header("cache-control"), Some("no-cache"));
        for known in [
            tag.clone(),
            format!("W/{tag}"),
            format!("\"x\", {tag} , \"y\""),
            "*".to_owned(),
        ] {
            let response = app.send(&Request::get(path).header("if-none-match", &known));
            assert_eq!(response.status, 304, "{path} {known}");
            assert!(response.body.is_empty());
            assert_eq!(response.header("etag"), Some(tag.as_str()));
            assert_eq!(response.header("content-type"), None);
            assert_eq!(response.header("access-control-allow-origin"), Some("*"));
        }
        for unknown in ["\"x\"", "x", "", "W/\"x\"", tag.trim_matches('"')] {
            let response = app.send(&Request::get(path).header("if-none-match", unknown));
            assert_eq!(
                (response.status, &response.body),
                (200, &first.body),
                "{path} {unknown}"
            );
        }
    }
    let path = "/v1/names/alice.mononym.eth";
    let tag = app.get(path).header("etag").unwrap().to_owned();
    app.set(ALICE, vec![text("url", "new")]);
    let response = app.send(&Request::get(path).header("if-none-match", &tag));
    assert_eq!(response.status, 200);
    assert_ne!(response.header("etag"), Some(tag.as_str()));
}

#[test]
fn an_error_and_a_feed_have_no_tag() {
    let app = TestApp::start();
    for path in [
        "/v1/names/nobody.mononym.eth",
        "/v1/names?limit=0",
        "/v1/changes",
        "/healthz",
    ] {
        let response = app.send(&Request::get(path).header("if-none-match", "*"));
        assert_ne!(response.status, 304, "{path}");
        assert_eq!(response.header("etag"), None, "{path}");
    }
}

#[test]
fn head_is_get_without_the_body() {
    let app = TestApp::with_alice(Vec::new());
    for path in TAGGED
        .iter()
        .chain(&["/v1/changes", "/healthz", "/openapi.json", "/docs"])
    {
        let get = app.get(path);
        let head = app.send(&Request::new("HEAD", *path));
        assert_eq!(head.status, 200, "{path}");
        assert!(head.body.is_empty(), "{path}");
        for header in ["content-type", "etag", "content-length"] {
            assert_eq!(head.header(header), get.header(header), "{path} {header}");
        }
    }
    let tag = app.get("/v1/chains").header("etag").unwrap().to_owned();
    let head = app.send(&Request::new("HEAD", "/v1/chains").header("if-none-match", &tag));
    assert_eq!(head.status, 304);
}

#[test]
fn any_page_may_ask_with_what_the_api_takes_and_read_what_it_answers() {
    let app = TestApp::with_alice(Vec::new());
    let preflight = |path: &str, method: &str| {
        let request = Request::new("OPTIONS", path)
            .header("origin", "https://wallet.example")
            .header("access-control-request-method", method)
            .header("access-control-request-headers", "authorization,content-type");
        app.send(&request)
    };
    for (path, method) in [
        ("/v1/names", "POST"),
        ("/v1/names/batch", "POST"),
        ("/v1/names/alice.mononym.eth", "GET"),
        ("/v1/changes", "GET"),
        ("/0x1111111111111111111111111111111111111111", "POST"),
        ("/", "POST"),
    ] {
        let response = preflight(path, method);
        assert_eq!(response.status, 200, "{path}");
        assert_eq!(response.header("access-control-allow-origin"), Some("*"));
        let list = |header: &str| response.header(header).unwrap().to_ascii_lowercase();
        assert!(list("access-control-allow-methods").contains(&method.to_ascii_lowercase()));
        for header in ["authorization", "content-type", "if-none-match", "last-event-id"] {
            assert!(
                list("access-control-allow-headers").contains(header),
                "{path} {header}"
            );
        }
    }
    let exposed = app.get("/v1/keystore");
    let exposed = exposed
        .header("access-control-expose-headers")
        .unwrap()
        .to_ascii_lowercase();
    assert!(
        exposed.contains("etag") && exposed.contains("location"),
        "{exposed}"
    );
}

#[test]
fn the_page_of_the_api_loads_nothing_from_elsewhere() {
    let app = TestApp::start();
    for (path, content_type) in [
        ("/docs", "text/html; charset=utf-8"),
        ("/docs/docs.css", "text/css; charset=utf-8"),
        ("/docs/docs.js", "text/javascript; charset=utf-8"),
    ] {
        let response = app.get(path);
        assert_eq!(response.status, 200, "{path}");
        assert_eq!(response.header("content-type"), Some(content_type));
        let policy = response.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
        let text = response.text();
        assert!(!text.contains("http://") && !text.contains("https://"), "{path}");
        assert!(!text.contains("innerHTML"), "{path}: text becomes no markup");
    }
}
