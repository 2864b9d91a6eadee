//! The load: a role of this program, on a core of its own.

mod connection;
mod drive;
pub(crate) mod plan;
mod source;
pub(crate) mod template;

use std::{io::Write, process::Stdio};

use plan::{Expected, Findings, Group, Latency, Plan, Requests};

use crate::{
    Result,
    server::{LOAD_CORE, Server, pinned},
};

/// What this program does as the load: a plan from its standard input, findings to its output.
pub(crate) fn role() -> Result<()> {
    let plan: Plan = serde_json::from_reader(std::io::stdin().lock())?;
    let findings = drive::drive(&plan)?;
    Ok(serde_json::to_writer(std::io::stdout().lock(), &findings)?)
}

/// Runs a load in a process of its own.
pub(crate) fn run(server: &Server, seconds: f64, groups: Vec<Group>) -> Result<Findings> {
    let plan = Plan {
        port: server.port(),
        server: server.process(),
        seconds,
        groups,
    };
    let mut load = pinned(LOAD_CORE, std::env::current_exe()?)
        .args(["--bench", "load"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    if let Some(mut input) = load.stdin.take() {
        input.write_all(&serde_json::to_vec(&plan)?)?;
    }
    let output = load.wait_with_output()?;
    if !output.status.success() {
        return Err("the load ended with an error".into());
    }
    let findings: Findings = serde_json::from_slice(&output.stdout)?;
    for found in &findings.groups {
        if let Some(wrong) = &found.first_wrong {
            let (count, all) = (found.wrong, found.answers);
            return Err(format!("{count} of {all} answers were wrong, the first: {wrong}").into());
        }
    }
    Ok(findings)
}

/// What one run of one kind of requests showed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sample {
    /// Answers a second.
    pub(crate) rate: f64,
    pub(crate) latency: Latency,
    /// Microseconds of the server's CPU time for each answer.
    pub(crate) cpu: f64,
    /// Share of its time in which the load was busy.
    pub(crate) busy: f64,
    /// Requests that were due and could not be sent.
    pub(crate) unsent: u64,
}

/// Loads a server with one kind of requests. Gives the answers too, which move counters on.
pub(crate) fn sample(
    server: &Server,
    seconds: f64,
    connections: usize,
    rate: Option<f64>,
    requests: Requests,
    expected: Expected,
) -> Result<(Sample, u64)> {
    let group = Group {
        connections,
        rate,
        requests,
        expected,
    };
    let findings = run(server, seconds, vec![group])?;
    let found = findings.groups.first().ok_or("a load found nothing")?;
    let sample = Sample {
        rate: found.rate,
        latency: found.latency,
        cpu: findings.cpu * 1e6 / found.answers as f64,
        busy: findings.busy,
        unsent: found.unsent,
    };
    Ok((sample, found.answers))
}
