//! ENSIP-15: the one spelling of a name that may be registered.

use alloc::string::{String, ToString};
use std::sync::LazyLock;

use ens_normalize_rs::EnsNameNormalizer;

use crate::Limits;

/// Building its tables takes 0.1 to 0.2 s, so they are built once, at the first use.
static NORMALIZER: LazyLock<EnsNameNormalizer> = LazyLock::new(EnsNameNormalizer::default);

/// Why a text has no normalised form, or is not in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NormalizeError {
    /// The text is too long to be normalised.
    #[error("the name has more than {limit} characters")]
    TooLong {
        /// [`Limits::name_code_points`].
        limit: usize,
    },
    /// No name can be spelled so.
    #[error("the name cannot be normalised (ENSIP-15): {reason}")]
    Disallowed {
        /// What is wrong with it, control characters escaped.
        reason: String,
    },
    /// The text has another normalised form.
    #[error("the name is not normalised (ENSIP-15): write {normalized:?}")]
    NotNormalized {
        /// The spelling to use.
        normalized: String,
    },
}

/// The normalised form of a name (ENSIP-15). The empty text stays empty.
///
/// # Errors
/// If the text or its normalised form is longer than `limits` allow, or holds what no name may.
pub fn normalize(text: &str, limits: &Limits) -> Result<String, NormalizeError> {
    let normalized = normalize_once(text, limits)?;
    // The normaliser looks at the ends of a label before it drops the characters to ignore, so it
    // accepts some texts whose normalised form it refuses. A spelling is one only if it is its own.
    if normalized == text || normalize_once(&normalized, limits)? == normalized {
        Ok(normalized)
    } else {
        Err(NormalizeError::Disallowed {
            reason: "its normalised form is not stable".into(),
        })
    }
}

/// Whether a name is spelled in its normalised form.
///
/// # Errors
/// If it has none, or another one, which the error shows.
pub fn is_normalized(text: &str, limits: &Limits) -> Result<(), NormalizeError> {
    let normalized = normalize(text, limits)?;
    if normalized == text {
        Ok(())
    } else {
        Err(NormalizeError::NotNormalized { normalized })
    }
}

/// Whether a label is surely its own normalised form: most are, and it takes a hundredth of the time
/// to see. "xx--" is kept for Punycode (ENSIP-15, section 3.3).
fn is_plain(label: &str) -> bool {
    !label.is_empty()
        && label.get(2..4) != Some("--")
        && label
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn normalize_once(text: &str, limits: &Limits) -> Result<String, NormalizeError> {
    if text.chars().nth(limits.name_code_points).is_some() {
        return Err(NormalizeError::TooLong {
            limit: limits.name_code_points,
        });
    }
    if text.split('.').all(is_plain) {
        return Ok(text.into());
    }
    NORMALIZER
        .normalize(text)
        .map_err(|error| NormalizeError::Disallowed {
            reason: error.to_string().escape_debug().to_string(),
        })
}

#[cfg(test)]
mod tests;
