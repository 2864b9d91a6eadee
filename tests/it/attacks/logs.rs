//! What clients send never writes the log: each line is the service's own.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use alloy_primitives::hex;
use mononym_keystore::Operation;

use super::statuses_at;
use crate::{
    accounts::{Key, register, sign, text},
    harness::RESOLVER,
    http::Request,
    wire,
};

/// A line that an attacker wants to see in the log.
const FORGED: &str = "2026-01-01T00:00:00Z  INFO forged: all is well";

#[test]
fn nobody_writes_into_the_log() {
    let directory = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_mononym"))
        .env_clear()
        .current_dir(directory.path())
        .args(["serve", "--listen", "127.0.0.1:0", "--log", "trace"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    let mut log = Vec::new();
    let address = loop {
        let mut line = String::new();
        assert_ne!(lines.read_line(&mut line).unwrap(), 0, "it does not serve");
        log.extend_from_slice(line.as_bytes());
        if let Some((_, url)) = line.split_once(" on http://") {
            break url.split_whitespace().next().unwrap().parse().unwrap();
        }
    };
    let reader = std::thread::spawn(move || {
        // To the end, so that the service never waits for us.
        std::io::Read::read_to_end(&mut lines, &mut log).unwrap();
        log
    });

    let evil = format!("\r\n{FORGED}\n\x1b[2J\x1b]0;title\x07\x08\u{202e}\u{9b}31m\0");
    let encoded: String = evil.bytes().map(|byte| format!("%{byte:02x}")).collect();
    for request in [
        Request::get(format!("/v1/names/{encoded}")),
        Request::get(format!("/v1/names?prefix={encoded}")),
        Request::get(format!("/v1/resolve?name={encoded}")),
        Request::get(format!("/{encoded}/{encoded}")),
        Request::get(format!("/v1/addresses/{encoded}/names")),
        Request::post_json("/", &serde_json::json!({ "sender": evil, "data": evil })),
        Request::post_json(
            "/v1/names",
            &serde_json::json!({ "operation": { "primaryType": evil } }),
        ),
        Request::get("/healthz").header("user-agent", "\x1b[31m\t\u{9b}31m"),
        Request::get("/healthz").header("authorization", "Bearer sesame-open\x1b[31m"),
        Request::new(&"X".repeat(50), "/healthz"),
    ] {
        assert_eq!(statuses_at(address, &request.to_bytes()).len(), 1, "{request:?}");
    }
    // A name with control characters inside, in a lookup; and in a registration, and in records.
    let name = format!("{}.mononym.eth", "a\r\nb\x1b[31m");
    let call_data = wire::question(&name, &wire::text(&name, &evil));
    let body = format!(
        "{{\"sender\":\"{RESOLVER:#x}\",\"data\":\"{}\"}}",
        hex::encode_prefixed(call_data)
    );
    assert_eq!(Request::post("/", body).send(address).status, 200);
    let key = Key::new("evil");
    for (name, status) in [(name.as_str(), 422), ("evil.mononym.eth", 201)] {
        let mut operation = register(name, &[&key]);
        operation.records = vec![text(&evil, &evil)];
        operation.deadline = u64::MAX;
        let signed = sign(Operation::Register(operation), &[&key]);
        let response = Request::post_json("/v1/names", &signed).send(address);
        assert_eq!(response.status, status, "{}", response.text());
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let log = String::from_utf8(reader.join().unwrap()).unwrap();
    assert!(log.contains("evil.mononym.eth"), "the log was written");
    for line in log.lines() {
        assert!(!line.starts_with(FORGED), "{line:?}");
        // A time of its own begins each.
        assert!(
            line.starts_with("20") && line.get(10..11) == Some("T"),
            "{line:?}"
        );
        let control = line.chars().find(|character| {
            character.is_control() || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        });
        assert_eq!(control, None, "{line:?}");
        assert!(!line.contains("sesame-open"), "{line:?}");
    }
    let key = fs::read_to_string(directory.path().join("mononym-data/signer.key")).unwrap();
    assert!(!log.contains(key.trim().trim_start_matches("0x")));
}
