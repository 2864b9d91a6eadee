//! What every text form offers.

use core::fmt::Debug;

use crate::Fault;

/// A text form of addresses.
///
/// `parse` is strict: it takes only addresses. `format` need only fail where there is no text at
/// all, because [`crate::Coin::format`] reads back what it writes.
pub(crate) trait Codec: Debug + Sync {
    /// The binary form of a text.
    fn parse(&self, text: &str) -> Result<Vec<u8>, Fault>;

    /// The text of a binary form.
    fn format(&self, bytes: &[u8]) -> Result<String, Fault>;

    /// Its name, for people.
    fn form(&self) -> &'static str;

    /// Whether a text is meant to have this form, right or wrong.
    fn claims(&self, _text: &str) -> bool {
        true
    }

    /// Whether its texts are hexadecimal digits themselves.
    fn is_hex(&self) -> bool {
        false
    }

    /// Whether a text that it reads is hardly anything else.
    fn is_telling(&self, _text: &str) -> bool {
        true
    }
}

/// A coin with two text forms: the first where a text claims it or bytes have it, else the second.
#[derive(Debug)]
pub(crate) struct Either {
    pub(crate) first: &'static dyn Codec,
    pub(crate) second: &'static dyn Codec,
    pub(crate) form: &'static str,
}

impl Codec for Either {
    fn parse(&self, text: &str) -> Result<Vec<u8>, Fault> {
        if self.first.claims(text) {
            self.first.parse(text)
        } else {
            self.second.parse(text)
        }
    }

    fn format(&self, bytes: &[u8]) -> Result<String, Fault> {
        self.first.format(bytes).or_else(|_| self.second.format(bytes))
    }

    fn form(&self) -> &'static str {
        self.form
    }
}
