//! What the registrar vouches for on its own, under the open and the token policy.

use std::str::FromStr;

use mononym_ens::{Limits, Name, NameError};
use serde::{Deserialize, Deserializer};
use thiserror::Error;

use super::Reserved;

/// Which labels the registrar keeps back. The owner of a parent can register them all the same, with
/// a voucher.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegistrationRules {
    /// Fewest characters of a label, for each parent and for all others.
    pub min_label_length: Vec<MinLength>,
    /// Labels that are kept back below every parent, and whole names that are.
    pub reserved: Reserved,
}

/// Fewest characters (code points) of a label: `3` below every parent, `mononym.eth=5` below one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinLength {
    /// The parent; nothing for all that have no rule of their own.
    pub parent: Option<String>,
    /// The number.
    pub length: usize,
}

/// Why the registrar does not vouch for a name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RuleError {
    /// The label is kept back.
    #[error("{0} is kept back by the registrar: it takes a voucher")]
    ReservedLabel(String),
    /// The label can be taken for one that is kept back.
    #[error("{name} looks like {kept}, which the registrar keeps back: it takes a voucher")]
    LooksReserved {
        /// The name.
        name: String,
        /// What it looks like.
        kept: String,
    },
    /// The label is too short.
    #[error("a label below {parent} has at least {min} characters, not {found}")]
    LabelTooShort {
        /// The parent.
        parent: String,
        /// Fewest characters.
        min: usize,
        /// The label's.
        found: usize,
    },
}

impl RuleError {
    /// Its stable name.
    pub fn slug(&self) -> &'static str {
        match self {
            Self::ReservedLabel(_) | Self::LooksReserved { .. } => "reserved-label",
            Self::LabelTooShort { .. } => "label-too-short",
        }
    }
}

impl RegistrationRules {
    /// Whether the registrar vouches for this name.
    ///
    /// # Errors
    /// [`RuleError`] says why not.
    pub fn check(&self, name: &str) -> Result<(), RuleError> {
        let Some((label, parent)) = name.split_once('.') else {
            return Ok(());
        };
        self.reserved.check(name, label)?;
        let (min, found) = (self.min_length(parent), label.chars().count());
        if found < min {
            return Err(RuleError::LabelTooShort {
                parent: parent.to_owned(),
                min,
                found,
            });
        }
        Ok(())
    }

    /// Fewest characters of a label below this parent.
    pub fn min_length(&self, parent: &str) -> usize {
        let of = |wanted: Option<&str>| {
            self.min_label_length
                .iter()
                .find(|rule| rule.parent.as_deref() == wanted)
                .map(|rule| rule.length)
        };
        of(Some(parent)).or_else(|| of(None)).unwrap_or(1)
    }
}

impl<'de> Deserialize<'de> for MinLength {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// A minimum length that is written wrongly.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MinLengthError {
    /// No number.
    #[error("write a number of characters such as 3, or a parent and a number such as mononym.eth=5")]
    NoNumber,
    /// The parent is no name.
    #[error(transparent)]
    Parent(#[from] NameError),
}

impl FromStr for MinLength {
    type Err = MinLengthError;

    fn from_str(text: &str) -> Result<Self, MinLengthError> {
        let (parent, length) = match text.split_once('=') {
            Some(("", _)) => return Err(MinLengthError::NoNumber),
            Some((parent, length)) => {
                Name::from_text(parent, &Limits::default())?;
                (Some(parent.to_owned()), length)
            }
            None => (None, text),
        };
        let length = length.parse().map_err(|_| MinLengthError::NoNumber)?;
        Ok(Self { parent, length })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(lengths: &[&str], reserved: &[&str]) -> RegistrationRules {
        RegistrationRules {
            min_label_length: lengths.iter().map(|text| text.parse().unwrap()).collect(),
            reserved: Reserved::new(reserved.iter().map(ToString::to_string).collect(), true),
        }
    }

    #[test]
    fn a_label_is_as_long_as_its_parent_asks() {
        let rules = rules(&["3", "other.eth=5"], &[]);
        assert_eq!(rules.check("abc.mononym.eth"), Ok(()));
        assert!(matches!(
            rules.check("ab.mononym.eth"),
            Err(RuleError::LabelTooShort { min: 3, found: 2, .. })
        ));
        assert!(matches!(
            rules.check("abcd.other.eth"),
            Err(RuleError::LabelTooShort { min: 5, found: 4, .. })
        ));
        assert_eq!(rules.check("abcde.other.eth"), Ok(()));
        // Characters, not bytes.
        assert_eq!(rules.check("\u{e4}\u{f6}\u{fc}.mononym.eth"), Ok(()));
    }

    #[test]
    fn labels_are_kept_back_below_every_parent_and_names_by_themselves() {
        let rules = rules(&[], &["admin", "www.mononym.eth"]);
        for kept in ["admin.mononym.eth", "admin.other.eth", "www.mononym.eth"] {
            assert_eq!(rules.check(kept), Err(RuleError::ReservedLabel(kept.to_owned())));
        }
        assert_eq!(rules.check("www.other.eth"), Ok(()));
        assert_eq!(rules.check("administrator.mononym.eth"), Ok(()));
    }

    #[test]
    fn labels_that_pass_for_kept_ones_are_kept_back_with_them() {
        let kept = rules(&[], &["admin", "www.mononym.eth"]);
        for name in ["adm1n.mononym.eth", "ad-min.other.eth", "vvww.mononym.eth"] {
            assert!(
                matches!(kept.check(name), Err(RuleError::LooksReserved { .. })),
                "{name}"
            );
        }
        for name in ["vvww.other.eth", "admins.mononym.eth", "amdin.mononym.eth"] {
            assert_eq!(kept.check(name), Ok(()), "{name}");
        }
        let exact = RegistrationRules {
            reserved: Reserved::new(vec!["admin".to_owned()], false),
            ..RegistrationRules::default()
        };
        assert_eq!(exact.check("adm1n.mononym.eth"), Ok(()));
        assert!(exact.check("admin.mononym.eth").is_err());
    }

    #[test]
    fn what_is_no_minimum_is_refused() {
        for text in ["", "x", "=3", "mononym.eth=", "a..b=3", "-1"] {
            assert!(text.parse::<MinLength>().is_err(), "{text}");
        }
    }
}
