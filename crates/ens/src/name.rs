//! Names: the DNS wire form (ENSIP-10) and the namehash (ENSIP-1).

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use alloy_primitives::{B256, keccak256};

use crate::Limits;

/// The wire form of the root: no label, only the closing zero.
const ROOT: [u8; 1] = [0];

/// A name in DNS wire form: each label behind its length byte, then a zero byte.
///
/// Always well-formed. Labels are 1 to 255 bytes of any value, kept as they came: an unnormalised
/// name is another name, with another node.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Name {
    wire: Box<[u8]>,
}

/// Why bytes or a text are not a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// The wire form ends within a label, or before the closing zero.
    #[error("the DNS name is cut short: its labels must end with a zero byte")]
    Truncated,
    /// Bytes follow the closing zero.
    #[error("{count} bytes follow the end of the DNS name: leave them away")]
    TrailingBytes {
        /// How many.
        count: usize,
    },
    /// The wire form is or would be too long.
    #[error("the name has {length} bytes in DNS form, at most {limit} are served")]
    TooLong {
        /// Its bytes.
        length: usize,
        /// [`Limits::name_bytes`].
        limit: usize,
    },
    /// Too many labels.
    #[error("the name has more than {limit} labels")]
    TooManyLabels {
        /// [`Limits::labels`].
        limit: usize,
    },
    /// A label of a text does not fit behind a length byte.
    #[error("a label has {length} bytes, at most 255 fit the DNS form")]
    LabelTooLong {
        /// Its bytes.
        length: usize,
    },
    /// A text has two dots in a row, or one at an end.
    #[error("a label is empty: write the name without doubled, leading or trailing dots")]
    EmptyLabel,
}

impl Name {
    /// Reads the DNS wire form. Every byte that stands where a length stands is one, 1 to 255:
    /// there is no compression here.
    ///
    /// # Errors
    /// If it is cut short, goes on after its end, or is beyond `limits`.
    pub fn from_dns(wire: &[u8], limits: &Limits) -> Result<Self, NameError> {
        if wire.len() > limits.name_bytes {
            return Err(NameError::TooLong {
                length: wire.len(),
                limit: limits.name_bytes,
            });
        }
        let mut rest = wire;
        let mut labels = 0;
        while let Some((_, after)) = split_label(rest).ok_or(NameError::Truncated)? {
            labels += 1;
            if labels > limits.labels {
                return Err(NameError::TooManyLabels { limit: limits.labels });
            }
            rest = after;
        }
        match rest.len() {
            1 => Ok(Self { wire: wire.into() }),
            left => Err(NameError::TrailingBytes { count: left - 1 }),
        }
    }

    /// Splits a text at its dots, as it is: nothing is normalised. The empty text is the root.
    ///
    /// # Errors
    /// If a label is empty or too long, or the name is beyond `limits`.
    pub fn from_text(text: &str, limits: &Limits) -> Result<Self, NameError> {
        let length = if text.is_empty() {
            1
        } else {
            text.len().saturating_add(2)
        };
        if length > limits.name_bytes {
            return Err(NameError::TooLong {
                length,
                limit: limits.name_bytes,
            });
        }
        let mut wire = Vec::with_capacity(length);
        let labels = text.split('.').filter(|_| !text.is_empty());
        for (index, label) in labels.enumerate() {
            if index >= limits.labels {
                return Err(NameError::TooManyLabels { limit: limits.labels });
            }
            match u8::try_from(label.len()) {
                Ok(0) => return Err(NameError::EmptyLabel),
                Ok(length) => wire.push(length),
                Err(_) => {
                    return Err(NameError::LabelTooLong { length: label.len() });
                }
            }
            wire.extend_from_slice(label.as_bytes());
        }
        wire.push(0);
        Ok(Self { wire: wire.into() })
    }

    /// The DNS wire form.
    pub fn as_dns(&self) -> &[u8] {
        &self.wire
    }

    /// The labels, first to last, without the root.
    pub fn labels(&self) -> impl DoubleEndedIterator<Item = &[u8]> {
        let labels: Vec<&[u8]> = self.suffixes().filter_map(first_label_of).collect();
        labels.into_iter()
    }

    /// The namehash.
    pub fn node(&self) -> B256 {
        node_under(&self.wire, &ROOT, B256::ZERO).unwrap_or_default()
    }

    /// The namehash, from that of a name above it, which is `node`; `None` if the name neither is
    /// `parent` nor stands below it.
    pub fn node_under(&self, parent: &Self, node: B256) -> Option<B256> {
        node_under(&self.wire, parent.as_dns(), node)
    }

    /// The name without its first label; `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        let (_, rest) = split_label(&self.wire)??;
        Some(Self { wire: rest.into() })
    }

    /// The first label; `None` for the root.
    pub fn first_label(&self) -> Option<&[u8]> {
        first_label_of(&self.wire)
    }

    /// Whether it is `parent` or stands below it, at any depth. Every name is under the root.
    pub fn is_under(&self, parent: &Self) -> bool {
        self.suffixes().any(|suffix| suffix == parent.as_dns())
    }

    /// The text with dots; `None` if a label is no UTF-8 or holds a dot or a NUL, since then the
    /// text would be another name's, or be cut short by what reads it.
    pub fn to_text(&self) -> Option<String> {
        let labels: Option<Vec<&str>> = self
            .labels()
            .map(|label| core::str::from_utf8(label).ok())
            .map(|label| label.filter(|text| !text.contains(['.', '\0'])))
            .collect();
        labels.map(|labels| labels.join("."))
    }

    /// The wire forms of the name and of each name above it, down to the root.
    fn suffixes(&self) -> impl Iterator<Item = &[u8]> {
        core::iter::successors(Some(self.as_dns()), |wire| {
            split_label(wire).flatten().map(|(_, rest)| rest)
        })
    }
}

/// Splits the first label off a wire form: the outer `None` where it is cut short, the inner at
/// its closing zero.
fn split_label(wire: &[u8]) -> Option<Option<(&[u8], &[u8])>> {
    match wire.split_first()? {
        (0, _) => Some(None),
        (length, rest) => rest.split_at_checked(usize::from(*length)).map(Some),
    }
}

/// As deep as there are labels between the two.
fn node_under(wire: &[u8], parent: &[u8], node: B256) -> Option<B256> {
    if wire == parent {
        return Some(node);
    }
    let (label, rest) = split_label(wire)??;
    Some(child_node(node_under(rest, parent, node)?, label))
}

fn first_label_of(wire: &[u8]) -> Option<&[u8]> {
    split_label(wire).flatten().map(|(label, _)| label)
}

/// The text, escaped for logs: no control or invisible character, no line break, a dot within a
/// label as `\.`, a byte that is no UTF-8 as `\xff`.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, label) in self.labels().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            for chunk in label.utf8_chunks() {
                for character in chunk.valid().chars() {
                    match character {
                        '.' => f.write_str("\\.")?,
                        other => write!(f, "{}", other.escape_debug())?,
                    }
                }
                for byte in chunk.invalid() {
                    write!(f, "\\x{byte:02x}")?;
                }
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

impl Default for Name {
    /// The root.
    fn default() -> Self {
        Self { wire: ROOT.into() }
    }
}

/// The namehash of a list of labels, first label first (ENSIP-1).
pub fn namehash<'a, L>(labels: L) -> B256
where
    L: IntoIterator<Item = &'a [u8]>,
    L::IntoIter: DoubleEndedIterator,
{
    labels.into_iter().rev().fold(B256::ZERO, child_node)
}

/// The node of `label` below `parent`.
pub fn child_node(parent: B256, label: &[u8]) -> B256 {
    keccak256(parent.concat_const::<32, 64>(keccak256(label)))
}

#[cfg(test)]
mod tests;
