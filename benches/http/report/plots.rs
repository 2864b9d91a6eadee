//! The plots of the page.

use super::tables::signatures;
use crate::{
    cases::{CASES, LEVEL, LEVELS, Subject},
    load::Sample,
    lookups::{Lookups, Pace},
    shared::{
        plot::{self, Across, LIMIT_TONE, Series},
        text::thousands,
    },
};

/// Names of plots, and the plots.
pub(crate) fn plots(lookups: &Lookups) -> Vec<(&'static str, String)> {
    vec![
        ("lookups", rates(lookups)),
        ("latencies", latencies(lookups)),
        ("levels", levels(lookups)),
    ]
}

fn rates(lookups: &Lookups) -> String {
    let pace = Pace::Closed(LEVEL);
    let rate = |letter| lookups.median(letter, pace, |sample| sample.rate);
    let bar = |label: &str, value: f64, tone| plot::Bar {
        label: label.to_owned(),
        value,
        text: thousands(value),
        tone,
    };
    let mut bars: Vec<_> = CASES
        .iter()
        .map(|case| {
            let tone = match case.subject {
                Subject::Mononym => 0,
                Subject::Ezccip | Subject::Reference => 1,
                _ => LIMIT_TONE,
            };
            bar(case.title, rate(case.letter), tone)
        })
        .collect();
    let signatures = signatures(lookups);
    bars.push(bar("digest and signature alone", signatures, LIMIT_TONE));
    let limit = 1.0 / (1.0 / rate("a") + 1.0 / signatures);
    bars.push(bar("limit of cold, from a and s", limit, LIMIT_TONE));
    plot::bars(
        &format!("Answers a second on one core, {LEVEL} requests at once"),
        &bars,
    )
}

fn latencies(lookups: &Lookups) -> String {
    let series = [
        ("bare, half load", "a", Pace::Half),
        ("cached, half load", "h", Pace::Half),
        ("cold, half load", "c", Pace::Half),
        ("cached, full", "h", Pace::Closed(LEVEL)),
        ("cold, full", "c", Pace::Closed(LEVEL)),
    ]
    .map(|(name, letter, pace)| {
        let figures: [fn(&Sample) -> f64; 4] = [
            |sample| sample.latency.p50,
            |sample| sample.latency.p90,
            |sample| sample.latency.p99,
            |sample| sample.latency.p999,
        ];
        let values = figures.map(|figure| lookups.median(letter, pace, figure) / 1e3);
        Series {
            name: name.to_owned(),
            points: (0_u32..).map(f64::from).zip(values).collect(),
        }
    });
    let words = ["p50", "p90", "p99", "p99.9"];
    plot::lines("How long answers take", &Across::Words(&words), "ms", &series)
}

fn levels(lookups: &Lookups) -> String {
    let series = [
        ("bare", "a"),
        ("cached", "h"),
        ("proven", "q"),
        ("cold", "c"),
        ("cold, proven", "r"),
    ]
    .map(|(name, letter)| Series {
        name: name.to_owned(),
        points: LEVELS
            .iter()
            .map(|level| {
                (
                    *level as f64,
                    lookups.median(letter, Pace::Closed(*level), |sample| sample.rate),
                )
            })
            .collect(),
    });
    let across = Across::Numbers("requests at once");
    plot::lines("Answers a second on one core", &across, "a second", &series)
}
