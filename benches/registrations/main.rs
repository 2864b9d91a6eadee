//! How many registrations a second, beside the limits of signatures and database, in one run; and
//! whether lists stay as fast when names become many.
//!
//! ```text
//! cargo bench --bench registrations                 # prints tables
//! cargo bench --bench registrations -- --write      # also into docs/benchmarks-registrations.md
//! ```
//!
//! PostgreSQL is the one that the tests start: `make postgres` installs it.

mod bare;
mod lists;
mod rates;
mod report;
#[path = "../shared/mod.rs"]
mod shared;
mod tree;
mod verify;
mod workload;

use std::{error::Error, ffi::OsString, fs, io::Write};

use clap::Parser;

use report::Measured;
use shared::{cluster::Cluster, machine::Machine, service::Backend, stats};

/// The allocator of the `mononym` binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Where `--write` writes.
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/benchmarks-registrations.md");

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Measures registrations a second beside the limits of signatures and database
#[derive(Parser)]
struct Args {
    /// Also write the page docs/benchmarks-registrations.md
    #[arg(long)]
    write: bool,
    /// Interleaved runs, of which medians are taken
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Registrations of each run
    #[arg(long, default_value_t = 20_000)]
    registrations: usize,
    /// Numbers of names at which lists are timed
    #[arg(long, value_delimiter = ',', default_value = "10000,100000,1000000")]
    names: Vec<usize>,
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
            "not a test: run it with `cargo bench --bench registrations`"
        )?;
        return Ok(());
    }
    let args = Args::parse_from(args);
    let machine = Machine::describe()?;
    let idle = stats::idle_share()?;
    let runtime = tokio::runtime::Runtime::new()?;
    let mut all = Vec::new();
    for backend in [Backend::Sqlite, Backend::Postgres(Cluster::durable())] {
        all.push(Measured {
            database: backend.name(),
            rates: runtime.block_on(rates::measure(&backend, args.rounds, args.registrations))?,
            lists: runtime.block_on(lists::measure(&backend, &args.names))?,
        });
    }
    let tables = report::tables(&all)?;
    std::io::stdout().write_all(tables.as_bytes())?;
    if args.write {
        fs::write(PAGE, report::page(&args, &machine, idle, &tables))?;
    }
    Ok(())
}
