//! Servers and other work on a core of its own: the real binary, the bare handler, the loop of
//! signatures.

use std::{
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use alloy_primitives::Bytes;

use crate::{Result, stats};

/// Core of the servers and of the loop of signatures.
const SERVER_CORE: &str = "0";
/// Core of the load.
pub(crate) const LOAD_CORE: &str = "1";

/// A server in a process of its own, ended when dropped.
pub(crate) struct Server {
    child: Child,
    port: u16,
}

impl Server {
    /// The `mononym` binary as it comes.
    pub(crate) fn mononym(data_dir: &Path) -> Result<Self> {
        Self::start(|port| {
            let mut command = pinned(SERVER_CORE, env!("CARGO_BIN_EXE_mononym"));
            let listen = format!("127.0.0.1:{port}");
            command
                .args(["serve", "--listen", &listen, "--data-dir"])
                .arg(data_dir);
            Ok(command)
        })
    }

    /// The bare handler with this file as its answer; with call data, it signs each time.
    pub(crate) fn bare(body: &Path, signed: Option<&Bytes>) -> Result<Self> {
        Self::start(|port| {
            let mut command = pinned(SERVER_CORE, std::env::current_exe()?);
            command.args(["--bench", "bare", &port.to_string()]).arg(body);
            command.args(signed.map(Bytes::to_string));
            Ok(command)
        })
    }

    fn start(command: impl Fn(u16) -> Result<Command>) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let child = command(port)?
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let server = Self { child, port };
        let patience = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if Instant::now() > patience {
                return Err("the server does not start".into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(server)
    }

    /// Its address, without a slash at the end.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// CPU time that it has used.
    pub(crate) fn cpu_time(&self) -> Result<Duration> {
        stats::cpu_time(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A command that stays on one core, in an empty environment: no `MONONYM_…` may change it.
pub(crate) fn pinned(core: &str, program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", core]).arg(program).env_clear();
    command
}

/// Signatures for a second of CPU time, made in a loop on the server's core.
pub(crate) fn signatures(seconds: u64, call_data: &Bytes) -> Result<f64> {
    let output = pinned(SERVER_CORE, std::env::current_exe()?)
        .args(["--bench", "sign", &seconds.to_string(), &call_data.to_string()])
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.trim().parse()?)
}
