//! Data that one can leave with, and that anyone can check: exports, imports and audits.
//!
//! An export is a file of lines (docs/migration.md): the log of operations, and what follows from
//! it. An audit rebuilds the second from the first. None of this speaks HTTP: where data comes from
//! a gateway, whoever calls brings it as a [`Feed`].

mod account;
mod audit;
mod cid;
mod compare;
mod difference;
mod export;
mod feed;
mod format;
mod import;
mod l1;
mod list;
mod load;
mod reader;
mod replay;
mod reserve;
mod shown;
mod snapshot;
mod verify;
mod writer;

use std::io;

use thiserror::Error;

pub use account::AccountLine;
pub use audit::{Audited, audit};
pub use difference::{Difference, Subject};
pub use export::{export, export_feed};
pub use feed::{Feed, FeedEntry, FeedError};
pub use format::{Counts, Header, Line, OperationLine, RecordLine, ReservationLine};
pub use import::{Imported, import};
pub use l1::{
    AuditedL1, Committed, Forced, Fraud, FraudKind, HistoryError, L1AuditError, L1Event, L1History, audit_l1,
};
pub use list::{ListError, Listed, evm_address, parse_list};
pub use load::load;
pub use reader::{Numbered, Reader};
pub use replay::{Refusal, Replay};
pub use reserve::{Reserved, Skipped, reserve};
pub use shown::audit_feed;
pub use snapshot::{Lines, SnapshotLines};
pub use verify::Rules;
pub use writer::Writer;

use crate::store::{Refused, StoreError};

/// Operations that are checked at once, on all cores.
const BATCH: usize = 2048;

/// Hears how far an export, an import or an audit has come.
pub trait Progress {
    /// So many operations so far.
    fn operations(&self, count: u64);
}

/// Why an export, an import or an audit does not come to its end.
#[derive(Debug, Error)]
pub enum TransferError {
    /// File or output failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A line of a file is wrong.
    #[error("line {number}: {reason}")]
    Line {
        /// Its number, from 1.
        number: u64,
        /// What is wrong.
        reason: String,
    },
    /// What is stored or shown is not what follows from the log.
    #[error(transparent)]
    Difference(#[from] Box<Difference>),
    /// The same, in a file.
    #[error("line {number}: {difference}")]
    DifferenceAt {
        /// Number of the line, from 1.
        number: u64,
        /// What differs.
        difference: Box<Difference>,
    },
    /// The database holds other operations than the file.
    #[error(
        "line {number}: operation {sequence} of the database is another one: \
         import into an empty database, or into one that holds a beginning of this file"
    )]
    OtherLog {
        /// Number of the line, from 1.
        number: u64,
        /// Place in the log.
        sequence: u64,
    },
    /// The database holds more than the file.
    #[error("the database holds {database} operations and the file {file}: it is older than the database")]
    OlderFile {
        /// Operations of the database.
        database: u64,
        /// Operations of the file.
        file: u64,
    },
    /// A database of another deployment.
    #[error(
        "the file is of the deployment on L1 chain {chain_id} with Keystore {keystore}, and another one \
         is configured: import it there"
    )]
    OtherDomain {
        /// The file's.
        chain_id: u64,
        /// The file's.
        keystore: alloy_primitives::Address,
    },
    /// The store does not take an operation.
    #[error("line {number}: the database does not take this operation: {refused}")]
    Refused {
        /// Number of the line, from 1.
        number: u64,
        /// Why.
        refused: Box<Refused>,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The gateway failed.
    #[error(transparent)]
    Feed(#[from] FeedError),
}

impl TransferError {
    fn line(number: u64, reason: String) -> Self {
        Self::Line { number, reason }
    }
}
