//! A service that is asked to end, under load: every request gets its whole answer, or nobody listens.

use std::{
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use super::{
    Chance,
    client::{Outcome, answer, ask, lookup, post, registration},
    times, wait_until,
};
use crate::{
    cli::{Server, mononym},
    http::Request,
};

const CLIENTS: usize = 3;

#[test]
fn a_service_that_ends_cuts_no_answer_off() {
    let directory = tempfile::tempdir().unwrap();
    let (mut chance, mut slowest) = (Chance(5), Duration::ZERO);
    let (answered, unanswered) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let ends = times(12);
    for round in 0..ends {
        let mut command = mononym(directory.path());
        let server = Server::spawn(command.args(["serve", "--listen", "127.0.0.1:0"]));
        let address = server.address();
        let before = answered.load(Ordering::SeqCst);
        let enough = before + usize::try_from(3 + chance.below(30)).unwrap();
        let (registered, lost) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
        thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (answered, unanswered, registered, lost) = (&answered, &unanswered, &registered, &lost);
                scope.spawn(move || {
                    for number in 0.. {
                        let name = format!("name-{round}-{client}-{number}.mononym.eth");
                        let requests = [post(&registration(&name)), lookup(&name, "first")];
                        for (index, request) in requests.into_iter().enumerate() {
                            match ask(address, &request) {
                                Outcome::Answer(response) => {
                                    assert!(response.status < 300, "{}", response.text());
                                    answered.fetch_add(1, Ordering::SeqCst);
                                    if response.status == 201 {
                                        registered.lock().unwrap().push(name.clone());
                                    }
                                }
                                Outcome::Refused => return,
                                // Not taken any more: it had reached the system, and not the service.
                                Outcome::Nothing => {
                                    unanswered.fetch_add(1, Ordering::SeqCst);
                                    if index == 0 {
                                        lost.lock().unwrap().push(name);
                                    }
                                    return;
                                }
                                Outcome::Cut(answer) => {
                                    panic!("cut off: {}", String::from_utf8_lossy(&answer))
                                }
                            }
                        }
                    }
                });
            }
            wait_until("requests are answered", || {
                answered.load(Ordering::SeqCst) >= enough
            });
            thread::sleep(Duration::from_micros(chance.below(2000)));
            let start = Instant::now();
            let (code, log) = server.terminate();
            slowest = slowest.max(start.elapsed());
            assert_eq!(code, Some(0), "{log}");
            assert!(log.contains("stopping"), "{log}");
        });
        let server = Server::spawn(mononym(directory.path()).args(["serve", "--listen", "127.0.0.1:0"]));
        for name in registered.into_inner().unwrap() {
            let shown = answer(server.address(), &Request::get(format!("/v1/names/{name}")));
            assert_eq!(shown.status, 200, "{name}");
        }
        // What got no answer was not begun.
        for name in lost.into_inner().unwrap() {
            let shown = answer(server.address(), &Request::get(format!("/v1/names/{name}")));
            assert_eq!(shown.status, 404, "{name}");
        }
    }
    println!(
        "{ends} ends under load: {} answers, {} connections that were not taken any more, {slowest:?} at most",
        answered.into_inner(),
        unanswered.into_inner()
    );
}

/// Requests under way when it is asked to end: one that waits for its body, one for a change.
#[test]
fn what_is_under_way_is_answered() {
    use std::{
        io::{Read, Write},
        net::TcpStream,
    };

    let directory = tempfile::tempdir().unwrap();
    let mut command = mononym(directory.path());
    let mut server = Server::spawn(command.args(["serve", "--listen", "127.0.0.1:0"]));
    let address = server.address();
    let request = post(&registration("alice.mononym.eth")).to_bytes();
    let (first, rest) = request.split_at(request.len() - 20);
    let mut half = TcpStream::connect(address).unwrap();
    half.write_all(first).unwrap();
    let waiting = thread::spawn(move || answer(address, &Request::get("/v1/changes?after=2&wait=25")));
    // Both have arrived: whoever came later has been answered.
    for _ in 0..3 {
        assert_eq!(answer(address, &Request::get("/healthz")).status, 200);
    }
    let process = server.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &process])
            .status()
            .unwrap()
            .success()
    );
    wait_until("nobody is let in any more", || {
        matches!(ask(address, &Request::get("/healthz")), Outcome::Refused)
    });
    half.write_all(rest).unwrap();
    let mut told = Vec::new();
    half.read_to_end(&mut told).unwrap();
    let told = String::from_utf8(told).unwrap();
    assert!(told.starts_with("HTTP/1.1 201 "), "{told}");
    let changes = waiting.join().unwrap();
    assert_eq!(changes.status, 200, "{}", changes.text());
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}
