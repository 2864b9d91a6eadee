//! A whole log at once into a new database: what millions of single changes would write all over its
//! indexes is sorted first, and written once from beginning to end.
//!
//! The log comes account by account, in ascending order of their nodes: [`Applier`] says what each
//! account's operations make of it, on any number of threads, [`Load`] takes what comes out. Rows
//! that do not stand in that order, and the tree, wait in temporary files. Memory stays bounded,
//! whatever the number of names.

mod apply;
mod history;
mod leaf;
mod ordered;
mod row;
mod sorter;

use std::{cell::RefCell, collections::HashSet, io, path::PathBuf, sync::Arc};

use alloy_primitives::B256;
use mononym_keystore::{Account, Builder, EMPTY, RecordChange};

pub use self::apply::{Applied, Applier, LoadError, LoadFailure, LogEntry, Parents};
use self::{
    history::History,
    leaf::{LastLeaves, LeafRow},
    row::{push_address, push_operation, push_signer, read_address, read_operation, read_signer},
};
pub(crate) use self::{
    ordered::in_order,
    sorter::{Rows, Sorted, Sorter},
};
use super::{
    AddressIndex, LogEnd, StoreError,
    addresses::AddressRow,
    plan::{Head, NewOperation, Rules, SignerRow},
    tree::{damaged, leaf_place},
};

/// Rows that are written together.
const BATCH: usize = 2048;

/// Rows of a new database, each kind in the order of its key. Nothing is there for anybody else
/// until it is finished.
pub(super) trait Sink: Send {
    fn accounts(&mut self, rows: &[Account]) -> Result<(), StoreError>;
    fn records(&mut self, rows: &[(B256, RecordChange)]) -> Result<(), StoreError>;
    fn signers(&mut self, rows: &[SignerRow]) -> Result<(), StoreError>;
    fn addresses(&mut self, rows: &[AddressRow]) -> Result<(), StoreError>;
    /// Places of the tree and what stands there, all of one version.
    fn contents(&mut self, version: u64, rows: &[(Vec<u8>, Vec<u8>)]) -> Result<(), StoreError>;
    fn operations(&mut self, rows: &[NewOperation]) -> Result<(), StoreError>;
    fn finish(self: Box<Self>, head: Head) -> Result<(), StoreError>;
}

/// What a load may do and where it keeps what waits.
#[derive(Clone)]
pub struct LoadSettings {
    /// Nodes of the parents that the deployment serves.
    pub roots: HashSet<B256>,
    /// Most records of one account.
    pub records_per_account: usize,
    /// What the address index holds.
    pub addresses: AddressIndex,
    /// Directory of temporary files: about 2 KB for each operation of the log. They have no names
    /// and go with the process.
    pub directory: PathBuf,
}

impl LoadSettings {
    pub(super) fn rules(&self) -> Rules {
        Rules {
            roots: self.roots.clone(),
            records_per_account: self.records_per_account,
            addresses: self.addresses.clone(),
        }
    }
}

/// A database in the making.
pub struct Load {
    sink: Box<dyn Sink>,
    rules: Arc<Rules>,
    directory: PathBuf,
    head: Head,
    operations: Sorter,
    leaves: Sorter,
    signers: Sorter,
    addresses: Sorter,
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        Self::Database(format!("a temporary file failed: {error}"))
    }
}

impl Load {
    pub(super) fn new(sink: Box<dyn Sink>, settings: LoadSettings) -> Result<Self, StoreError> {
        let sorter = || Sorter::new(&settings.directory);
        Ok(Self {
            sink,
            head: Head::default(),
            operations: sorter()?,
            leaves: sorter()?,
            signers: sorter()?,
            addresses: sorter()?,
            rules: Arc::new(settings.rules()),
            directory: settings.directory,
        })
    }

    /// What works out the changes, on any thread.
    pub fn applier(&self) -> Applier {
        Applier::new(Arc::clone(&self.rules))
    }

    /// Takes the next accounts.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn take(&mut self, applied: Applied) -> Result<(), StoreError> {
        self.sink.accounts(&applied.accounts)?;
        self.sink.records(&applied.records)?;
        for row in &applied.signers {
            push_signer(&mut self.signers, row)?;
        }
        for row in &applied.addresses {
            push_address(&mut self.addresses, row)?;
        }
        for operation in &applied.operations {
            for leaf in &operation.leaves {
                LeafRow::write(&mut self.leaves, operation.sequence, leaf)?;
            }
            push_operation(&mut self.operations, operation)?;
            if operation.sequence > self.head.sequence {
                self.head = Head {
                    sequence: operation.sequence,
                    accepted_at: operation.accepted_at,
                };
            }
        }
        Ok(())
    }

    /// Writes all that waits, and makes the database what others see.
    ///
    /// # Errors
    /// If it cannot be written. Then there is nothing of it.
    pub fn finish(self) -> Result<LogEnd, StoreError> {
        let Self { mut sink, head, .. } = self;
        let (leaves, directory) = (self.leaves.finish()?, self.directory);
        let (signers, addresses) = (self.signers.finish()?, self.addresses.finish()?);
        let (history, root) = std::thread::scope(|scope| {
            let history = scope.spawn(|| History::of(&leaves, &directory));
            in_batches(signers.rows()?, read_signer, |rows| sink.signers(rows))?;
            drop(signers);
            in_batches(addresses.rows()?, read_address, |rows| sink.addresses(rows))?;
            drop(addresses);
            let root = write_tree(sink.as_mut(), &leaves, head.sequence)?;
            let history = history.join().map_err(|_| damaged("its history failed"))??;
            Ok::<_, StoreError>((history, root))
        })?;
        drop(leaves);
        write_operations(sink.as_mut(), self.operations.finish()?.rows()?, history, root)?;
        sink.finish(head)?;
        Ok(LogEnd {
            sequence: head.sequence,
            accepted_at: head.accepted_at,
        })
    }
}

/// Reads rows and hands them on, many at a time.
fn in_batches<T>(
    rows: Rows,
    read: impl Fn(&[u8]) -> Option<T>,
    mut write: impl FnMut(&[T]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut batch = Vec::with_capacity(BATCH);
    for row in rows {
        let row = read(&row?).ok_or_else(|| damaged("a temporary row"))?;
        batch.push(row);
        if batch.len() >= BATCH {
            write(&batch)?;
            batch.clear();
        }
    }
    write(&batch)
}

/// Writes nodes and values of the last version; gives its root.
fn write_tree(sink: &mut dyn Sink, leaves: &Sorted, version: u64) -> Result<B256, StoreError> {
    // Nodes come after those below them, and their places stand before these: so a part of the tree
    // is sorted at a time.
    let nodes = RefCell::new(Vec::new());
    let mut builder = Builder::new(version, |path, node| {
        nodes
            .borrow_mut()
            .push((path.as_bytes().to_vec(), node.to_bytes()));
    });
    let mut write = || {
        let mut nodes = nodes.take();
        nodes.sort_unstable();
        nodes
            .chunks(BATCH)
            .try_for_each(|nodes| sink.contents(version, nodes))
    };
    let mut part = None;
    for leaf in LastLeaves::of(leaves)? {
        let row = leaf?;
        let leaf = LeafRow::read(&row)?;
        if part != row.first().copied() {
            part = row.first().copied();
            write()?;
        }
        if let Some(hash) = leaf.value_hash {
            let pushed = builder.push(&leaf.key, hash);
            pushed.map_err(|error| damaged(&error.to_string()))?;
        }
    }
    if part.is_none() {
        return Ok(EMPTY);
    }
    let root = builder.finish();
    write()?;
    let mut values = Vec::with_capacity(BATCH);
    for leaf in LastLeaves::of(leaves)? {
        let row = leaf?;
        let leaf = LeafRow::read(&row)?;
        values.push((leaf_place(&leaf.key), leaf.value.to_vec()));
        if values.len() >= BATCH {
            sink.contents(version, &values)?;
            values.clear();
        }
    }
    sink.contents(version, &values)?;
    Ok(root)
}

/// The log itself, with the root after each operation. The last must be that of the tree.
fn write_operations(
    sink: &mut dyn Sink,
    rows: Rows,
    mut history: History,
    root: B256,
) -> Result<(), StoreError> {
    let mut last = EMPTY;
    let mut batch = Vec::with_capacity(BATCH);
    for row in rows {
        let mut operation = read_operation(&row?).ok_or_else(|| damaged("a temporary row"))?;
        operation.root = history.root_after(operation.sequence)?;
        last = operation.root;
        batch.push(operation);
        if batch.len() >= BATCH {
            sink.operations(&batch)?;
            batch.clear();
        }
    }
    sink.operations(&batch)?;
    if last == root {
        Ok(())
    } else {
        Err(damaged(&format!(
            "its root is {root}, and {last} by its history: this is a fault of this program"
        )))
    }
}
