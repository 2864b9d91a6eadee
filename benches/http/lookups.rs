//! Lookups a second, of all cases in turn, round by round.

use std::{collections::BTreeMap, io::Write};

use crate::{
    Result,
    cases::{CASES, Case, LEVEL, Subject},
    load::{self, Sample},
    requests::Ask,
    server::{self, Memory},
    shared::stats::{idle_share, median},
    world::World,
};

/// How a case was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Pace {
    /// So many requests under way at once, always.
    Closed(usize),
    /// At half the rate that was reached with [`LEVEL`] of them, whatever the server does.
    Half,
}

/// Everything that was found, in the order of the rounds.
#[derive(Debug, Default)]
pub(crate) struct Lookups {
    samples: BTreeMap<(&'static str, Pace), Vec<Sample>>,
    /// Digests and signatures in a loop, for each second of CPU time.
    pub(crate) signatures: Vec<f64>,
    /// Share of the machine's time that was free before the first run.
    pub(crate) idle: f64,
    /// Memory of each server before and after.
    pub(crate) memory: BTreeMap<Subject, (Memory, Memory)>,
}

impl Lookups {
    /// Runs every case in turn, round by round, after one round that does not count.
    pub(crate) fn measure(world: &World, rounds: usize, seconds: f64) -> Result<Self> {
        let mut lookups = Self {
            idle: idle_share()?,
            ..Self::default()
        };
        let before = world.memory()?;
        Self::default().round(world, seconds.min(1.0))?;
        for round in 1..=rounds {
            lookups.round(world, seconds)?;
            writeln!(std::io::stderr(), "round {round} of {rounds} done")?;
        }
        let after = world.memory()?.into_iter().zip(before);
        lookups.memory = after
            .map(|((subject, after), (_, before))| (subject, (before, after)))
            .collect();
        Ok(lookups)
    }

    fn round(&mut self, world: &World, seconds: f64) -> Result<()> {
        for case in &CASES {
            let mut rate = f64::NAN;
            for level in case.levels() {
                let sample = run(world, case, seconds, *level, None)?;
                if *level == LEVEL {
                    rate = sample.rate;
                }
                self.push(case, Pace::Closed(*level), sample);
            }
            if case.is_halved {
                let sample = run(world, case, seconds, LEVEL, Some(rate / 2.0))?;
                self.push(case, Pace::Half, sample);
            }
        }
        self.signatures
            .push(server::signatures(seconds, &Ask::Signed.call_data(0)?)?);
        Ok(())
    }

    fn push(&mut self, case: &Case, pace: Pace, sample: Sample) {
        self.samples.entry((case.letter, pace)).or_default().push(sample);
    }

    /// The runs of a case.
    pub(crate) fn of(&self, letter: &'static str, pace: Pace) -> &[Sample] {
        self.samples.get(&(letter, pace)).map_or(&[], Vec::as_slice)
    }

    /// The median of a figure over the runs of a case; not a number if it was not asked so.
    pub(crate) fn median(&self, letter: &'static str, pace: Pace, figure: impl Fn(&Sample) -> f64) -> f64 {
        median(self.of(letter, pace).iter().map(figure))
    }

    /// The median of what each round gives from its samples of some cases: a round's swings are in
    /// all of them.
    pub(crate) fn by_round<const N: usize>(
        &self,
        cases: [(&'static str, Pace); N],
        figure: impl Fn([&Sample; N], f64) -> f64,
    ) -> f64 {
        let rounds = self
            .signatures
            .iter()
            .enumerate()
            .filter_map(|(round, signatures)| {
                let samples = cases.map(|(letter, pace)| self.of(letter, pace).get(round));
                let whole: Option<Vec<&Sample>> = samples.into_iter().collect();
                Some(figure(whole?.try_into().ok()?, *signatures))
            });
        median(rounds)
    }
}

fn run(world: &World, case: &Case, seconds: f64, level: usize, rate: Option<f64>) -> Result<Sample> {
    let server = world.server(case.subject)?;
    let (requests, expected) = (world.requests(case)?, world.expected(case)?);
    let measured = load::sample(server, seconds, level, rate, requests, expected);
    let (sample, answers) = measured.map_err(|error| format!("{}: {error}", case.title))?;
    world.count(case.subject, case.ask, case.is_unknown(), answers);
    Ok(sample)
}
