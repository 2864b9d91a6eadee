//! What was found, in Markdown and plots.

mod bars;
mod page;
mod plots;
mod tables;

pub(crate) use page::page;
pub(crate) use plots::plots;

use crate::{Result, lookups::Lookups, shared::text, storm::Storm, world::World};

/// All figures.
pub(crate) fn tables(world: &World, lookups: &Lookups, storm: &Storm) -> Result<String> {
    Ok([
        "## What is promised\n\n".to_owned(),
        text::bars(&bars::bars(lookups)),
        "\n## Figures\n\n".to_owned(),
        tables::rates(lookups)?,
        tables::half(lookups)?,
        tables::ratios(lookups)?,
        tables::memory(world, lookups)?,
        tables::storm(storm)?,
    ]
    .concat())
}
