//! What follows from accounts and records, built anew where an earlier release did not keep it or
//! derived otherwise.

use alloy_primitives::B256;
use rusqlite::{Connection, TransactionBehavior, params};

use super::{group, rows, sql};
use crate::store::{
    StoreError,
    addresses::{AddressRow, key_of_record},
    encoding::{Damage, signers_from_bytes},
    plan::{Rules, SignerRow},
};

/// Accounts that are read at once.
const CHUNK: usize = 1000;

struct Row {
    node: B256,
    name: String,
    signers: Vec<u8>,
}

/// Builds what is missing, all in one transaction.
pub(super) fn bring_up_to_date(connection: &mut Connection, rules: &Rules) -> Result<(), StoreError> {
    let stored = rows::find(connection, sql::SELECT_FINGERPRINT, [], |row| rows::word(row, 0))?;
    let fingerprint = rules.addresses.fingerprint;
    if stored == Some(fingerprint) {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    rows::execute(&transaction, sql::REBUILD_DELETE_DERIVED, [])?;
    let mut last: Vec<u8> = Vec::new();
    loop {
        let page = rows::list(
            &transaction,
            sql::REBUILD_LIST_ACCOUNTS,
            params![last, CHUNK],
            |row| {
                Ok(Row {
                    node: rows::word(row, 0)?,
                    name: row.get(1)?,
                    signers: row.get(2)?,
                })
            },
        )?;
        let Some(end) = page.last() else { break };
        last = end.node.to_vec();
        for row in &page {
            for address in AddressRow::derived(rules, &row.node, &row.name) {
                group::insert_address(&transaction, &address)?;
            }
            if stored.is_none() {
                index_account(&transaction, row)?;
            }
        }
    }
    rows::execute(&transaction, sql::UPSERT_FINGERPRINT, [fingerprint.as_slice()])?;
    transaction.commit()?;
    Ok(())
}

/// Signers and record addresses of an account that an earlier release wrote.
fn index_account(connection: &Connection, row: &Row) -> Result<(), StoreError> {
    let signers = signers_from_bytes(&row.signers).map_err(|Damage| StoreError::Damaged {
        what: "account",
        node: row.node,
    })?;
    for signer in signers {
        let row = SignerRow {
            signer: signer.id(),
            name: row.name.clone(),
            node: row.node,
        };
        group::insert_signer(connection, &row)?;
    }
    let records = rows::list(
        connection,
        sql::REBUILD_LIST_RECORDS,
        [row.node.as_slice()],
        |record| Ok((rows::word(record, 0)?, rows::record(record, 1)?)),
    )?;
    for (key, record) in records {
        if let Some(address) = key_of_record(&record.call, record.state, &record.value) {
            let row = AddressRow {
                address,
                name: row.name.clone(),
                node: row.node,
                source: key.into(),
            };
            group::insert_address(connection, &row)?;
        }
    }
    Ok(())
}
