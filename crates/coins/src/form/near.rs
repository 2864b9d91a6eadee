//! NEAR: accounts are names, or the hexadecimal digits of a key.

use crate::Fault;
use crate::codec::Codec;

/// The text itself: 2 to 64 lower-case letters and digits, with single `.`, `-` or `_` between them.
#[derive(Debug)]
pub(crate) struct Near;

impl Codec for Near {
    fn parse(&self, text: &str) -> Result<Vec<u8>, Fault> {
        if !(2..=64).contains(&text.len()) {
            return Err(Fault::Length);
        }
        let is_word = |word: &str| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        if text.split(['.', '-', '_']).all(is_word) {
            Ok(text.as_bytes().to_vec())
        } else {
            Err(Fault::Shape)
        }
    }

    fn format(&self, bytes: &[u8]) -> Result<String, Fault> {
        String::from_utf8(bytes.to_vec()).map_err(|_| Fault::Bytes(bytes.len()))
    }

    fn form(&self) -> &'static str {
        "account name"
    }

    /// Any word may be an account. Few top-level ones are, save those that are a key's digits.
    fn is_telling(&self, text: &str) -> bool {
        text.ends_with(".near") || (text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()))
    }
}
