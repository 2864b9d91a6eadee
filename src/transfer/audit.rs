//! Audits: the log is played again, and what is stored is compared with what follows from it.

use alloy_primitives::B256;
use serde::Serialize;

use super::{
    BATCH, Difference, Lines, Numbered, Progress, Replay, Rules, TransferError,
    format::{Counts, Line, OperationLine},
};

/// What an audit that found nothing wrong has seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Audited {
    /// How much.
    #[serde(flatten)]
    pub counts: Counts,
    /// [`Replay::log_hash`]: whoever finds the same has seen the same log.
    pub log_hash: B256,
}

/// Audits a file or a database.
///
/// # Errors
/// [`TransferError::Difference`] says what differs first.
pub async fn audit(
    lines: &mut dyn Lines,
    rules: Rules,
    progress: &dyn Progress,
) -> Result<Audited, TransferError> {
    let mut replay = Replay::new(rules);
    let mut batch = Batch::default();
    let mut counts = Counts::default();
    while let Some(numbered) = lines.next_line().await? {
        counts.count(&numbered.line);
        let Numbered { number, line } = numbered;
        if let Line::Operation(operation) = line {
            batch.push(number, *operation);
            if batch.operations.len() >= BATCH {
                batch.apply(&mut replay)?;
                progress.operations(replay.head());
            }
            continue;
        }
        batch.apply(&mut replay)?;
        match &line {
            Line::Account(account) => replay.check_account(account),
            Line::Record(record) => replay.check_record(record),
            Line::Reservation(reservation) => replay.check_reservation(reservation),
            Line::Operation(_) | Line::End(_) => Ok(()),
        }
        .map_err(|difference| at(number, difference))?;
    }
    batch.apply(&mut replay)?;
    progress.operations(replay.head());
    if !lines.header().log_only {
        replay.check_missing()?;
    }
    Ok(Audited {
        counts,
        log_hash: replay.log_hash(),
    })
}

fn at(number: Option<u64>, difference: Box<Difference>) -> TransferError {
    match number {
        Some(number) => TransferError::DifferenceAt { number, difference },
        None => TransferError::Difference(difference),
    }
}

/// Operations that are checked together, with the numbers of their lines.
#[derive(Default)]
struct Batch {
    operations: Vec<OperationLine>,
    numbers: Vec<Option<u64>>,
}

impl Batch {
    fn push(&mut self, number: Option<u64>, operation: OperationLine) {
        self.numbers.push(number);
        self.operations.push(operation);
    }

    fn apply(&mut self, replay: &mut Replay) -> Result<(), TransferError> {
        replay
            .apply(&self.operations)
            .map_err(|(index, difference)| at(self.numbers.get(index).copied().flatten(), difference))?;
        self.operations.clear();
        self.numbers.clear();
        Ok(())
    }
}
