//! Which names a page of a list covers.

/// `low <= name < high`, without `after`. Names compare by their UTF-8 bytes.
pub(super) struct NameRange<'a> {
    pub(super) low: &'a str,
    pub(super) high: String,
    /// The page before ended with it; empty for the first.
    pub(super) after: &'a str,
}

impl<'a> NameRange<'a> {
    pub(super) fn new(prefix: Option<&'a str>, after: Option<&'a str>) -> Self {
        let (prefix, after) = (prefix.unwrap_or_default(), after.unwrap_or_default());
        Self {
            low: prefix.max(after),
            // The last code point, which no normalised name holds.
            high: format!("{prefix}\u{10ffff}"),
            after,
        }
    }
}
