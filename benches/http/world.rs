//! All servers, side by side, each known to answer right before anything is measured.

use std::{cell::RefCell, collections::BTreeMap, fs};

use alloy_primitives::{B256, Bytes};
use mononym_ens::{SignedResponse, answer};
use serde::Deserialize;
use tempfile::TempDir;

use crate::{
    Result,
    cases::{Case, Subject, Which},
    l1::{self, Commit},
    load::{
        plan::{Expected, Requests},
        template::Template,
    },
    names,
    requests::{Ask, Method, answer_of},
    seed,
    server::{Memory, Server},
};

/// Every server, and what was asked so far.
pub(crate) struct World {
    // Before the directory: servers end first.
    servers: BTreeMap<Subject, Server>,
    pub(crate) names: u64,
    /// Questions asked already, by those that may share an answer.
    asked: RefCell<BTreeMap<(Subject, Ask, bool), u64>>,
    /// Bytes of a signed answer's body, and of a proven one's.
    pub(crate) signed_bytes: usize,
    pub(crate) proven_bytes: usize,
    _directory: TempDir,
}

/// An answer on the wire.
#[derive(Deserialize)]
struct Body {
    data: Bytes,
}

impl World {
    /// Imports names, starts the servers and asks each of them.
    pub(crate) fn start(names: u64) -> Result<Self> {
        let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let data_dir = directory.path().join("data");
        seed::import(&data_dir, &[], names)?;
        // Proofs are given under a root that L1 has: first find it, then serve it.
        let commit = committed(&Server::mononym(&data_dir, &[])?)?;
        let l1 = l1::serve(commit)?;
        let mononym = Server::mononym(&data_dir, &["--l1-rpc", &l1])?;
        check(&mononym, Method::Get)?;
        check(&mononym, Method::Post)?;
        let signed = ask(&mononym, Ask::Signed, Method::Get, 0)?;
        let proven = proven(&mononym)?;
        let file = |name: &str, body: &[u8]| {
            let path = directory.path().join(name);
            fs::write(&path, body).map(|()| path)
        };
        let signed_file = file("signed", &signed)?;
        let bare = Server::bare(&signed_file, None)?;
        let bare_signing = Server::bare(&signed_file, Some(&Ask::Signed.call_data(0)?))?;
        let bare_proven = Server::bare(&file("proven", &proven)?, None)?;
        let ezccip = Server::rival("ezccip.mjs", names)?;
        let reference = Server::rival("reference.mjs", names)?;
        for rival in [&ezccip, &reference] {
            check(rival, Method::Post)?;
        }
        Ok(Self {
            servers: BTreeMap::from([
                (Subject::Mononym, mononym),
                (Subject::Bare, bare),
                (Subject::BareSigning, bare_signing),
                (Subject::BareProven, bare_proven),
                (Subject::Ezccip, ezccip),
                (Subject::Reference, reference),
            ]),
            names,
            asked: RefCell::default(),
            signed_bytes: signed.len(),
            proven_bytes: proven.len(),
            _directory: directory,
        })
    }

    pub(crate) fn server(&self, subject: Subject) -> Result<&Server> {
        Ok(self.servers.get(&subject).ok_or("a server was not started")?)
    }

    pub(crate) fn memory(&self) -> Result<BTreeMap<Subject, Memory>> {
        let memory = |(subject, server): (&Subject, &Server)| Ok((*subject, server.memory()?));
        self.servers.iter().map(memory).collect()
    }

    /// The requests of a case: such that nobody has asked them before, where names differ.
    pub(crate) fn requests(&self, case: &Case) -> Result<Requests> {
        let (ask, method) = (case.ask, case.method);
        Ok(match case.which {
            Which::Same => Requests::Again(vec![ask.request(method, 0)?]),
            // One behind the last.
            Which::SameUnknown => Requests::Again(vec![ask.request(method, self.names)?]),
            Which::Other | Which::OtherUnknown => self.filled(
                case.subject,
                case.ask,
                case.is_unknown(),
                vec![ask.template(method, !case.is_unknown())?],
            ),
        })
    }

    /// Templates to be filled with what was not asked before.
    pub(crate) fn filled(
        &self,
        subject: Subject,
        ask: Ask,
        is_unknown: bool,
        templates: Vec<Template>,
    ) -> Requests {
        let asked = self.asked.borrow();
        let before = asked
            .get(&(subject, ask, is_unknown))
            .copied()
            .unwrap_or_default();
        Requests::Filled {
            templates,
            names: self.names,
            before,
        }
    }

    /// Counts questions that were asked.
    pub(crate) fn count(&self, subject: Subject, ask: Ask, is_unknown: bool, answers: u64) {
        *self
            .asked
            .borrow_mut()
            .entry((subject, ask, is_unknown))
            .or_default() += answers;
    }

    /// What every answer of a case looks like.
    pub(crate) fn expected(&self, case: &Case) -> Result<Expected> {
        // Proofs are of different lengths.
        if case.ask == Ask::Proven && case.which == Which::Other {
            return Ok(answer_of((self.signed_bytes, usize::MAX)));
        }
        let index = if case.is_unknown() { self.names } else { 0 };
        let bytes = ask(self.server(case.subject)?, case.ask, case.method, index)?.len();
        Ok(answer_of((bytes, bytes)))
    }
}

fn ask(server: &Server, ask: Ask, method: Method, index: u64) -> Result<Vec<u8>> {
    let (path, body) = ask.parts(method, index)?;
    server.ask(&path, body.as_deref())
}

/// Whether a server gives a record in a signed answer.
fn check(server: &Server, method: Method) -> Result<()> {
    for index in [0, 1] {
        let body: Body = serde_json::from_slice(&ask(server, Ask::Signed, method, index)?)?;
        let result = SignedResponse::decode(&body.data)?.result;
        let (found, expected) = (answer::decode_text(&result)?, names::text(index));
        if found != expected {
            return Err(format!("a server answers {found} instead of {expected}").into());
        }
    }
    Ok(())
}

/// The end of a service's log and its root.
fn committed(server: &Server) -> Result<Commit> {
    #[derive(Deserialize)]
    struct Proof {
        sequence: u64,
        root: B256,
    }
    let path = format!("/v1/names/{}/proof", names::PARENT);
    let Proof { sequence, root } = serde_json::from_slice(&server.ask(&path, None)?)?;
    Ok(Commit { root, sequence })
}

/// A proven answer, once the service has seen L1.
fn proven(server: &Server) -> Result<Vec<u8>> {
    let mut failure = None;
    for _ in 0..200 {
        match ask(server, Ask::Proven, Method::Get, 0) {
            Ok(body) => return Ok(body),
            Err(error) => failure = Some(error),
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    Err(failure.unwrap_or_else(|| "there are no proven answers".into()))
}
