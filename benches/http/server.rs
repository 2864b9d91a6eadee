//! Servers and other work on a core of its own: the real binary, the bare handler, gateways of
//! others, the loop of signatures.

use std::{
    fs,
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use alloy_primitives::Bytes;

use crate::{Result, stats};

/// Core of the servers and of the loop of signatures.
pub(crate) const SERVER_CORE: &str = "0";
/// Core of the load.
pub(crate) const LOAD_CORE: &str = "1";
/// Longest time for a start.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often it is asked whether a server has started.
const POLL: Duration = Duration::from_millis(1);

/// A server in a process of its own, ended when dropped.
pub(crate) struct Server {
    child: Child,
    port: u16,
    /// How long it took until it answered.
    pub(crate) start: Duration,
}

/// Memory of a process, in bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Memory {
    /// Resident at present: VmRSS.
    pub(crate) resident: f64,
    /// The most that ever was: VmHWM.
    pub(crate) peak: f64,
    /// Of the present, what is the process's own and no file: RssAnon.
    pub(crate) own: f64,
}

impl Server {
    /// The `mononym` binary as it comes, on the servers' core.
    pub(crate) fn mononym(data_dir: &Path, options: &[&str]) -> Result<Self> {
        let start = |port| {
            let mut command = pinned(SERVER_CORE, env!("CARGO_BIN_EXE_mononym"));
            let listen = format!("127.0.0.1:{port}");
            command
                .args(["serve", "--listen", &listen, "--data-dir"])
                .arg(data_dir)
                .args(options);
            Ok(command)
        };
        let is_ready = |port| {
            let url = format!("http://127.0.0.1:{port}/readyz");
            ureq::get(url).call().is_ok()
        };
        Self::start(start, is_ready)
    }

    /// The bare handler with this file as its answer; with call data, it signs each time.
    pub(crate) fn bare(body: &Path, signed: Option<&Bytes>) -> Result<Self> {
        let start = |port: u16| {
            let mut command = pinned(SERVER_CORE, std::env::current_exe()?);
            command.args(["--bench", "bare", &port.to_string()]).arg(body);
            command.args(signed.map(Bytes::to_string));
            Ok(command)
        };
        Self::start(start, listens)
    }

    /// A gateway of others in benches/rivals, which knows this many names.
    pub(crate) fn rival(program: &str, names: u64) -> Result<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/rivals");
        if !folder.join("node_modules").exists() {
            return Err(
                "the rivals are not installed: run `make bench`, or npm --prefix benches/rivals ci".into(),
            );
        }
        let start = |port: u16| {
            let mut command = pinned(SERVER_CORE, "node");
            // Node is found by it.
            command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
            command
                .arg(folder.join(program))
                .args([port.to_string(), names.to_string()]);
            Ok(command)
        };
        Self::start(start, listens)
    }

    fn start(command: impl Fn(u16) -> Result<Command>, is_ready: impl Fn(u16) -> bool) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let begin = Instant::now();
        let child = command(port)?
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut server = Self {
            child,
            port,
            start: Duration::ZERO,
        };
        while !is_ready(port) {
            if let Some(status) = server.child.try_wait()? {
                return Err(format!("a server ended instead of starting: {status}").into());
            }
            if begin.elapsed() > PATIENCE {
                return Err("a server does not start".into());
            }
            std::thread::sleep(POLL);
        }
        server.start = begin.elapsed();
        Ok(server)
    }

    /// Its address, without a slash at the end.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// What it has in memory.
    pub(crate) fn memory(&self) -> Result<Memory> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        Ok(Memory {
            resident: stats::kibibytes(&status, "VmRSS")?,
            peak: stats::kibibytes(&status, "VmHWM")?,
            own: stats::kibibytes(&status, "RssAnon")?,
        })
    }

    /// What a path answers, to a body if there is one.
    pub(crate) fn ask(&self, path: &str, body: Option<&str>) -> Result<Vec<u8>> {
        let url = self.url() + path;
        let mut response = match body {
            None => ureq::get(url).call()?,
            Some(body) => ureq::post(url).content_type("application/json").send(body)?,
        };
        Ok(response.body_mut().read_to_vec()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn listens(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// A command that stays on one core, in an empty environment: no `MONONYM_…` may change it.
pub(crate) fn pinned(core: &str, program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", core]).arg(program).env_clear();
    command
}

/// Signatures for a second of CPU time, made in a loop on the server's core.
pub(crate) fn signatures(seconds: f64, call_data: &Bytes) -> Result<f64> {
    let output = pinned(SERVER_CORE, std::env::current_exe()?)
        .args(["--bench", "sign", &seconds.to_string(), &call_data.to_string()])
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.trim().parse()?)
}
