//! The root after each operation, worked out part by part on all cores.

use std::{collections::BTreeMap, io, path::Path};

use alloy_primitives::B256;
use mononym_keystore::{Crown, Part, Tree};

use super::{
    leaf::LeafRow,
    ordered::in_order,
    sorter::{Rows, Sorted, Sorter},
};
use crate::store::{StoreError, tree::damaged};

/// A change of a leaf: after which operation, its key, keccak256 of its value if it has one then.
type LeafChange = (u64, B256, Option<B256>);

/// Parts of the tree as each operation left them, in the order of the operations.
pub(super) struct History {
    rows: std::iter::Peekable<Rows>,
    crown: Crown,
}

impl History {
    /// Works out the parts from all changes of leaves.
    ///
    /// # Errors
    /// If temporary files cannot be written or read.
    pub(super) fn of(leaves: &Sorted, directory: &Path) -> Result<Self, StoreError> {
        let mut sorter = Sorter::new(directory)?;
        let parts = LeafParts {
            rows: leaves.rows()?.peekable(),
        };
        in_order(
            parts,
            |(first, changes)| part_history(first, changes),
            |history| {
                for (sequence, first, part) in history? {
                    sorter.push(&[&sequence.to_be_bytes(), &[first], &part.to_bytes()])?;
                }
                Ok::<_, StoreError>(())
            },
        )?;
        Ok(Self {
            rows: sorter.finish()?.rows()?.peekable(),
            crown: Crown::default(),
        })
    }

    /// The root after an operation; they are asked for in their order.
    ///
    /// # Errors
    /// If temporary files cannot be read.
    pub(super) fn root_after(&mut self, sequence: u64) -> Result<B256, StoreError> {
        let due = |row: &io::Result<Vec<u8>>| {
            row.as_ref().map_or(true, |row| {
                row.first_chunk()
                    .is_some_and(|bytes| u64::from_be_bytes(*bytes) <= sequence)
            })
        };
        while let Some(row) = self.rows.next_if(due) {
            let row = row?;
            let split = row.split_at_checked(8).and_then(|(_, rest)| rest.split_first());
            let (first, part) = split.ok_or_else(|| damaged("a part of its history"))?;
            let part = Part::from_bytes(part).ok_or_else(|| damaged("a part of its history"))?;
            self.crown.set(*first, part);
        }
        Ok(self.crown.root())
    }
}

/// Changes of all leaves whose keys have the same first byte.
struct LeafParts {
    rows: std::iter::Peekable<Rows>,
}

impl Iterator for LeafParts {
    type Item = Result<(u8, Vec<LeafChange>), StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = match self.rows.next()? {
            Ok(row) => row,
            Err(error) => return Some(Err(error.into())),
        };
        let first = row.first().copied()?;
        let mut changes = Vec::new();
        let mut next = Some(row);
        while let Some(row) = next {
            match LeafRow::read(&row) {
                Ok(leaf) => changes.push((leaf.sequence, leaf.key, leaf.value_hash)),
                Err(error) => return Some(Err(error)),
            }
            let same = |row: &io::Result<Vec<u8>>| match row {
                Ok(row) => row.first() == Some(&first),
                Err(_) => true,
            };
            next = match self.rows.next_if(same).transpose() {
                Ok(next) => next,
                Err(error) => return Some(Err(error.into())),
            };
        }
        Some(Ok((first, changes)))
    }
}

/// How a part stands after each operation that changes it.
fn part_history(first: u8, mut changes: Vec<LeafChange>) -> Result<Vec<(u64, u8, Part)>, StoreError> {
    // Stable by key within an operation: each key changes once in it.
    changes.sort_unstable_by_key(|(sequence, key, _)| (*sequence, *key));
    let mut tree = Tree::empty(BTreeMap::new());
    let mut history = Vec::with_capacity(changes.len());
    let mut changes = changes.into_iter().peekable();
    while let Some((sequence, key, value_hash)) = changes.next() {
        tree.set(&key, value_hash)
            .map_err(|missing| damaged(&missing.to_string()))?;
        if changes.peek().is_none_or(|(next, _, _)| *next != sequence) {
            history.push((sequence, first, tree.part(first)));
        }
    }
    Ok(history)
}
