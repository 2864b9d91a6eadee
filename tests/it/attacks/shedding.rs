//! More to do than the service can: what it has begun it finishes, what it has answered before it
//! answers again, and everybody else is told to come back at once.

use std::{
    io::Read,
    net::{TcpListener, TcpStream},
    sync::mpsc::{Receiver, channel},
    thread,
};

use super::{PATIENCE, assert_failure, assert_problem, connect, lookup};
use crate::{
    harness::{ALICE, RESOLVER, TestApp, ccip_get},
    http::Request,
    wire,
};

/// A node that is asked and never answers: who asks waits. Each connection comes out of the receiver.
fn silent_node() -> (String, Receiver<TcpStream>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, asked) = channel();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            if sender.send(stream).is_err() {
                return;
            }
        }
    });
    (url, asked)
}

#[test]
fn beyond_what_is_under_way_others_come_back_later() {
    let (node, asked) = silent_node();
    let settings =
        format!("rpc_timeout_ms = 20000\n[rpc]\nethereum = \"{node}\"\n[limits]\nmax_requests = 1");
    let app = TestApp::with(toml::from_str(&settings).unwrap());
    app.register(ALICE, Vec::new());
    assert_eq!(app.send(&lookup()).status, 200);

    let address = app.address;
    let waiting = thread::spawn(move || {
        Request::get(format!("/v1/names/{ALICE}/addresses?deployed=true")).send(address)
    });
    let under_way = asked.recv_timeout(PATIENCE).unwrap();
    for path in ["/v1/parents", "/v1/names/bob.mononym.eth", "/docs", "/nowhere"] {
        assert_problem(&app.get(path), 503, "overloaded");
    }
    assert_problem(&app.send(&Request::post("/v1/names", "{}")), 503, "overloaded");
    let other = wire::question(ALICE, &wire::text(ALICE, "avatar"));
    assert_failure(
        &app.send(&ccip_get(RESOLVER, RESOLVER, &other)),
        503,
        "too much to do",
    );
    // Answers that are ready, and those who watch the service, wait for nobody.
    assert_eq!(app.send(&lookup()).status, 200);
    for path in ["/healthz", "/readyz", "/metrics"] {
        assert_eq!(app.get(path).status, 200, "{path}");
    }
    let metrics = app.get("/metrics").text();
    assert!(metrics.contains("mononym_requests_under_way 1\n"), "{metrics}");
    assert!(
        metrics.contains("mononym_refused_total{reason=\"requests\"} 6\n"),
        "{metrics}"
    );

    // The node hangs up: the request goes on, and there is room again.
    drop((under_way, asked));
    assert_eq!(waiting.join().unwrap().status, 200);
    assert_eq!(app.get("/v1/parents").status, 200);
    assert_eq!(app.send(&ccip_get(RESOLVER, RESOLVER, &other)).status, 200);
}

#[test]
fn those_who_wait_for_changes_have_places_of_their_own() {
    let app = super::limited("max_streams = 1\nmax_requests = 1");
    let mut stream = connect(app.address);
    std::io::Write::write_all(
        &mut stream,
        b"GET /v1/changes HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n\r\n",
    )
    .unwrap();
    let mut head = [0; 15];
    stream.read_exact(&mut head).unwrap();
    assert_eq!(&head, b"HTTP/1.1 200 OK");
    assert_problem(&app.get("/v1/changes"), 503, "overloaded");
    assert_eq!(app.get("/v1/parents").status, 200);
    drop(stream);
    while app.get("/v1/changes").status != 200 {}
}

#[test]
fn under_a_storm_everybody_hears_at_once() {
    const CLIENTS: usize = 32;
    const EACH: usize = 25;
    let app = super::limited("max_requests = 1");
    app.register(ALICE, Vec::new());
    assert_eq!(app.send(&lookup()).status, 200);
    let address = app.address;
    let hot = thread::spawn(move || {
        let mut times: Vec<_> = (0..200)
            .map(|_| {
                let start = std::time::Instant::now();
                assert_eq!(
                    lookup().send(address).status,
                    200,
                    "answers that are ready are given"
                );
                start.elapsed()
            })
            .collect();
        times.sort();
        times
    });
    let storm: Vec<_> = (0..CLIENTS)
        .map(|client| {
            thread::spawn(move || {
                (0..EACH)
                    .map(|request| {
                        let key = format!("{client} {request}");
                        let call_data = wire::question(ALICE, &wire::text(ALICE, &key));
                        let start = std::time::Instant::now();
                        let response = ccip_get(RESOLVER, RESOLVER, &call_data).send(address);
                        if response.status != 200 {
                            assert_failure(&response, 503, "too much to do");
                        }
                        (response.status, start.elapsed())
                    })
                    .collect::<Vec<_>>()
            })
        })
        .collect();
    let answers: Vec<_> = storm
        .into_iter()
        .flat_map(|client| client.join().unwrap())
        .collect();
    assert_eq!(answers.len(), CLIENTS * EACH);
    for status in [200, 503] {
        let mut times: Vec<_> = answers
            .iter()
            .filter(|(found, _)| *found == status)
            .map(|(_, time)| *time)
            .collect();
        times.sort();
        println!(
            "{status}: {} answers, median {:?}, slowest {:?}",
            times.len(),
            times.get(times.len() / 2),
            times.last()
        );
    }
    let hot = hot.join().unwrap();
    println!(
        "ready: {} answers, median {:?}, slowest {:?}",
        hot.len(),
        hot[hot.len() / 2],
        hot.last()
    );
    assert!(answers.iter().any(|(status, _)| *status == 200), "work goes on");
    assert_eq!(app.get("/v1/parents").status, 200);
}
