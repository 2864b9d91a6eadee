//! How everything grows with the number of names, on either database.

mod database;
mod report;
mod size;

use std::io::Write;

use database::Kind;
use size::Size;

use crate::{Args, Result, publish, shared::machine::Machine, stats};

/// Measures each number of names on each database, one after another. What was found so far is
/// written after each: the last takes hours.
pub(crate) fn measure(args: &Args) -> Result<()> {
    let machine = Machine::describe()?;
    machine.check()?;
    let idle = stats::idle_share()?;
    let mut sizes: Vec<Size> = Vec::new();
    for names in &args.growth {
        for kind in [Kind::Sqlite, Kind::Postgres] {
            let size = Size::measure(kind, *names, args)?;
            writeln!(std::io::stderr(), "{names} names on {} done", kind.name())?;
            sizes.push(size);
            if args.write {
                let page = report::page(args, &sizes, &machine, idle)?;
                publish("benchmarks-growth.md", &page)?;
                for (name, plot) in report::plots(&sizes) {
                    publish(&format!("plots/growth-{name}.svg"), &plot)?;
                }
            }
        }
    }
    std::io::stdout().write_all(report::tables(&sizes)?.as_bytes())?;
    Ok(())
}
