//! The feed of all operations: pages, waiting, and server-sent events.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    accounts::text,
    harness::{ALICE, TestApp},
    http::Request,
};

/// An open stream of events.
struct Events(BufReader<TcpStream>);

#[derive(Debug)]
struct Event {
    id: u64,
    data: Value,
}

impl Events {
    fn open(app: &TestApp, path: &str, headers: &str) -> Self {
        let mut stream = TcpStream::connect(app.address).unwrap();
        // An HTTP/1.0 answer comes in one piece.
        let request = format!("GET {path} HTTP/1.0\r\naccept: text/event-stream\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut events = Self(BufReader::new(stream));
        let head: Vec<String> =
            std::iter::from_fn(|| events.line().filter(|line| !line.is_empty())).collect();
        assert!(head[0].contains("200"), "{head:?}");
        let has = |header: &str| head.iter().any(|line| line.eq_ignore_ascii_case(header));
        assert!(has("content-type: text/event-stream"), "{head:?}");
        assert!(has("access-control-allow-origin: *"), "{head:?}");
        events
    }

    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let length = self.0.read_line(&mut line).unwrap();
        (length > 0).then(|| line.trim_end().to_owned())
    }

    /// The next event; nothing at the end.
    fn next(&mut self) -> Option<Event> {
        let mut fields = std::collections::BTreeMap::new();
        loop {
            match self.line()? {
                line if line.is_empty() && !fields.is_empty() => break,
                line => {
                    if let Some((name, value)) = line.split_once(": ").filter(|(name, _)| !name.is_empty()) {
                        fields.insert(name.to_owned(), value.to_owned());
                    }
                }
            }
        }
        assert_eq!(fields["event"], "operation");
        Some(Event {
            id: fields["id"].parse().unwrap(),
            data: serde_json::from_str(&fields["data"]).unwrap(),
        })
    }

    fn take(&mut self, count: usize) -> Vec<Event> {
        (0..count).map(|_| self.next().unwrap()).collect()
    }
}

fn numbers(page: &Value) -> Vec<u64> {
    let changes = page["changes"].as_array().unwrap();
    changes
        .iter()
        .map(|change| change["sequence"].as_u64().unwrap())
        .collect()
}

#[test]
fn the_feed_holds_every_operation_in_order_with_what_checks_it() {
    let app = TestApp::with_alice(vec![text("url", "x")]);
    app.set(ALICE, vec![text("url", "y")]);
    let page = app.json("/v1/changes");
    assert_eq!(numbers(&page), [1, 2, 3, 4]);
    assert_eq!(page["next"], 4);
    let last = &page["changes"][3];
    assert_eq!(last["operation"]["primaryType"], "SetRecords");
    assert_eq!(last["operation"]["message"]["name"], ALICE);
    assert_eq!(last["nonce"], 1);
    let signed: mononym_keystore::SignedOperation = serde_json::from_value(serde_json::json!({
        "operation": last["operation"], "signatures": last["signatures"],
    }))
    .unwrap();
    let limits = mononym_ens::Limits::default();
    let verified = signed.verify(&crate::harness::domain(), &limits).unwrap();
    assert_eq!(last["operationHash"], verified.hash().to_string());
    assert!(
        page["changes"][2].get("voucher").is_some(),
        "a registration's consent"
    );
    assert_eq!(app.json("/v1/keystore")["head"], 4);
    // Page by page.
    let mut seen = Vec::new();
    let mut after = 0;
    loop {
        let page = app.json(&format!("/v1/changes?after={after}&limit=3"));
        after = page["next"].as_u64().unwrap();
        if numbers(&page).is_empty() {
            break;
        }
        seen.extend(numbers(&page));
    }
    assert_eq!(seen, [1, 2, 3, 4]);
    assert_eq!(after, 4);
    // The account's own history is its part of it.
    let history = app.json("/v1/names/alice.mononym.eth/operations");
    assert_eq!(history["operations"][0], page["changes"][2]);
    assert_eq!(history["operations"][1], page["changes"][3]);
    let second = app.json("/v1/names/alice.mononym.eth/operations?after=0&limit=1");
    assert_eq!(second["operations"][0], page["changes"][3]);
    assert!(second.get("next").is_none());
    let first = app.json("/v1/names/alice.mononym.eth/operations?limit=1");
    assert_eq!(first["next"], "0");
}

#[test]
fn who_waits_is_answered_as_soon_as_there_is_something() {
    let app = TestApp::start();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| app.json("/v1/changes?after=2&wait=25"));
        // Who does not wait is answered at once.
        assert!(numbers(&app.json("/v1/changes?after=2")).is_empty());
        app.register(ALICE, Vec::new());
        let begun = Instant::now();
        assert_eq!(numbers(&waiting.join().unwrap()), [3]);
        assert!(begun.elapsed() < Duration::from_secs(20));
    });
    // Not for what is already there.
    assert_eq!(numbers(&app.json("/v1/changes?after=0&wait=25")), [1, 2, 3]);
}

#[test]
fn a_wait_ends_with_an_empty_page() {
    let app = TestApp::start();
    let page = app.json("/v1/changes?after=2&wait=1");
    assert!(numbers(&page).is_empty());
    assert_eq!(page["next"], 2);
}

#[test]
fn a_stream_brings_what_was_and_what_comes_over_reconnections() {
    let app = TestApp::start();
    let mut seen = Vec::new();
    let mut events = Events::open(&app, "/v1/changes", "");
    seen.extend(events.take(2));
    app.register(ALICE, vec![text("url", "x")]);
    seen.extend(events.take(1));
    for round in 0..5 {
        // The reader goes, more happens, and it comes back with the last id.
        drop(events);
        for name in 0..3 {
            app.register(&format!("n{round}{name}.mononym.eth"), Vec::new());
        }
        let last = format!("last-event-id: {}\r\n", seen.last().unwrap().id);
        events = Events::open(&app, "/v1/changes?after=0", &last);
        seen.extend(events.take(2));
    }
    drop(events);
    let last = seen.last().unwrap().id;
    let mut events = Events::open(&app, &format!("/v1/changes?after={last}"), "");
    while seen.len() < 18 {
        seen.extend(events.next());
    }
    assert_eq!(
        seen.iter().map(|event| event.id).collect::<Vec<_>>(),
        (1..=18).collect::<Vec<_>>()
    );
    let all = app.json("/v1/changes?limit=200");
    for (event, change) in seen.iter().zip(all["changes"].as_array().unwrap()) {
        assert_eq!(event.data, *change);
    }
}

#[test]
fn a_stop_of_the_service_ends_streams_and_waits() {
    let mut app = TestApp::start();
    let mut events = Events::open(&app, "/v1/changes", "");
    events.take(2);
    let mut waiting = TcpStream::connect(app.address).unwrap();
    let request = "GET /v1/changes?after=1000&wait=25 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    waiting.write_all(request.as_bytes()).unwrap();
    // Answered behind it, so it is under way; and not what it waits for.
    app.register(ALICE, Vec::new());
    events.take(1);
    let begun = Instant::now();
    app.restart();
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    assert!(events.next().is_none());
    let mut answer = String::new();
    waiting.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.ends_with("{\"changes\":[],\"next\":1000}"), "{answer}");
    // And goes on where it was.
    let mut events = Events::open(&app, "/v1/changes", "last-event-id: 2\r\n");
    assert_eq!(events.next().unwrap().id, 3);
}

#[test]
fn parameters_that_make_no_sense_are_refused() {
    let app = TestApp::start();
    for (query, slug, detail) in [
        ("after=x", "malformed-query", "after is a number"),
        ("after=-1", "malformed-query", "after is a number"),
        ("after=", "malformed-query", "after is a number"),
        (
            "after=18446744073709551616",
            "malformed-query",
            "after is a number",
        ),
        (
            "wait=26",
            "malformed-query",
            "wait is a number of seconds up to 25",
        ),
        ("wait=x", "malformed-query", "wait is a number"),
        ("limit=0", "bad-limit", "1 to 200"),
        ("limit=201", "bad-limit", "1 to 200"),
        ("limit=", "bad-limit", "1 to 200"),
        ("since=1", "malformed-query", "unknown field `since`"),
        ("after=1&after=2", "malformed-query", "duplicate field `after`"),
    ] {
        app.refuses(&Request::get(format!("/v1/changes?{query}")), 400, slug, detail);
    }
    let request = Request::get("/v1/changes")
        .header("accept", "text/event-stream")
        .header("last-event-id", "x");
    app.refuses(&request, 400, "malformed-query", "Last-Event-ID is a number");
    assert!(numbers(&app.json("/v1/changes?after=18446744073709551615")).is_empty());
}
