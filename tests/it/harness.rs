//! Boots the real service and asks it what the tests need again and again.

use std::{collections::BTreeMap, fs, net::SocketAddr, os::unix::fs::PermissionsExt, path::Path, sync::Arc};

use alloy_primitives::{Address, Bytes, hex};
use mononym::{
    app,
    clock::Clock,
    config::{Config, KeyPlaces, Settings},
    gateway::Epochs,
    http,
    names::{ImportedName, reservation},
};
use mononym_derive::Catalogue;
use mononym_ens::Name;
use mononym_keystore::{Domain, Operation, Record, SignedOperation};
use rusqlite::{Connection, OpenFlags, types::Value as Cell};
use serde_json::Value;
use tempfile::TempDir;
use tokio::{net::TcpListener, runtime::Runtime, sync::oneshot, task::JoinHandle};

use crate::{
    accounts::{Key, register, set_records, sign},
    http::{Request, Response},
    wire::{self, Signed},
};

/// Where the clock stands when the service starts: a step of the grid.
pub(crate) const NOW: u64 = 1_800_000_000;
/// A resolver contract; none is configured unless a test does.
pub(crate) const RESOLVER: Address = Address::repeat_byte(0x11);
/// The parent that is served.
pub(crate) const PARENT: &str = "mononym.eth";
/// A name that tests register.
pub(crate) const ALICE: &str = "alice.mononym.eth";

/// The deployment that operations are signed for.
pub(crate) fn domain() -> Domain {
    Domain {
        l1_chain_id: 31337,
        keystore: Catalogue::builtin().unwrap().trial_keystore(),
    }
}

pub(crate) fn signer_key() -> Key {
    Key::new("response signer")
}

pub(crate) fn registrar_key() -> Key {
    Key::new("registrar")
}

/// The key of most accounts.
pub(crate) fn alice() -> Key {
    Key::new("alice")
}

/// The service, serving on a free port until it is dropped.
pub(crate) struct TestApp {
    pub(crate) clock: Clock,
    pub(crate) address: SocketAddr,
    directory: TempDir,
    settings: Settings,
    running: Option<Running>,
}

struct Running {
    runtime: Runtime,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

/// Every row of every table.
pub(crate) type Dump = BTreeMap<String, Vec<Vec<Cell>>>;

impl TestApp {
    pub(crate) fn start() -> Self {
        Self::with(Settings::default())
    }

    /// A service with these settings; directory and keys are the harness's.
    pub(crate) fn with(settings: Settings) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let settings = Settings {
            data_dir: Some(directory.path().to_owned()),
            signer: Some(places(&key_file(directory.path(), "signer.key", &signer_key()))),
            registrar: Some(key_file(directory.path(), "registrar.key", &registrar_key())),
            ..settings
        };
        let clock = Clock::fixed(NOW);
        let (address, running) = boot(&settings, &clock).unwrap();
        Self {
            clock,
            address,
            directory,
            settings,
            running: Some(running),
        }
    }

    /// A service that serves these parents, each open and owned by its registrar.
    pub(crate) fn serving(parents: &str) -> Self {
        Self::with(Settings {
            parents: Some(parents.parse().unwrap()),
            ..Settings::default()
        })
    }

    /// With `alice.mononym.eth` registered and these records set.
    pub(crate) fn with_alice(records: Vec<Record>) -> Self {
        let app = Self::start();
        app.register(ALICE, records);
        app
    }

    /// Stops the service and starts it again on the same data.
    pub(crate) fn restart(&mut self) {
        self.restart_with(|_| {}).unwrap();
    }

    /// The same with other settings, or why it does not start with them.
    pub(crate) fn restart_with(&mut self, change: impl FnOnce(&mut Settings)) -> Result<(), String> {
        self.stop();
        change(&mut self.settings);
        let (address, running) = boot(&self.settings, &self.clock).map_err(|error| error.to_string())?;
        self.address = address;
        self.running = Some(running);
        Ok(())
    }

    fn stop(&mut self) {
        if let Some(Running {
            runtime,
            stop,
            server,
        }) = self.running.take()
        {
            stop.send(()).unwrap();
            runtime.block_on(server).unwrap();
        }
    }

    pub(crate) fn send(&self, request: &Request) -> Response {
        request.send(self.address)
    }

    pub(crate) fn get(&self, path: &str) -> Response {
        self.send(&Request::get(path))
    }

    /// The JSON at a path that exists.
    pub(crate) fn json(&self, path: &str) -> Value {
        let response = self.get(path);
        assert_eq!(response.status, 200, "{path}: {}", response.text());
        assert_eq!(
            response.header("content-type"),
            Some("application/json"),
            "{path}"
        );
        response.json()
    }

    pub(crate) fn post_registration(&self, signed: &SignedOperation) -> Response {
        self.send(&Request::post_json("/v1/names", signed))
    }

    pub(crate) fn post_operation(&self, signed: &SignedOperation) -> Response {
        let path = format!("/v1/names/{}/operations", signed.operation.name());
        self.send(&Request::post_json(path, signed))
    }

    /// Registers a name for [`alice`]'s key.
    pub(crate) fn register(&self, name: &str, records: Vec<Record>) -> Value {
        let key = alice();
        let mut operation = register(name, &[&key]);
        operation.records = records;
        let response = self.post_registration(&sign(Operation::Register(operation), &[&key]));
        assert_eq!(response.status, 201, "{}", response.text());
        response.json()
    }

    /// The nonce of a name's next operation.
    pub(crate) fn nonce(&self, name: &str) -> u64 {
        self.json(&format!("/v1/names/{name}"))["nonce"].as_u64().unwrap()
    }

    /// Sends an operation that must be accepted: its receipt.
    pub(crate) fn accepts(&self, signed: &SignedOperation) -> Value {
        let response = self.post_operation(signed);
        assert_eq!(response.status, 200, "{}", response.text());
        response.json()
    }

    /// Sets records of a name of [`alice`]'s, at whatever its nonce is.
    pub(crate) fn set(&self, name: &str, records: Vec<Record>) {
        self.accepts(&sign(set_records(name, self.nonce(name), records), &[&alice()]));
    }

    /// Reserves a name, as an import does while the service is down.
    pub(crate) fn reserve(&mut self, imported: &ImportedName) {
        self.stop();
        let config = Config::new(self.settings.clone()).unwrap();
        let name = Name::from_text(&imported.name, &config.limits).unwrap();
        let runtime = Runtime::new().unwrap();
        runtime.block_on(async {
            let watcher = Arc::new(Epochs::default());
            let store = app::open_store(&config, &self.clock, watcher).await.unwrap();
            assert_eq!(
                store.reserve(&[reservation(imported, &name, NOW)]).await.unwrap(),
                1
            );
        });
        drop(runtime);
        self.restart();
    }

    /// The answer to a profile call, posted for [`RESOLVER`], its signature checked.
    pub(crate) fn ask(&self, name: &str, inner: &[u8]) -> Signed {
        self.ask_raw(&wire::question(name, inner))
    }

    pub(crate) fn ask_raw(&self, call_data: &Bytes) -> Signed {
        let response = self.send(&ccip_post(RESOLVER, RESOLVER, call_data));
        signed(&response, RESOLVER, call_data)
    }

    /// What a profile call returns.
    pub(crate) fn result(&self, name: &str, inner: &[u8]) -> Bytes {
        self.ask(name, inner).result
    }

    /// The text record under a key.
    pub(crate) fn text(&self, name: &str, key: &str) -> String {
        use alloy_sol_types::SolCall;
        wire::textCall::abi_decode_returns_validate(&self.result(name, &wire::text(name, key))).unwrap()
    }

    /// The address under a coin type.
    pub(crate) fn addr(&self, name: &str, coin_type: u64) -> Bytes {
        use alloy_sol_types::SolCall;
        let result = self.result(name, &wire::addr_of(name, coin_type));
        wire::addrOfCall::abi_decode_returns_validate(&result).unwrap()
    }

    /// Everything that is stored, read by opening the database anew.
    pub(crate) fn dump(&self) -> Dump {
        let path = self.directory.path().join("mononym.db");
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let mut tables = connection
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
            .unwrap();
        let tables: Vec<String> = tables
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert!(tables.len() >= 4, "{tables:?}");
        tables
            .into_iter()
            .map(|table| {
                let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
                let columns = statement.column_count();
                let rows = statement
                    .query_map([], |row| (0..columns).map(|column| row.get(column)).collect())
                    .unwrap()
                    .map(Result::unwrap)
                    .collect();
                (table, rows)
            })
            .collect()
    }

    /// Runs SQL behind the service's back.
    pub(crate) fn database(&self, sql: &str) {
        let connection = Connection::open(self.directory.path().join("mononym.db")).unwrap();
        connection.execute_batch(sql).unwrap();
    }

    /// Sends a request to the REST API that must be refused just so, without a trace in the
    /// database, and after which the service still answers.
    pub(crate) fn refuses(&self, request: &Request, status: u16, slug: &str, detail: &str) {
        let before = self.dump();
        let response = self.send(request);
        let case = format!("expected {status} {slug} {detail:?}, got {}", response.text());
        assert_eq!(response.status, status, "{case}");
        assert_eq!(
            response.header("content-type"),
            Some("application/problem+json"),
            "{case}"
        );
        assert_eq!(
            response.header("access-control-allow-origin"),
            Some("*"),
            "{case}"
        );
        let problem = response.json();
        assert_eq!(problem["slug"], slug, "{case}");
        assert_eq!(problem["type"], format!("urn:mononym:problem:{slug}"), "{case}");
        assert_eq!(problem["status"], status, "{case}");
        assert!(!problem["title"].as_str().unwrap().is_empty(), "{case}");
        assert!(problem["detail"].as_str().unwrap().contains(detail), "{case}");
        assert_eq!(self.dump(), before, "{case}");
        assert_eq!(self.get("/healthz").status, 200, "{case}");
    }

    /// Sends a CCIP-Read request that must fail just so, and after which the service still answers.
    pub(crate) fn fails(&self, request: &Request, status: u16, message: &str) {
        let response = self.send(request);
        let case = format!("expected {status} {message:?}, got {}", response.text());
        assert_eq!(response.status, status, "{case}");
        assert_eq!(
            response.header("content-type"),
            Some("application/json"),
            "{case}"
        );
        assert_eq!(
            response.header("access-control-allow-origin"),
            Some("*"),
            "{case}"
        );
        let body = response.json();
        assert!(body["message"].as_str().unwrap().contains(message), "{case}");
        assert_eq!(body["error"], body["message"], "viem reads `error`: {case}");
        assert_eq!(self.get("/healthz").status, 200, "{case}");
    }
}

/// A post to `/{resolver}` as our own contracts' URLs make clients send it.
pub(crate) fn ccip_post(resolver: Address, sender: Address, call_data: &[u8]) -> Request {
    let body = serde_json::json!({ "sender": sender, "data": hex::encode_prefixed(call_data) });
    Request::post_json(format!("/{resolver:#x}"), &body)
}

/// A get of `/{resolver}/{sender}/{data}`.
pub(crate) fn ccip_get(resolver: Address, sender: Address, call_data: &[u8]) -> Request {
    Request::get(format!(
        "/{resolver:#x}/{sender:#x}/{}",
        hex::encode_prefixed(call_data)
    ))
}

/// The signed answer in a response, which must be by the service's signer, for this resolver and call.
pub(crate) fn signed(response: &Response, resolver: Address, call_data: &[u8]) -> Signed {
    assert_eq!(response.status, 200, "{}", response.text());
    assert_eq!(response.header("content-type"), Some("application/json"));
    assert_eq!(response.header("access-control-allow-origin"), Some("*"));
    let body = response.json();
    assert_eq!(body.as_object().unwrap().len(), 1, "{body}");
    let signed = Signed::decode(&body["data"].as_str().unwrap().parse().unwrap());
    assert_eq!(signed.signer(resolver, call_data), signer_key().address());
    signed
}

/// A key file as settings name it.
pub(crate) fn places(path: &Path) -> KeyPlaces {
    KeyPlaces(vec![path.display().to_string()])
}

fn key_file(directory: &Path, name: &str, key: &Key) -> std::path::PathBuf {
    let path = directory.join(name);
    fs::write(&path, key.to_hex()).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    path
}

fn boot(settings: &Settings, clock: &Clock) -> Result<(SocketAddr, Running), Box<dyn std::error::Error>> {
    let config = Config::new(settings.clone())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let app = runtime.block_on(app::open(&config, clock.clone()))?;
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel();
    let server = runtime.spawn(http::serve(app, listener, async move {
        // A dropped sender stops the service too.
        let _ = stopped.await;
    }));
    Ok((
        address,
        Running {
            runtime,
            stop,
            server,
        },
    ))
}
