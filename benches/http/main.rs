//! How many lookups a second: Mononym beside the limits of HTTP server and signature, in one run.
//!
//! ```text
//! cargo bench --bench http                 # prints a table
//! cargo bench --bench http -- --write      # also into docs/benchmarks.md
//! ```
//!
//! Server and load have a core each; the load is `wrk` (Debian: `apt-get install wrk`).

mod cases;
mod load;
mod report;
mod roles;
mod seed;
mod server;
#[path = "../shared/mod.rs"]
mod shared;

use std::{error::Error, ffi::OsString, fs, io::Write, path::PathBuf, time::Duration};

use alloy_primitives::Bytes;
use clap::{Parser, Subcommand};

use cases::{Bench, Results};
use shared::{machine::Machine, stats};

/// The allocator of the `mononym` binary, so that what it is compared with has the same.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Where `--write` writes.
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/benchmarks.md");

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Measures lookups a second beside the limits of HTTP server and signature
#[derive(Parser)]
struct Args {
    /// Also write the page docs/benchmarks.md
    #[arg(long)]
    write: bool,
    /// Interleaved runs, of which medians are taken
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// Seconds of each run
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// Names to register before; every cold request asks for the next one
    #[arg(long, default_value_t = 10_000)]
    names: usize,
    /// What cargo passes
    #[arg(long, hide = true)]
    bench: bool,
    #[command(subcommand)]
    role: Option<Role>,
}

/// What this program runs itself as, on the server's core.
#[derive(Subcommand)]
#[command(hide = true)]
enum Role {
    /// The bare handler, which signs if it is given call data
    Bare {
        port: u16,
        body: PathBuf,
        call_data: Option<Bytes>,
    },
    /// The loop of digest and signature
    Sign { seconds: u64, call_data: Bytes },
}

fn main() -> Result<()> {
    let args: Vec<OsString> = std::env::args_os().collect();
    // Test runners build and start benches too, to list their tests.
    if !args.iter().any(|arg| arg == "--bench") {
        writeln!(
            std::io::stderr(),
            "not a test: run it with `cargo bench --bench http`"
        )?;
        return Ok(());
    }
    let args = Args::parse_from(args);
    match args.role {
        Some(Role::Bare {
            port,
            body,
            call_data,
        }) => roles::serve_bare(port, fs::read(body)?, call_data),
        Some(Role::Sign { seconds, call_data }) => roles::sign_for(Duration::from_secs(seconds), call_data),
        None => measure(&args),
    }
}

fn measure(args: &Args) -> Result<()> {
    let machine = Machine::describe()?;
    machine.check()?;
    let bench = Bench::prepare(args.names)?;
    let results: Results = bench.run(args.rounds, args.seconds)?;
    let tables = report::tables(&results)?;
    std::io::stdout().write_all(tables.as_bytes())?;
    if args.write {
        fs::write(PAGE, report::page(args, &results, &machine, &tables))?;
    }
    Ok(())
}
