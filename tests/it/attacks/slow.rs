//! Clients that take their time, and heads that are too large: they cost a connection, and nobody else
//! anything.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::Duration,
};

use super::{ask, connect, limited, lookup, read_answer, rest, statuses, statuses_of};
use crate::{
    harness::TestApp,
    http::{Request, raw},
};

#[test]
fn a_first_request_that_does_not_come_ends_the_connection() {
    let app = limited("head_seconds = 1");
    let mut silent = connect(app.address);
    let mut trickling = connect(app.address);
    trickling
        .write_all(b"GET /healthz HTTP/1.1\r\nx-a: b\r\n")
        .unwrap();
    assert_eq!(app.get("/healthz").status, 200);
    assert_eq!(rest(&mut silent), "");
    assert_eq!(rest(&mut trickling), "");
}

#[test]
fn a_connection_that_rests_ends() {
    let app = limited("idle_seconds = 1");
    let mut stream = connect(app.address);
    assert_eq!(ask(&mut stream, "/healthz"), 200);
    // Not even the beginning of another request keeps it.
    stream.write_all(b"GET /healthz HT").unwrap();
    assert_eq!(rest(&mut stream), "");
}

#[test]
fn a_connection_that_is_used_outlives_the_first_patience() {
    let app = limited("head_seconds = 1\nidle_seconds = 30");
    let mut stream = connect(app.address);
    assert_eq!(ask(&mut stream, "/healthz"), 200);
    // Another one, silent from the start, shows that the time is over.
    assert_eq!(rest(&mut connect(app.address)), "");
    assert_eq!(ask(&mut stream, "/healthz"), 200);
}

#[test]
fn a_body_that_does_not_come_is_told_so_and_keeps_nobody_waiting() {
    let app = limited("body_seconds = 1\nmax_requests = 1");
    let mut slow: Vec<TcpStream> = ["/v1/names", "/v1/names/batch", "/"]
        .into_iter()
        .map(|target| {
            let mut stream = connect(app.address);
            let head = format!("POST {target} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{{");
            stream.write_all(head.as_bytes()).unwrap();
            stream
        })
        .collect();
    // There is room for one request at a time, and none of those is one yet.
    assert_eq!(app.get("/v1/parents").status, 200);
    assert_eq!(app.send(&lookup()).status, 200);
    for (stream, expected) in
        slow.iter_mut()
            .zip(["slow-body", "slow-body", "\"message\":\"the body did not"])
    {
        let answer = rest(stream);
        assert_eq!(statuses_of(&answer), [408], "{answer}");
        assert!(answer.contains(expected), "{answer}");
    }
}

#[test]
fn bodies_together_take_so_much_memory() {
    let app = limited("max_upload_bytes = 5242880");
    let half = 3 << 20;
    let mut both = [connect(app.address), connect(app.address)];
    for stream in &mut both {
        let head = format!(
            "POST /v1/names/batch HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n",
            half + 1
        );
        stream.write_all(head.as_bytes()).unwrap();
        let written = stream.write_all(&vec![b' '; half]);
        // Whoever is refused may be cut off within it.
        assert!(written.is_ok() || stream.take_error().is_ok());
        stream.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
    }
    let refused = loop {
        let answered = both.iter_mut().find_map(|stream| {
            let mut piece = [0; 4096];
            match stream.read(&mut piece) {
                Ok(length) => Some(String::from_utf8_lossy(&piece[..length]).into_owned()),
                Err(error) => {
                    let waits = matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
                    assert!(waits, "{error}");
                    None
                }
            }
        });
        if let Some(answer) = answered {
            break answer;
        }
    };
    assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
    assert!(
        refused.contains("overloaded") && refused.contains("retry-after: 1"),
        "{refused}"
    );
    drop(both);
    assert_eq!(app.get("/healthz").status, 200);
}

#[test]
fn a_client_that_takes_nothing_is_given_up() {
    let app = limited("write_seconds = 1");
    let mut stream = connect(app.address);
    let request = b"GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n".repeat(1000);
    // It asks on and on without reading, until the service hangs up.
    let error = loop {
        if let Err(error) = stream.write_all(&request) {
            break error;
        }
    };
    assert!(
        matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe),
        "{error}"
    );
    assert_eq!(app.get("/healthz").status, 200);
}

#[test]
fn a_head_has_its_bounds() {
    let app = limited("max_head_bytes = 8192");
    let long =
        |header: &str| format!("GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{header}\r\n\r\n");
    assert_eq!(
        raw(app.address, long(&format!("a: {}", "b".repeat(7000))).as_bytes()).status,
        200
    );
    assert_eq!(
        statuses(&app, long(&format!("a: {}", "b".repeat(9000))).as_bytes()),
        [431]
    );
    assert_eq!(
        statuses(
            &app,
            format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(9000)).as_bytes()
        ),
        [431]
    );
    // Without an end, too.
    let endless = format!("GET /healthz HTTP/1.1\r\n{}", "a: b\r\n".repeat(90));
    assert_eq!(
        statuses(&app, format!("{endless}{}", "c".repeat(9000)).as_bytes()),
        [431]
    );
    // 100 headers are many.
    let headers = |count: usize| "a: b\r\n".repeat(count);
    let head = |count| {
        format!(
            "GET /healthz HTTP/1.1\r\nconnection: close\r\n{}\r\n",
            headers(count)
        )
    };
    assert_eq!(statuses(&app, head(99).as_bytes()), [200]);
    assert_eq!(statuses(&app, head(100).as_bytes()), [431]);
    assert_eq!(app.get("/healthz").status, 200);
}

#[test]
fn a_body_may_come_late_and_in_pieces() {
    let app = TestApp::start();
    let mut stream = connect(app.address);
    let head =
        "POST /v1/names HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\nexpect: 100-continue\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    for piece in b"{\"operation\": 5}" {
        stream
            .write_all(&[b"1\r\n", &[*piece][..], b"\r\n"].concat())
            .unwrap();
    }
    stream.write_all(b"0\r\n\r\n").unwrap();
    assert_eq!(read_answer(&mut stream), 400);
    let request = Request::get("/healthz");
    assert_eq!(app.send(&request).status, 200);
}
