//! Headers of answers, pages of others that ask, and paths that leave the house.

use super::{lookup, statuses};
use crate::{
    harness::{RESOLVER, TestApp},
    http::Request,
};

#[test]
fn data_is_not_taken_for_a_page() {
    let app = TestApp::start();
    for request in [
        Request::get("/v1/parents"),
        Request::get("/v1/names/nobody.mononym.eth"),
        Request::get("/openapi.json"),
        Request::get("/healthz"),
        Request::get("/metrics"),
        Request::get("/nowhere"),
        Request::get("/v1/%3Cscript%3Ealert(1)%3C/script%3E"),
        Request::post("/", "<script>"),
        Request::post("/v1/names", "<script>"),
        lookup(),
        // The second time it comes from the cache.
        lookup(),
    ] {
        let response = app.send(&request);
        assert_eq!(
            response.header("x-content-type-options"),
            Some("nosniff"),
            "{request:?}"
        );
        if let Some(content_type) = response.header("content-type") {
            assert!(!content_type.contains("html"), "{request:?}");
        }
        for header in ["server", "x-powered-by", "set-cookie"] {
            assert_eq!(response.header(header), None, "{request:?}");
        }
    }
    for path in ["/v1/parents", "/nowhere", "/metrics"] {
        let policy = app
            .get(path)
            .header("content-security-policy")
            .unwrap()
            .to_owned();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
    }
    let page = app.get("/docs");
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"));
}

#[test]
fn any_page_may_ask_and_none_in_somebodys_name() {
    let app = TestApp::start();
    for (method, target) in [("GET", "/v1/parents"), ("OPTIONS", "/v1/names"), ("OPTIONS", "/")] {
        let request = Request::new(method, target)
            .header("origin", "https://evil.example")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,x-evil")
            .header("access-control-request-private-network", "true")
            .header("cookie", "session=1");
        let response = app.send(&request);
        assert_eq!(response.status, 200);
        // A star never comes with credentials (Fetch, section 3.3.5).
        assert_eq!(response.header("access-control-allow-origin"), Some("*"));
        assert_eq!(response.header("access-control-allow-credentials"), None);
        assert_eq!(response.header("access-control-allow-private-network"), None);
        let allowed = response
            .header("access-control-allow-headers")
            .unwrap_or_default();
        assert!(!allowed.contains("x-evil") && !allowed.contains('*'), "{allowed}");
    }
}

#[test]
fn nothing_that_a_client_sends_comes_back_as_a_header() {
    let app = TestApp::start();
    for target in [
        "/v1/names/a%0d%0aset-cookie:%20x=y",
        "/v1/names/a%0d%0a%0d%0aHTTP/1.1%20200%20OK",
        "/v1/resolve?name=%0d%0ax-evil:%201",
        "/%0d%0ax-evil:1/0x",
        "/v1/names?parent=%0aset-cookie:x",
    ] {
        let response = app.get(target);
        assert!(
            (400..500).contains(&response.status),
            "{target}: {}",
            response.status
        );
        assert_eq!(response.header("x-evil"), None, "{target}");
        assert_eq!(response.header("set-cookie"), None, "{target}");
    }
}

#[test]
fn no_path_leads_to_a_file() {
    let app = TestApp::start();
    for target in [
        "/../../etc/passwd",
        "/docs/../../../etc/passwd",
        "/docs/..%2f..%2fmononym.db",
        "/docs/%2e%2e/%2e%2e/signer.key",
        "/docs/docs.js/../../signer.key",
        "/docs//etc/passwd",
        "/docs\\..\\signer.key",
        "/signer.key",
        "/mononym.db",
        "/./signer.key",
        "/v1/../signer.key",
        "/v1/names/..%2f..%2fsigner.key",
        "/docs/docs.css%00.js",
        "file:///etc/passwd",
        "//etc/passwd",
    ] {
        let response = app.get(target);
        assert!(
            (400..500).contains(&response.status),
            "{target}: {}",
            response.status
        );
        let text = String::from_utf8_lossy(&response.body).into_owned();
        assert!(!text.contains("root:") && !text.contains("SQLite"), "{target}");
    }
}

#[test]
fn a_host_that_is_not_ours_changes_nothing() {
    let app = TestApp::start();
    let of = |host: &str| {
        let response = app.send(&Request::get("/v1/parents").header("host", host));
        (response.status, response.body)
    };
    assert_eq!(of("evil.example"), of("gateway.test"));
    // A whole URL asks for its path, here, and for nothing elsewhere.
    assert_eq!(
        statuses(
            &app,
            b"GET http://169.254.169.254/latest/meta-data HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
        ),
        [400],
        "its path is taken for a CCIP-Read path that is malformed"
    );
    assert_eq!(
        statuses(
            &app,
            b"GET http://evil.example/healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
        ),
        [200]
    );
    let answer = app.get(&format!("/{RESOLVER:#x}/0x"));
    assert!(!answer.text().contains("gateway.test"));
}
