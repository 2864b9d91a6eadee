//! How many proofs a second, what a batch costs the tree, and how tree and proofs grow, each beside
//! its limit, in one run.
//!
//! ```text
//! cargo bench --bench proofs                 # prints tables
//! cargo bench --bench proofs -- --write      # also into docs/benchmarks-proofs.md
//! cargo bench --bench proofs -- --rounds 1 --lookups 5000 --accounts 1000,10000 \
//!     --operations 1000 --growth 1000,10000,100000    # in a minute
//! ```
//!
//! PostgreSQL is the one that the tests start: `make postgres` installs it.

mod batch;
mod database;
mod gas;
mod growth;
mod leaves;
mod memory;
mod report;
mod serve;
#[path = "../shared/mod.rs"]
mod shared;

use std::{error::Error, ffi::OsString, fs, io::Write};

use clap::Parser;

use batch::Batch;
use leaves::Leaves;
use memory::Stored;
use report::{Measured, Served};
use shared::{
    cluster::Cluster,
    machine::Machine,
    service::{Backend, Service},
    stats,
};

/// The allocator of the `mononym` binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Where `--write` writes.
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/benchmarks-proofs.md");

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Measures proofs a second, batches and growth of the tree beside their limits
#[derive(Parser)]
struct Args {
    /// Also write the page docs/benchmarks-proofs.md
    #[arg(long)]
    write: bool,
    /// Interleaved runs, of which medians are taken
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Lookups of each run
    #[arg(long, default_value_t = 20_000)]
    lookups: usize,
    /// Numbers of accounts at which lookups are proven; the batch is applied at the last of them
    #[arg(long, value_delimiter = ',', default_value = "10000,100000,1000000")]
    accounts: Vec<usize>,
    /// Operations of the batch
    #[arg(long, default_value_t = 10_000)]
    operations: usize,
    /// Numbers of accounts at which tree and proofs are measured; ten million need 6 GB of memory
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "1000,10000,100000,1000000,10000000"
    )]
    growth: Vec<usize>,
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
            "not a test: run it with `cargo bench --bench proofs`"
        )?;
        return Ok(());
    }
    let args = Args::parse_from(args);
    let machine = Machine::describe()?;
    let idle = stats::idle_share()?;
    let (served, batch) = tokio::runtime::Runtime::new()?.block_on(databases(&args))?;
    let measured = Measured {
        served,
        batch,
        growth: growth::measure(&args.growth)?,
    };
    let tables = report::tables(&measured)?;
    std::io::stdout().write_all(tables.as_bytes())?;
    if args.write {
        fs::write(PAGE, report::page(&args, &machine, idle, &tables))?;
    }
    Ok(())
}

/// All that needs a database.
async fn databases(args: &Args) -> Result<(Vec<Served>, Batch)> {
    let backends = [Backend::Sqlite, Backend::Postgres(Cluster::durable())];
    let (mut all, mut batch) = (Vec::new(), Batch::default());
    for (index, accounts) in args.accounts.iter().enumerate() {
        let leaves = Leaves::of(*accounts)?;
        let tree = Stored::build(&leaves)?;
        let mut services = Vec::new();
        for backend in &backends {
            let service = Service::open(backend).await?;
            database::fill(&service, &leaves).await?;
            all.push(Served {
                database: backend.name(),
                accounts: *accounts,
                rates: serve::measure(&service, &tree, *accounts, args.rounds, args.lookups).await?,
            });
            services.push((backend.name(), service));
        }
        if index + 1 == args.accounts.len() {
            batch = batch::measure(&services, &leaves, &tree, args.operations, args.rounds).await?;
        }
    }
    all.sort_by_key(|served| served.database != Backend::Sqlite.name());
    Ok((all, batch))
}
