//! What a lookup costs, in instructions and allocations: counted by valgrind, so that the figures
//! need no quiet machine and a change of two per cent shows.
//!
//! ```text
//! cargo bench --bench instructions              # compares with baseline.toml
//! cargo bench --bench instructions -- --write   # writes it
//! ```
//!
//! From the HTTP request to the HTTP response, without the server around them. Needs valgrind
//! (Debian: `apt-get install valgrind`).

mod baseline;
mod callgrind;
mod cases;
mod world;

use std::{error::Error, ffi::OsString, io::Write, path::PathBuf};

use clap::Parser;

use baseline::Baseline;
use cases::Case;
use world::World;

/// The allocator of the `mononym` binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Counts what a lookup costs in instructions and allocations
#[derive(Parser)]
struct Args {
    /// Write the figures into benches/instructions/baseline.toml instead of comparing them with it
    #[arg(long)]
    write: bool,
    /// Only the cases whose name holds this text
    #[arg(long)]
    only: Option<String>,
    /// Where to leave callgrind's files, for callgrind_annotate
    #[arg(long, value_name = "DIR")]
    profiles: Option<PathBuf>,
    /// Measures one case, in a data directory: what this program runs itself as below valgrind
    #[arg(long, hide = true, num_args = 2, value_names = ["CASE", "DIR"])]
    run: Option<Vec<String>>,
    /// What cargo passes
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<()> {
    let args: Vec<OsString> = std::env::args_os().collect();
    // Test runners build and start benches too, to list their tests.
    if !args.iter().any(|arg| arg == "--bench") {
        writeln!(
            std::io::stderr(),
            "not a test: run it with `cargo bench --bench instructions`"
        )?;
        return Ok(());
    }
    let args = Args::parse_from(args);
    match args.run.as_deref() {
        Some([case, directory]) => Case::named(case)?.run(World::open(directory.as_ref())?),
        _ => count(&args),
    }
}

fn count(args: &Args) -> Result<()> {
    callgrind::check()?;
    let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    World::make(directory.path())?;
    let profiles = args.profiles.as_deref().unwrap_or(directory.path());
    let mut found = Baseline::default();
    let chosen = |case: &Case| args.only.as_ref().is_none_or(|only| case.name().contains(only));
    for case in Case::ALL.into_iter().filter(chosen) {
        let costs = callgrind::measure(case, directory.path(), profiles)?;
        writeln!(std::io::stdout(), "{:<24} {costs}", case.name())?;
        found.insert(case, costs);
    }
    if args.write {
        return found.write();
    }
    let grown = found.grown_since(&Baseline::read()?);
    if grown.is_empty() {
        return Ok(());
    }
    Err(format!("more than in {}:\n{}", baseline::PAGE, grown.join("\n")).into())
}
