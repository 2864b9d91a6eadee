//! The figures in Markdown.

use std::fmt::Write;

use crate::{
    Args, Result,
    lists::Size,
    rates::Rates,
    shared::{machine::Machine, stats::median},
};

/// What was measured on one database.
pub(crate) struct Measured {
    pub(crate) database: &'static str,
    pub(crate) rates: Rates,
    pub(crate) lists: Vec<Size>,
}

pub(crate) fn tables(all: &[Measured]) -> Result<String> {
    let mut out = String::new();
    for measured in all {
        writeln!(out, "## {}\n", measured.database)?;
        rates(&mut out, &measured.rates)?;
        writeln!(out)?;
        lists(&mut out, &measured.lists)?;
        writeln!(out)?;
    }
    Ok(out)
}

fn rates(out: &mut String, rates: &Rates) -> Result<()> {
    let middle = |rates: &[f64]| median(rates.iter().copied());
    let each = 1.0 / middle(&rates.verify) + 1.0 / middle(&rates.insert);
    let limit = 1.0 / each;
    let with_tree = 1.0 / (each + 1.0 / middle(&rates.tree));
    writeln!(
        out,
        "| | | a second | slowest to fastest run | of l | of l′ |\n|---|---|---:|---:|---:|---:|"
    )?;
    for (letter, what, runs, has_share) in [
        (
            "v",
            "both signatures of a registration checked, in a bare loop on all cores",
            &rates.verify,
            false,
        ),
        (
            "i",
            "the rows of a registration written, the tree's too, in a bare loop",
            &rates.insert,
            false,
        ),
        (
            "h",
            "the tree grown by a registration, in memory",
            &rates.tree,
            false,
        ),
        ("l", "limit, 1 / (1/v + 1/i)", &vec![limit], true),
        (
            "l′",
            "limit with the tree, 1 / (1/v + 1/i + 1/h)",
            &vec![with_tree],
            true,
        ),
        ("s", "registrations, one by one", &rates.single, true),
        ("b", "registrations, in batches of 256", &rates.batch, true),
        (
            "o",
            "the same under the open policy: the service signs the vouchers too",
            &rates.open,
            true,
        ),
    ] {
        let rate = middle(runs);
        let shares = if has_share {
            format!("{:.2} | {:.2}", rate / limit, rate / with_tree)
        } else {
            " | ".to_owned()
        };
        let slowest = runs.iter().copied().fold(f64::INFINITY, f64::min);
        let fastest = runs.iter().copied().fold(0.0, f64::max);
        writeln!(
            out,
            "| {letter} | {what} | {rate:.0} | {slowest:.0} to {fastest:.0} | {shares} |"
        )?;
    }
    Ok(())
}

fn lists(out: &mut String, sizes: &[Size]) -> Result<()> {
    writeln!(
        out,
        "| Names | page of 50, µs | search, µs | names of a key, µs | names of an address, µs |"
    )?;
    writeln!(out, "|---:|---:|---:|---:|---:|")?;
    for size in sizes {
        writeln!(
            out,
            "| {} | {:.0} | {:.0} | {:.0} | {:.0} |",
            size.names, size.list, size.search, size.signer, size.reverse
        )?;
    }
    Ok(())
}

pub(crate) fn page(args: &Args, machine: &Machine, idle: f64, tables: &str) -> String {
    let Args {
        rounds,
        registrations,
        ..
    } = args;
    let machine = machine.table(idle);
    format!(
        "# Benchmarks: registrations and lists

Written by `make bench-registrations`; do not edit.

{tables}## Method

One run on one machine, everything side by side: {rounds} rounds, after one that does not count, of \
{registrations} registrations each; the figures are medians over the rounds. Each registration has one \
secp256k1 signer and one text record, and is measured at the use case, without HTTP, on all cores.

- (v) recovers the signer and the registrar of the same registrations, in threads on all cores, with the \
service's own library (libsecp256k1).
- (i) writes the same rows of the same six tables, indexes and all, into an empty database of the same schema, \
in transactions of 256 registrations as the service's, each synced to disk: by prepared statements on SQLite, \
by binary COPY on PostgreSQL. With each group it writes the tree's rows, leaves and nodes, and deletes the nodes \
that they supersede, as many as the service does: none but the newest version is kept.
- (h) grows the tree of the same registrations in memory, in the same groups, on one core: leaves set, the root \
after each registration, nodes made and encoded. It is the service's own work, so (l) is without it and (l′) with it.
- (s) has 1,024 registrations under way at once, each with the registrar's voucher: both signatures are checked. \
(b) has four batches under way. (o) is without vouchers: the service signs one for each, and checks it like any \
other.
- PostgreSQL runs on the same machine with its defaults, fsync included, and shares the cores.
- Lists: medians of 2,000 look-ups spread over all names, without HTTP, in one database that grows. An address \
is looked up on every listed chain. PostgreSQL is vacuumed and checkpointed after each load, as it does by itself \
within minutes.

## Machine

{machine}"
    )
}
