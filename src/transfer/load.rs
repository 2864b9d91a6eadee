//! A file's operations into a new database, all at once and on all cores: first they are sorted by
//! the account that they change, then each account's are checked and applied.

use std::{
    collections::HashSet,
    io::BufRead,
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

use alloy_primitives::B256;
use mononym_ens::Name;
use mononym_keystore::{Operation, SignedOperation, restore, shorten};

use super::{
    Difference, Progress, Rules, TransferError,
    format::{Line, OperationLine},
    import::at,
    reader::{RawLines, Reader},
    verify::verify,
};
use crate::store::{
    Applied, Applier, Load, LoadError, LoadFailure, LogEntry, Parents, PendingChange, Refused, Sorted,
    Sorter, in_order,
};

/// Accounts that are worked on together.
const ACCOUNTS: usize = 256;
/// Operations between two words about progress.
const STEP: u64 = 1 << 16;

/// Takes every operation of a file, its signatures checked, into a new database. Gives their number.
/// `directory` is where temporary files go. What follows the operations in the file stays to be read;
/// of a file with the log alone that is nothing, and its end was checked before anything was taken.
///
/// # Errors
/// Names the first line that is wrong. Then there is no new database.
pub fn load<R: BufRead>(
    reader: &mut Reader<R>,
    mut load: Load,
    rules: &Rules,
    directory: &Path,
    progress: &dyn Progress,
) -> Result<u64, TransferError> {
    let log = Log::sort(reader, rules, directory, progress)?;
    if reader.header().log_only
        && let Some(line) = reader.next()?
    {
        let reason = "the header says that there are operations alone".to_owned();
        return Err(TransferError::line(line.number.unwrap_or_default(), reason));
    }
    let applier = load.applier();
    let parents = log.parents(&applier, rules)?;
    // Of the first operation that is wrong: those behind it need no look.
    let wrong_from = AtomicU64::new(u64::MAX);
    let mut wrong: Option<Wrong> = None;
    let mut done = 0_u64;
    in_order(
        log.accounts()?,
        |accounts| {
            let count: u64 = accounts.iter().map(|account| account.len() as u64).sum();
            let applied = apply(accounts, &applier, &parents, rules, &wrong_from);
            if let Err(wrong) = &applied {
                wrong_from.fetch_min(wrong.sequence, Ordering::Relaxed);
            }
            (count, applied)
        },
        |(count, applied)| {
            match applied {
                Ok(applied) if wrong.is_none() => load.take(applied)?,
                Ok(_) => {}
                Err(found) => {
                    let is_first = wrong.as_ref().is_none_or(|wrong| found.sequence < wrong.sequence);
                    if is_first {
                        wrong = Some(found);
                    }
                }
            }
            done = done.saturating_add(count);
            if done % STEP < count {
                progress.operations(done);
            }
            Ok::<_, TransferError>(())
        },
    )?;
    if let Some(wrong) = wrong {
        return Err(wrong.into());
    }
    let count = log.count;
    drop(log);
    load.finish()?;
    Ok(count)
}

/// An operation that is not as it should be.
struct Wrong {
    sequence: u64,
    error: TransferError,
}

impl Wrong {
    fn new(sequence: u64, difference: Box<Difference>) -> Self {
        Self {
            sequence,
            error: at(line_of(sequence), difference),
        }
    }
}

impl From<LoadError> for Wrong {
    fn from(LoadError { sequence, failure }: LoadError) -> Self {
        match failure {
            LoadFailure::Refused(error) => Self {
                sequence,
                error: TransferError::Refused {
                    number: line_of(sequence),
                    refused: Box::new(Refused {
                        index: 0,
                        error,
                        tried: None,
                    }),
                },
            },
            LoadFailure::Repeated { first } => Self::new(
                sequence,
                Difference::of_operation(sequence, None, "sequence", first, sequence),
            ),
        }
    }
}

impl From<Wrong> for TransferError {
    fn from(wrong: Wrong) -> Self {
        wrong.error
    }
}

/// The header is the first line.
fn line_of(sequence: u64) -> u64 {
    sequence.saturating_add(1)
}

/// [`Row`]s of some whole accounts.
type Accounts = Vec<Vec<Vec<u8>>>;

/// The operations of a file by account.
struct Log {
    rows: Sorted,
    count: u64,
    /// Names below which others are registered.
    parents: HashSet<B256>,
}

impl Log {
    fn sort<R: BufRead>(
        reader: &mut Reader<R>,
        rules: &Rules,
        directory: &Path,
        progress: &dyn Progress,
    ) -> Result<Self, TransferError> {
        let mut sorter = Sorter::new(directory)?;
        let mut parents = HashSet::new();
        let (mut count, mut accepted_at) = (0_u64, 0);
        let batches = std::iter::from_fn(|| reader.operations().transpose());
        in_order(
            batches,
            |lines: RawLines| {
                lines
                    .iter()
                    .map(|(number, line)| Row::parse(number, line, rules))
                    .collect()
            },
            |rows: Vec<Result<Row, TransferError>>| {
                for row in rows {
                    let row = row?;
                    count = count.saturating_add(1);
                    let differs = |field, expected, found: u64| {
                        let difference = Difference::of_operation(count, None, field, expected, found);
                        Err(at(line_of(count), difference))
                    };
                    if row.sequence != count {
                        return differs("sequence", count.to_string(), row.sequence);
                    }
                    if row.accepted_at < accepted_at {
                        let expected = format!("{accepted_at} or later");
                        return differs("acceptedAt", expected, row.accepted_at);
                    }
                    accepted_at = row.accepted_at;
                    parents.extend(row.parent);
                    sorter.push(&[&row.bytes])?;
                    if count.is_multiple_of(STEP) {
                        progress.operations(count);
                    }
                }
                Ok(())
            },
        )?;
        Ok(Self {
            rows: sorter.finish()?,
            count,
            parents,
        })
    }

    /// The operations of the accounts below which names are registered, played in their order.
    fn parents(&self, applier: &Applier, rules: &Rules) -> Result<Parents, TransferError> {
        let mut entries = Vec::new();
        for row in self.rows.rows()? {
            let row = row?;
            let is_parent = row
                .first_chunk::<32>()
                .is_some_and(|node| self.parents.contains(&B256::from(node)));
            if is_parent {
                entries.push(read_entry(&row, rules)?);
            }
        }
        entries.sort_unstable_by_key(|entry| entry.sequence);
        Ok(applier.parents(entries).map_err(Wrong::from)?)
    }

    /// Rows of some whole accounts at a time.
    fn accounts(&self) -> Result<impl Iterator<Item = Result<Accounts, TransferError>>, TransferError> {
        let mut rows = self.rows.rows()?.peekable();
        Ok(std::iter::from_fn(move || {
            let mut accounts = Accounts::with_capacity(ACCOUNTS);
            while accounts.len() < ACCOUNTS {
                let first = match rows.next() {
                    Some(Ok(row)) => row,
                    Some(Err(error)) => return Some(Err(error.into())),
                    None => break,
                };
                let node = first.first_chunk::<32>().copied();
                let mut account = vec![first];
                while let Some(row) = rows.next_if(|row| match row {
                    Ok(row) => row.first_chunk::<32>() == node.as_ref(),
                    Err(_) => true,
                }) {
                    match row {
                        Ok(row) => account.push(row),
                        Err(error) => return Some(Err(error.into())),
                    }
                }
                accounts.push(account);
            }
            (!accounts.is_empty()).then_some(Ok(accounts))
        }))
    }
}

fn apply(
    accounts: Accounts,
    applier: &Applier,
    parents: &Parents,
    rules: &Rules,
    wrong_from: &AtomicU64,
) -> Result<Applied, Wrong> {
    let mut wrong: Option<Wrong> = None;
    let mut entries = Vec::with_capacity(accounts.len());
    for rows in accounts {
        let first = rows.first().and_then(|row| row.get(32..40)?.try_into().ok());
        if first.map_or(0, u64::from_be_bytes) > wrong_from.load(Ordering::Relaxed) {
            continue;
        }
        match rows.iter().map(|row| read_entry(row, rules)).collect() {
            Ok(account) => entries.push(account),
            Err(found) => {
                if wrong.as_ref().is_none_or(|wrong| found.sequence < wrong.sequence) {
                    wrong = Some(found);
                }
            }
        }
    }
    match (applier.apply(entries, parents).map_err(Wrong::from), wrong) {
        (Err(refused), Some(wrong)) if refused.sequence < wrong.sequence => Err(refused),
        (_, Some(wrong)) => Err(wrong),
        (applied, None) => applied,
    }
}

/// An operation on its way through the sorter: node and sequence, by which it is sorted, time, hash,
/// and the shortened body.
struct Row {
    sequence: u64,
    accepted_at: u64,
    /// Of a registration.
    parent: Option<B256>,
    bytes: Vec<u8>,
}

impl Row {
    fn parse(number: u64, line: &[u8], rules: &Rules) -> Result<Self, TransferError> {
        let line = super::reader::parse(number, line)?;
        let Line::Operation(operation) = line else {
            return Err(TransferError::line(number, "this is no operation".to_owned()));
        };
        let OperationLine {
            sequence,
            accepted_at,
            hash,
            signed,
            ..
        } = *operation;
        let name = Name::from_text(signed.operation.name(), &rules.limits)
            .map_err(|error| TransferError::line(number, error.to_string()))?;
        let parent = match &signed.operation {
            Operation::Register(_) => name.parent().map(|parent| parent.node()),
            _ => None,
        };
        let mut bytes = name.node().to_vec();
        bytes.extend(sequence.to_be_bytes());
        bytes.extend(accepted_at.to_be_bytes());
        bytes.extend(hash);
        bytes.extend(shorten(&signed.to_bytes()));
        Ok(Self {
            sequence,
            accepted_at,
            parent,
            bytes,
        })
    }
}

/// Reads a [`Row`] and checks its operation.
fn read_entry(row: &[u8], rules: &Rules) -> Result<LogEntry, Wrong> {
    let damaged = || Wrong {
        sequence: 0,
        error: TransferError::Io(std::io::Error::other("a temporary file is damaged")),
    };
    let (_, row) = row.split_first_chunk::<32>().ok_or_else(damaged)?;
    let (sequence, row) = row.split_first_chunk().ok_or_else(damaged)?;
    let (accepted_at, row) = row.split_first_chunk().ok_or_else(damaged)?;
    let (hash, body) = row.split_first_chunk::<32>().ok_or_else(damaged)?;
    let (sequence, accepted_at) = (u64::from_be_bytes(*sequence), u64::from_be_bytes(*accepted_at));
    let body = restore(body, usize::MAX).map_err(|_| damaged())?;
    let line = OperationLine {
        sequence,
        accepted_at,
        hash: hash.into(),
        signed: SignedOperation::from_bytes(&body).map_err(|_| damaged())?,
        claims: Default::default(),
    };
    let operation = verify(&line, rules).map_err(|difference| Wrong::new(sequence, difference))?;
    Ok(LogEntry {
        sequence,
        change: PendingChange {
            operation,
            body,
            vouched_here: false,
            token: None,
            accepted_at: Some(accepted_at),
        },
    })
}
