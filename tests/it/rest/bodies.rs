//! Bodies that are not what a route takes.

use mononym_keystore::Operation;
use serde_json::{Value, json};

use super::registration;
use crate::{
    accounts::{DEADLINE, Key, register, sign, text},
    harness::{ALICE, TestApp, alice, registrar_key},
    http::{Request, raw},
};

const ROUTES: [&str; 2] = ["/v1/names", "/v1/names/alice.mononym.eth/operations"];

/// A registration with a record and a voucher, as JSON.
fn body() -> Value {
    let mut operation = register(ALICE, &[&alice()]);
    operation.records = vec![text("url", "x")];
    let voucher = registrar_key().vouch(ALICE, &operation, operation.deadline);
    let mut signed = sign(Operation::Register(operation), &[&alice()]);
    signed.voucher = Some(voucher);
    serde_json::to_value(signed).unwrap()
}

#[test]
fn what_is_no_json_is_refused() {
    let app = TestApp::with_alice(Vec::new());
    for route in ROUTES {
        for body in [
            "",
            " ",
            "{",
            "nul",
            "{]",
            "{\"operation\":",
            "\u{feff}{}",
            "<xml/>",
            "a=b",
        ] {
            app.refuses(&Request::post(route, body), 400, "malformed-body", "");
        }
        app.refuses(
            &Request::post(route, b"{\"\xff\":1}".to_vec()),
            400,
            "malformed-body",
            "",
        );
        let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
        app.refuses(&Request::post(route, deep), 400, "malformed-body", "");
    }
}

#[test]
fn json_of_another_shape_is_refused() {
    let app = TestApp::with_alice(Vec::new());
    for route in ROUTES {
        for body in [
            json!(null),
            json!([]),
            json!({}),
            json!(5),
            json!("x"),
            json!({ "operation": {} }),
        ] {
            app.refuses(&Request::post_json(route, &body), 400, "malformed-body", "");
        }
    }
    for (pointer, value, detail) in [
        (
            "/operation/primaryType",
            json!("Transfer"),
            "unknown variant `Transfer`",
        ),
        ("/operation/primaryType", json!(null), "primaryType"),
        ("/operation/message", json!([]), "operation: "),
        ("/operation/message/name", json!(5), "operation: "),
        ("/operation/message/records", json!({}), "operation: "),
        (
            "/operation/message/records/0/call",
            json!("text(url)"),
            "operation: ",
        ),
        ("/operation/message/records/0/call", json!("0x5"), "operation: "),
        ("/operation/message/guardiansHash", json!("0x00"), "operation: "),
        ("/operation/message/implementation", json!("0x00"), "operation: "),
        ("/signatures", json!(null), "signatures"),
        ("/signatures/0", json!("0x"), "signatures[0]"),
        ("/signatures/0/signature", json!("zz"), "signatures[0].signature"),
        ("/voucher", json!("0x"), "voucher"),
        ("/voucher/deadline", json!(-1), "voucher.deadline"),
    ] {
        let mut changed = body();
        *changed.pointer_mut(pointer).unwrap() = value;
        app.refuses(&registration(&changed), 400, "malformed-body", detail);
    }
}

#[test]
fn a_field_that_does_not_exist_is_refused_wherever_it_stands() {
    let app = TestApp::start();
    for pointer in [
        "",
        "/operation",
        "/operation/message",
        "/operation/message/records/0",
        "/signatures/0",
        "/voucher",
    ] {
        let mut changed = body();
        changed.pointer_mut(pointer).unwrap()["extra"] = json!(1);
        app.refuses(&registration(&changed), 400, "malformed-body", "extra");
    }
}

#[test]
fn a_field_that_is_missing_or_stands_twice_is_refused() {
    let app = TestApp::start();
    for (object, field) in [
        ("", "operation"),
        ("/operation", "primaryType"),
        ("/operation", "message"),
        ("/operation/message", "name"),
        ("/operation/message", "nonce"),
        ("/operation/message", "deadline"),
        ("/operation/message", "signers"),
        ("/operation/message", "records"),
        ("/operation/message/records/0", "state"),
        ("/signatures/0", "signer"),
        ("/voucher", "signature"),
    ] {
        let mut changed = body();
        changed
            .pointer_mut(object)
            .unwrap()
            .as_object_mut()
            .unwrap()
            .remove(field);
        app.refuses(
            &registration(&changed),
            400,
            "malformed-body",
            &format!("missing field `{field}`"),
        );
    }
    let twice = body()
        .to_string()
        .replacen("\"nonce\":0", "\"nonce\":0,\"nonce\":0", 1);
    app.refuses(
        &Request::post("/v1/names", twice),
        400,
        "malformed-body",
        "duplicate field `nonce`",
    );
}

#[test]
fn integers_may_be_numbers_or_decimal_strings_and_nothing_else() {
    let app = TestApp::start();
    for (field, value, detail) in [
        ("nonce", json!(-1), "an integer from 0"),
        ("nonce", json!(0.5), "an integer from 0"),
        ("nonce", json!("0x0"), "decimal digits only"),
        ("nonce", json!(""), "decimal digits only"),
        ("nonce", json!("-1"), "decimal digits only"),
        ("nonce", json!("18446744073709551616"), "fits 64 bits"),
        ("nonce", json!(true), "an integer from 0"),
        ("threshold", json!(256), "256 is too large for this field"),
        ("guardianThreshold", json!(256), "256 is too large for this field"),
        (
            "recoveryDelay",
            json!(4_294_967_296_u64),
            "4294967296 is too large for this field",
        ),
    ] {
        let mut changed = body();
        changed["operation"]["message"][field] = value;
        app.refuses(&registration(&changed), 400, "malformed-body", detail);
    }
    let mut strings = body();
    let message = &mut strings["operation"]["message"];
    for (field, value) in [
        ("nonce", "0"),
        ("deadline", &DEADLINE.to_string()),
        ("threshold", "1"),
    ] {
        message[field] = json!(value);
    }
    message["records"][0]["state"] = json!("1");
    let response = app.send(&registration(&strings));
    assert_eq!(response.status, 201, "{}", response.text());
}

#[test]
fn a_body_is_json_whatever_its_content_type_says() {
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "",
        "application/problem+json",
    ] {
        let app = TestApp::start();
        let request = Request::post("/v1/names", body().to_string()).header("content-type", content_type);
        assert_eq!(app.send(&request).status, 201, "{content_type}");
    }
    let app = TestApp::start();
    assert_eq!(
        app.send(&Request::post("/v1/names", body().to_string())).status,
        201
    );
}

#[test]
fn a_body_that_is_too_large_is_refused() {
    let app = TestApp::with_alice(Vec::new());
    let limit = 1 << 20;
    for route in ROUTES {
        let mut body = body().to_string();
        body.push_str(&" ".repeat(limit + 1 - body.len()));
        app.refuses(
            &Request::post(route, body),
            413,
            "body-too-large",
            "length limit exceeded",
        );
    }
    let chunked = format!(
        "POST /v1/names HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{}",
        limit + 1,
        " ".repeat(limit + 1)
    );
    let response = raw(app.address, chunked.as_bytes());
    assert_eq!(response.status, 413);
    assert_eq!(response.json()["slug"], "body-too-large");
}

#[test]
fn the_largest_operation_fits_a_body() {
    let app = TestApp::start();
    let mut operation = register(ALICE, &[&alice()]);
    // A record for each of 64 keys, as long as an operation may be.
    operation.records = (0..64)
        .map(|index| text(&format!("key {index}"), &"v".repeat(920)))
        .collect();
    let signed = sign(Operation::Register(operation), &[&alice()]);
    let response = app.send(&registration(&signed));
    assert_eq!(response.status, 201, "{}", response.text());
    assert_eq!(app.text(ALICE, "key 63").len(), 920);
}

#[test]
fn a_connection_that_ends_within_a_body_changes_nothing() {
    let app = TestApp::start();
    let before = app.dump();
    let body = sign(
        Operation::Register(register(ALICE, &[&Key::new("k")])),
        &[&Key::new("k")],
    );
    let body = serde_json::to_string(&body).unwrap();
    let head = format!(
        "POST /v1/names HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    {
        use std::io::{Read, Write};
        let mut stream = std::net::TcpStream::connect(app.address).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&body.as_bytes()[..body.len() / 2]).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        assert!(!String::from_utf8_lossy(&answer).starts_with("HTTP/1.1 2"));
    }
    assert_eq!(app.dump(), before);
    assert_eq!(app.get("/healthz").status, 200);
}
