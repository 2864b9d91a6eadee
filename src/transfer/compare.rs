//! What follows from the log, beside what is stored.

use mononym_ens::{Limits, Name};
use mononym_keystore::Account;

use super::{
    AccountLine, Difference, Replay, Subject,
    difference::plain,
    format::{RecordLine, ReservationLine},
};
use crate::{names::record_view, store::StoredRecord};

impl Replay {
    /// Compares an account with what the log made of it.
    ///
    /// # Errors
    /// The first field that differs.
    pub fn check_account(&mut self, line: &AccountLine) -> Result<(), Box<Difference>> {
        let Some(held) = self.find(&line.node) else {
            let subject = account(&line.name, None);
            return Err(Difference::new(
                subject,
                "account",
                "nothing: no operation made it",
                "an account",
            ));
        };
        let subject = account(&held.account.name, Some(held.sequence));
        if held.seen {
            return Err(Difference::new(subject, "account", "it once", "it twice"));
        }
        held.seen = true;
        differing_field(subject, &held.account, line).map_or(Ok(()), Err)
    }

    /// Compares a record with what the log made of it.
    ///
    /// # Errors
    /// What differs.
    pub fn check_record(&mut self, line: &RecordLine) -> Result<(), Box<Difference>> {
        let limits = self.rules().limits;
        let found = StoredRecord::try_from(line);
        let readable = found
            .as_ref()
            .map_or_else(|_| line.call.to_string(), |record| describe(record, &limits));
        let Some(held) = self.find(&line.node) else {
            let subject = record(&line.node.to_string(), readable, None);
            return Err(Difference::new(
                subject,
                "record",
                "nothing: no such account",
                "a record",
            ));
        };
        let subject = record(&held.account.name, readable, Some(held.sequence));
        let Some(expected) = held.records.get(&line.key) else {
            return Err(Difference::new(
                subject,
                "record",
                "nothing: no operation set it",
                &line.value,
            ));
        };
        let found = match found {
            Ok(found) => found,
            Err(error) => {
                return Err(Difference::new(subject, "state", expected.state.code(), error));
            }
        };
        held.seen_records = held.seen_records.saturating_add(1);
        if found.call != expected.call {
            return Err(Difference::new(subject, "call", &expected.call, &found.call));
        }
        if found.state != expected.state {
            return Err(Difference::new(
                subject,
                "state",
                expected.state.code(),
                found.state.code(),
            ));
        }
        if found.value != expected.value {
            let readable = |record: &StoredRecord| record_view(record, &limits).value.unwrap_or_default();
            return Err(Difference::new(
                subject,
                "value",
                readable(expected),
                readable(&found),
            ));
        }
        Ok(())
    }

    /// Checks that a reservation is of a name that nobody has.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check_reservation(&mut self, line: &ReservationLine) -> Result<(), Box<Difference>> {
        let subject = account(&line.name, None);
        let node = Name::from_text(&line.name, &self.rules().limits).map(|name| name.node());
        match node {
            Ok(node) if node == line.node => {}
            Ok(node) => return Err(Difference::new(subject, "node", node, line.node)),
            Err(error) => return Err(Difference::new(subject, "name", "a name", error)),
        }
        match self.find(&line.node) {
            Some(_) => Err(Difference::new(
                subject,
                "reservation",
                "none: the name is registered",
                format!("one for {}", line.claimant),
            )),
            None => Ok(()),
        }
    }

    /// Checks that nothing of what the log made is missing.
    ///
    /// # Errors
    /// The first account, in order of their names, that is missing or lacks a record.
    pub fn check_missing(&self) -> Result<(), Box<Difference>> {
        let lacking = self
            .held()
            .values()
            .filter(|held| !held.seen || held.seen_records != held.records.len())
            .min_by(|left, right| left.account.name.cmp(&right.account.name));
        let Some(held) = lacking else { return Ok(()) };
        let subject = account(&held.account.name, Some(held.sequence));
        Err(if held.seen {
            Difference::new(subject, "records", held.records.len(), held.seen_records)
        } else {
            Difference::new(subject, "account", "an account", "nothing")
        })
    }
}

/// The first field in which a line differs from an account.
pub(super) fn differing_field(
    subject: Subject,
    account: &Account,
    line: &AccountLine,
) -> Option<Box<Difference>> {
    let expected = AccountLine::from(account);
    let mut fields = expected.fields().into_iter().zip(line.fields());
    let ((field, expected), (_, found)) = fields.find(|((_, expected), (_, found))| expected != found)?;
    Some(Difference::new(
        subject,
        &camel_case(field),
        plain(&expected),
        plain(&found),
    ))
}

pub(super) fn account(name: &str, sequence: Option<u64>) -> Subject {
    Subject::Account {
        name: name.to_owned(),
        sequence,
    }
}

fn record(name: &str, record: String, sequence: Option<u64>) -> Subject {
    Subject::Record {
        name: name.to_owned(),
        record,
        sequence,
    }
}

/// A record as people read it: `text url`.
fn describe(record: &StoredRecord, limits: &Limits) -> String {
    let view = record_view(record, limits);
    match view.key {
        Some(key) => format!("{} {key}", view.profile),
        None => view.profile,
    }
}

fn camel_case(field: &str) -> String {
    let mut words = field.split('_');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}
