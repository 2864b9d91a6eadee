//! Methods and versions that are seldom seen, requests that follow one another, clients that leave.

use std::{io::Write, net::Shutdown};

use mononym_keystore::Operation;
use serde_json::json;

use super::{connect, lookup, rest, statuses, statuses_of};
use crate::{
    accounts::{register, sign},
    harness::{ALICE, TestApp, alice},
    http::Request,
};

#[test]
fn a_head_is_an_answer_without_its_body() {
    let app = TestApp::start();
    let targets = [
        "/v1/parents",
        "/openapi.json",
        "/healthz",
        "/v1/names/nobody.mononym.eth",
        "/nowhere",
    ];
    for target in targets {
        let (head, get) = (app.send(&Request::new("HEAD", target)), app.get(target));
        assert_eq!(head.status, get.status, "{target}");
        assert_eq!(head.body, b"", "{target}");
        assert_eq!(
            head.header("content-type"),
            get.header("content-type"),
            "{target}"
        );
    }
}

#[test]
fn methods_that_reflect_or_tunnel_are_not_served() {
    let app = TestApp::start();
    for target in ["/v1/parents", "/", "/healthz"] {
        for method in ["TRACE", "TRACK", "DEBUG", "PROPFIND", "DELETE", "PUT", "get", "X"] {
            let request = Request::new(method, target).header("x-secret", "reflected");
            let response = app.send(&request);
            assert_eq!(response.status, 405, "{method} {target}");
            assert!(!response.text().contains("reflected"), "{method} {target}");
        }
    }
    let connect = b"CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example:443\r\nconnection: close\r\n\r\n";
    let answer = statuses(&app, connect);
    assert!(matches!(answer[..], [400 | 404 | 405]), "{answer:?}");
    let star = statuses(
        &app,
        b"OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    );
    assert!(matches!(star[..], [200 | 404]), "{star:?}");
    // A method is no way to say another one.
    let disguised = Request::get("/v1/names").header("x-http-method-override", "POST");
    assert_eq!(app.send(&disguised).status, 200);
}

#[test]
fn the_old_version_is_answered_and_ends() {
    let app = TestApp::start();
    let answer = |bytes: &[u8]| {
        let mut stream = connect(app.address);
        stream.write_all(bytes).unwrap();
        rest(&mut stream)
    };
    assert!(answer(b"GET /healthz HTTP/1.0\r\n\r\n").starts_with("HTTP/1.0 200 OK"));
    let stream = answer(b"GET /v1/parents HTTP/1.0\r\n\r\n").to_ascii_lowercase();
    assert!(!stream.contains("transfer-encoding"), "{stream}");
}

#[test]
fn requests_at_once_are_answered_in_their_order() {
    let app = TestApp::start();
    let mut stream = connect(app.address);
    let mut requests = String::new();
    for number in 0..500_usize {
        let target = if number.is_multiple_of(2) {
            "/healthz"
        } else {
            "/nowhere"
        };
        requests.push_str(&format!("GET {target} HTTP/1.1\r\nhost: x\r\n\r\n"));
    }
    requests.push_str("GET /healthz HTTP/1.1\r\nconnection: close\r\n\r\n");
    let mut writer = stream.try_clone().unwrap();
    let sent = std::thread::spawn(move || writer.write_all(requests.as_bytes()).unwrap());
    let statuses = statuses_of(&rest(&mut stream));
    sent.join().unwrap();
    assert_eq!(statuses.len(), 501);
    let expected = |number: usize| if number.is_multiple_of(2) { 200 } else { 405 };
    assert!(
        statuses
            .iter()
            .enumerate()
            .all(|(number, status)| *status == expected(number))
    );
}

#[test]
fn who_leaves_early_changes_nothing_by_halves() {
    let app = TestApp::start();
    let signed = sign(Operation::Register(register(ALICE, &[&alice()])), &[&alice()]);
    let body = serde_json::to_string(&signed).unwrap();
    let head = format!(
        "POST /v1/names HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let whole = [head.as_bytes(), body.as_bytes()].concat();
    for cut in [1, head.len() / 2, head.len(), head.len() + 1, whole.len() - 1] {
        let mut stream = connect(app.address);
        stream.write_all(&whole[..cut]).unwrap();
        drop(stream);
    }
    for _ in 0..50 {
        drop(connect(app.address));
        let mut stream = connect(app.address);
        stream
            .write_all(b"GET /v1/parents HTTP/1.1\r\nhost: x\r\n\r\n")
            .unwrap();
        stream.shutdown(Shutdown::Both).unwrap();
    }
    assert_eq!(app.get(&format!("/v1/names/{ALICE}")).status, 404);
    assert_eq!(app.post_registration(&signed).status, 201);
    assert_eq!(app.send(&lookup()).status, 200);
}

#[test]
fn numbers_and_depths_without_end_are_told_so() {
    let app = TestApp::start();
    let huge = "9".repeat(100_000);
    for body in [
        format!("{{\"operation\":{huge}}}"),
        format!("{{\"operation\":1e{huge}}}"),
        "{\"operation\":1e999999999}".to_owned(),
        format!("{{\"signatures\":[{}0]}}", "-0.0e-0,".repeat(100_000)),
        "[".repeat(1_000_000),
        "{\"a\":".repeat(150_000),
        format!("{{\"{}\":1}}", "\\u0000".repeat(100_000)),
        "\"".to_owned(),
        format!("{{{}}}", "\"operation\":null,".repeat(50_000)),
    ] {
        for target in ["/v1/names", "/v1/names/batch"] {
            let response = app.send(&Request::post(target, body.clone()));
            assert_eq!(response.status, 400, "{target} {:.40}", body);
            assert_eq!(response.json()["slug"], "malformed-body");
            assert!(
                response.body.len() < 10_000,
                "{target} {:.40}: a short answer",
                body
            );
        }
    }
    for target in [
        format!("/v1/changes?after={huge:.1000}"),
        "/v1/changes?after=-1".to_owned(),
        "/v1/changes?after=18446744073709551616".to_owned(),
        "/v1/changes?wait=1e9".to_owned(),
        "/v1/names?limit=4294967297".to_owned(),
        format!("/v1/names?cursor={huge:.1000}"),
    ] {
        assert_eq!(app.get(&target).status, 400, "{target}");
    }
    let response = app.send(&Request::post_json(
        "/",
        &json!({ "sender": 1e300, "data": 1e300 }),
    ));
    assert_eq!(response.status, 400);
    assert_eq!(app.get("/healthz").status, 200);
}
