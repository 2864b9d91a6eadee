//! Growth in Markdown and plots.

use std::fmt::Write;

use super::{database::Kind, size::Size};
use crate::{
    Args, Result,
    cases::LEVEL,
    shared::{
        machine::Machine,
        plot::{self, Across, Series},
        text::{self, Bar, Bound, bytes, millis, thousands},
    },
};

/// Number of names with which more of them are compared.
const BASE: u64 = 10_000;
/// Greatest resident memory.
const MEMORY: f64 = 512.0;
/// Longest start in seconds.
const START: f64 = 2.0;

pub(super) fn tables(sizes: &[Size]) -> Result<String> {
    let mut out = format!("## What is promised\n\n{}\n", text::bars(&bars(sizes)));
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let sizes: Vec<&Size> = sizes.iter().filter(|size| size.kind == kind).collect();
        if !sizes.is_empty() {
            writeln!(out, "## {}\n", kind.name())?;
            lookups(&mut out, &sizes)?;
            rest(&mut out, &sizes)?;
        }
    }
    Ok(out)
}

fn lookups(out: &mut String, sizes: &[&Size]) -> Result<()> {
    writeln!(
        out,
        "| Names | bare handler, a second | cached, a second | of bare | CPU µs | cold, a second | of bare | CPU µs | p99 ms |\n\
         |---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    )?;
    for size in sizes {
        writeln!(
            out,
            "| {} | {} | {} | {:.2} | {:.1} | {} | {:.2} | {:.1} | {} |",
            thousands(size.names as f64),
            thousands(size.bare.rate),
            thousands(size.hot.rate),
            size.hot.rate / size.bare.rate,
            size.hot.cpu,
            thousands(size.cold.rate),
            size.cold.rate / size.bare.rate,
            size.cold.cpu,
            millis(size.cold.p99),
        )?;
    }
    writeln!(out)?;
    Ok(())
}

fn rest(out: &mut String, sizes: &[&Size]) -> Result<()> {
    writeln!(
        out,
        "| Names | import, s | names/s | database | a name | ready after, s | resident | of which no file | \
         registrations/s | page of 50, ms | search, ms | names of a key, ms | names of an address, ms |\n\
         |---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    )?;
    for size in sizes {
        let names = size.names as f64;
        let [page, search, key, address] = size.lists.map(millis);
        writeln!(
            out,
            "| {} | {:.1} | {} | {} | {} | {:.2} | {} | {} | {} | {page} | {search} | {key} | {address} |",
            thousands(names),
            size.import,
            thousands(names / size.import),
            bytes(size.bytes),
            bytes(size.bytes / names),
            size.start,
            bytes(size.memory.resident),
            bytes(size.memory.own),
            thousands(size.registrations),
        )?;
    }
    writeln!(out)?;
    Ok(())
}

/// The most names against the base, on each database.
fn bars(sizes: &[Size]) -> Vec<Bar> {
    let mut bars = Vec::new();
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let mut of_kind: Vec<&Size> = sizes.iter().filter(|size| size.kind == kind).collect();
        of_kind.sort_by_key(|size| size.names);
        let Some(most) = of_kind.last() else { continue };
        let (database, names) = (kind.name(), thousands(most.names as f64));
        if let Some(base) = of_kind.iter().find(|size| size.names == BASE) {
            let base_names = thousands(BASE as f64);
            for (what, found) in [
                ("cached", most.hot.rate / base.hot.rate),
                ("cold", most.cold.rate / base.cold.rate),
            ] {
                bars.push(Bar {
                    what: format!("{database}: {what}, {names} names to {base_names}"),
                    found,
                    bound: Bound::AtLeast(0.9),
                });
            }
        }
        let memory = of_kind
            .iter()
            .map(|size| size.memory.resident)
            .fold(0.0, f64::max);
        let start = of_kind.iter().map(|size| size.start).fold(0.0, f64::max);
        bars.push(Bar {
            what: format!("{database}: most resident memory, MiB"),
            found: memory / f64::from(1 << 20),
            bound: Bound::Below(MEMORY),
        });
        bars.push(Bar {
            what: format!("{database}: longest start, seconds"),
            found: start,
            bound: Bound::Below(START),
        });
    }
    bars
}

/// What a line shows, and its value.
type Figure = (&'static str, fn(&Size) -> f64);

/// Names of plots, and the plots.
pub(super) fn plots(sizes: &[Size]) -> Vec<(&'static str, String)> {
    let across = Across::Numbers("names");
    let series = |figures: &[Figure]| -> Vec<Series> {
        [Kind::Sqlite, Kind::Postgres]
            .into_iter()
            .flat_map(|kind| figures.iter().map(move |(name, figure)| (kind, name, figure)))
            .map(|(kind, name, figure)| Series {
                name: format!("{}, {name}", kind.name()),
                points: sizes
                    .iter()
                    .filter(|size| size.kind == kind)
                    .map(|size| (size.names as f64, figure(size)))
                    .collect(),
            })
            .collect()
    };
    vec![
        (
            "rates",
            plot::lines(
                "Answers a second on one core, by names",
                &across,
                "a second",
                &series(&[("cached", |size| size.hot.rate), ("cold", |size| size.cold.rate)]),
            ),
        ),
        (
            "writes",
            plot::lines(
                "Names imported and registered a second",
                &across,
                "a second",
                &series(&[
                    ("imported", |size| size.names as f64 / size.import),
                    ("registered", |size| size.registrations),
                ]),
            ),
        ),
        (
            "bytes",
            plot::lines(
                "Memory of the service and disk of the database",
                &across,
                "MiB",
                &series(&[
                    ("memory", |size| size.memory.resident / f64::from(1 << 20)),
                    ("disk", |size| size.bytes / f64::from(1 << 20)),
                ]),
            ),
        ),
    ]
}

pub(super) fn page(args: &Args, sizes: &[Size], machine: &Machine, idle: f64) -> Result<String> {
    let Args { rounds, seconds, .. } = args;
    let (tables, machine) = (tables(sizes)?, machine.table(idle));
    Ok(format!(
        "# Benchmarks: growth

Written by `make bench-growth`; do not edit. Lookups beside their limits and gateways of others: \
[benchmarks.md](benchmarks.md).

![Answers a second](plots/growth-rates.svg)

![Names imported and registered a second](plots/growth-writes.svg)

![Memory and disk](plots/growth-bytes.svg)

{tables}## Method

One run on one machine, one number of names after another, each in a database of its own that goes afterwards.

- Names are a log of registrations, with one key and one text record each, that `mononym import` takes with \
every signature checked, on all cores, while the log is made and signed on the same cores; *import* is the time of \
both. PostgreSQL is then vacuumed and \
checkpointed, as it does by itself within minutes.
- Then service and load have a core each, as in [benchmarks.md](benchmarks.md). PostgreSQL runs with its defaults, \
fsync included, and shares the service's core; CPU time is the service's alone.
- *Ready after*: from the start of the process to the first success of `/readyz`.
- Lookups: {rounds} rounds, after one that does not count, of {seconds} seconds for the bare handler, the cached and the \
cold answers in turn, {LEVEL} at once; the figures are medians. The bare handler gives a body as long, at the same \
time: it tells what is the machine's. Cold answers are spread over all names, none asked for twice under one sender. \
Memory is VmRSS and RssAnon of the service, after them.
- Lists and reverse look-ups are medians over HTTP, one after another, of 2,000 different ones spread over all names.
- Registrations: 10,000 over HTTP, one by one, 256 under way at once; the service signs the vouchers.

## Machine

{machine}"
    ))
}
