//! The load: `wrk` with one thread and 32 connections.

use std::path::Path;

use crate::{
    Result,
    server::{LOAD_CORE, Server, pinned},
};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/http/load.lua");
/// Connections kept open, each with one request under way.
pub(crate) const CONNECTIONS: u32 = 32;

/// Whose answer the hot requests ask for.
pub(crate) const RESOLVER: &str = "0x1111111111111111111111111111111111111111";
/// The contract that the client called.
pub(crate) const SENDER: &str = "0x2222222222222222222222222222222222222222";

/// Requests of one run.
pub(crate) enum Requests<'a> {
    /// The same GET.
    Get { path: &'a str },
    /// The same POST.
    Post { path: &'a str, body: &'a str },
    /// Every GET for another name, under a resolver that no other run has.
    Cold { data: &'a Path, run: usize },
}

/// What one run showed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// Answers a second.
    pub(crate) rate: f64,
    /// Median latency in microseconds.
    pub(crate) p50: f64,
    /// 99th percentile of latency in microseconds.
    pub(crate) p99: f64,
    /// Microseconds of the server's CPU time, user and system, for each answer.
    pub(crate) cpu: f64,
}

/// Loads a server for some seconds.
pub(crate) fn run(server: &Server, requests: &Requests<'_>, seconds: u64) -> Result<Sample> {
    let mut command = pinned(LOAD_CORE, "wrk");
    let options = [
        format!("-c{CONNECTIONS}"),
        format!("-d{seconds}s"),
        format!("-s{SCRIPT}"),
    ];
    command.arg("-t1").args(options);
    match requests {
        Requests::Get { path } => command.arg(server.url() + path).args(["--", "get"]),
        Requests::Post { path, body } => command.arg(server.url() + path).args(["--", "post", body]),
        Requests::Cold { data, run } => command
            .arg(server.url())
            .args(["--", "cold"])
            .arg(data)
            .arg(run.to_string()),
    };
    let before = server.cpu_time()?;
    let output = command.output()?;
    let cpu = server.cpu_time()? - before;
    let text = String::from_utf8_lossy(&output.stdout);
    let figures: Vec<f64> = text
        .lines()
        .find_map(|line| line.strip_prefix("figures "))
        .ok_or_else(|| {
            let errors = String::from_utf8_lossy(&output.stderr);
            format!("wrk gave no figures: {text}{errors}")
        })?
        .split_whitespace()
        .map(str::parse)
        .collect::<std::result::Result<_, _>>()?;
    let [count, duration, p50, p99, errors] = figures.as_slice() else {
        return Err(format!("strange figures from wrk: {text}").into());
    };
    if *errors > 0.0 {
        return Err(format!("{errors} of {count} requests failed").into());
    }
    Ok(Sample {
        rate: count / duration * 1e6,
        p50: *p50,
        p99: *p99,
        cpu: cpu.as_secs_f64() * 1e6 / count,
    })
}
