//! Several services on one PostgreSQL behind a balancer, with people who look names up and change them.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use mononym::clock::Clock;
use mononym_keystore::{Operation, SetRecords};
use tempfile::TempDir;

use super::{
    client::{Outcome, answer, exchange, looked_up, lookup, post, registration},
    wait_until,
};
use crate::{
    accounts::{sign, text},
    cli::{Server, mononym},
    cluster::Cluster,
    harness::alice,
    http::Request,
};

const GATEWAYS: usize = 3;
const READERS: usize = 3;
const NAME: &str = "counter.mononym.eth";
const KEY: &str = "count";
/// How long after a change another replica may still answer from before it, and room for a machine that has other
/// things to do.
const STALE: Duration = Duration::from_millis(1000 + 1000);

/// Passes each request to the next service in turn, and to the one after it where nobody answers.
struct Balancer {
    address: SocketAddr,
    services: Arc<Mutex<Vec<SocketAddr>>>,
    /// Requests that a service had not taken any more when it ended.
    passed_on: Arc<AtomicUsize>,
}

impl Balancer {
    fn before(services: Vec<SocketAddr>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let balancer = Self {
            address: listener.local_addr().unwrap(),
            services: Arc::new(Mutex::new(services)),
            passed_on: Arc::default(),
        };
        let (services, passed_on) = (Arc::clone(&balancer.services), Arc::clone(&balancer.passed_on));
        let turn = Arc::new(AtomicUsize::new(0));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let services = services.lock().unwrap().clone();
                let (turn, passed_on) = (turn.fetch_add(1, Ordering::SeqCst), Arc::clone(&passed_on));
                thread::spawn(move || drop(pass(stream, &services, turn, &passed_on)));
            }
        });
        balancer
    }
}

fn pass(
    mut client: TcpStream,
    services: &[SocketAddr],
    turn: usize,
    passed_on: &AtomicUsize,
) -> std::io::Result<()> {
    let request = read_request(&mut client)?;
    for index in turn..turn + services.len() {
        let (outcome, bytes) = exchange(services[index % services.len()], &request);
        match outcome {
            Outcome::Refused => {}
            Outcome::Nothing => drop(passed_on.fetch_add(1, Ordering::SeqCst)),
            Outcome::Answer(_) | Outcome::Cut(_) => return client.write_all(&bytes),
        }
    }
    Ok(())
}

/// A head, and as long a body as it says.
fn read_request(client: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let (mut request, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let count = client.read(&mut buffer)?;
        request.extend_from_slice(&buffer[..count]);
        if count == 0 || super::client::is_whole(&request) {
            return Ok(request);
        }
    }
}

pub(super) struct Fleet {
    pub(super) cluster: Cluster,
    directory: TempDir,
    servers: Vec<Server>,
    balancer: Balancer,
}

/// What the load saw.
pub(super) struct Seen {
    pub(super) lookups: usize,
    pub(super) changes: u64,
    /// Longest after a change's receipt that a lookup of the value before it began.
    pub(super) stalest: Duration,
    pub(super) passed_on: usize,
}

impl Fleet {
    pub(super) fn start() -> Self {
        let (cluster, directory) = (Cluster::durable(), tempfile::tempdir().unwrap());
        let servers: Vec<Server> = (0..GATEWAYS).map(|_| serve(&directory, &cluster)).collect();
        let balancer = Balancer::before(servers.iter().map(Server::address).collect());
        let fleet = Self {
            cluster,
            directory,
            servers,
            balancer,
        };
        let registered = answer(fleet.balancer.address, &post(&registration(NAME)));
        assert_eq!(registered.status, 201, "{}", registered.text());
        fleet
    }

    pub(super) fn len(&self) -> usize {
        self.servers.len()
    }

    /// Ends one service in order, and starts it again.
    pub(super) fn restart(&mut self, index: usize) {
        let new = serve_later(&self.directory, &self.cluster);
        let old = self.servers.remove(index);
        assert_eq!(old.terminate().0, Some(0));
        self.replace(index, new());
    }

    /// Kills one service, and starts it again.
    pub(super) fn kill(&mut self, index: usize) {
        drop(self.servers.remove(index));
        self.replace(index, serve(&self.directory, &self.cluster));
    }

    fn replace(&mut self, index: usize, server: Server) {
        self.balancer.services.lock().unwrap()[index] = server.address();
        self.servers.insert(index, server);
    }

    /// A further service would not start: what it says.
    pub(super) fn refuses_to_start(&self) -> String {
        let said = command(&self.directory, &self.cluster).output().unwrap();
        assert_eq!(said.status.code(), Some(1));
        String::from_utf8(said.stderr).unwrap()
    }

    /// Does something under load. Each lookup and each change must get its answer.
    pub(super) fn under_load(&mut self, work: impl FnOnce(&mut Self)) -> Seen {
        let address = self.balancer.address;
        let (stop, lookups) = (AtomicBool::new(false), AtomicUsize::new(0));
        let (changes, stalest) = (Mutex::new(Vec::new()), AtomicU64::new(0));
        let first = nonce(address);
        thread::scope(|scope| {
            for _ in 0..READERS {
                scope.spawn(|| {
                    while !stop.load(Ordering::SeqCst) {
                        let stale = look_up(address, &changes);
                        stalest.fetch_max(u64::try_from(stale.as_micros()).unwrap(), Ordering::SeqCst);
                        lookups.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
            scope.spawn(|| {
                for nonce in first.. {
                    if stop.load(Ordering::SeqCst) {
                        return;
                    }
                    change(address, nonce);
                    changes.lock().unwrap().push((nonce, Instant::now()));
                }
            });
            let goes_on = || {
                let before = (lookups.load(Ordering::SeqCst), changes.lock().unwrap().len());
                wait_until("people are served", || {
                    lookups.load(Ordering::SeqCst) > before.0 + 20
                        && changes.lock().unwrap().len() > before.1 + 5
                });
            };
            goes_on();
            work(self);
            goes_on();
            stop.store(true, Ordering::SeqCst);
        });
        let changes = changes.into_inner().unwrap().len();
        Seen {
            lookups: lookups.into_inner(),
            changes: u64::try_from(changes).unwrap(),
            stalest: Duration::from_micros(stalest.into_inner()),
            passed_on: self.balancer.passed_on.load(Ordering::SeqCst),
        }
    }
}

impl Seen {
    #[expect(clippy::print_stdout, reason = "figures, for whoever asks to see them")]
    pub(super) fn tell(&self, what: &str) {
        println!(
            "{what}: {} lookups, {} changes, {} requests passed on; stale for {:?} at most",
            self.lookups, self.changes, self.passed_on, self.stalest
        );
    }
}

fn command(directory: &TempDir, cluster: &Cluster) -> std::process::Command {
    let mut command = mononym(directory.path());
    command.args([
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--database-url",
        &cluster.url(),
    ]);
    command
}

fn serve(directory: &TempDir, cluster: &Cluster) -> Server {
    Server::spawn(&mut command(directory, cluster))
}

fn serve_later(directory: &TempDir, cluster: &Cluster) -> impl FnOnce() -> Server + use<> {
    let mut command = command(directory, cluster);
    move || Server::spawn(&mut command)
}

fn nonce(address: SocketAddr) -> u64 {
    let shown = answer(address, &Request::get(format!("/v1/names/{NAME}")));
    shown.json()["nonce"].as_u64().unwrap()
}

/// Sets the record to the account's nonce.
fn change(address: SocketAddr, nonce: u64) {
    let operation = Operation::SetRecords(SetRecords {
        name: NAME.to_owned(),
        nonce,
        deadline: Clock::system().now() + 3600,
        records: vec![text(KEY, &nonce.to_string())],
    });
    let signed = sign(operation, &[&alice()]);
    let request = Request::post_json(format!("/v1/names/{NAME}/operations"), &signed);
    let response = answer(address, &request);
    assert_eq!(response.status, 200, "{}", response.text());
}

/// Looks the record up: for how long a change that is not in the answer had been acknowledged when it was asked for.
fn look_up(address: SocketAddr, changes: &Mutex<Vec<(u64, Instant)>>) -> Duration {
    let asked = Instant::now();
    let response = answer(address, &lookup(NAME, KEY));
    let (text, _) = looked_up(&response).unwrap_or_else(|| panic!("{}", response.text()));
    let found: u64 = text.parse().unwrap_or(0);
    let changes = changes.lock().unwrap();
    let missed = changes.iter().find(|(nonce, at)| *nonce > found && *at < asked);
    let stale = missed.map_or(Duration::ZERO, |(_, at)| asked - *at);
    assert!(stale <= STALE, "{found} is {stale:?} old: {:?}", changes.last());
    stale
}
