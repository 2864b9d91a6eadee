//! Requests to a service that may end at any moment.

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
};

use alloy_sol_types::SolCall;
use mononym::clock::Clock;
use mononym_keystore::{Operation, SignedOperation};

use super::PATIENCE;
use crate::{
    accounts::{register, sign, text},
    harness::{RESOLVER, alice, ccip_post},
    http::{Request, Response},
    wire::{self, Signed},
};

/// What came of a request.
#[derive(Debug)]
pub(super) enum Outcome {
    /// A whole answer.
    Answer(Response),
    /// Nobody listens.
    Refused,
    /// The connection ended before the first byte of an answer.
    Nothing,
    /// The connection ended within an answer.
    Cut(Vec<u8>),
}

pub(super) fn ask(address: SocketAddr, request: &Request) -> Outcome {
    exchange(address, &request.to_bytes()).0
}

/// The same for a request as it travels, and what came back as it did.
pub(super) fn exchange(address: SocketAddr, request: &[u8]) -> (Outcome, Vec<u8>) {
    let mut stream = match TcpStream::connect(address) {
        Ok(stream) => stream,
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => return (Outcome::Refused, Vec::new()),
        // Reset in the middle of the handshake.
        Err(error) if error.kind() == ErrorKind::ConnectionReset => return (Outcome::Refused, Vec::new()),
        Err(error) => panic!("cannot connect: {error}"),
    };
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut answer = Vec::new();
    // What fails here shows in what was read.
    let ended = stream
        .write_all(request)
        .and_then(|()| stream.read_to_end(&mut answer));
    if let Err(error) = &ended {
        assert!(
            !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
            "a request hangs"
        );
    }
    let outcome = if answer.is_empty() {
        Outcome::Nothing
    } else if is_whole(&answer) {
        Outcome::Answer(Response::parse(&answer, true))
    } else {
        Outcome::Cut(answer.clone())
    };
    (outcome, answer)
}

/// Whether these bytes are a head and as long a body as it says.
pub(super) fn is_whole(answer: &[u8]) -> bool {
    let text = String::from_utf8_lossy(answer).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    length.is_some_and(|length| length.parse() == Ok(body.len()))
}

/// The answer to a request that must get one.
pub(super) fn answer(address: SocketAddr, request: &Request) -> Response {
    match ask(address, request) {
        Outcome::Answer(response) => response,
        other => panic!("{other:?}"),
    }
}

/// What a text record of a registration says: that both are there shows that it is whole.
pub(super) const KEYS: [&str; 2] = ["first", "second"];

/// A registration of Alice's, signed, for the machine's own time.
pub(super) fn registration(name: &str) -> SignedOperation {
    let mut operation = register(name, &[&alice()]);
    operation.deadline = Clock::system().now() + 3600;
    operation.records = KEYS.map(|key| text(key, name)).to_vec();
    sign(Operation::Register(operation), &[&alice()])
}

pub(super) fn post(signed: &SignedOperation) -> Request {
    Request::post_json("/v1/names", signed)
}

/// A lookup of a text record.
pub(super) fn lookup(name: &str, key: &str) -> Request {
    ccip_post(RESOLVER, RESOLVER, &wire::question(name, &wire::text(name, key)))
}

/// The text in the answer to a lookup, if that has one, and when it expires.
pub(super) fn looked_up(response: &Response) -> Option<(String, u64)> {
    if response.status != 200 {
        return None;
    }
    let body = response.json();
    let signed = Signed::decode(&body["data"].as_str().unwrap().parse().unwrap());
    let text = wire::textCall::abi_decode_returns_validate(&signed.result).unwrap();
    Some((text, signed.expires))
}
