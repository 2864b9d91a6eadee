//! What must hold for any text that is normalised. It stands apart from the other bodies since
//! normalising is a feature; the target of cargo-fuzz calls it too.

use mononym_ens::{Limits, is_normalized};

/// [`normalize`](mononym_ens::normalize()): the normalised form is its own normalised form.
pub fn normalized(data: &[u8]) {
    let limits = Limits::default();
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Ok(normalized) = mononym_ens::normalize(text, &limits) {
        assert_eq!(is_normalized(&normalized, &limits), Ok(()), "{text:?}");
        assert!(normalized.chars().count() <= limits.name_code_points);
    }
}
