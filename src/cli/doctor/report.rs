//! What was found: a line for each check.

use std::io::{self, Write};

use serde::Serialize;

use super::probe::Probed;
use crate::{chain::NodeError, gateway::trust};

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    /// As it should be.
    Ok,
    /// It works, and somebody should look at it.
    Warning,
    /// It does not work, or is not what it claims to be.
    Problem,
}

/// A check that was made.
#[derive(Clone, Debug, Serialize)]
struct Finding {
    /// The chain that was looked at, of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    chain: Option<String>,
    check: &'static str,
    level: Level,
    detail: String,
}

/// Who must be trusted.
#[derive(Clone, Copy, Debug, Serialize)]
struct Trust {
    signed: &'static str,
    proven: &'static str,
}

/// All checks, in the order in which they were made.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Report {
    ok: bool,
    checks: Vec<Finding>,
    /// Chains that were probed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    chains: Vec<Probed>,
    /// Nothing where neither a gateway nor L1 was looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    trust: Option<Trust>,
    /// The chain that is looked at.
    #[serde(skip)]
    chain: Option<String>,
}

impl Report {
    pub(super) fn new() -> Self {
        Self {
            ok: true,
            checks: Vec::new(),
            chains: Vec::new(),
            trust: None,
            chain: None,
        }
    }

    /// One about this chain.
    pub(super) fn about(chain: String) -> Self {
        Self {
            chain: Some(chain),
            ..Self::new()
        }
    }

    /// Says who must be trusted, too.
    pub(super) fn with_trust(mut self) -> Self {
        self.trust = Some(Trust {
            signed: trust::SIGNED,
            proven: trust::PROVEN,
        });
        self
    }

    /// What a probe found comes behind the rest.
    pub(super) fn append(&mut self, probe: Self, probed: Option<Probed>) {
        self.ok &= probe.ok;
        self.checks.extend(probe.checks);
        self.chains.extend(probed);
    }

    pub(super) fn add(&mut self, check: &'static str, level: Level, detail: &str) {
        self.ok &= level != Level::Problem;
        // Gateways and contracts write part of it, and terminals obey control characters.
        let detail = detail
            .chars()
            .map(|character| if character.is_control() { ' ' } else { character })
            .collect();
        let chain = self.chain.clone();
        self.checks.push(Finding {
            chain,
            check,
            level,
            detail,
        });
    }

    pub(super) fn ok(&mut self, check: &'static str, detail: impl AsRef<str>) {
        self.add(check, Level::Ok, detail.as_ref());
    }

    pub(super) fn warning(&mut self, check: &'static str, detail: impl AsRef<str>) {
        self.add(check, Level::Warning, detail.as_ref());
    }

    pub(super) fn problem(&mut self, check: &'static str, detail: impl AsRef<str>) {
        self.add(check, Level::Problem, detail.as_ref());
    }

    /// A group of checks that a node may have cut short.
    pub(super) fn take<T: Default>(&mut self, check: &'static str, result: Result<T, NodeError>) -> T {
        result.unwrap_or_else(|error| {
            self.problem(check, format!("L1 was not able to tell: {error}"));
            T::default()
        })
    }

    /// How many problems there are.
    pub(super) fn problems(&self) -> usize {
        let problems = self.checks.iter().filter(|check| check.level == Level::Problem);
        problems.count()
    }

    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        for Finding {
            chain,
            check,
            level,
            detail,
        } in &self.checks
        {
            let level = match level {
                Level::Ok => "ok",
                Level::Warning => "warning",
                Level::Problem => "problem",
            };
            let chain = chain
                .iter()
                .map(|chain| format!(" ({chain})"))
                .collect::<String>();
            writeln!(out, "{level:<8} {check}{chain}: {detail}")?;
        }
        for row in self.chains.iter().filter_map(|probed| probed.row.as_ref()) {
            writeln!(out, "\n{row}")?;
        }
        if let Some(Trust { signed, proven }) = self.trust {
            writeln!(out, "signed answers trust {signed}")?;
            writeln!(out, "proven answers trust {proven}")?;
        }
        Ok(())
    }
}

/// Seconds as people say them, rounded down.
pub(super) fn span(seconds: u64) -> String {
    match seconds {
        0..=119 => format!("{seconds} s"),
        120..=7_199 => format!("{} min", seconds / 60),
        7_200..=172_799 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_rounded_down() {
        for (seconds, text) in [
            (0, "0 s"),
            (119, "119 s"),
            (120, "2 min"),
            (7_199, "119 min"),
            (43_200, "12 h"),
            (2_592_000, "30 days"),
        ] {
            assert_eq!(span(seconds), text);
        }
    }

    #[test]
    fn only_problems_spoil_a_report_and_none_moves_a_terminal() {
        let mut report = Report::new().with_trust();
        report.ok("one", "well");
        report.warning("two", "look\u{1b}[2J\nok       three: forged");
        assert!(report.ok);
        report.problem("three", "not well");
        assert!(!report.ok);
        assert_eq!(report.problems(), 1);
        let mut text = Vec::new();
        report.write(&mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert_eq!(text.lines().count(), 5, "{text}");
        assert!(!text.contains('\u{1b}'));
    }
}
