//! Too many requests, and too many connections: who sends them is told to come back, and others are
//! served.

use std::io::Write;

use super::{ask, assert_failure, assert_problem, connect, connect_from, limited, lookup, rest, statuses_of};
use crate::{harness::NOW, http::Request};

const BURST: &str = "trusted_proxies = [\"127.0.0.1\"]\nclient_rate = 2\nclient_burst = 10\n";

fn by(client: &str, request: Request) -> Request {
    request.header("x-forwarded-for", client)
}

#[test]
fn a_client_that_asks_too_often_waits_and_others_do_not() {
    let app = limited(BURST);
    let request = by("192.0.2.1", lookup());
    for _ in 0..10 {
        assert_eq!(app.send(&request).status, 200);
    }
    // Answers that are ready are bounded too, and each kind of client reads why.
    assert_failure(&app.send(&request), 429, "too many requests from this address");
    let body = format!("{{\"data\":\"0x\",\"sender\":\"0x{}\"}}", "11".repeat(20));
    assert_failure(
        &app.send(&by("192.0.2.1", Request::post("/", body))),
        429,
        "try again after",
    );
    let list = by("192.0.2.1", Request::get("/v1/names"));
    assert_problem(&app.send(&list), 429, "too-many-requests");
    assert_eq!(app.send(&by("192.0.2.2", lookup())).status, 200);

    app.clock.set(NOW + 1);
    assert_eq!(app.send(&request).status, 200);
    assert_eq!(app.send(&request).status, 200);
    assert_eq!(app.send(&request).status, 429);
    app.clock.set(NOW + 100);
    for _ in 0..10 {
        assert_eq!(app.send(&request).status, 200);
    }
    assert_eq!(
        app.send(&request).status,
        429,
        "a rest fills no more than the bucket"
    );
    let metrics = app.get("/metrics").text();
    assert!(
        metrics.contains("mononym_refused_total{reason=\"client_rate\"} 5\n"),
        "{metrics}"
    );
}

#[test]
fn the_wait_that_is_told_is_the_one_it_takes() {
    let app = limited("trusted_proxies = []\nclient_rate = 1\nclient_burst = 30\nchange_cost = 25");
    assert_eq!(app.send(&Request::post("/v1/names", "{}")).status, 400);
    let refused = app.send(&Request::post("/v1/names", "{}"));
    assert_problem(&refused, 429, "too-many-requests");
    assert_eq!(refused.header("retry-after"), Some("20"));
    app.clock.set(NOW + 19);
    assert_eq!(app.send(&Request::post("/v1/names", "{}")).status, 429);
    app.clock.set(NOW + 20);
    assert_eq!(app.send(&Request::post("/v1/names", "{}")).status, 400);
}

#[test]
fn an_api_key_has_a_bucket_of_its_own_wherever_it_is_used() {
    let app = limited("key_rate = 1\nkey_burst = 20\nchange_cost = 10");
    let change =
        |key: &str| Request::post("/v1/names", "{}").header("authorization", &format!("Bearer {key}"));
    assert_eq!(app.send(&change("one")).status, 400);
    assert_eq!(app.send(&change("one")).status, 400);
    let refused = app.send(&change("one"));
    assert_problem(&refused, 429, "too-many-requests");
    assert!(!refused.text().contains("one\""), "{}", refused.text());
    assert_eq!(app.send(&change("two")).status, 400);
    assert_eq!(app.send(&Request::post("/v1/names", "{}")).status, 400);
}

#[test]
fn a_client_has_so_many_connections_and_others_have_theirs() {
    let app = limited("trusted_proxies = []\nmax_client_connections = 2");
    let mut first = connect(app.address);
    let mut second = connect(app.address);
    assert_eq!(
        (ask(&mut first, "/healthz"), ask(&mut second, "/healthz")),
        (200, 200)
    );
    let answer = rest(&mut connect(app.address));
    assert_eq!(statuses_of(&answer), [429], "{answer}");
    assert!(
        answer.contains("retry-after: 1\r\n") && answer.contains("\"message\":"),
        "{answer}"
    );
    assert!(answer.contains("\"slug\":\"too-many-requests\""), "{answer}");
    let mut other = connect_from("127.0.0.2", app.address);
    assert_eq!(ask(&mut other, "/healthz"), 200);
    assert_eq!(ask(&mut first, "/healthz"), 200);
    // One that ends makes room for another.
    drop(second);
    while statuses_of(&{
        let mut next = connect(app.address);
        let _ = next.write_all(b"GET /healthz HTTP/1.1\r\nconnection: close\r\n\r\n");
        rest(&mut next)
    }) != [200]
    {}
}

#[test]
fn all_together_have_so_many_connections() {
    let app = limited("max_connections = 3");
    let mut held: Vec<_> = (0..3).map(|_| connect(app.address)).collect();
    for stream in &mut held {
        assert_eq!(ask(stream, "/healthz"), 200);
    }
    let mut turned_away = connect(app.address);
    let _ = turned_away.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n");
    let answer = rest(&mut turned_away);
    assert_eq!(statuses_of(&answer), [503], "{answer}");
    assert!(
        answer.contains("overloaded") && answer.contains("\"error\":"),
        "{answer}"
    );
    assert_eq!(ask(&mut held[0], "/healthz"), 200);
}

#[test]
fn connections_of_a_proxy_are_not_one_clients() {
    let app = limited("trusted_proxies = [\"127.0.0.1\"]\nmax_client_connections = 1");
    let mut held: Vec<_> = (0..5).map(|_| connect(app.address)).collect();
    for stream in &mut held {
        assert_eq!(ask(stream, "/healthz"), 200);
    }
}
