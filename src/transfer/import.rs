//! Imports: a file into an empty database, or on top of a beginning of the same log.

use std::io::BufRead;

use mononym_ens::Limits;
use serde::Serialize;

use super::{
    BATCH, Difference, Progress, Rules, TransferError,
    account::AccountLine,
    compare::{account, differing_field},
    format::{Counts, Line, OperationLine, RecordLine},
    reader::{Numbered, Reader},
    verify::verify_all,
};
use crate::store::{NameFilter, PendingChange, Reservation, Store};

/// Names that are counted at once.
const PAGE: usize = 1000;

/// What an import did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Imported {
    /// What the file holds.
    #[serde(flatten)]
    pub counts: Counts,
    /// Operations that the database held before.
    pub operations_before: u64,
    /// Reservations that are new.
    pub new_reservations: u64,
}

/// Takes every operation of a file into the database, its signatures checked, and compares what
/// follows with the rest of the file. `loaded` of its operations are there already, by
/// [`load`](super::load()) into a new database, and were read. Operations are taken in batches, each whole or not at all: an
/// import that was cut short goes on where it stopped.
///
/// # Errors
/// Names the first line that is wrong.
pub async fn import<R: BufRead + Send>(
    reader: &mut Reader<R>,
    store: &dyn Store,
    rules: &Rules,
    loaded: u64,
    progress: &dyn Progress,
) -> Result<Imported, TransferError> {
    let mut import = Import {
        store,
        rules,
        batch: Vec::new(),
        reservations: Vec::new(),
        head: loaded,
        before: if loaded > 0 { 0 } else { *store.head().borrow() },
        records: 0,
        new_reservations: 0,
    };
    while let Some(Numbered { number, line }) = reader.next()? {
        let number = number.unwrap_or_default();
        if let Line::Operation(operation) = line {
            import.batch.push((number, *operation));
            if import.batch.len() >= BATCH {
                import.flush().await?;
                progress.operations(import.head);
            }
            continue;
        }
        import.flush().await?;
        import.check_length()?;
        match &line {
            Line::Account(line) => import.check_account(number, line).await?,
            Line::Record(line) => import.check_record(number, line).await?,
            Line::Reservation(line) => {
                import.reservations.push((number, line.clone().into()));
                if import.reservations.len() >= BATCH {
                    import.reserve().await?;
                }
            }
            Line::Operation(_) | Line::End(_) => {}
        }
    }
    import.flush().await?;
    import.reserve().await?;
    import.check_length()?;
    progress.operations(import.head);
    let counts = reader.counts();
    if !reader.header().log_only {
        import.check_counts(&counts).await?;
    }
    Ok(Imported {
        counts,
        operations_before: import.before,
        new_reservations: import.new_reservations,
    })
}

impl Imported {
    /// A log that was loaded into a new database.
    pub fn loaded(counts: Counts) -> Self {
        Self {
            counts,
            operations_before: 0,
            new_reservations: 0,
        }
    }
}

struct Import<'a> {
    store: &'a dyn Store,
    rules: &'a Rules,
    batch: Vec<(u64, OperationLine)>,
    reservations: Vec<(u64, Reservation)>,
    /// The last operation that was taken or compared.
    head: u64,
    /// Operations in the database before.
    before: u64,
    /// Records of the accounts so far.
    records: u64,
    new_reservations: u64,
}

impl Import<'_> {
    async fn flush(&mut self) -> Result<(), TransferError> {
        let batch = std::mem::take(&mut self.batch);
        for ((number, operation), expected) in batch.iter().zip(self.head.saturating_add(1)..) {
            if operation.sequence != expected {
                let found = operation.sequence;
                let difference = Difference::of_operation(expected, None, "sequence", expected, found);
                return Err(at(*number, difference));
            }
        }
        let there = self.compare(&batch).await?;
        let new = batch.get(there..).unwrap_or_default();
        self.accept(new).await?;
        self.head = self.head.saturating_add(batch.len() as u64);
        Ok(())
    }

    /// Compares with what the database holds; how many operations these are.
    async fn compare(&self, batch: &[(u64, OperationLine)]) -> Result<usize, TransferError> {
        if self.head >= self.before {
            return Ok(0);
        }
        let stored = self.store.list_changes(self.head, batch.len()).await?;
        for (stored, (number, operation)) in stored.iter().zip(batch) {
            let same = stored.sequence == operation.sequence
                && stored.hash == operation.hash
                && stored.accepted_at == operation.accepted_at
                && *stored.body == *operation.signed.to_bytes();
            if !same {
                return Err(TransferError::OtherLog {
                    number: *number,
                    sequence: operation.sequence,
                });
            }
        }
        Ok(stored.len())
    }

    async fn accept(&self, new: &[(u64, OperationLine)]) -> Result<(), TransferError> {
        if new.is_empty() {
            return Ok(());
        }
        let (numbers, operations): (Vec<u64>, Vec<OperationLine>) = new.iter().cloned().unzip();
        let number = |index: usize| numbers.get(index).copied().unwrap_or_default();
        let mut changes = Vec::with_capacity(operations.len());
        for (index, verified) in verify_all(&operations, self.rules).into_iter().enumerate() {
            let operation = verified.map_err(|difference| at(number(index), difference))?;
            let line = operations.get(index);
            changes.push(PendingChange {
                operation,
                body: line.map(|line| line.signed.to_bytes()).unwrap_or_default(),
                token: None,
                vouched_here: false,
                accepted_at: line.map(|line| line.accepted_at),
            });
        }
        let accepted = self.store.accept(changes).await;
        let accepted = accepted.map_err(|refused| TransferError::Refused {
            number: number(refused.index),
            refused: Box::new(refused),
        })?;
        for (index, (accepted, operation)) in accepted.iter().zip(&operations).enumerate() {
            if accepted.sequence != operation.sequence {
                let (found, expected) = (accepted.sequence, operation.sequence);
                let difference =
                    Difference::of_operation(expected, Some(&accepted.name), "sequence", expected, found);
                return Err(at(number(index), difference));
            }
        }
        Ok(())
    }

    /// The database holds no more than the file.
    fn check_length(&self) -> Result<(), TransferError> {
        if self.before > self.head {
            return Err(TransferError::OlderFile {
                database: self.before,
                file: self.head,
            });
        }
        Ok(())
    }

    async fn check_account(&mut self, number: u64, line: &AccountLine) -> Result<(), TransferError> {
        let subject = account(&line.name, None);
        let Some(stored) = self.store.find_account(&line.node).await? else {
            let difference =
                Difference::new(subject, "account", "nothing: no operation made it", "an account");
            return Err(at(number, difference));
        };
        let records = self.store.list_records(&line.node).await?.len() as u64;
        self.records = self.records.saturating_add(records);
        match differing_field(subject, &stored, line) {
            Some(difference) => Err(at(number, difference)),
            None => Ok(()),
        }
    }

    async fn check_record(&self, number: u64, line: &RecordLine) -> Result<(), TransferError> {
        let found = self.store.find(&line.node, &[line.key]).await?;
        let stored = found.and_then(|found| found.records.into_iter().next());
        let same = stored
            .as_ref()
            .is_some_and(|stored| stored.state.code() == line.state && stored.value == line.value)
            && key_of(line, &self.rules.limits) == Some(line.key);
        if same {
            return Ok(());
        }
        let expected = stored.map_or_else(|| "nothing".to_owned(), |stored| stored.value.to_string());
        let subject = account(&line.node.to_string(), None);
        let difference = Difference::new(subject, "record", expected, &line.value);
        Err(at(number, difference))
    }

    async fn reserve(&mut self) -> Result<(), TransferError> {
        let batch = std::mem::take(&mut self.reservations);
        let (numbers, batch): (Vec<u64>, Vec<Reservation>) = batch.into_iter().unzip();
        let new = self.store.reserve(&batch).await?;
        self.new_reservations = self.new_reservations.saturating_add(new);
        for (number, reservation) in numbers.into_iter().zip(batch) {
            let name = &reservation.name;
            let reason = match self.store.find_reservation(&reservation.node).await? {
                Some(stored) if stored == reservation => continue,
                Some(stored) => format!("{name} is reserved for {} here", stored.claimant),
                None => format!("{name} is registered, so it cannot be reserved"),
            };
            return Err(TransferError::line(number, reason));
        }
        Ok(())
    }

    /// The file shows every account and every record.
    async fn check_counts(&self, counts: &Counts) -> Result<(), TransferError> {
        let mut accounts: u64 = 0;
        let mut after: Option<String> = None;
        loop {
            let page = self
                .store
                .list_names(&NameFilter::default(), after.as_deref(), PAGE)
                .await?;
            let Some(last) = page.last() else { break };
            after = Some(last.name.clone());
            accounts = accounts.saturating_add(page.len() as u64);
        }
        let subject = |name| account(name, None);
        if accounts != counts.accounts {
            let all = subject("lines of the file");
            return Err(Difference::new(all, "accounts", accounts, counts.accounts).into());
        }
        if self.records != counts.records {
            let all = subject("lines of the file");
            return Err(Difference::new(all, "records", self.records, counts.records).into());
        }
        Ok(())
    }
}

pub(super) fn at(number: u64, difference: Box<Difference>) -> TransferError {
    TransferError::DifferenceAt { number, difference }
}

/// The key under which a record's call must stand.
fn key_of(line: &RecordLine, limits: &Limits) -> Option<alloy_primitives::B256> {
    let call = mononym_ens::RecordCall::parse(&line.call, limits).ok()?;
    Some(call.key(&line.node))
}
