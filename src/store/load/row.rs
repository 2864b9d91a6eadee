//! Rows that wait in temporary files: what they are sorted by comes first.

use alloy_primitives::{B256, Bytes};

use super::sorter::Sorter;
use crate::store::{
    StoreError,
    addresses::AddressRow,
    plan::{NewOperation, SignerRow},
};

/// By key and name.
pub(super) fn push_signer(sorter: &mut Sorter, row: &SignerRow) -> Result<(), StoreError> {
    sorter.push(&[
        row.signer.as_slice(),
        row.name.as_bytes(),
        END,
        row.node.as_slice(),
    ])?;
    Ok(())
}

/// Below every byte of a name, so that a name stands before those that it begins.
const END: &[u8] = &[0];

pub(super) fn read_signer(row: &[u8]) -> Option<SignerRow> {
    let (signer, row) = row.split_first_chunk::<32>()?;
    let (name, node) = split_name(row)?;
    let node = node.first_chunk::<32>()?;
    Some(SignerRow {
        signer: signer.into(),
        name,
        node: node.into(),
    })
}

/// By address, name and source.
pub(super) fn push_address(sorter: &mut Sorter, row: &AddressRow) -> Result<(), StoreError> {
    // As databases compare them: byte by byte, and what is at its end comes first. A byte before
    // each byte of the address says that there is one.
    let mut address = Vec::with_capacity(row.address.len().saturating_mul(2).saturating_add(1));
    for byte in &row.address {
        address.extend([1, *byte]);
    }
    address.push(0);
    sorter.push(&[
        &address,
        row.name.as_bytes(),
        END,
        row.source.as_ref(),
        row.node.as_slice(),
    ])?;
    Ok(())
}

pub(super) fn read_address(row: &[u8]) -> Option<AddressRow> {
    let mut address = Vec::new();
    let mut rest = row;
    loop {
        match rest {
            [0, after @ ..] => {
                rest = after;
                break;
            }
            [_, byte, after @ ..] => {
                address.push(*byte);
                rest = after;
            }
            _ => return None,
        }
    }
    let (name, rest) = split_name(rest)?;
    let (source, node) = rest.split_at_checked(rest.len().checked_sub(32)?)?;
    Some(AddressRow {
        address: address.into(),
        name,
        node: B256::try_from(node).ok()?,
        source: Bytes::copy_from_slice(source),
    })
}

/// By sequence. The root is not known yet, and leaves have gone their own way.
pub(super) fn push_operation(sorter: &mut Sorter, operation: &NewOperation) -> Result<(), StoreError> {
    sorter.push(&[
        &operation.sequence.to_be_bytes(),
        operation.hash.as_slice(),
        operation.node.as_slice(),
        &operation.nonce.to_be_bytes(),
        &operation.accepted_at.to_be_bytes(),
        &operation.body,
    ])?;
    Ok(())
}

pub(super) fn read_operation(row: &[u8]) -> Option<NewOperation> {
    let (sequence, row) = row.split_first_chunk()?;
    let (hash, row) = row.split_first_chunk::<32>()?;
    let (node, row) = row.split_first_chunk::<32>()?;
    let (nonce, row) = row.split_first_chunk()?;
    let (accepted_at, body) = row.split_first_chunk()?;
    Some(NewOperation {
        sequence: u64::from_be_bytes(*sequence),
        hash: hash.into(),
        node: node.into(),
        nonce: u64::from_be_bytes(*nonce),
        accepted_at: u64::from_be_bytes(*accepted_at),
        body: body.to_vec(),
        leaves: Vec::new(),
        root: B256::ZERO,
    })
}

/// A name up to its end, and the rest.
fn split_name(row: &[u8]) -> Option<(String, &[u8])> {
    let end = row.iter().position(|byte| *byte == 0)?;
    let (name, rest) = row.split_at_checked(end)?;
    Some((String::from_utf8(name.to_vec()).ok()?, rest.get(1..)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// As databases order their keys: by address, then by name, then by source.
        #[test]
        fn addresses_are_sorted_as_databases_do_and_read_back(
            mut rows in prop::collection::vec(
                (prop::collection::vec(0_u8..3, 0..4), "[ab.]{1,4}", any::<bool>()), 1..40)
        ) {
            let directory = tempfile::tempdir().unwrap();
            let mut sorter = Sorter::new(directory.path()).unwrap();
            for (address, name, is_record) in &rows {
                push_address(&mut sorter, &AddressRow {
                    address: address.clone().into(),
                    name: name.clone(),
                    node: B256::repeat_byte(7),
                    source: if *is_record { B256::repeat_byte(9).into() } else { Bytes::new() },
                }).unwrap();
            }
            rows.sort();
            let found: Vec<_> = sorter.finish().unwrap().rows().unwrap().map(|row| {
                let row = read_address(&row.unwrap()).unwrap();
                assert_eq!(row.node, B256::repeat_byte(7));
                (row.address.to_vec(), row.name, !row.source.is_empty())
            }).collect();
            prop_assert_eq!(found, rows);
        }

        #[test]
        fn operations_and_signers_read_back(sequence: u64, nonce: u64, body: Vec<u8>, name in "[a-z.]{1,20}") {
            let directory = tempfile::tempdir().unwrap();
            let mut sorter = Sorter::new(directory.path()).unwrap();
            let operation = NewOperation {
                sequence,
                hash: B256::repeat_byte(1),
                node: B256::repeat_byte(2),
                nonce,
                accepted_at: 3,
                body: body.clone(),
                leaves: Vec::new(),
                root: B256::ZERO,
            };
            push_operation(&mut sorter, &operation).unwrap();
            let row = sorter.finish().unwrap().rows().unwrap().next().unwrap().unwrap();
            let found = read_operation(&row).unwrap();
            prop_assert_eq!((found.sequence, found.nonce, found.body), (sequence, nonce, body));
            let signer = SignerRow { signer: B256::repeat_byte(4), name, node: B256::repeat_byte(5) };
            let mut sorter = Sorter::new(directory.path()).unwrap();
            push_signer(&mut sorter, &signer).unwrap();
            let row = sorter.finish().unwrap().rows().unwrap().next().unwrap().unwrap();
            prop_assert_eq!(read_signer(&row), Some(signer));
        }
    }
}
