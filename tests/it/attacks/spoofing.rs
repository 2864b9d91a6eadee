//! Whom a request comes from: nobody but a trusted proxy can say so for another.

use super::{assert_problem, limited};
use crate::{
    harness::TestApp,
    http::{Request, Response},
};

const DIRECT: &str = "trusted_proxies = []\nclient_rate = 1\nclient_burst = 10";
const PROXIED: &str = "trusted_proxies = [\"127.0.0.1\", \"10.0.0.0/8\"]\nclient_rate = 1\nclient_burst = 10";

fn from(app: &TestApp, header: &str, value: &str) -> Response {
    app.send(&Request::get("/healthz").header(header, value))
}

/// Uses up what the client in this header has; whatever else it says stays the same client.
fn exhaust(app: &TestApp, header: &str, value: &str) {
    for request in 0..10 {
        assert_eq!(from(app, header, value).status, 200, "{value} {request}");
    }
    assert_problem(&from(app, header, value), 429, "too-many-requests");
}

#[test]
fn a_client_cannot_pose_as_another() {
    let app = limited(DIRECT);
    for client in 0..10 {
        assert_eq!(
            from(&app, "x-forwarded-for", &format!("192.0.2.{client}")).status,
            200
        );
    }
    for header in [
        "x-forwarded-for",
        "forwarded",
        "x-real-ip",
        "cf-connecting-ip",
        "true-client-ip",
    ] {
        assert_problem(&from(&app, header, "192.0.2.99"), 429, "too-many-requests");
    }
}

#[test]
fn behind_a_proxy_each_client_has_its_own() {
    let app = limited(PROXIED);
    exhaust(&app, "x-forwarded-for", "192.0.2.1");
    assert_eq!(from(&app, "x-forwarded-for", "192.0.2.2").status, 200);
    // What a client wrote stands left of what the proxy adds.
    assert_problem(
        &from(&app, "x-forwarded-for", "192.0.2.77, 192.0.2.1"),
        429,
        "too-many-requests",
    );
    assert_problem(
        &from(&app, "x-forwarded-for", "192.0.2.77, 192.0.2.1, 10.1.1.1"),
        429,
        "too-many-requests",
    );
    let twice = Request::get("/healthz")
        .header("x-forwarded-for", "192.0.2.78")
        .header("X-Forwarded-For", "192.0.2.1");
    assert_problem(&app.send(&twice), 429, "too-many-requests");
    // Another header is none that this proxy writes.
    let other = Request::get("/healthz")
        .header("x-forwarded-for", "192.0.2.1")
        .header("forwarded", "for=192.0.2.79");
    assert_problem(&app.send(&other), 429, "too-many-requests");
}

#[test]
fn what_hides_its_client_is_one_client() {
    let app = limited(PROXIED);
    exhaust(&app, "x-forwarded-for", "unknown");
    for garbage in ["", "999.1.1.1", "a, b", "%00", "::::", "192.0.2.1;", "\u{fc}"] {
        assert_problem(&from(&app, "x-forwarded-for", garbage), 429, "too-many-requests");
    }
    assert_eq!(from(&app, "x-forwarded-for", "192.0.2.1").status, 200);
}

#[test]
fn whoever_has_a_network_has_one_bucket() {
    let app = limited(PROXIED);
    exhaust(&app, "x-forwarded-for", "2001:db8:1:2::1");
    assert_problem(
        &from(&app, "x-forwarded-for", "2001:db8:1:2:ffff:ffff:ffff:ffff"),
        429,
        "too-many-requests",
    );
    assert_eq!(from(&app, "x-forwarded-for", "2001:db8:1:3::1").status, 200);
    let app = limited(&format!("{PROXIED}\nclient_ipv6_prefix = 48"));
    exhaust(&app, "x-forwarded-for", "2001:db8:1:2::1");
    assert_problem(
        &from(&app, "x-forwarded-for", "2001:db8:1:3::1"),
        429,
        "too-many-requests",
    );
    assert_eq!(from(&app, "x-forwarded-for", "2001:db8:2::1").status, 200);
}

#[test]
fn the_standard_header_is_read_where_the_proxy_writes_it() {
    let app = limited(&format!("{PROXIED}\nclient_header = \"forwarded\""));
    exhaust(&app, "forwarded", "for=\"[2001:db8::1]:4711\";proto=https");
    assert_problem(
        &from(&app, "forwarded", "for=192.0.2.9, for=\"[2001:db8::2]\""),
        429,
        "too-many-requests",
    );
    assert_eq!(from(&app, "forwarded", "for=192.0.2.9").status, 200);
    // Read as the proxy's own, which hides its clients: not as what an attacker adds.
    exhaust(&app, "x-forwarded-for", "192.0.2.50");
    assert_problem(
        &from(&app, "x-forwarded-for", "192.0.2.51"),
        429,
        "too-many-requests",
    );
}

#[test]
fn some_clients_have_no_bounds() {
    let app = limited(&format!("{PROXIED}\nunlimited_clients = [\"192.0.2.0/24\"]"));
    for _ in 0..30 {
        assert_eq!(from(&app, "x-forwarded-for", "192.0.2.1").status, 200);
    }
    exhaust(&app, "x-forwarded-for", "192.0.3.1");
    exhaust(&app, "x-forwarded-for", "192.0.2.1, 192.0.3.2");
}

#[test]
fn nobody_is_bounded_where_nobody_is_known() {
    let app = TestApp::start();
    for _ in 0..1100 {
        assert_eq!(app.get("/healthz").status, 200);
    }
}
