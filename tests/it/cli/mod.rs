//! The binary as people run it.

mod accounts;
mod audit;
mod backup;
mod config;
mod deploy;
mod doctor;
mod interoperable;
pub(crate) mod keys;
pub(crate) mod kms;
mod lists;
mod postgres;
mod proofs;
mod relay;
mod reservations;
mod rotation;
mod roundtrip;
mod several;
mod transfer;
mod world;

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
};

use tempfile::TempDir;

/// The binary in an environment of its own, in this directory.
pub(crate) fn mononym(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mononym"));
    command.env_clear().current_dir(directory).stdin(Stdio::null());
    command
}

/// What a finished command said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Runs a command to its end.
pub(crate) fn run(directory: &Path, arguments: &[&str]) -> Said {
    mononym(directory).args(arguments).output().unwrap().into()
}

/// `mononym serve` on a free port with these arguments, which must not come to serve.
fn refuses_to_serve(directory: &Path, arguments: &[&str]) -> Said {
    let mut command = mononym(directory);
    command
        .env("MONONYM_LISTEN", "127.0.0.1:0")
        .arg("serve")
        .args(arguments);
    fails_to_serve(&mut command)
}

/// A command that would serve, and must not come to it.
fn fails_to_serve(command: &mut Command) -> Said {
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut err = String::new();
    for line in BufReader::new(child.stderr.take().unwrap()).lines() {
        let line = line.unwrap();
        if line.contains(" on http://") {
            child.kill().unwrap();
            panic!("it serves: {command:?}");
        }
        err.push_str(&line);
        err.push('\n');
    }
    let code = child.wait().unwrap().code().unwrap();
    Said {
        code,
        out: String::new(),
        err,
    }
}

/// `mononym serve` on a free port, killed when dropped.
pub(crate) struct Server {
    pub(crate) child: Child,
    /// `http://127.0.0.1:…`
    pub(crate) url: String,
    /// What it logged until it served.
    pub(crate) log: String,
    lines: Receiver<String>,
}

impl Server {
    /// Serves in this directory.
    pub(crate) fn start(directory: &TempDir) -> Self {
        Self::spawn(mononym(directory.path()).args(["serve", "--listen", "127.0.0.1:0"]))
    }

    pub(crate) fn spawn(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (sender, lines) = channel();
        thread::spawn(move || {
            // Read to the end, so that the service never waits for us.
            for line in stderr.lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let mut log = String::new();
        let url = loop {
            let line = lines
                .recv()
                .unwrap_or_else(|_| panic!("it does not serve: {log}"));
            log.push_str(&line);
            log.push('\n');
            if let Some((_, url)) = line.split_once(" on http://") {
                break format!("http://{}", url.split_whitespace().next().unwrap());
            }
        };
        Self {
            child,
            url,
            log,
            lines,
        }
    }

    /// The JSON at a path.
    pub(crate) fn json(&self, path: &str) -> serde_json::Value {
        let response = crate::http::Request::get(path).send(self.address());
        assert_eq!(response.status, 200, "{path}: {}", response.text());
        response.json()
    }

    pub(crate) fn address(&self) -> std::net::SocketAddr {
        self.url.strip_prefix("http://").unwrap().parse().unwrap()
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn terminate(mut self) -> (Option<i32>, String) {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
        let code = self.child.wait().unwrap().code();
        (code, self.lines.iter().collect::<Vec<_>>().join("\n"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
