//! The figures that are kept in the repository.

use std::{collections::BTreeMap, fmt, fs};

use serde::{Deserialize, Serialize};

use crate::{Result, cases::Case};

/// Where they are.
pub(crate) const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/instructions/baseline.toml");

const HEAD: &str = "# What one lookup costs: written by `make bench-instructions-write`, do not edit.\n\n";

/// A case grew if it costs so many hundredths more than before.
const TOLERATED: u64 = 2;

/// What one lookup costs.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Costs {
    pub(crate) instructions: u64,
    /// Tenths of allocations: where a cache grows now and then, a lookup has no whole number.
    pub(crate) allocations_x10: u64,
}

impl fmt::Display for Costs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            instructions,
            allocations_x10,
        } = self;
        let (whole, tenth) = (allocations_x10 / 10, allocations_x10 % 10);
        write!(f, "{instructions:>8} instructions {whole:>4}.{tenth} allocations")
    }
}

/// The costs of each case, by its name.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(transparent)]
pub(crate) struct Baseline(BTreeMap<String, Costs>);

impl Baseline {
    pub(crate) fn read() -> Result<Self> {
        let text = fs::read_to_string(PAGE).map_err(|error| {
            format!("{PAGE} cannot be read ({error}): make bench-instructions-write writes it")
        })?;
        Ok(toml::from_str(&text)?)
    }

    pub(crate) fn write(&self) -> Result<()> {
        let mut text = HEAD.to_owned();
        for (
            name,
            Costs {
                instructions,
                allocations_x10,
            },
        ) in &self.0
        {
            text +=
                &format!("[{name}]\ninstructions = {instructions}\nallocations_x10 = {allocations_x10}\n\n");
        }
        fs::write(PAGE, text.trim_end().to_owned() + "\n")?;
        Ok(())
    }

    pub(crate) fn insert(&mut self, case: Case, costs: Costs) {
        self.0.insert(case.name().to_owned(), costs);
    }

    /// What grew, a line each.
    pub(crate) fn grown_since(&self, before: &Self) -> Vec<String> {
        let mut lines = Vec::new();
        for (name, costs) in &self.0 {
            let Some(old) = before.0.get(name) else {
                lines.push(format!("{name}: not in the baseline, run it with --write"));
                continue;
            };
            for (what, old, new) in [
                ("instructions", old.instructions, costs.instructions),
                (
                    "tenths of allocations",
                    old.allocations_x10,
                    costs.allocations_x10,
                ),
            ] {
                if new.saturating_mul(100) > old.saturating_mul(100 + TOLERATED) {
                    lines.push(format!("{name}: {new} {what}, {old} before"));
                }
            }
        }
        lines
    }
}
