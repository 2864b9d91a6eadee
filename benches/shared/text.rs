//! Figures as a page shows them.

/// A whole number with separators.
pub(crate) fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && !out.ends_with('-') {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Bytes in the unit that fits.
pub(crate) fn bytes(bytes: f64) -> String {
    let units = ["B", "KiB", "MiB", "GiB"];
    let mut value = bytes;
    let mut rest = units.iter().peekable();
    while let Some(unit) = rest.next() {
        if value < 1024.0 || rest.peek().is_none() {
            return format!("{value:.0$} {unit}", usize::from(value < 10.0 && *unit != "B"));
        }
        value /= 1024.0;
    }
    String::new()
}

/// Microseconds as milliseconds.
pub(crate) fn millis(micros: f64) -> String {
    format!("{:.2}", micros / 1e3)
}

/// What is promised, what was found, and whether that holds.
pub(crate) struct Bar {
    pub(crate) what: String,
    pub(crate) found: f64,
    pub(crate) bound: Bound,
}

/// A bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bound {
    AtLeast(f64),
    Below(f64),
}

impl Bar {
    pub(crate) fn holds(&self) -> bool {
        // What could not be measured does not hold: no comparison with it is true.
        match self.bound {
            Bound::AtLeast(bound) => self.found >= bound,
            Bound::Below(bound) => self.found < bound,
        }
    }
}

/// All of them, in Markdown.
pub(crate) fn bars(bars: &[Bar]) -> String {
    let mut out = "| | found | promised | |\n|---|---:|---:|---|\n".to_owned();
    for bar in bars {
        let promised = match bar.bound {
            Bound::AtLeast(bound) => format!("≥ {bound}"),
            Bound::Below(bound) => format!("< {bound}"),
        };
        let verdict = if bar.holds() { "pass" } else { "**fail**" };
        let what = &bar.what;
        out.push_str(&format!(
            "| {what} | {:.2} | {promised} | {verdict} |\n",
            bar.found
        ));
    }
    out
}
