//! The lines of an export, from wherever they come, one by one.

use std::{collections::VecDeque, io::BufRead};

use alloy_primitives::B256;
use async_trait::async_trait;

use super::{
    Difference, TransferError,
    format::{Header, Line, OperationLine},
    reader::{Numbered, Reader},
};
use crate::store::Snapshot;

/// Rows that are read at once.
const PAGE: usize = 1000;

/// Header and lines of an export, without its last.
#[async_trait]
pub trait Lines: Send {
    /// The first line.
    fn header(&self) -> &Header;

    /// The next line; nothing at the end.
    ///
    /// # Errors
    /// If it cannot be read, or is wrong.
    async fn next_line(&mut self) -> Result<Option<Numbered>, TransferError>;
}

#[async_trait]
impl<R: BufRead + Send> Lines for Reader<R> {
    fn header(&self) -> &Header {
        Reader::header(self)
    }

    async fn next_line(&mut self) -> Result<Option<Numbered>, TransferError> {
        self.next()
    }
}

/// The lines of a database.
pub struct SnapshotLines {
    snapshot: Box<dyn Snapshot>,
    header: Header,
    queue: VecDeque<Line>,
    place: Place,
}

/// How far a database was read.
enum Place {
    Operations(u64),
    Accounts(Option<B256>),
    Records(Option<(B256, B256)>),
    Reservations(Option<String>),
    End,
}

impl SnapshotLines {
    /// The lines of a database whose service serves these parents; those of the log alone if that is
    /// all that is wanted.
    pub fn new(snapshot: Box<dyn Snapshot>, parents: Vec<String>, log_only: bool) -> Self {
        Self {
            header: Header {
                log_only,
                ..Header::new(&snapshot.domain(), parents)
            },
            snapshot,
            queue: VecDeque::new(),
            place: Place::Operations(0),
        }
    }

    /// Reads the next page of the present kind, or goes on to the next kind.
    async fn read(&mut self) -> Result<(), TransferError> {
        let snapshot = &mut self.snapshot;
        let queue = &mut self.queue;
        self.place = match &self.place {
            Place::Operations(after) => {
                let page = snapshot.operations(*after, PAGE).await?;
                let next = page.last().map(|last| Place::Operations(last.sequence));
                for logged in page {
                    let sequence = logged.sequence;
                    let line = OperationLine::stored(logged).map_err(|error| {
                        Difference::of_operation(sequence, None, "body", "an operation", error)
                    })?;
                    queue.push_back(Line::Operation(Box::new(line)));
                }
                next.unwrap_or(if self.header.log_only {
                    Place::End
                } else {
                    Place::Accounts(None)
                })
            }
            Place::Accounts(after) => {
                let page = snapshot.accounts(after.as_ref(), PAGE).await?;
                queue.extend(page.iter().map(|account| Line::Account(Box::new(account.into()))));
                page.last()
                    .map_or(Place::Records(None), |last| Place::Accounts(Some(last.node)))
            }
            Place::Records(after) => {
                let page = snapshot.records(after.as_ref(), PAGE).await?;
                let next = page
                    .last()
                    .map(|last| Place::Records(Some((last.node, last.key))));
                queue.extend(page.into_iter().map(|record| Line::Record(record.into())));
                next.unwrap_or(Place::Reservations(None))
            }
            Place::Reservations(after) => {
                let page = snapshot.reservations(after.as_deref(), PAGE).await?;
                let next = page
                    .last()
                    .map(|last| Place::Reservations(Some(last.name.clone())));
                queue.extend(
                    page.into_iter()
                        .map(|reservation| Line::Reservation(reservation.into())),
                );
                next.unwrap_or(Place::End)
            }
            Place::End => Place::End,
        };
        Ok(())
    }
}

#[async_trait]
impl Lines for SnapshotLines {
    fn header(&self) -> &Header {
        &self.header
    }

    async fn next_line(&mut self) -> Result<Option<Numbered>, TransferError> {
        while self.queue.is_empty() && !matches!(self.place, Place::End) {
            self.read().await?;
        }
        Ok(self.queue.pop_front().map(|line| Numbered { number: None, line }))
    }
}
