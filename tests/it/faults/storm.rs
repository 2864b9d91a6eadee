//! Many registrations at once, and a book of what was acknowledged.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use super::client::{KEYS, Outcome, answer, ask, looked_up, lookup, post, registration};
use crate::{harness::domain, http::Request};

/// What was sent and what came of it.
pub(super) struct Book {
    prefix: &'static str,
    begun: AtomicUsize,
    acknowledged: AtomicUsize,
    /// Told since the last check.
    told: Mutex<Vec<Entry>>,
    checked: Mutex<Checked>,
}

struct Entry {
    name: String,
    hash: String,
    /// Its place in the log, if it was acknowledged; nobody knows of the others.
    sequence: Option<u64>,
}

#[derive(Default)]
struct Checked {
    /// The log as far as it was read: places by hash.
    log: HashMap<String, u64>,
    unknown: Vec<Entry>,
}

/// When clients stop by themselves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// When the service is gone, whatever that does to their requests.
    Gone,
    /// When they are told to: each request gets an answer.
    Told,
}

/// Operations of a new log: the parent is made and opened.
const FIRST: u64 = 2;

impl Book {
    pub(super) fn new(prefix: &'static str) -> Self {
        Self {
            prefix,
            begun: AtomicUsize::new(0),
            acknowledged: AtomicUsize::new(0),
            told: Mutex::default(),
            checked: Mutex::default(),
        }
    }

    pub(super) fn acknowledged(&self) -> usize {
        self.acknowledged.load(Ordering::SeqCst)
    }

    /// Registers one name after the other.
    pub(super) fn register(&self, address: SocketAddr, stop: &AtomicBool, until: Until) {
        while !stop.load(Ordering::SeqCst) {
            let number = self.begun.fetch_add(1, Ordering::SeqCst);
            let name = format!("{}-{number}.mononym.eth", self.prefix);
            let signed = registration(&name);
            let hash = signed.operation.hash(&domain()).to_string();
            let outcome = ask(address, &post(&signed));
            let (sequence, is_gone) = match outcome {
                Outcome::Answer(response) if response.status == 201 => {
                    (response.json()["sequence"].as_u64(), false)
                }
                Outcome::Answer(response) => {
                    assert_eq!(response.status, 503, "{}", response.text());
                    assert_eq!(response.header("retry-after"), Some("5"));
                    assert_eq!(response.json()["slug"], "unavailable");
                    // A patient client.
                    thread::sleep(Duration::from_millis(20));
                    (None, false)
                }
                Outcome::Refused => {
                    assert!(until == Until::Gone, "nobody listens");
                    return;
                }
                Outcome::Nothing | Outcome::Cut(_) => (None, true),
            };
            assert!(!is_gone || until == Until::Gone, "a request without an answer");
            self.told.lock().unwrap().push(Entry { name, hash, sequence });
            if sequence.is_some() {
                self.acknowledged.fetch_add(1, Ordering::SeqCst);
            }
            if is_gone {
                return;
            }
        }
    }

    /// Everything that was acknowledged is in the log, where it was said to be, and answered whole; so is what
    /// else is in the log.
    pub(super) fn check(&self, address: SocketAddr) {
        let mut checked = self.checked.lock().unwrap();
        let Checked { log, unknown } = &mut *checked;
        read_on(address, log);
        unknown.append(&mut self.told.lock().unwrap());
        unknown.retain(|entry| {
            let found = log.get(&entry.hash);
            if let Some(sequence) = entry.sequence {
                assert_eq!(found, Some(&sequence), "{} was acknowledged", entry.name);
            }
            if found.is_some() {
                assert_whole(address, &entry.name);
            }
            found.is_none()
        });
    }

    /// The same at the end, when nothing is under way: what is not in the log left no trace, and nobody else
    /// wrote.
    #[expect(clippy::print_stdout, reason = "figures, for whoever asks to see them")]
    pub(super) fn check_all(&self, address: SocketAddr) {
        self.check(address);
        let checked = self.checked.lock().unwrap();
        for entry in &checked.unknown {
            let shown = answer(address, &Request::get(format!("/v1/names/{}", entry.name)));
            assert_eq!(shown.status, 404, "{}", shown.text());
        }
        let written = self.begun.load(Ordering::SeqCst) - checked.unknown.len();
        let in_log = checked.log.len() - usize::try_from(FIRST).unwrap();
        assert!(in_log <= written, "{in_log} of {written}");
        assert!(in_log >= self.acknowledged());
        println!(
            "{}: {} acknowledged, {} more stored, {} not stored",
            self.prefix,
            self.acknowledged(),
            in_log - self.acknowledged(),
            checked.unknown.len()
        );
    }

    /// A name that was acknowledged and checked.
    pub(super) fn some_name(&self) -> String {
        format!("{}-0.mononym.eth", self.prefix)
    }
}

/// Reads the log on: without a gap, each operation once.
fn read_on(address: SocketAddr, log: &mut HashMap<String, u64>) {
    loop {
        let last = u64::try_from(log.len()).unwrap();
        let page = answer(
            address,
            &Request::get(format!("/v1/changes?after={last}&limit=200")),
        );
        assert_eq!(page.status, 200, "{}", page.text());
        let page = page.json();
        let changes = page["changes"].as_array().unwrap();
        for (change, expected) in changes.iter().zip(last + 1..) {
            assert_eq!(change["sequence"], expected, "{change}");
            let hash = change["operationHash"].as_str().unwrap().to_owned();
            assert_eq!(log.insert(hash, expected), None, "{change} is there once");
        }
        if changes.is_empty() {
            return;
        }
    }
}

/// The name has its account, and both its records.
fn assert_whole(address: SocketAddr, name: &str) {
    let shown = answer(address, &Request::get(format!("/v1/names/{name}")));
    assert_eq!(shown.status, 200, "{name}: {}", shown.text());
    let shown = shown.json();
    assert_eq!(shown["nonce"], 1, "{shown}");
    assert_eq!(shown["records"].as_array().unwrap().len(), KEYS.len(), "{shown}");
    let [_, last] = KEYS;
    let found = looked_up(&answer(address, &lookup(name, last)));
    assert_eq!(found.map(|(text, _)| text).as_deref(), Some(name));
}
