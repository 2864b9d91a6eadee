//! Requests inside requests (RFC 9112, sections 6.3 and 11.2): what a proxy may have read in another
//! way is refused, or nothing is read behind it.

use super::statuses;
use crate::harness::TestApp;

/// What an attacker wants answered, hidden behind another request.
const HIDDEN: &str = "GET /v1/parents HTTP/1.1\r\nhost: x\r\n\r\n";

/// A post with these header lines and this body, and a hidden request behind it.
fn post(lines: &str, body: &str) -> Vec<u8> {
    format!("POST /v1/names HTTP/1.1\r\nhost: x\r\n{lines}\r\n{body}{HIDDEN}").into_bytes()
}

#[test]
fn of_two_lengths_none_leads_to_a_second_request() {
    let app = TestApp::start();
    for lines in [
        "content-length: 4\r\ntransfer-encoding: chunked\r\n",
        "transfer-encoding: chunked\r\ncontent-length: 4\r\n",
        "content-length: 4\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n",
    ] {
        // The chunks are read, as the standard says, and then the connection ends.
        assert_eq!(
            statuses(&app, &post(lines, "2\r\n{}\r\n0\r\n\r\n")),
            [400],
            "{lines:?}"
        );
    }
    for lines in [
        "content-length: 2\r\ncontent-length: 3\r\n",
        "content-length: 3\r\ncontent-length: 2\r\n",
        "content-length: 2, 3\r\n",
        "content-length: +2\r\n",
        "content-length: -2\r\n",
        "content-length: 0x2\r\n",
        "content-length: 2 2\r\n",
        "content-length: two\r\n",
        "content-length:\r\n",
        "content-length: 18446744073709551618\r\n",
        "content-length: 18446744073709551615\r\n",
    ] {
        // 431 of a length that nothing can have.
        let statuses = statuses(&app, &post(lines, "{}"));
        assert!(matches!(statuses[..], [400 | 431]), "{lines:?}: {statuses:?}");
    }
}

#[test]
fn a_coding_that_is_written_strangely_is_refused() {
    let app = TestApp::start();
    for lines in [
        "transfer-encoding: xchunked\r\n",
        "transfer-encoding: chunked, identity\r\n",
        "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n",
        "transfer-encoding: identity\r\n",
        "transfer-encoding : chunked\r\n",
        "transfer-encoding: \x0bchunked\r\n",
        " transfer-encoding: chunked\r\n",
        "x: y\r\n transfer-encoding: chunked\r\n",
        "x: y\r\n\ttransfer-encoding: chunked\r\n",
        "x: y\rtransfer-encoding: chunked\r\n",
        "transfer\0-encoding: chunked\r\n",
        "x: \0\r\n",
        ": y\r\n",
        "transfer encoding: chunked\r\n",
    ] {
        assert_eq!(statuses(&app, &post(lines, "0\r\n\r\n")), [400], "{lines:?}");
    }
    let old = format!(
        "POST /v1/names HTTP/1.0\r\ntransfer-encoding: chunked\r\nconnection: keep-alive\r\n\r\n0\r\n\r\n{HIDDEN}"
    );
    assert_eq!(statuses(&app, old.as_bytes()), [400]);
}

#[test]
fn chunks_that_are_none_end_the_connection() {
    let app = TestApp::start();
    for chunks in [
        "-2\r\n{}\r\n0\r\n\r\n",
        "0x2\r\n{}\r\n0\r\n\r\n",
        "2\n{}\r\n0\r\n\r\n",
        "2\r{}\r\n0\r\n\r\n",
        "2\r\n{}0\r\n\r\n",
        "2\r\n{}\n0\r\n\r\n",
        "2;a=\"\n\"\r\n{}\r\n0\r\n\r\n",
        "fffffffffffffffff\r\n{}\r\n0\r\n\r\n",
        "g\r\n{}\r\n0\r\n\r\n",
        "\r\n{}\r\n0\r\n\r\n",
    ] {
        let bytes = post("transfer-encoding: chunked\r\n", chunks);
        let statuses = statuses(&app, &bytes);
        assert_eq!(statuses, [400], "{chunks:?}");
    }
    let long = format!("2;{}\r\n{{}}\r\n0\r\n\r\n", "x".repeat(20_000));
    assert_eq!(
        statuses(&app, &post("transfer-encoding: chunked\r\n", &long)),
        [400]
    );
}

#[test]
fn extensions_and_trailers_of_chunks_say_nothing() {
    let app = TestApp::start();
    let end = "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    for chunks in [
        "2;a=b\r\n{}\r\n0\r\n\r\n",
        "2;a=\"content-length: 5\"\r\n{}\r\n0\r\n\r\n",
        "2\r\n{}\r\n0\r\nauthorization: Bearer x\r\ncontent-length: 999\r\n\r\n",
    ] {
        let bytes =
            format!("POST /v1/names HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n{chunks}{end}");
        assert_eq!(statuses(&app, bytes.as_bytes()), [400, 200], "{chunks:?}");
    }
}

#[test]
fn lines_may_end_in_a_line_feed_alone_and_mean_the_same() {
    let app = TestApp::start();
    // RFC 9112, section 2.2, lets a server read it so: what counts is that it is one request.
    assert_eq!(
        statuses(&app, b"GET /healthz HTTP/1.1\nhost: x\nconnection: close\n\n"),
        [200]
    );
    let two = b"POST / HTTP/1.1\nhost: x\ncontent-length: 10\nconnection: close\n\nGET / HTTPGET /healthz HTTP/1.1\n\n";
    assert_eq!(statuses(&app, two), [400]);
}

#[test]
fn requests_in_a_body_stay_in_it() {
    let app = TestApp::start();
    let lines = format!("connection: close\r\ncontent-length: {}\r\n", HIDDEN.len());
    assert_eq!(statuses(&app, &post(&lines, "")), [400]);
    // A body that a route does not read is read all the same.
    let get = format!(
        "GET /healthz HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n{HIDDEN}GET /nowhere HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        HIDDEN.len()
    );
    assert_eq!(statuses(&app, get.as_bytes()), [200, 405]);
}

#[test]
fn other_protocols_are_not_spoken() {
    let app = TestApp::start();
    for bytes in [
        &b"GET /healthz\r\n\r\n"[..],
        b"GET /healthz HTTP/2.0\r\nhost: x\r\n\r\n",
        b"GET /healthz HTTP/1.1 \r\nhost: x\r\n\r\n",
        b"GET  /healthz HTTP/1.1\r\nhost: x\r\n\r\n",
        b"GET /health\tz HTTP/1.1\r\nhost: x\r\n\r\n",
        b"G\x00T /healthz HTTP/1.1\r\nhost: x\r\n\r\n",
    ] {
        assert_eq!(
            statuses(&app, bytes),
            [400],
            "{:?}",
            String::from_utf8_lossy(bytes)
        );
    }
    // The greeting of HTTP/2 gets no answer at all.
    assert!(statuses(&app, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").is_empty());
    // An upgrade is an offer that nobody has to take.
    let upgrade = b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: upgrade, http2-settings, close\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n\r\n";
    assert_eq!(statuses(&app, upgrade), [200]);
}
