//! The figures in Markdown.

use std::fmt::Write;

use crate::{
    Args, Result,
    cases::Results,
    load::{CONNECTIONS, Sample},
    shared::machine::Machine,
    stats::median,
};

/// Medians of one case.
struct Row {
    rate: f64,
    slowest: f64,
    fastest: f64,
    p50: f64,
    p99: f64,
    cpu: f64,
}

impl Row {
    fn of(samples: &[Sample]) -> Self {
        let rates = || samples.iter().map(|sample| sample.rate);
        Self {
            rate: median(rates()),
            slowest: rates().fold(f64::INFINITY, f64::min),
            fastest: rates().fold(0.0, f64::max),
            p50: median(samples.iter().map(|sample| sample.p50)),
            p99: median(samples.iter().map(|sample| sample.p99)),
            cpu: median(samples.iter().map(|sample| sample.cpu)),
        }
    }

    /// Share of the server's core that was in use.
    fn load(&self) -> f64 {
        self.rate * self.cpu / 1e6
    }
}

/// The figures, their ratios, and where the time goes.
pub(crate) fn tables(results: &Results) -> Result<String> {
    let bare = Row::of(&results.bare_get);
    let bare_post = Row::of(&results.bare_post);
    let hot = Row::of(&results.hot_get);
    let hot_post = Row::of(&results.hot_post);
    let cold = Row::of(&results.cold);
    let bare_signing = Row::of(&results.bare_signing);
    let signatures = median(results.signatures.iter().copied());
    let signature = 1e6 / signatures;
    let mut out = String::new();

    writeln!(
        out,
        "| | | Requests/s | slowest to fastest run | p50 ms | p99 ms | CPU µs/request | core in use |"
    )?;
    writeln!(out, "|---|---|---:|---:|---:|---:|---:|---:|")?;
    for (letter, name, row) in [
        ("a", "bare axum handler, GET", &bare),
        ("b", "Mononym, cached, GET", &hot),
        ("a′", "bare axum handler, POST", &bare_post),
        ("c", "Mononym, cached, POST", &hot_post),
        ("d", "Mononym, cold: read and signed", &cold),
        ("d′", "bare axum handler that signs, GET", &bare_signing),
    ] {
        writeln!(
            out,
            "| {letter} | {name} | {} | {} to {} | {:.2} | {:.2} | {:.1} | {:.0} % |",
            thousands(row.rate),
            thousands(row.slowest),
            thousands(row.fastest),
            row.p50 / 1e3,
            row.p99 / 1e3,
            row.cpu,
            row.load() * 100.0,
        )?;
    }
    writeln!(
        out,
        "| e | digest and signature alone, in a loop | {} | {} to {} | | | {signature:.1} | 100 % |",
        thousands(signatures),
        thousands(results.signatures.iter().copied().fold(f64::INFINITY, f64::min)),
        thousands(results.signatures.iter().copied().fold(0.0, f64::max)),
    )?;

    let limit = 1.0 / (1.0 / bare.rate + 1.0 / signatures);
    writeln!(out)?;
    writeln!(out, "| Ratio | by requests/s | by CPU time |")?;
    writeln!(out, "|---|---:|---:|")?;
    for (name, by_rate, by_cpu) in [
        (
            "cached GET to the bare handler, b / a",
            hot.rate / bare.rate,
            bare.cpu / hot.cpu,
        ),
        (
            "cached POST to the bare handler's GET, c / a",
            hot_post.rate / bare.rate,
            bare.cpu / hot_post.cpu,
        ),
        (
            "cached POST to the bare handler's POST, c / a′",
            hot_post.rate / bare_post.rate,
            bare_post.cpu / hot_post.cpu,
        ),
        (
            "cold to its limit, d / (1 / (1/a + 1/e))",
            cold.rate / limit,
            (bare.cpu + signature) / cold.cpu,
        ),
        (
            "cold to the bare handler that signs, d / d′",
            cold.rate / bare_signing.rate,
            bare_signing.cpu / cold.cpu,
        ),
    ] {
        writeln!(out, "| {name} | {by_rate:.2} | {by_cpu:.2} |")?;
    }

    writeln!(out)?;
    writeln!(
        out,
        "CPU time of one request: a cached GET takes {:.1} µs, the bare handler {:.1}. A cold one, {:.1} µs, \
         is {signature:.1} of digest and signature, {:.1} of HTTP for answers that come one by one (d′ less e) and \
         {:.1} of all else: decoding, one indexed read, encoding, keeping the answer.",
        hot.cpu,
        bare.cpu,
        cold.cpu,
        bare_signing.cpu - signature,
        cold.cpu - bare_signing.cpu,
    )?;
    Ok(out)
}

/// The whole page.
pub(crate) fn page(args: &Args, results: &Results, machine: &Machine, tables: &str) -> String {
    let Args {
        rounds,
        seconds,
        names,
        ..
    } = args;
    let Results {
        answer_bytes,
        path_bytes,
        idle,
        ..
    } = results;
    let wrk = &machine.wrk;
    let machine = machine.table(*idle);
    let names = thousands(*names as f64);
    format!(
        "# Benchmarks

Written by `make bench`; do not edit.

{tables}
## Method

One run on one machine, everything side by side: {rounds} rounds, in each of which every case has {seconds} \
seconds, one after another; the figures are medians over the rounds, after a round that does not count. \
Throughput swings from run to run; CPU time does so less.

- Server and load have a core each (`taskset`): the servers core 0, `wrk -t1 -c{CONNECTIONS}` core 1, over \
loopback with connections kept open. Latencies are those of {CONNECTIONS} requests always under way, so that \
they show the queue, not the path.
- The server is the `mononym` binary with its defaults (SQLite, one libsecp256k1 key, 64 MiB of cache) and \
{names} registered names with a text record each.
- (a) is an axum handler without a router, which gives a finished body as long as an answer ({answer_bytes} \
bytes) with an answer's headers; the requests are the same (a path of {path_bytes} bytes). It has the same \
runtime, allocator and build settings. (a′) reads the request's body first.
- (b) and (c) ask for one record of one name.
- (d) asks for another name's record each time, always under a resolver under which nobody asked for it before, \
so that each answer is read from the database and signed. The database is in the page cache.
- (e) makes the digest of such an answer and signs it, in a loop without a server, on the server's core. \
Together with (a) it is the limit of (d): 1 / (1/a + 1/e).
- (d′) is (a) with (e) in its handler, asked as (d) is: what that limit is in practice. It is lower, since the \
load waits for each answer and has to be woken, while (a) keeps it busy.
- CPU time is the server process's, user and system, from `/proc`. A core less than fully in use means that \
the load was the limit: then the ratio by CPU time counts.

## Machine

{machine}| Load | {wrk} |
"
    )
}

/// A whole number with separators.
fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
