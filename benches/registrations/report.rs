//! The figures in Markdown.

use std::fmt::Write;

use crate::{Args, Result, lists::Size, service::Rates, stats::median};

pub(crate) fn tables(rates: &Rates, lists: &[Size]) -> Result<String> {
    let mut out = String::new();
    let middle = |rates: &[f64]| median(rates.iter().copied());
    let (verify, insert) = (middle(&rates.verify), middle(&rates.insert));
    let limit = 1.0 / (1.0 / verify + 1.0 / insert);
    writeln!(out, "| | | a second | slowest to fastest run | of the limit |")?;
    writeln!(out, "|---|---|---:|---:|---:|")?;
    let mut row = |letter: &str, what: &str, runs: &[f64], share: Option<f64>| -> Result<()> {
        let share = share.map(|share| format!("{share:.2}")).unwrap_or_default();
        let slowest = runs.iter().copied().fold(f64::INFINITY, f64::min);
        let fastest = runs.iter().copied().fold(0.0, f64::max);
        let rate = middle(runs);
        writeln!(
            out,
            "| {letter} | {what} | {rate:.0} | {slowest:.0} to {fastest:.0} | {share} |"
        )?;
        Ok(())
    };
    row(
        "v",
        "both signatures of a registration checked, bare loop on all cores",
        &rates.verify,
        None,
    )?;
    row(
        "i",
        "the rows of a registration inserted, bare loop",
        &rates.insert,
        None,
    )?;
    row("l", "limit: 1 / (1/v + 1/i)", &[limit], None)?;
    row(
        "s",
        "registrations, one by one",
        &rates.single,
        Some(middle(&rates.single) / limit),
    )?;
    row(
        "b",
        "registrations, in batches of 256",
        &rates.batch,
        Some(middle(&rates.batch) / limit),
    )?;
    writeln!(out)?;
    writeln!(
        out,
        "| Names | page of 50 µs | search µs | names of a key µs | names of an address µs |"
    )?;
    writeln!(out, "|---:|---:|---:|---:|---:|")?;
    for size in lists {
        writeln!(
            out,
            "| {} | {:.0} | {:.0} | {:.0} | {:.0} |",
            size.names, size.list, size.search, size.signer, size.reverse
        )?;
    }
    Ok(out)
}

pub(crate) fn page(args: &Args, tables: &str) -> Result<String> {
    let _ = args;
    Ok(tables.to_owned())
}
