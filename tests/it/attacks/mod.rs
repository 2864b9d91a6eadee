//! What somebody who means harm sends, against the real service: one file for each theme.

mod floods;
mod hangups;
mod headers;
mod logs;
mod outgoing;
mod quotas;
mod secrets;
mod shedding;
mod slow;
mod smuggling;
mod spoofing;

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use tokio::net::TcpSocket;

use crate::{
    harness::{ALICE, RESOLVER, TestApp, ccip_get},
    http::{Request, Response},
    wire,
};

/// Longest that a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(60);

/// The service with these settings of `[limits]`.
fn limited(limits: &str) -> TestApp {
    TestApp::with(toml::from_str(&format!("[limits]\n{limits}")).unwrap())
}

/// A lookup of Alice's records.
fn lookup() -> Request {
    let call_data = wire::question(ALICE, &wire::text(ALICE, "url"));
    ccip_get(RESOLVER, RESOLVER, &call_data)
}

/// A connection.
fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// A connection from another address of this machine.
fn connect_from(source: &str, address: SocketAddr) -> TcpStream {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let stream = runtime.block_on(async {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(format!("{source}:0").parse().unwrap()).unwrap();
        socket.connect(address).await.unwrap().into_std().unwrap()
    });
    stream.set_nonblocking(false).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// All that comes over a connection until the service ends it; a reset is an end too.
fn rest(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let mut piece = [0; 65536];
    loop {
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(length) => all.extend_from_slice(&piece[..length]),
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe) => break,
            Err(error) => panic!("{error}: {:?}", String::from_utf8_lossy(&all)),
        }
    }
    String::from_utf8_lossy(&all).into_owned()
}

/// Sends bytes, and reads until the service ends the connection: the statuses of all answers.
fn statuses(app: &TestApp, bytes: &[u8]) -> Vec<u16> {
    statuses_at(app.address, bytes)
}

fn statuses_at(address: SocketAddr, bytes: &[u8]) -> Vec<u16> {
    let mut stream = connect(address);
    stream.write_all(bytes).unwrap();
    statuses_of(&rest(&mut stream))
}

fn statuses_of(answers: &str) -> Vec<u16> {
    answers
        .split("HTTP/1.1 ")
        .skip(1)
        .map(|answer| answer[..3].parse().unwrap())
        .collect()
}

/// Sends a request over a connection that stays open, and reads its answer's head and body.
fn ask(stream: &mut TcpStream, target: &str) -> u16 {
    stream
        .write_all(format!("GET {target} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes())
        .unwrap();
    read_answer(stream)
}

/// The status of the next answer, which is read to its end.
fn read_answer(stream: &mut TcpStream) -> u16 {
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    loop {
        if let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
            let length = head
                .split("content-length: ")
                .nth(1)
                .map_or(0, |rest| rest.lines().next().unwrap().parse().unwrap());
            if answer.len() >= end + 4 + length {
                return statuses_of(&String::from_utf8_lossy(&answer))[0];
            }
        }
        let length = stream.read(&mut piece).unwrap();
        assert_ne!(length, 0, "{}", String::from_utf8_lossy(&answer));
        answer.extend_from_slice(&piece[..length]);
    }
}

/// A refusal of the REST API that says when to come back.
fn assert_problem(response: &Response, status: u16, slug: &str) {
    assert_eq!(response.status, status, "{}", response.text());
    assert_eq!(response.header("content-type"), Some("application/problem+json"));
    assert_eq!(response.json()["slug"], slug);
    assert_refusal(response);
}

/// The same of CCIP-Read.
fn assert_failure(response: &Response, status: u16, message: &str) {
    assert_eq!(response.status, status, "{}", response.text());
    assert_eq!(response.header("content-type"), Some("application/json"));
    let body = response.json();
    assert!(body["message"].as_str().unwrap().contains(message), "{body}");
    assert_eq!(body["error"], body["message"]);
    assert_refusal(response);
}

fn assert_refusal(response: &Response) {
    let wait: u64 = response.header("retry-after").unwrap().parse().unwrap();
    assert!(wait >= 1);
    assert_eq!(response.header("access-control-allow-origin"), Some("*"));
    let exposed = response.header("access-control-expose-headers").unwrap();
    assert!(exposed.contains("retry-after"), "{exposed}");
}
