//! How many lookups a second: Mononym beside the limits of HTTP server and signature and beside
//! gateways of others, in one run; and how all of it grows with the number of names.
//!
//! ```text
//! cargo bench --bench http                 # prints tables
//! cargo bench --bench http -- --write      # also into docs/benchmarks.md, with plots
//! cargo bench --bench http -- --rounds 1 --seconds 1 --names 1000    # in two minutes
//! cargo bench --bench http -- --growth 1000,10000,100000 --write    # docs/benchmarks-growth.md
//! ```
//!
//! Server and load have a core each; the load is this program too. The gateways of others are npm's:
//! `make bench` installs them. So is the PostgreSQL of `--growth`: `make postgres`.

mod cases;
mod export;
mod growth;
mod l1;
mod load;
mod lookups;
mod names;
mod registrations;
mod report;
mod requests;
mod roles;
mod seed;
mod server;
#[path = "../shared/mod.rs"]
mod shared;
mod storm;
mod world;

use std::{error::Error, ffi::OsString, fs, io::Write, path::PathBuf, time::Duration};

use alloy_primitives::Bytes;
use clap::{Parser, Subcommand};

use lookups::Lookups;
use shared::{machine::Machine, stats};
use world::World;

/// The allocator of the `mononym` binary, so that what it is compared with has the same.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Where `--write` writes.
const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs");

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Measures lookups a second beside their limits and gateways of others
#[derive(Parser)]
struct Args {
    /// Also write pages and plots into docs/
    #[arg(long)]
    write: bool,
    /// Interleaved runs, of which medians are taken
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seconds of each run
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// Names to import before; every cold request asks for another one
    #[arg(long, default_value_t = 100_000)]
    names: u64,
    /// Seconds of the storm
    #[arg(long, default_value_t = 20.0)]
    storm: f64,
    /// Measure growth instead, at these numbers of names; ten million need 40 GB of disk
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    growth: Vec<u64>,
    /// What cargo passes
    #[arg(long, hide = true)]
    bench: bool,
    #[command(subcommand)]
    role: Option<Role>,
}

/// What this program runs itself as, on a core of its own.
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
    Sign { seconds: f64, call_data: Bytes },
    /// The load, which takes its plan from the standard input
    Load,
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
    match &args.role {
        Some(Role::Bare {
            port,
            body,
            call_data,
        }) => roles::serve_bare(*port, fs::read(body)?, call_data.clone()),
        Some(Role::Sign { seconds, call_data }) => {
            roles::sign_for(Duration::from_secs_f64(*seconds), call_data.clone())
        }
        Some(Role::Load) => load::role(),
        None if args.growth.is_empty() => measure(&args),
        None => growth::measure(&args),
    }
}

fn measure(args: &Args) -> Result<()> {
    let machine = Machine::describe()?;
    machine.check()?;
    let world = World::start(args.names)?;
    let lookups = Lookups::measure(&world, args.rounds, args.seconds)?;
    let storm = storm::measure(&world, args.storm)?;
    let tables = report::tables(&world, &lookups, &storm)?;
    std::io::stdout().write_all(tables.as_bytes())?;
    if args.write {
        let page = report::page(args, &world, &lookups, &machine, &tables);
        publish("benchmarks.md", &page)?;
        for (name, plot) in report::plots(&lookups) {
            publish(&format!("plots/{name}.svg"), &plot)?;
        }
    }
    Ok(())
}

/// Writes a file into docs/.
fn publish(name: &str, text: &str) -> Result<()> {
    let path = PathBuf::from(DOCS).join(name);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, text)?)
}
