//! kill -9 at any moment of a storm of registrations.

use std::{
    process::Stdio,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

use super::{
    Chance,
    client::{Outcome, ask, post, registration},
    storm::{Book, Until},
    times, wait_until,
};
use crate::{
    cli::{Server, mononym},
    cluster::Cluster,
};

const CLIENTS: usize = 4;
/// At any moment of the work on one registration.
const MICROSECONDS: u64 = 4000;

fn serve(directory: &TempDir, database: &[&str]) -> Server {
    let mut command = mononym(directory.path());
    Server::spawn(command.args(["serve", "--listen", "127.0.0.1:0"]).args(database))
}

fn kill(server: &mut Server) {
    server.child.kill().unwrap();
    server.child.wait().unwrap();
}

/// The database follows from its log: accounts, records, indexes, and the root after each operation.
fn audit(directory: &TempDir, database: &[&str]) {
    let said = mononym(directory.path())
        .arg("audit")
        .args(database)
        .output()
        .unwrap();
    let err = String::from_utf8_lossy(&said.stderr);
    assert_eq!(said.status.code(), Some(0), "{err}");
}

/// The tree proves a name, and what it proves is checked here.
fn assert_proven(directory: &TempDir, server: &Server, name: &str) {
    let said = mononym(directory.path())
        .args([
            "proof",
            name,
            "--text",
            "first",
            "--json",
            "--gateway",
            &server.url,
        ])
        .output()
        .unwrap();
    let err = String::from_utf8_lossy(&said.stderr);
    assert_eq!(said.status.code(), Some(0), "{err}");
    let proven: Value = serde_json::from_slice(&said.stdout).unwrap();
    assert_eq!(proven["value"], name);
}

#[test]
fn a_service_killed_in_a_storm_loses_nothing_on_sqlite() {
    let directory = tempfile::tempdir().unwrap();
    let book = Book::new("storm");
    let mut chance = Chance(1);
    let (kills, mut slowest) = (times(60), Duration::ZERO);
    for round in 1..=kills {
        let start = Instant::now();
        let mut server = serve(&directory, &[]);
        slowest = slowest.max(start.elapsed());
        let address = server.address();
        book.check(address);
        let enough = book.acknowledged() + usize::try_from(1 + chance.below(12)).unwrap();
        let stop = AtomicBool::new(false);
        thread::scope(|scope| {
            for _ in 0..CLIENTS {
                scope.spawn(|| book.register(address, &stop, Until::Gone));
            }
            wait_until("registrations are acknowledged", || book.acknowledged() >= enough);
            thread::sleep(Duration::from_micros(chance.below(MICROSECONDS)));
            server.child.kill().unwrap();
        });
        server.child.wait().unwrap();
        if round % 10 == 0 {
            audit(&directory, &[]);
        }
    }
    let server = serve(&directory, &[]);
    book.check_all(server.address());
    assert_proven(&directory, &server, &book.some_name());
    assert_eq!(server.terminate().0, Some(0));
    audit(&directory, &[]);
    println!("{kills} kills; it served again after {slowest:?} at most");
}

#[test]
fn a_first_start_that_is_killed_is_made_good_by_the_next() {
    let mut chance = Chance(2);
    let start = Instant::now();
    drop(serve(&tempfile::tempdir().unwrap(), &[]));
    let first_start = u64::try_from(start.elapsed().as_micros()).unwrap();
    for _ in 0..times(10) {
        let directory = tempfile::tempdir().unwrap();
        let mut command = mononym(directory.path());
        command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        thread::sleep(Duration::from_micros(chance.below(first_start)));
        child.kill().unwrap();
        child.wait().unwrap();
        let server = serve(&directory, &[]);
        let Outcome::Answer(response) = ask(server.address(), &post(&registration("alice.mononym.eth")))
        else {
            panic!("no answer");
        };
        assert_eq!(response.status, 201, "{}", response.text());
        assert_proven(&directory, &server, "alice.mononym.eth");
        drop(server);
        audit(&directory, &[]);
    }
}

/// One of two services on one database is killed; the other goes on meanwhile and refuses nobody.
#[test]
fn a_service_killed_in_a_storm_loses_nothing_on_postgres() {
    let cluster = Cluster::durable();
    let url = cluster.url();
    let database = ["--database-url", &url];
    let directory = tempfile::tempdir().unwrap();
    let book = Book::new("storm");
    let mut chance = Chance(3);
    let kills = times(45);
    let mut slowest = Duration::ZERO;
    let mut survivor = serve(&directory, &database);
    for round in 1..=kills {
        let mut victim = serve(&directory, &database);
        let addresses = (victim.address(), survivor.address());
        book.check(addresses.0);
        let enough = book.acknowledged() + usize::try_from(1 + chance.below(12)).unwrap();
        let stop = AtomicBool::new(false);
        thread::scope(|scope| {
            for _ in 0..CLIENTS / 2 {
                scope.spawn(|| book.register(addresses.0, &stop, Until::Gone));
                scope.spawn(|| book.register(addresses.1, &stop, Until::Told));
            }
            wait_until("registrations are acknowledged", || book.acknowledged() >= enough);
            thread::sleep(Duration::from_micros(chance.below(MICROSECONDS)));
            victim.child.kill().unwrap();
            let goes_on = book.acknowledged() + CLIENTS + 1;
            let waited = wait_until("the other goes on", || book.acknowledged() >= goes_on);
            slowest = slowest.max(waited);
            stop.store(true, Ordering::SeqCst);
        });
        victim.child.wait().unwrap();
        book.check(survivor.address());
        if round % 15 == 0 {
            audit(&directory, &database);
            kill(&mut survivor);
            survivor = serve(&directory, &database);
        }
    }
    book.check_all(survivor.address());
    assert_proven(&directory, &survivor, &book.some_name());
    audit(&directory, &database);
    println!("{kills} kills; the other took new registrations within {slowest:?}");
}

#[test]
fn postgres_killed_in_a_storm_loses_nothing() {
    let mut cluster = Cluster::durable();
    let url = cluster.url();
    let database = ["--database-url", &url];
    let directory = tempfile::tempdir().unwrap();
    let book = Book::new("storm");
    let mut chance = Chance(4);
    let (kills, mut slowest) = (times(8), Duration::ZERO);
    let server = serve(&directory, &database);
    let address = server.address();
    for round in 1..=kills {
        let enough = book.acknowledged() + usize::try_from(1 + chance.below(20)).unwrap();
        let stop = AtomicBool::new(false);
        thread::scope(|scope| {
            for _ in 0..CLIENTS {
                scope.spawn(|| book.register(address, &stop, Until::Told));
            }
            wait_until("registrations are acknowledged", || book.acknowledged() >= enough);
            thread::sleep(Duration::from_micros(chance.below(MICROSECONDS)));
            cluster.kill();
            let before = book.acknowledged();
            cluster.boot();
            let waited = wait_until("registrations are taken again", || {
                book.acknowledged() > before + CLIENTS
            });
            slowest = slowest.max(waited);
            stop.store(true, Ordering::SeqCst);
        });
        book.check(server.address());
        if round % 4 == 0 {
            audit(&directory, &database);
        }
    }
    book.check_all(server.address());
    assert_proven(&directory, &server, &book.some_name());
    audit(&directory, &database);
    println!("{kills} kills of the server; registrations were taken again after {slowest:?} at most");
}
