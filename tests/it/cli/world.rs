//! A running service, and people with key files in a directory of their own.

use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;

use super::{Said, Server, run};

pub(super) const ALICE: &str = "alice.mononym.eth";

/// A running service and a directory for keys.
pub(super) struct World {
    pub(super) server: Server,
    pub(super) directory: TempDir,
}

impl World {
    pub(super) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        Self {
            server: Server::start(&directory),
            directory,
        }
    }

    /// Where Alice has changed her name and Bob has one.
    pub(super) fn lived_in() -> Self {
        let world = Self::new();
        world.register_alice();
        world.prints(&[
            "account",
            "set",
            ALICE,
            "--key",
            "alice.key",
            "--text",
            "url=second",
            "--addr",
            "0=0x0014751e76e8199196d454941c45d1b3a323f1433bd6",
        ]);
        world.prints(&[
            "register",
            "bob.mononym.eth",
            "--key",
            "bob.key",
            "--text",
            "who=bob",
        ]);
        world
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Said {
        run(
            self.directory.path(),
            &[arguments, &["--gateway", &self.server.url]].concat(),
        )
    }

    /// What a command that succeeds prints.
    pub(super) fn prints(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, 0, "{arguments:?}: {}", said.err);
        said.out
    }

    pub(super) fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.prints(&[arguments, &["--json"]].concat())).unwrap()
    }

    /// What a command that fails says.
    pub(super) fn fails(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, 1, "{arguments:?}: {}", said.out);
        assert_eq!(said.out, "", "{arguments:?}");
        assert!(said.err.starts_with("error: "), "{}", said.err);
        said.err
    }

    /// Runs a command on the database of the service, or on files.
    pub(super) fn locally(&self, arguments: &[&str]) -> Said {
        run(self.directory.path(), arguments)
    }

    pub(super) fn path(&self, file: &str) -> PathBuf {
        self.directory.path().join(file)
    }

    /// Stops the service; the directory stays.
    pub(super) fn stop(self) -> TempDir {
        self.server.terminate();
        self.directory
    }

    pub(super) fn register_alice(&self) {
        self.prints(&[
            "register",
            ALICE,
            "--key",
            "alice.key",
            "--text",
            "url=https://example.com",
        ]);
    }
}
