//! What runs on the server's core: the real binary, the bare handler, the loop of signatures.

use std::{
    hint::black_box,
    io::Write,
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use alloy_primitives::Bytes;
use axum::{
    body::Bytes as Body,
    extract::Request,
    handler::HandlerWithoutStateExt,
    http::{
        Method, StatusCode,
        header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE},
    },
};
use http_body_util::BodyExt;
use mononym::sign::{LocalSigner, SecretKey};
use mononym_ens::response_digest;

use crate::{Result, load::RESOLVER, seed, stats};

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

    /// The bare handler with this file as its answer.
    pub(crate) fn bare(body: &Path) -> Result<Self> {
        Self::start(|port| {
            let mut command = pinned(SERVER_CORE, std::env::current_exe()?);
            command.args(["--bench", "bare", &port.to_string()]).arg(body);
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

/// The limit of the HTTP server: the same response, and no router before it. The runtime is the
/// one that `mononym serve` has.
pub(crate) fn serve_bare(port: u16, body: Vec<u8>) -> Result<()> {
    let body = Body::from(body);
    let answer = async move |request: Request| {
        if request.method() == Method::POST {
            // Read to its end, as whoever wants the question must.
            request
                .into_body()
                .collect()
                .await
                .map_err(|_| StatusCode::BAD_REQUEST)?;
        }
        let headers = [
            (CONTENT_TYPE, "application/json"),
            (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        ];
        Ok::<_, StatusCode>((headers, body.clone()))
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        axum::serve(listener, answer.into_make_service()).await
    })?;
    Ok(())
}

/// The limit of the signature: digests of a lookup of this call data, each with another expiry,
/// and their signatures. Prints how many a second of CPU time.
pub(crate) fn sign_for(time: Duration, call_data: &Bytes) -> Result<()> {
    let signer = LocalSigner::new(SecretKey::generate());
    let (resolver, result) = (RESOLVER.parse()?, seed::answer(0).encode());
    let pid = std::process::id();
    let (mut count, before) = (0u32, stats::cpu_time(pid)?);
    let end = Instant::now() + time;
    while Instant::now() < end {
        for _ in 0..100 {
            let digest = response_digest(&resolver, u64::from(count), call_data, black_box(&result));
            black_box(signer.sign_digest(&digest));
            count += 1;
        }
    }
    let rate = f64::from(count) / (stats::cpu_time(pid)? - before).as_secs_f64();
    writeln!(std::io::stdout(), "{rate}")?;
    Ok(())
}

/// [`sign_for`] in a process on the server's core: signatures a second.
pub(crate) fn signatures(seconds: u64, call_data: &Bytes) -> Result<f64> {
    let output = pinned(SERVER_CORE, std::env::current_exe()?)
        .args(["--bench", "sign", &seconds.to_string(), &call_data.to_string()])
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.trim().parse()?)
}
