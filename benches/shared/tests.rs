//! What benchmarks compute and draw, tested: benchmarks are programs of their own, which no test
//! runner looks into.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "benchmarks use the rest; a failure fails the test"
)]

#[path = "histogram.rs"]
mod histogram;
#[path = "../http/names.rs"]
mod names;
#[path = "plot.rs"]
mod plot;
#[path = "../http/load/template.rs"]
mod template;
#[path = "text.rs"]
mod text;

use std::collections::BTreeSet;

use alloy_primitives::{Address, hex};
use histogram::Histogram;
use mononym_ens::child_node;
use plot::{Across, Series};
use template::{Filling, Template};
use text::{Bar, Bound};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn percentile(values: impl IntoIterator<Item = u64>, share: f64) -> f64 {
    let mut histogram = Histogram::default();
    values.into_iter().for_each(|value| histogram.record(value));
    histogram.percentile(share)
}

#[test]
fn percentiles_of_small_numbers_are_exact() {
    assert_eq!(percentile(1..=100, 0.5), 50.0);
    assert_eq!(percentile(1..=100, 0.01), 1.0);
    assert_eq!(percentile([7], 0.999), 7.0);
    assert_eq!(percentile([0, 0, 9], 0.5), 0.0);
}

#[test]
fn percentiles_of_any_number_are_off_by_one_in_a_hundred_at_most() {
    for exponent in 0..63 {
        for value in [
            1_u64 << exponent,
            (1 << exponent) + (1 << exponent) / 3,
            (2 << exponent) - 1,
        ] {
            // Others above keep the longest from standing in for it.
            let found = percentile([value, value, u64::MAX], 0.5);
            assert!((found / value as f64 - 1.0).abs() < 0.01, "{value}: {found}");
        }
    }
}

#[test]
fn a_rare_long_answer_is_in_the_last_percentile_alone() {
    let values = || std::iter::repeat_n(1_000, 9_980).chain(std::iter::repeat_n(1_000_000, 20));
    assert!(percentile(values(), 0.99) < 1_020.0);
    assert!(percentile(values(), 0.999) > 980_000.0);
    assert_eq!(percentile(values(), 1.0), 1_000_000.0);
}

#[test]
fn nothing_has_no_percentile() {
    assert!(percentile([], 0.5).is_nan());
}

#[test]
fn names_come_in_another_order_each_once() {
    for names in [1, 2, 1000, 4096, 99_999] {
        let all: BTreeSet<u64> = (0..names).map(|count| names::scattered(count, names)).collect();
        assert_eq!(all.len() as u64, names);
        assert_eq!(all.last(), Some(&(names - 1)));
        assert_eq!(names::scattered(names, names), names::scattered(0, names));
    }
    assert_ne!(names::scattered(1, 1000), 1);
}

#[test]
fn a_template_is_filled_wherever_the_name_stands() {
    let label = hex::encode(names::label(0));
    let node = hex::encode(names::node(0));
    let sender = template::SENDER;
    let template = Template::new(format!("GET /{sender:#x}/0x{label}{node}{node}"), true);
    let filling = Filling {
        index: 7,
        pass: 3,
        random: 0,
    };
    let mut filled = b"before ".to_vec();
    template.fill(&filling, &mut filled).unwrap();
    let filled = String::from_utf8(filled).unwrap();
    let (head, data) = filled.rsplit_once('/').unwrap();
    let other: Address = head.strip_prefix("before GET /").unwrap().parse().unwrap();
    assert_ne!(other, sender);
    let (label, node) = (hex::encode(names::label(7)), hex::encode(names::node(7)));
    assert_eq!(data, format!("0x{label}{node}{node}"));
}

#[test]
fn templates_of_unknown_names_keys_and_coins_differ_each_time() {
    let label = hex::encode(names::label(0));
    let (key, coin) = (
        hex::encode(template::KEY),
        hex::encode(template::COIN.to_be_bytes()),
    );
    let node = hex::encode(names::node(0));
    let template = Template::new(format!("{label}{key}{coin}{node}"), false);
    let mut seen = BTreeSet::new();
    for count in 0..1000 {
        let filling = Filling {
            index: 0,
            pass: 0,
            random: template::scramble(count),
        };
        let mut filled = Vec::new();
        template.fill(&filling, &mut filled).unwrap();
        assert_eq!(filled.len(), label.len() + key.len() + coin.len() + node.len());
        let label = hex::decode(&filled[..label.len()]).unwrap();
        assert!(!label.starts_with(b"name"));
        let node = child_node(names::parent_node(), &label);
        assert!(filled.ends_with(hex::encode(node).as_bytes()));
        seen.insert(filled);
    }
    assert_eq!(seen.len(), 1000);
}

#[test]
fn numbers_are_written_as_people_read_them() {
    assert_eq!(text::thousands(0.4), "0");
    assert_eq!(text::thousands(999.0), "999");
    assert_eq!(text::thousands(1_234_567.2), "1,234,567");
    assert_eq!(text::bytes(900.0), "900 B");
    assert_eq!(text::bytes(1536.0), "1.5 KiB");
    assert_eq!(text::bytes(512.0 * 1024.0 * 1024.0), "512 MiB");
    assert_eq!(text::bytes(3e13), "27940 GiB");
    assert_eq!(text::millis(1234.0), "1.23");
}

#[test]
fn a_bar_holds_at_its_bound_and_never_without_a_figure() {
    let bar = |found, bound| Bar {
        what: "x".to_owned(),
        found,
        bound,
    };
    assert!(bar(0.85, Bound::AtLeast(0.85)).holds());
    assert!(!bar(0.849, Bound::AtLeast(0.85)).holds());
    assert!(!bar(5.0, Bound::Below(5.0)).holds());
    assert!(!bar(f64::NAN, Bound::AtLeast(0.0)).holds());
    assert!(!bar(f64::NAN, Bound::Below(1.0)).holds());
    let table = text::bars(&[bar(0.9, Bound::AtLeast(0.85)), bar(9.0, Bound::Below(5.0))]);
    assert!(table.contains("| x | 0.90 | ≥ 0.85 | pass |"), "{table}");
    assert!(table.contains("| x | 9.00 | < 5 | **fail** |"), "{table}");
}

#[test]
fn bars_are_as_long_as_their_values() {
    let bar = |label: &str, value| plot::Bar {
        label: label.to_owned(),
        value,
        text: "n".to_owned(),
        tone: 0,
    };
    let svg = plot::bars("a < b", &[bar("one", 50.0), bar("two & three", 100.0)]);
    assert!(
        svg.contains("a &lt; b") && svg.contains("two &amp; three"),
        "{svg}"
    );
    let widths = numbers(&svg, "y=\"", " width=\"");
    assert!((widths[1] / widths[0] - 2.0).abs() < 0.01, "{widths:?}");
}

#[test]
fn a_decade_is_as_wide_as_any_other() {
    let points = [(10.0, 1.0), (1_000.0, 100.0), (100_000.0, 10_000.0)];
    let series = Series {
        name: "line".to_owned(),
        points: points.to_vec(),
    };
    let svg = plot::lines("t", &Across::Numbers("names"), "s", &[series]);
    let (x, y) = (
        numbers(&svg, "circle", " cx=\""),
        numbers(&svg, "circle", " cy=\""),
    );
    for places in [&x, &y] {
        let (first, second) = (places[1] - places[0], places[2] - places[1]);
        assert!((first - second).abs() < 0.2, "{places:?}");
    }
    assert!(x[1] > x[0] && y[1] < y[0]);
}

#[test]
fn what_was_not_measured_is_not_drawn() {
    let series = Series {
        name: "line".to_owned(),
        points: vec![(0.0, 1.0), (1.0, f64::NAN), (2.0, 10.0)],
    };
    let words = ["p50", "p90", "p99"];
    let svg = plot::lines("t", &Across::Words(&words), "ms", &[series]);
    assert_eq!(svg.matches("<circle").count(), 2);
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    let empty = plot::lines("t", &Across::Words(&words), "ms", &[]);
    assert!(!empty.contains("NaN") && !empty.contains("inf"), "{empty}");
}

/// The numbers of an attribute, of the elements that have `mark`.
fn numbers(svg: &str, mark: &str, attribute: &str) -> Vec<f64> {
    svg.split('<')
        .filter(|element| element.contains(mark))
        .filter_map(|element| element.split_once(attribute)?.1.split('"').next()?.parse().ok())
        .collect()
}
