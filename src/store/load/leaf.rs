//! Changes of leaves as rows, by key and then by the operation that makes them.

use std::iter::Peekable;

use alloy_primitives::{B256, keccak256};

use super::sorter::{Rows, Sorted, Sorter};
use crate::store::{
    StoreError,
    tree::{Leaf, damaged},
};

/// A leaf after an operation.
pub(super) struct LeafRow<'a> {
    pub(super) key: B256,
    /// The operation.
    pub(super) sequence: u64,
    /// keccak256 of its value; nothing where it goes.
    pub(super) value_hash: Option<B256>,
    pub(super) value: &'a [u8],
}

impl<'a> LeafRow<'a> {
    pub(super) fn write(sorter: &mut Sorter, sequence: u64, (key, value): &Leaf) -> Result<(), StoreError> {
        let hash = value.as_ref().map(keccak256).unwrap_or_default();
        sorter.push(&[
            key.as_slice(),
            &sequence.to_be_bytes(),
            &[u8::from(value.is_some())],
            hash.as_slice(),
            value.as_deref().unwrap_or_default(),
        ])?;
        Ok(())
    }

    pub(super) fn read(row: &'a [u8]) -> Result<Self, StoreError> {
        Self::split(row).ok_or_else(|| damaged("a temporary row of a leaf"))
    }

    fn split(row: &'a [u8]) -> Option<Self> {
        let (key, row) = row.split_first_chunk::<32>()?;
        let (sequence, row) = row.split_first_chunk()?;
        let (is_there, row) = row.split_first()?;
        let (hash, value) = row.split_first_chunk::<32>()?;
        Some(Self {
            key: key.into(),
            sequence: u64::from_be_bytes(*sequence),
            value_hash: (*is_there != 0).then(|| hash.into()),
            value,
        })
    }
}

/// Rows of the leaves that there are after all operations, in the order of their keys.
pub(super) struct LastLeaves(Peekable<Rows>);

impl LastLeaves {
    pub(super) fn of(leaves: &Sorted) -> Result<Self, StoreError> {
        Ok(Self(leaves.rows()?.peekable()))
    }
}

impl Iterator for LastLeaves {
    type Item = Result<Vec<u8>, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let row = match self.0.next()? {
                Ok(row) => row,
                Err(error) => return Some(Err(error.into())),
            };
            let changes_later = match self.0.peek() {
                Some(Ok(next)) => next.get(..32) == row.get(..32),
                Some(Err(_)) | None => false,
            };
            match LeafRow::read(&row) {
                Ok(leaf) if changes_later || leaf.value_hash.is_none() => {}
                Ok(_) => return Some(Ok(row)),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
