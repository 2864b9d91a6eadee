//! The tables.

use std::fmt::Write;

use super::bars::{of_limit, ratio};
use crate::{
    Result,
    cases::{CASES, LEVEL, LEVELS, Subject},
    load::Sample,
    lookups::{Lookups, Pace},
    shared::{
        stats::median,
        text::{bytes, millis, thousands},
    },
    storm::{CALM, Storm, WILD},
    world::World,
};

/// Every case at every level.
pub(super) fn rates(lookups: &Lookups) -> Result<String> {
    let mut out = String::new();
    for level in LEVELS {
        writeln!(out, "### {level} at once\n")?;
        writeln!(
            out,
            "| | | Requests/s | slowest to fastest run | p50 ms | p90 ms | p99 ms | p99.9 ms | CPU µs/request | server's core | load |\n\
             |---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
        )?;
        for case in &CASES {
            let pace = Pace::Closed(level);
            if !lookups.of(case.letter, pace).is_empty() {
                row(&mut out, lookups, case.letter, case.title, pace)?;
            }
        }
        if level == LEVEL {
            let (rates, middle) = (&lookups.signatures, signatures(lookups));
            let (slowest, fastest) = range(rates.iter().copied());
            writeln!(
                out,
                "| s | digest and signature alone, in a loop | {} | {} to {} | | | | | {:.1} | 100 % | |",
                thousands(middle),
                thousands(slowest),
                thousands(fastest),
                1e6 / middle,
            )?;
        }
        writeln!(out)?;
    }
    Ok(out)
}

/// At half the throughput, at a fixed rate.
pub(super) fn half(lookups: &Lookups) -> Result<String> {
    let mut out = format!(
        "### Half load: a fixed rate of half the throughput of {LEVEL} at once\n\n\
         | | | Requests/s | p50 ms | p90 ms | p99 ms | p99.9 ms | p99 / p50 | not sent in time |\n\
         |---|---|---:|---:|---:|---:|---:|---:|---:|\n"
    );
    for case in CASES.iter().filter(|case| case.is_halved) {
        let figure = |figure: fn(&Sample) -> f64| lookups.median(case.letter, Pace::Half, figure);
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {:.1} | {:.0} |",
            case.letter,
            case.title,
            thousands(figure(|sample| sample.rate)),
            millis(figure(|sample| sample.latency.p50)),
            millis(figure(|sample| sample.latency.p90)),
            millis(figure(|sample| sample.latency.p99)),
            millis(figure(|sample| sample.latency.p999)),
            figure(|sample| sample.latency.p99 / sample.latency.p50),
            figure(|sample| sample.unsent as f64),
        )?;
    }
    writeln!(out)?;
    Ok(out)
}

fn row(out: &mut String, lookups: &Lookups, letter: &'static str, title: &str, pace: Pace) -> Result<()> {
    let figure = |figure: fn(&Sample) -> f64| lookups.median(letter, pace, figure);
    let (slowest, fastest) = range(lookups.of(letter, pace).iter().map(|sample| sample.rate));
    writeln!(
        out,
        "| {letter} | {title} | {} | {} to {} | {} | {} | {} | {} | {:.1} | {:.0} % | {:.0} % |",
        thousands(figure(|sample| sample.rate)),
        thousands(slowest),
        thousands(fastest),
        millis(figure(|sample| sample.latency.p50)),
        millis(figure(|sample| sample.latency.p90)),
        millis(figure(|sample| sample.latency.p99)),
        millis(figure(|sample| sample.latency.p999)),
        figure(|sample| sample.cpu),
        figure(|sample| sample.cpu * sample.rate / 1e4),
        figure(|sample| sample.busy * 100.0),
    )?;
    Ok(())
}

/// Ratios, by throughput and by CPU time.
pub(super) fn ratios(lookups: &Lookups) -> Result<String> {
    let pace = Pace::Closed(LEVEL);
    let cpu = |letter| lookups.median(letter, pace, |sample| sample.cpu);
    let by_cpu = |ours, theirs| {
        lookups.by_round([(ours, pace), (theirs, pace)], |[ours, theirs], _| {
            theirs.cpu / ours.cpu
        })
    };
    let signature = 1e6 / signatures(lookups);
    let mut out =
        format!("### Ratios, {LEVEL} at once\n\n| | by requests/s | by CPU time |\n|---|---:|---:|\n");
    for (what, ours, theirs) in [
        ("cached GET to the bare handler", "h", "a"),
        ("cached POST to the bare handler", "h′", "a′"),
        ("cached and proven to the bare handler", "q", "p"),
        ("cached, three calls in one, to one call", "m", "h"),
        ("cached, unknown name, to a known one", "u", "h"),
        ("cold to the bare handler that signs", "c", "d"),
        ("cached POST to ezccip", "h′", "e"),
        ("cached POST to the reference gateway", "h′", "f"),
        ("cold POST to ezccip", "c′", "e′"),
        ("cold POST to the reference gateway", "c′", "f′"),
    ] {
        let (by_rate, by_cpu) = (ratio(lookups, ours, theirs, pace), by_cpu(ours, theirs));
        writeln!(out, "| {what}, {ours} / {theirs} | {by_rate:.2} | {by_cpu:.2} |")?;
    }
    writeln!(
        out,
        "| cold to its limit, c / (1 / (1/a + 1/s)) | {:.2} | {:.2} |",
        of_limit(lookups, pace),
        (cpu("a") + signature) / cpu("c"),
    )?;
    writeln!(
        out,
        "\nCPU time of one request: a cached GET takes {:.1} µs, the bare handler {:.1}. A cold one, {:.1} µs, is \
         {signature:.1} of digest and signature, {:.1} of HTTP (d less s) and {:.1} of all else: decoding, one indexed \
         read, encoding, keeping the answer.\n",
        cpu("h"),
        cpu("a"),
        cpu("c"),
        cpu("d") - signature,
        cpu("c") - cpu("d"),
    )?;
    Ok(out)
}

/// What the servers have in memory.
pub(super) fn memory(world: &World, lookups: &Lookups) -> Result<String> {
    let mut out = format!(
        "### Memory, with {} names\n\n\
         | | resident at first | resident at the end | of which no file | most ever |\n|---|---:|---:|---:|---:|\n",
        thousands(world.names as f64)
    );
    for (subject, (before, after)) in &lookups.memory {
        writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            title(*subject),
            bytes(before.resident),
            bytes(after.resident),
            bytes(after.own),
            bytes(after.peak),
        )?;
    }
    writeln!(out)?;
    Ok(out)
}

fn title(subject: Subject) -> &'static str {
    match subject {
        Subject::Mononym => "Mononym",
        Subject::Bare => "bare axum handler",
        Subject::BareProven => "bare axum handler, as long as a proof",
        Subject::BareSigning => "bare axum handler that signs",
        Subject::Ezccip => "ezccip",
        Subject::Reference => "reference gateway",
    }
}

/// What a storm did.
pub(super) fn storm(storm: &Storm) -> Result<String> {
    let mut out = format!(
        "### A storm of {:.0} seconds\n\n\
         | {} names, {CALM} at once | Requests/s | p50 ms | p99 ms |\n|---|---:|---:|---:|\n",
        storm.seconds,
        thousands(storm.set as f64),
    );
    for (when, (rate, latency)) in [("alone", storm.alone), ("in the storm", storm.during)] {
        let (rate, p50, p99) = (thousands(rate), millis(latency.p50), millis(latency.p99));
        writeln!(out, "| {when} | {rate} | {p50} | {p99} |")?;
    }
    let (before, after) = storm.memory;
    let how = if storm.is_counted {
        "as the service's own counters say"
    } else {
        "as the time says that each of them takes afterwards"
    };
    writeln!(
        out,
        "\nMeanwhile {WILD} connections asked for unknown names, random keys and random coin types, {} a second, all \
         different. {:.1} % of the set were answered from the cache, {how}. Resident memory was {} before ({} of it no \
         file) and {} after ({}).\n",
        thousands(storm.storm),
        storm.kept * 100.0,
        bytes(before.resident),
        bytes(before.own),
        bytes(after.resident),
        bytes(after.own),
    )?;
    Ok(out)
}

pub(super) fn signatures(lookups: &Lookups) -> f64 {
    median(lookups.signatures.iter().copied())
}

/// Least and greatest.
fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, 0.0), |(least, most), value| {
        (value.min(least), value.max(most))
    })
}
