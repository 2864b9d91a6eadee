//! The figures in Markdown.

use std::fmt::Write;

use crate::{
    Args, Result,
    batch::Batch,
    growth::Size,
    serve::Rates,
    shared::{machine::Machine, stats::median},
};

/// All figures.
pub(crate) struct Measured {
    pub(crate) served: Vec<Served>,
    pub(crate) batch: Batch,
    pub(crate) growth: Vec<Size>,
}

/// Lookups at one size of one database.
pub(crate) struct Served {
    pub(crate) database: &'static str,
    pub(crate) accounts: usize,
    pub(crate) rates: Rates,
}

pub(crate) fn tables(measured: &Measured) -> Result<String> {
    let mut out = String::new();
    served(&mut out, &measured.served)?;
    batch(&mut out, &measured.batch)?;
    growth(&mut out, &measured.growth)?;
    gas(&mut out, &measured.growth)?;
    Ok(out)
}

fn middle(values: &[f64]) -> f64 {
    median(values.iter().copied())
}

fn served(out: &mut String, all: &[Served]) -> Result<()> {
    writeln!(out, "## Proven lookups a second\n")?;
    writeln!(
        out,
        "| | Accounts | (w) hot accounts | (m) the same in memory | w / m | (c) spread over all | \
         (n) the same in memory | c / n |"
    )?;
    writeln!(out, "|---|---:|---:|---:|---:|---:|---:|---:|")?;
    for Served {
        database,
        accounts,
        rates,
    } in all
    {
        let [warm, hot, cold, spread] =
            [&rates.warm, &rates.hot, &rates.cold, &rates.spread].map(|rates| middle(rates));
        writeln!(
            out,
            "| {database} | {accounts} | {warm:.0} | {hot:.0} | {:.2} | {cold:.0} | {spread:.0} | {:.2} |",
            warm / hot,
            cold / spread
        )?;
    }
    writeln!(out)?;
    Ok(())
}

fn batch(out: &mut String, batch: &Batch) -> Result<()> {
    let Batch {
        operations,
        hashes,
        rows,
        deleted,
        ..
    } = batch;
    let bare = middle(&batch.bare);
    writeln!(out, "## A batch of {operations} operations\n")?;
    writeln!(
        out,
        "{hashes} hashes are needed for the roots, {:.1} an operation; {rows} rows are written and {deleted} \
         deleted.\n",
        *hashes as f64 / *operations as f64
    )?;
    writeln!(out, "| | | ms | of the hashes |")?;
    writeln!(out, "|---|---|---:|---:|")?;
    let mut line = |letter: &str, what: &str, seconds: f64| {
        writeln!(
            out,
            "| {letter} | {what} | {:.0} | {:.2} |",
            seconds * 1e3,
            seconds / bare
        )
    };
    line("h", "the hashes alone, in a bare loop", bare)?;
    line("k", "the tree, hashes of its nodes known", middle(&batch.known))?;
    line("t", "the tree, its nodes as stored", middle(&batch.stored))?;
    for (database, seconds) in &batch.written {
        let what = format!("the rows written, {database}");
        line("r", &what, middle(seconds))?;
        let what = format!("tree and rows, t + r, {database}");
        line("", &what, middle(&batch.stored) + middle(seconds))?;
    }
    writeln!(out)?;
    Ok(())
}

fn growth(out: &mut String, sizes: &[Size]) -> Result<()> {
    writeln!(out, "## Growth\n")?;
    writeln!(
        out,
        "| Accounts | Leaves | log2 | Siblings, mean | most | Answer, bytes | Two proofs, as stored, µs | \
         hashes known, µs | Build, s | Nodes | Bytes of nodes | with values |"
    )?;
    writeln!(
        out,
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    )?;
    for size in sizes {
        writeln!(
            out,
            "| {} | {} | {:.1} | {:.1} | {} | {:.0} | {:.0} | {:.1} | {:.2} | {} | {:.3e} | {:.3e} |",
            size.accounts,
            size.leaves,
            (size.leaves as f64).log2(),
            size.siblings(),
            size.most_siblings,
            size.answer_bytes,
            size.prove_stored,
            size.prove_known,
            size.build_seconds,
            size.nodes,
            size.node_bytes as f64,
            size.all_bytes as f64,
        )?;
    }
    writeln!(
        out,
        "\nSiblings of a proof; each line has ten times the accounts of the one above:\n\n```text"
    )?;
    for size in sizes {
        let bar = "#".repeat(2 * size.sum_of_siblings / size.leaves);
        writeln!(out, "{:>9} {bar} {:.1}", size.accounts, size.siblings())?;
    }
    writeln!(out, "```\n")?;
    Ok(())
}

fn gas(out: &mut String, sizes: &[Size]) -> Result<()> {
    writeln!(out, "## Gas\n")?;
    writeln!(
        out,
        "| Accounts | check of an account | resolver: text | resolver: derived address |"
    )?;
    writeln!(out, "|---:|---:|---:|---:|")?;
    for Size { accounts, gas, .. } in sizes {
        writeln!(
            out,
            "| {accounts} | {:.0} | {:.0} | {:.0} |",
            gas.check, gas.text, gas.derived
        )?;
    }
    writeln!(out)?;
    Ok(())
}

pub(crate) fn page(args: &Args, machine: &Machine, idle: f64, tables: &str) -> String {
    let Args {
        rounds,
        lookups,
        operations,
        ..
    } = args;
    let machine = machine.table(idle);
    format!(
        "# Benchmarks: proofs

Written by `make bench-proofs`; do not edit.

{tables}## Method

One run on one machine, everything side by side: {rounds} rounds, after one that does not count; the figures are \
medians over the rounds. Every account has one record, a text, and so two leaves.

- A proven lookup is the gateway's use case without HTTP: the proofs of an account and of its text. Each run has \
{lookups}, on all cores, 32 under way at once. The database holds the tree of so many accounts and is in the page \
cache. (w) asks for 64 accounts again and again, (c) for another each time as long as there are others; of few \
accounts most nodes stay in the service's own cache of 8,192 nodes.
- (m) and (n) make the same two proofs of the same tree in memory, in threads on all cores, without values and \
without a database, by nodes that are decoded and whose hashes are known. The service decodes a node that is not in \
its memory and hashes it, to check it against its parent; what that costs is under Growth.
- Each operation of the batch changes an account and its record, those of {operations} accounts spread over the \
largest of these trees; the root is computed after each. (h) hashes as many inner nodes (80 bytes) and leaves (77) \
as stand on the ways of each operation's two leaves. (k) and (t) change leaves, compute roots and make the nodes \
that are stored then; (r) writes nodes and values and deletes the ones that they replace in one transaction, synced \
to disk, by the service's statements.
- Growth: the tree is built at once by its keys in order, its nodes encoded but not stored; the bytes count places \
and versions, without what a database adds. Siblings are those of all leaves. The answer is what the gateway sends \
for a text: the proofs of account and record. Proofs are those of 2,000 accounts, made in memory.
- Gas is the mean over 50 accounts, in an EVM in process, without the transaction's 21,000 and call data: \
`KeystoreProof.check` by an external function of a test contract, the resolver's `resolveWithProof` with a Keystore \
that answers root and time without reading storage. The derived address is Ethereum's, with a proof that there is \
no record.

## Machine

{machine}"
    )
}
