//! ERC-3668 over HTTP: both forms of GET and of POST, content types, CORS, and what is refused.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use alloy_primitives::{Bytes, hex};

use crate::{
    accounts::text as text_record,
    harness::{ALICE, RESOLVER, TestApp, ccip_get, ccip_post, signed},
    http::{Request, Response, raw},
    wire,
};

fn question() -> Bytes {
    wire::question(ALICE, &wire::text(ALICE, "url"))
}

fn app() -> TestApp {
    TestApp::with_alice(vec![text_record("url", "https://example.com")])
}

fn body() -> Vec<u8> {
    let body = serde_json::json!({ "sender": RESOLVER, "data": hex::encode_prefixed(question()) });
    serde_json::to_vec(&body).unwrap()
}

#[test]
fn every_form_of_request_has_the_same_answer() {
    let app = app();
    let data = hex::encode_prefixed(question());
    let upper = data.to_uppercase().replacen("0X", "0x", 1);
    let first = app.send(&ccip_post(RESOLVER, RESOLVER, &question()));
    signed(&first, RESOLVER, &question());
    for request in [
        Request::get(format!("/{RESOLVER:#x}/{data}")),
        Request::get(format!("/{RESOLVER:#x}/{data}.json")),
        Request::get(format!("/{RESOLVER:#x}/{upper}")),
        Request::get(format!("/{RESOLVER:#x}/{RESOLVER:#x}/{data}")),
        Request::get(format!("/{RESOLVER:#x}/{RESOLVER:#x}/{data}.json")),
        Request::post("/", body()),
        Request::post(format!("/{RESOLVER:#x}"), body()),
    ] {
        let response = app.send(&request);
        signed(&response, RESOLVER, &question());
        assert_eq!(response.body, first.body, "{request:?}");
    }
}

#[test]
fn a_body_is_json_whatever_its_content_type_says() {
    // A fresh service for each: the first answer is not from the cache.
    for content_type in [
        None,
        Some("text/plain"),
        Some("text/plain;charset=UTF-8"),
        Some("application/json"),
        Some("application/x-www-form-urlencoded"),
        Some("multipart/form-data; boundary=x"),
        Some("no content type at all"),
        Some(""),
    ] {
        let app = TestApp::start();
        for target in ["/".to_owned(), format!("/{RESOLVER:#x}")] {
            let request = Request::post(target, body());
            let request = match content_type {
                Some(value) => request.header("content-type", value),
                None => request,
            };
            signed(&app.send(&request), RESOLVER, &question());
        }
    }
}

#[test]
fn a_body_that_is_not_what_the_standard_says_is_refused() {
    let app = app();
    let must = "the body must be JSON";
    for (body, message) in [
        ("", must),
        ("{", must),
        ("null", must),
        ("[]", must),
        ("\"0x\"", must),
        ("{}", "missing field `data`"),
        (r#"{"data":"0x9061b923"}"#, "`sender` is missing"),
        (
            r#"{"data":5,"sender":"0x1111111111111111111111111111111111111111"}"#,
            "invalid type",
        ),
        (r#"{"data":"0x","sender":null}"#, "`sender` is missing"),
        (
            r#"{"data":"9061","sender":"0x1111111111111111111111111111111111111111"}"#,
            "data: the value must start with 0x",
        ),
        (
            r#"{"data":"0x906","sender":"0x1111111111111111111111111111111111111111"}"#,
            "data: the value must be 0x and pairs of hex digits",
        ),
        (
            r#"{"data":"0x0x9061","sender":"0x1111111111111111111111111111111111111111"}"#,
            "pairs of hex digits",
        ),
        (
            "{\"data\":\"0x\u{e9}\u{e9}\",\"sender\":\"0x1111111111111111111111111111111111111111\"}",
            "pairs of hex digits",
        ),
        (
            r#"{"data":"0x90 61","sender":"0x1111111111111111111111111111111111111111"}"#,
            "pairs of hex digits",
        ),
    ] {
        app.fails(&Request::post("/", body), 400, message);
    }
    app.fails(&Request::post("/", b"{\"data\":\"\xff\"}".to_vec()), 400, must);
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    app.fails(&Request::post("/", deep), 400, must);
}

#[test]
fn fields_that_a_later_standard_may_add_are_left_aside() {
    let app = app();
    let data = hex::encode_prefixed(question());
    let body = serde_json::json!({ "urls": ["x"], "sender": RESOLVER, "chainId": 1, "data": data });
    signed(&app.send(&Request::post_json("/", &body)), RESOLVER, &question());
    // Escapes within the strings are JSON too.
    let escaped = String::from_utf8(self::body())
        .unwrap()
        .replace("0x9", "\\u0030x9");
    signed(&app.send(&Request::post("/", escaped)), RESOLVER, &question());
}

#[test]
fn data_in_a_path_that_is_no_hex_is_refused() {
    let app = app();
    for (data, message) in [
        ("0x9", "data: the value must be 0x and pairs of hex digits"),
        ("0xzz", "data: the value must be 0x and pairs of hex digits"),
        ("9061b923", "data: the value must start with 0x"),
        ("%30x", "the call data has 0 bytes"),
        ("0x%00", "data: the value must be 0x and pairs of hex digits"),
        ("{data}", "data: the value must start with 0x"),
        (".json", "data: the value must start with 0x"),
    ] {
        app.fails(&Request::get(format!("/{RESOLVER:#x}/{data}")), 400, message);
        app.fails(
            &Request::get(format!("/{RESOLVER:#x}/{RESOLVER:#x}/{data}")),
            400,
            message,
        );
    }
    // Percent-encoded bytes that are no UTF-8.
    app.fails(&Request::get(format!("/{RESOLVER:#x}/%ff")), 400, "UTF-8");
    app.fails(&Request::get(format!("/%ff/{RESOLVER:#x}/0x")), 400, "UTF-8");
    app.fails(&Request::post("/0x%ff", body()), 400, "UTF-8");
}

#[test]
fn a_url_beyond_what_http_takes_is_refused() {
    let app = app();
    let mut call = question().to_vec();
    call.resize(30_000, 0);
    let response = app.send(&ccip_get(RESOLVER, RESOLVER, &call));
    signed(&response, RESOLVER, &call);
    call.resize(33_000, 0);
    assert_eq!(app.send(&ccip_get(RESOLVER, RESOLVER, &call)).status, 414);
    assert_eq!(app.get("/healthz").status, 200);
}

fn assert_preflight(response: &Response, case: &str) {
    assert_eq!(response.status, 200, "{case}");
    let header = |name: &str| response.header(name).unwrap_or_default().to_ascii_lowercase();
    assert_eq!(header("access-control-allow-origin"), "*", "{case}");
    assert!(
        header("access-control-allow-headers").contains("content-type"),
        "{case}"
    );
    for method in ["get", "post", "options"] {
        assert!(
            header("access-control-allow-methods").contains(method),
            "{case}: {method}"
        );
    }
}

#[test]
fn a_browser_may_ask_first() {
    let app = app();
    for target in [
        "/".to_owned(),
        format!("/{RESOLVER:#x}"),
        "/v1/names".to_owned(),
        "/nowhere/at/all/x".to_owned(),
    ] {
        let preflight = Request::new("OPTIONS", target.as_str())
            .header("origin", "https://app.ens.domains")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type");
        assert_preflight(&app.send(&preflight), &target);
        assert_preflight(&app.send(&Request::new("OPTIONS", target.as_str())), &target);
    }
}

#[test]
fn methods_that_are_not_served_are_refused_with_those_that_are() {
    let app = app();
    let data = hex::encode_prefixed(question());
    for (method, target, allowed) in [
        ("PUT", format!("/{RESOLVER:#x}/{data}"), "GET,HEAD"),
        (
            "DELETE",
            format!("/{RESOLVER:#x}/{RESOLVER:#x}/{data}"),
            "GET,HEAD",
        ),
        ("GET", format!("/{RESOLVER:#x}"), "POST"),
        // The page for people stands there, too.
        ("PATCH", "/".to_owned(), "POST,GET,HEAD"),
    ] {
        let request = Request::new(method, target);
        app.fails(&request, 405, &format!("{method} is not served here"));
        assert_eq!(app.send(&request).header("allow"), Some(allowed));
    }
}

#[test]
fn what_is_not_http_is_refused() {
    let app = app();
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\0 HTTP/1.1\r\nhost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n12345",
    ] {
        let response = raw(app.address, bytes);
        assert_eq!(response.status, 400, "{:?}", String::from_utf8_lossy(bytes));
        assert_eq!(app.get("/healthz").status, 200);
    }
}

#[test]
fn a_body_in_chunks_is_read_and_bounded() {
    let app = app();
    let head = |target: &str| {
        format!(
            "POST {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n"
        )
    };
    let body = String::from_utf8(body()).unwrap();
    let (start, rest) = body.split_at(17);
    let chunked = format!(
        "{}11\r\n{start}\r\n{:x}\r\n{rest}\r\n0\r\n\r\n",
        head("/"),
        rest.len()
    );
    signed(&raw(app.address, chunked.as_bytes()), RESOLVER, &question());

    let too_long = 132_097;
    let chunked = format!("{}{too_long:x}\r\n{}", head("/"), "x".repeat(too_long));
    let response = raw(app.address, chunked.as_bytes());
    assert_eq!(response.status, 413, "{}", response.text());
    assert!(
        response.json()["message"]
            .as_str()
            .unwrap()
            .contains("split the call")
    );
}

#[test]
fn several_requests_go_over_one_connection() {
    let app = app();
    let body = String::from_utf8(body()).unwrap();
    let post = format!(
        "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let get = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
    let last = "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let mut stream = TcpStream::connect(app.address).unwrap();
    let requests = [
        &post,
        get,
        &post,
        "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n\r\n{",
        &post,
        last,
    ];
    stream.write_all(requests.concat().as_bytes()).unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).unwrap();
    let statuses: Vec<&str> = answers
        .split("HTTP/1.1 ")
        .skip(1)
        .map(|answer| &answer[..3])
        .collect();
    assert_eq!(statuses, ["200", "200", "200", "400", "200", "200"]);
}
