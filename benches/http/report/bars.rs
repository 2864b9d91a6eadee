//! What is promised, held against what was found.

use crate::{
    cases::{LEVEL, LEVELS},
    lookups::{Lookups, Pace},
    shared::text::{Bar, Bound},
};

/// Cached answers, the bare handlers that they are compared with, and what they are.
const CACHED: [(&str, &str, &str); 3] = [
    ("h", "a", "cached GET to the bare handler"),
    ("h′", "a′", "cached POST to the bare handler"),
    ("q", "p", "cached and proven to the bare handler"),
];

pub(super) fn bars(lookups: &Lookups) -> Vec<Bar> {
    let mut bars = Vec::new();
    for (ours, limit, what) in CACHED {
        for level in LEVELS {
            bars.push(Bar {
                what: format!("{what}, {level} at once, {ours} / {limit}"),
                found: ratio(lookups, ours, limit, Pace::Closed(level)),
                bound: Bound::AtLeast(0.85),
            });
        }
    }
    for level in LEVELS {
        bars.push(Bar {
            what: format!("cold and signed to its limit, {level} at once, c / (1 / (1/a + 1/s))"),
            found: of_limit(lookups, Pace::Closed(level)),
            bound: Bound::AtLeast(0.8),
        });
    }
    let to_best = |ours, rivals: [&'static str; 2]| {
        let pace = Pace::Closed(LEVEL);
        let [one, other] = rivals;
        lookups.by_round(
            [(ours, pace), (one, pace), (other, pace)],
            |[ours, one, other], _| ours.rate / one.rate.max(other.rate),
        )
    };
    bars.push(Bar {
        what: "cached POST to the best rival, h′ / max(e, f)".to_owned(),
        found: to_best("h′", ["e", "f"]),
        bound: Bound::AtLeast(10.0),
    });
    bars.push(Bar {
        what: "cold POST to the best rival, c′ / max(e′, f′)".to_owned(),
        found: to_best("c′", ["e′", "f′"]),
        bound: Bound::AtLeast(2.0),
    });
    for (letter, what) in [("h", "cached GET"), ("c", "cold and signed")] {
        bars.push(Bar {
            what: format!("p99 to p50 at half load, {what}"),
            found: lookups.median(letter, Pace::Half, |sample| {
                sample.latency.p99 / sample.latency.p50
            }),
            bound: Bound::Below(5.0),
        });
    }
    bars
}

/// How many times the throughput of another case one has.
pub(super) fn ratio(lookups: &Lookups, ours: &'static str, theirs: &'static str, pace: Pace) -> f64 {
    lookups.by_round([(ours, pace), (theirs, pace)], |[ours, theirs], _| {
        ours.rate / theirs.rate
    })
}

/// Cold answers to what the bare handler and the bare signature allow together.
pub(super) fn of_limit(lookups: &Lookups, pace: Pace) -> f64 {
    lookups.by_round([("c", pace), ("a", pace)], |[cold, bare], signatures| {
        cold.rate * (1.0 / bare.rate + 1.0 / signatures)
    })
}
