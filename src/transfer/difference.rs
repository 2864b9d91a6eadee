//! What is not as it should be, said precisely.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

/// What should be, and what is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Where.
    #[serde(flatten)]
    pub subject: Subject,
    /// Which field of it.
    pub field: String,
    /// What follows from the log and the rules.
    pub expected: String,
    /// What is there.
    pub found: String,
}

/// Where a difference is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "camelCase")]
pub enum Subject {
    /// In an operation of the log.
    Operation {
        /// Its place.
        sequence: u64,
        /// Whose name it changes.
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
    /// In an account.
    Account {
        /// Its name.
        name: String,
        /// The last operation that changed it, if there is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        sequence: Option<u64>,
    },
    /// In a record.
    Record {
        /// The account's name, or its node if it has none.
        name: String,
        /// The record, as people read it.
        record: String,
        /// The last operation that changed the account, if there is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        sequence: Option<u64>,
    },
}

impl Difference {
    pub(super) fn of_operation(
        sequence: u64,
        name: Option<&str>,
        field: &str,
        expected: impl fmt::Display,
        found: impl fmt::Display,
    ) -> Box<Self> {
        let subject = Subject::Operation {
            sequence,
            name: name.map(str::to_owned),
        };
        Self::new(subject, field, expected, found)
    }

    pub(super) fn new(
        subject: Subject,
        field: &str,
        expected: impl fmt::Display,
        found: impl fmt::Display,
    ) -> Box<Self> {
        Box::new(Self {
            subject,
            field: field.to_owned(),
            expected: expected.to_string(),
            found: found.to_string(),
        })
    }
}

impl std::error::Error for Difference {}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            subject,
            field,
            expected,
            found,
        } = self;
        write!(f, "{subject}: {field}: expected {expected}, found {found}")
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let after = |f: &mut fmt::Formatter<'_>, sequence: &Option<u64>| match sequence {
            Some(sequence) => write!(f, " after operation {sequence}"),
            None => Ok(()),
        };
        match self {
            Self::Operation { sequence, name } => {
                write!(f, "operation {sequence}")?;
                match name {
                    Some(name) => write!(f, " ({name})"),
                    None => Ok(()),
                }
            }
            Self::Account { name, sequence } => {
                write!(f, "account {name}")?;
                after(f, sequence)
            }
            Self::Record {
                name,
                record,
                sequence,
            } => {
                write!(f, "record {record} of {name}")?;
                after(f, sequence)
            }
        }
    }
}

/// JSON as people read it: a text without its quotes.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "nothing".to_owned(),
        other => other.to_string(),
    }
}
