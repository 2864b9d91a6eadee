//! Plots as SVG, readable on light and on dark pages.

use std::fmt::Write;

const WIDTH: f64 = 820.0;
/// Around a plot: left, top, right, bottom.
const MARGIN: [f64; 4] = [70.0, 64.0, 24.0, 52.0];
const HEIGHT: f64 = 420.0;
/// Of one bar, with the gap to the next.
const ROW: f64 = 24.0;
/// Where bars begin, and what is left behind the longest for its number.
const LABELS: f64 = 350.0;
const NUMBERS: f64 = 84.0;

const STYLE: &str = "<style>
svg { font: 13px system-ui, sans-serif; }
.paper { fill: #ffffff; } text { fill: #1f2328; } .quiet { fill: #59636e; } .title { font-weight: 600; font-size: 15px; }
.grid { stroke: #d1d9e0; } .t0 { --tone: #0969da; } .t1 { --tone: #bc4c00; } .t2 { --tone: #1a7f37; }
.t3 { --tone: #8250df; } .t4 { --tone: #6e7781; } .t5 { --tone: #bf3989; }
.bar { fill: var(--tone); } .line { stroke: var(--tone); fill: none; stroke-width: 2; } .dot { fill: var(--tone); }
@media (prefers-color-scheme: dark) {
.paper { fill: #0d1117; } text { fill: #f0f6fc; } .quiet { fill: #9198a1; } .grid { stroke: #3d444d; }
.t0 { --tone: #4493f8; } .t1 { --tone: #f0883e; } .t2 { --tone: #3fb950; } .t3 { --tone: #ab7df8; }
.t4 { --tone: #8b949e; } .t5 { --tone: #db61a2; }
}
</style>
";
/// Colours that the style has.
const TONES: usize = 6;
/// Of bars that are limits, not ours.
pub(crate) const LIMIT_TONE: usize = 4;

/// One bar.
pub(crate) struct Bar {
    pub(crate) label: String,
    pub(crate) value: f64,
    /// Its number as it is written.
    pub(crate) text: String,
    pub(crate) tone: usize,
}

/// Bars from the left, one below another.
pub(crate) fn bars(title: &str, bars: &[Bar]) -> String {
    let [_, top, right, _] = MARGIN;
    let height = top + ROW * bars.len() as f64;
    let mut svg = begin(title, height);
    let longest = bars.iter().map(|bar| bar.value).fold(f64::MIN_POSITIVE, f64::max);
    let room = WIDTH - LABELS - right - NUMBERS;
    for (row, bar) in bars.iter().enumerate() {
        let y = top - 16.0 + ROW * row as f64;
        let length = (room * bar.value / longest).max(1.0);
        let (tone, label, text) = (bar.tone % TONES, escaped(&bar.label), escaped(&bar.text));
        put(
            &mut svg,
            format_args!(
                "<text x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"end\">{label}</text>\
             <rect class=\"bar t{tone}\" x=\"{LABELS}\" y=\"{y:.0}\" width=\"{length:.1}\" height=\"{:.0}\" rx=\"2\"/>\
             <text x=\"{:.1}\" y=\"{:.0}\">{text}</text>",
                LABELS - 8.0,
                y + 14.0,
                ROW - 6.0,
                LABELS + length + 6.0,
                y + 14.0,
            ),
        );
    }
    svg.push_str("</svg>\n");
    svg
}

/// Points that belong together.
pub(crate) struct Series {
    pub(crate) name: String,
    pub(crate) points: Vec<(f64, f64)>,
}

/// What the horizontal axis shows.
pub(crate) enum Across<'a> {
    /// Numbers, on a logarithmic scale.
    Numbers(&'a str),
    /// Words, at the points 0, 1, 2 …
    Words(&'a [&'a str]),
}

/// Lines over a logarithmic vertical axis.
pub(crate) fn lines(title: &str, across: &Across<'_>, up: &str, series: &[Series]) -> String {
    let [left, top, right, bottom] = MARGIN;
    let points = || series.iter().flat_map(|series| &series.points);
    let y_scale = Scale::logarithmic(points().map(|point| point.1), HEIGHT - bottom, top);
    let x_scale = match across {
        Across::Numbers(_) => Scale::logarithmic(points().map(|point| point.0), left, WIDTH - right),
        Across::Words(words) => Scale::even(words.len(), left + 40.0, WIDTH - right - 40.0),
    };
    let mut svg = begin(title, HEIGHT);
    for (tick, text) in y_scale.ticks() {
        let y = y_scale.place(tick);
        put(
            &mut svg,
            format_args!(
                "<line class=\"grid\" x1=\"{left}\" x2=\"{:.0}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
             <text class=\"quiet\" x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{text}</text>",
                WIDTH - right,
                left - 8.0,
                y + 4.0,
            ),
        );
    }
    let x_ticks = match across {
        Across::Numbers(_) => x_scale.ticks(),
        Across::Words(words) => (0_u32..)
            .map(f64::from)
            .zip(words.iter().map(|word| escaped(word)))
            .collect(),
    };
    for (tick, text) in x_ticks {
        put(
            &mut svg,
            format_args!(
                "<text class=\"quiet\" x=\"{:.1}\" y=\"{:.0}\" text-anchor=\"middle\">{text}</text>",
                x_scale.place(tick),
                HEIGHT - bottom + 20.0,
            ),
        );
    }
    if let Across::Numbers(label) = across {
        put(
            &mut svg,
            format_args!(
                "<text class=\"quiet\" x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"end\">{}</text>",
                WIDTH - right,
                HEIGHT - 12.0,
                escaped(label),
            ),
        );
    }
    put(
        &mut svg,
        format_args!(
            "<text class=\"quiet\" x=\"12\" y=\"{:.0}\">{}</text>",
            top - 12.0,
            escaped(up),
        ),
    );
    let mut legend = left + 10.0;
    for (index, one) in series.iter().enumerate() {
        let (tone, name) = (index % TONES, escaped(&one.name));
        let places = one.points.iter().filter(|(_, y)| y.is_finite() && *y > 0.0);
        let places: Vec<_> = places
            .map(|(x, y)| (x_scale.place(*x), y_scale.place(*y)))
            .collect();
        let path: Vec<String> = places.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        put(
            &mut svg,
            format_args!("<polyline class=\"line t{tone}\" points=\"{}\"/>", path.join(" ")),
        );
        for (x, y) in places {
            put(
                &mut svg,
                format_args!("<circle class=\"dot t{tone}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"/>"),
            );
        }
        put(
            &mut svg,
            format_args!(
                "<rect class=\"bar t{tone}\" x=\"{legend:.0}\" y=\"{:.0}\" width=\"12\" height=\"12\" rx=\"2\"/>\
             <text x=\"{:.0}\" y=\"{:.0}\">{name}</text>",
                top - 23.0,
                legend + 17.0,
                top - 12.0,
            ),
        );
        legend += 30.0 + 6.6 * one.name.chars().count() as f64;
    }
    svg.push_str("</svg>\n");
    svg
}

/// From values to places.
struct Scale {
    is_logarithmic: bool,
    from: (f64, f64),
    to: (f64, f64),
}

impl Scale {
    /// Decades, or halves of them where there are few, around all values.
    fn logarithmic(values: impl Iterator<Item = f64>, start: f64, end: f64) -> Self {
        let positive = values.filter(|value| value.is_finite() && *value > 0.0);
        let (least, most) = positive.fold((f64::INFINITY, 0.0), |(least, most): (f64, f64), value| {
            (least.min(value), most.max(value))
        });
        let (least, most) = if most > 0.0 { (least, most) } else { (1.0, 10.0) };
        let (low, high) = (least.log10().floor(), most.log10().ceil());
        Self {
            is_logarithmic: true,
            from: (low, if high > low { high } else { low + 1.0 }),
            to: (start, end),
        }
    }

    fn even(count: usize, start: f64, end: f64) -> Self {
        Self {
            is_logarithmic: false,
            from: (0.0, count.saturating_sub(1).max(1) as f64),
            to: (start, end),
        }
    }

    fn place(&self, value: f64) -> f64 {
        let value = if self.is_logarithmic { value.log10() } else { value };
        let share = (value - self.from.0) / (self.from.1 - self.from.0);
        self.to.0 + share * (self.to.1 - self.to.0)
    }

    /// Powers of ten, and what is between them where there are few.
    fn ticks(&self) -> Vec<(f64, String)> {
        let steps: &[f64] = if self.from.1 - self.from.0 < 2.5 {
            &[1.0, 2.0, 5.0]
        } else {
            &[1.0]
        };
        let mut ticks = Vec::new();
        let mut power = self.from.0;
        while power <= self.from.1 {
            let values = steps.iter().map(|step| step * 10_f64.powf(power));
            let inside = values.filter(|value| value.log10() <= self.from.1 + 1e-9);
            ticks.extend(inside.map(|value| (value, short(value))));
            power += 1.0;
        }
        ticks
    }
}

/// A round number as axes show it.
fn short(number: f64) -> String {
    match number {
        0.0..1.0 => format!("{number:.4}").trim_end_matches('0').to_owned(),
        1.0..1e3 => format!("{number:.0}"),
        1e3..1e6 => format!("{:.0}k", number / 1e3),
        1e6..1e9 => format!("{:.0}M", number / 1e6),
        _ => format!("{:.0}G", number / 1e9),
    }
}

fn begin(title: &str, height: f64) -> String {
    let title = escaped(title);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" role=\"img\" \
         aria-label=\"{title}\">\n{STYLE}<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n\
         <text class=\"title\" x=\"12\" y=\"24\">{title}</text>\n"
    )
}

fn put(svg: &mut String, element: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = writeln!(svg, "{element}");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
