//! A database that is gone, slow, read-only, full, or takes no connections.

use std::{
    process::Command,
    str::FromStr,
    sync::{
        Barrier,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use alloy_primitives::{hex, keccak256};
use mononym::config::Settings;
use mononym_keystore::{Operation, SignedOperation};
use rusqlite::Connection as Sqlite;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, postgres::PgConnectOptions};

use super::{
    client::{answer, looked_up, lookup, post, registration},
    wait_until,
};
use crate::{
    accounts::{register, sign, text},
    cli::{Server, mononym},
    cluster::{Cluster, limit_files},
    harness::{ALICE, NOW, TestApp, alice},
    http::{Request, Response},
};

/// A service on this PostgreSQL that has answered a question about Alice.
pub(super) fn service(url: String) -> TestApp {
    let app = TestApp::with(Settings {
        database_url: Some(url),
        ..Settings::default()
    });
    app.register(ALICE, vec![text("url", "one")]);
    // When it has heard of that, too, it drops nothing that was asked for since.
    wait_until("it follows", || app.json("/v1/keystore")["head"] == 3);
    assert_eq!(kept(&app).as_deref(), Some("one"));
    app
}

/// The answer that is kept.
pub(super) fn kept(app: &TestApp) -> Option<String> {
    looked_up(&answer(app.address, &lookup(ALICE, "url"))).map(|(text, _)| text)
}

/// A registration that is not from the machine's time.
pub(super) fn someone(name: &str) -> SignedOperation {
    sign(Operation::Register(register(name, &[&alice()])), &[&alice()])
}

/// A clear word that it does not go now, and when to ask again.
pub(super) fn assert_unavailable(response: &Response) {
    assert_eq!(response.status, 503, "{}", response.text());
    assert_eq!(response.header("retry-after"), Some("5"));
    let body = response.json();
    assert!(body["slug"] == "unavailable" || body["message"] == "the gateway cannot answer at present");
}

/// A lookup like none before.
fn never_asked() -> Request {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let number = ASKED.fetch_add(1, Ordering::SeqCst);
    lookup(ALICE, &format!("never asked {number}"))
}

/// What was asked before is answered; nothing else is, and that is said.
pub(super) fn assert_outage(app: &TestApp) {
    thread::scope(|scope| {
        // All at once, since each may take as long as a server that does not answer is waited for.
        scope.spawn(|| assert_unavailable(&answer(app.address, &never_asked())));
        scope.spawn(|| assert_unavailable(&app.post_registration(&someone("outage.mononym.eth"))));
        scope.spawn(|| assert_unavailable(&app.get("/readyz")));
        scope.spawn(|| assert_unavailable(&app.get(&format!("/v1/names/{ALICE}"))));
        assert_eq!(app.get("/healthz").status, 200);
        assert_eq!(kept(app).as_deref(), Some("one"));
    });
    assert_eq!(kept(app).as_deref(), Some("one"));
}

/// It goes on by itself: how long that took.
pub(super) fn assert_recovers(app: &TestApp) -> Duration {
    let ready = wait_until("it is ready", || app.get("/readyz").status == 200);
    let writes = wait_until("it takes registrations", || {
        app.post_registration(&someone("outage.mononym.eth")).status == 201
    });
    let reads = wait_until("it looks up", || {
        answer(app.address, &never_asked()).status == 200
    });
    // And follows again: what it kept is as fresh as what is new.
    app.clock.set(NOW + 1000);
    let follows = wait_until("it signs anew", || {
        looked_up(&answer(app.address, &lookup(ALICE, "url")))
            .is_some_and(|(_, expires)| expires >= NOW + 1300)
    });
    ready + writes + reads + follows
}

/// An administrator's session.
struct Admin(tokio::runtime::Runtime, PgConnection);

impl Admin {
    fn new(cluster: &Cluster) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let options = PgConnectOptions::from_str(&cluster.url()).unwrap();
        let options = options.application_name("admin");
        let connection = runtime.block_on(PgConnection::connect_with(&options)).unwrap();
        Self(runtime, connection)
    }

    fn run(&mut self, statements: &[&str]) {
        for statement in statements {
            let statement = sqlx::raw_sql(AssertSqlSafe((*statement).to_owned()));
            self.0.block_on(self.1.execute(statement)).unwrap();
        }
    }
}

/// For other modules: statements, each of its own.
pub(super) fn administer(cluster: &Cluster, statements: &[&str]) {
    Admin::new(cluster).run(statements);
}

#[test]
fn a_server_that_is_gone() {
    let mut cluster = Cluster::durable();
    let app = service(cluster.url());
    for crash in [false, true] {
        if crash {
            cluster.kill();
        } else {
            cluster.stop();
        }
        assert_outage(&app);
        cluster.boot();
        println!("gone, then back after {:?}", assert_recovers(&app));
        app.clock.set(NOW);
        assert_eq!(kept(&app).as_deref(), Some("one"));
    }
}

#[test]
fn what_was_signed_serves_until_it_expires_and_no_longer() {
    let mut cluster = Cluster::durable();
    let app = service(cluster.url());
    let (_, expires) = looked_up(&answer(app.address, &lookup(ALICE, "url"))).unwrap();
    cluster.stop();
    // Not fresh enough for a replica that could sign anew.
    app.clock.set(expires - 1);
    wait_until("the replica knows that it is cut off", || {
        kept(&app).as_deref() == Some("one")
    });
    let (_, later) = looked_up(&answer(app.address, &lookup(ALICE, "url"))).unwrap();
    assert_eq!(later, expires, "nothing is signed anew");
    app.clock.set(expires);
    assert_unavailable(&answer(app.address, &lookup(ALICE, "url")));
    cluster.boot();
    assert_recovers(&app);
}

#[test]
fn a_replica_that_was_cut_off_drops_what_changed_meanwhile() {
    let cluster = Cluster::fast();
    let wire = super::tcp::Wire::to(cluster.socket());
    let cut_off = service(super::network::url(&wire));
    let other = TestApp::with(Settings {
        database_url: Some(cluster.url()),
        ..Settings::default()
    });
    wire.set(super::tcp::Mode::Cut);
    assert_outage(&cut_off);
    other.set(ALICE, vec![text("url", "two")]);
    assert_eq!(other.text(ALICE, "url"), "two");
    assert_eq!(kept(&cut_off).as_deref(), Some("one"), "until it expires");
    wire.set(super::tcp::Mode::Open);
    let heard = wait_until("it hears of the change", || {
        kept(&cut_off).as_deref() == Some("two")
    });
    println!("cut off, then up to date after {heard:?}");
}

#[test]
fn a_server_that_only_reads() {
    let cluster = Cluster::fast();
    let app = service(cluster.url());
    let mut admin = Admin::new(&cluster);
    admin.run(&[
        "SET default_transaction_read_only = off",
        "ALTER SYSTEM SET default_transaction_read_only = on",
        "SELECT pg_reload_conf()",
    ]);
    let mut tries = 0;
    wait_until("nothing is written", || {
        tries += 1;
        let response = app.post_registration(&someone(&format!("reads-{tries}.mononym.eth")));
        if response.status == 503 {
            assert_unavailable(&response);
        }
        response.status == 503
    });
    for request in [lookup(ALICE, "url"), never_asked()] {
        assert_eq!(answer(app.address, &request).status, 200);
    }
    assert_eq!(app.get("/readyz").status, 200, "lookups are answered");
    admin.run(&[
        "ALTER SYSTEM RESET default_transaction_read_only",
        "SELECT pg_reload_conf()",
    ]);
    println!("read-only, then back after {:?}", assert_recovers(&app));
}

#[test]
fn a_server_without_a_free_connection() {
    let cluster = Cluster::fast();
    let mut admin = Admin::new(&cluster);
    admin.run(&["CREATE ROLE app LOGIN", "GRANT ALL ON SCHEMA public TO app"]);
    let app = service(cluster.url().replace("postgres@", "app@"));
    admin.run(&[
        "ALTER ROLE app CONNECTION LIMIT 0",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'",
    ]);
    assert_outage(&app);
    admin.run(&["ALTER ROLE app CONNECTION LIMIT -1"]);
    println!("no connections, then back after {:?}", assert_recovers(&app));
}

#[test]
fn a_server_that_waits_for_somebody() {
    let cluster = Cluster::fast();
    let app = service(cluster.url());
    let mut admin = Admin::new(&cluster);
    admin.run(&[
        "BEGIN",
        "LOCK TABLE account, record, operation, log_head IN ACCESS EXCLUSIVE MODE",
    ]);
    assert_outage(&app);
    admin.run(&["ROLLBACK"]);
    println!("locked, then back after {:?}", assert_recovers(&app));
}

/// A registration of this many bytes that nothing compresses.
fn large(number: usize) -> SignedOperation {
    let mut operation = register(&format!("large-{number}.mononym.eth"), &[&alice()]);
    let noise: Vec<u8> = (0..60_u8)
        .flat_map(|index| keccak256([number.to_be_bytes().as_slice(), &[index]].concat()).0)
        .collect();
    operation.records = vec![text("noise", &hex::encode(noise))];
    operation.deadline = mononym::clock::Clock::system().now().max(NOW) + 3600;
    sign(Operation::Register(operation), &[&alice()])
}

/// Registers until the disk is full: how many were taken. The one after them then is taken too, once there is room.
fn fill(post: impl Fn(&SignedOperation) -> Response) -> usize {
    for number in 0..4000 {
        let response = post(&large(number));
        if response.status != 201 {
            assert_unavailable(&response);
            assert!(number > 0, "some fit");
            return number;
        }
    }
    panic!("the disk is never full");
}

#[cfg(target_os = "linux")]
#[test]
fn a_server_whose_disk_is_full() {
    let cluster = Cluster::durable();
    let app = service(cluster.url());
    // Files of the log of its own are just so long: only tables fill up.
    cluster.limit_files(Some(1 << 20));
    let taken = fill(|signed| app.post_registration(signed));
    for name in ["large-0.mononym.eth", ALICE] {
        assert_eq!(answer(app.address, &lookup(name, "other")).status, 200);
    }
    assert_eq!(app.get("/readyz").status, 200, "lookups are answered");
    cluster.limit_files(None);
    let room = wait_until("there is room", || {
        app.post_registration(&large(taken)).status == 201
    });
    println!("full after {taken}, then back after {room:?}");
    assert_recovers(&app);
    let log = app.json("/v1/keystore")["head"].as_u64().unwrap();
    // The parents', Alice's, those, and the one after the outage.
    assert_eq!(log, 2 + 1 + u64::try_from(taken).unwrap() + 1 + 1);
    let directory = tempfile::tempdir().unwrap();
    let url = cluster.url();
    let said = mononym(directory.path())
        .args(["audit", "--database-url", &url])
        .output()
        .unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_below_sqlite() {
    let directory = tempfile::tempdir().unwrap();
    let mut command = Command::new("sh");
    // Whoever writes too much is told, and not killed.
    let ignoring = "trap '' XFSZ; exec \"$@\"";
    command
        .args(["-c", ignoring, "sh", env!("CARGO_BIN_EXE_mononym")])
        .args(["serve", "--listen", "127.0.0.1:0"])
        .env_clear()
        .current_dir(directory.path());
    let server = Server::spawn(&mut command);
    let address = server.address();
    assert_eq!(answer(address, &post(&registration(ALICE))).status, 201);
    let process = server.child.id().to_string();
    let limit = |bytes| limit_files(Command::new("prlimit"), &process, bytes);
    let lengths = ["mononym.db", "mononym.db-wal"].map(|file| {
        let path = directory.path().join("mononym-data").join(file);
        path.metadata().map_or(0, |file| file.len())
    });
    assert!(limit(Some(lengths[0].max(lengths[1]) + (128 << 10))));
    let taken = fill(|signed| answer(address, &post(signed)));
    for (name, key) in [(ALICE, "first"), ("large-0.mononym.eth", "other")] {
        assert_eq!(answer(address, &lookup(name, key)).status, 200);
    }
    assert_eq!(server.json("/v1/keystore")["head"], taken + 3);
    assert!(limit(None));
    let room = wait_until("there is room", || {
        answer(address, &post(&large(taken))).status == 201
    });
    println!("full after {taken}, then back after {room:?}");
    assert_eq!(server.json("/v1/keystore")["head"], taken + 4);
    assert_eq!(server.terminate().0, Some(0));
    let said = mononym(directory.path()).arg("audit").output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
}

#[test]
fn a_sqlite_file_that_another_program_writes() {
    let directory = tempfile::tempdir().unwrap();
    let mut command = mononym(directory.path());
    let server = Server::spawn(command.args(["serve", "--listen", "127.0.0.1:0"]));
    let address = server.address();
    assert_eq!(answer(address, &post(&registration(ALICE))).status, 201);
    let other = Sqlite::open(directory.path().join("mononym-data/mononym.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let bob = registration("bob.mononym.eth");
    let both = Barrier::new(2);
    thread::scope(|scope| {
        scope.spawn(|| {
            both.wait();
            assert_unavailable(&answer(address, &post(&bob)));
        });
        both.wait();
        for key in ["first", "other"] {
            assert_eq!(answer(address, &lookup(ALICE, key)).status, 200);
        }
    });
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(answer(address, &post(&bob)).status, 201);
}
