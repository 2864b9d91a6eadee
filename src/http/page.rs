//! Query parameters of pages.

use super::{Problem, problem::Kind};

/// Entries of a page that nobody asked for a number of.
const DEFAULT_LIMIT: usize = 50;
/// Most entries of a page.
pub(super) const MAX_LIMIT: usize = 200;

/// `limit`: 1 to 200, 50 if absent.
pub(super) fn limit(text: Option<&str>) -> Result<usize, Problem> {
    let Some(text) = text else {
        return Ok(DEFAULT_LIMIT);
    };
    text.parse()
        .ok()
        .filter(|limit| (1..=MAX_LIMIT).contains(limit))
        .ok_or_else(|| {
            let detail = format!("limit is a number from 1 to {MAX_LIMIT}, not {text:?}");
            Problem::new(Kind::BadLimit, detail)
        })
}

/// A parameter that is a number.
pub(super) fn number(name: &str, text: Option<&str>) -> Result<Option<u64>, Problem> {
    text.map(|text| {
        text.parse()
            .map_err(|_| malformed(name, "is a number in decimal digits"))
    })
    .transpose()
}

/// A parameter that is text out of a name. No name is longer, nor holds a zero byte, which not every
/// database takes.
pub(super) fn text(name: &str, text: Option<String>, longest: usize) -> Result<Option<String>, Problem> {
    match text {
        Some(text) if text.len() > longest || text.contains('\0') => {
            Err(malformed(name, "is no part of a name"))
        }
        text => Ok(text),
    }
}

pub(super) fn malformed(name: &str, reason: &str) -> Problem {
    Problem::new(Kind::MalformedQuery, format!("{name} {reason}"))
}
