//! A local Ethereum node, gone with the test's process.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use serde_json::{Value, json};

const INSTALL: &str = "run `npm --prefix contracts ci`, which installs the node";

/// A running node. Blocks come only when asked for.
pub(crate) struct Anvil {
    node: Child,
    pub(crate) url: String,
    agent: ureq::Agent,
}

impl Anvil {
    /// Starts one whose first block has this time.
    pub(crate) fn start(time: u64) -> Self {
        Self::of_chain(31337, time)
    }

    /// The same, of a chain with this id.
    pub(crate) fn of_chain(chain_id: u64, time: u64) -> Self {
        let arguments = [
            "--port",
            "0",
            "--no-mining",
            "--accounts",
            "5",
            "--order",
            "fees",
            "--timestamp",
        ];
        let (node, url) = listening(move |mut command| {
            command.args(arguments).arg(time.to_string());
            command.arg("--chain-id").arg(chain_id.to_string());
            command
        });
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(30)))
            .build()
            .into();
        Self { node, url, agent }
    }

    /// What a request gives, or the node's refusal.
    pub(crate) fn try_rpc(&self, method: &str, params: Value) -> Result<Value, Value> {
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let mut response = self.agent.post(&self.url).send_json(request).unwrap();
        let mut answer: Value = response
            .body_mut()
            .with_config()
            .limit(64 << 20)
            .read_json()
            .unwrap();
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(answer["result"].take()),
        }
    }

    pub(crate) fn rpc(&self, method: &str, params: Value) -> Value {
        self.try_rpc(method, params)
            .unwrap_or_else(|error| panic!("{method}: {error}"))
    }
}

impl Drop for Anvil {
    fn drop(&mut self) {
        let _ = self.node.kill();
        let _ = self.node.wait();
    }
}

/// Starts the node on a free port. The thread that starts it stays for as long as it runs, since it
/// ends with that thread.
fn listening(arguments: impl FnOnce(Command) -> Command + Send + 'static) -> (Child, String) {
    let (ready, is_ready) = mpsc::channel();
    thread::spawn(move || {
        let mut command = arguments(command());
        let spawned = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut node = match spawned {
            Ok(node) => node,
            Err(error) => return ready.send(Err(format!("{error}: {INSTALL}"))).unwrap(),
        };
        let mut lines = BufReader::new(node.stdout.take().unwrap()).lines();
        let mut said = Vec::new();
        for line in lines.by_ref().map_while(Result::ok) {
            if let Some(address) = line.strip_prefix("Listening on ") {
                ready.send(Ok((node, format!("http://{address}")))).unwrap();
                lines.for_each(drop);
                return;
            }
            said.push(line);
        }
        ready.send(Err(said.join("\n"))).unwrap();
    });
    is_ready
        .recv()
        .unwrap()
        .unwrap_or_else(|said| panic!("anvil does not start: {said}"))
}

fn command() -> Command {
    let program = installed();
    if cfg!(target_os = "linux") {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL"]).arg(program);
        command
    } else {
        Command::new(program)
    }
}

/// Where npm put it.
fn installed() -> PathBuf {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("contracts/node_modules/.bin/anvil");
    assert!(program.exists(), "there is no {}: {INSTALL}", program.display());
    program
}
