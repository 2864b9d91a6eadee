//! Files of what mini-accounts are to do, and of what they may spend.

use std::{fs, path::Path};

use alloy_primitives::{Address, B256, Bytes, U256};
use mononym_keystore::{Call, Limit, OutboxOperation};
use serde::{Deserialize, de::DeserializeOwned};

use super::{CliError, relay::account_on};

/// An operation as its file has it: `[{"chainId": 8453, "deadline": 1800000000, "calls": […]}, …]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OperationEntry {
    /// The chain.
    chain_id: u64,
    /// The mini-account; computed from name and chain if left out.
    account: Option<Address>,
    /// Tells apart what is otherwise the same.
    #[serde(default)]
    nonce: U256,
    /// From when on, in Unix seconds.
    #[serde(default)]
    valid_from: u64,
    /// Until when, in Unix seconds.
    deadline: u64,
    /// What is done, in order.
    calls: Vec<CallEntry>,
}

/// A call as its file has it: `{"target": "0x…", "value": "1000", "data": "0x…"}`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CallEntry {
    target: Address,
    /// In wei.
    #[serde(default)]
    value: U256,
    #[serde(default)]
    data: Bytes,
}

/// A limit as its file has it: `[{"token": "0x…", "amount": "1000", "period": 86400}, …]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LimitEntry {
    /// Zero for the native coin.
    token: Address,
    /// In the token's smallest unit.
    amount: U256,
    /// In seconds.
    period: u32,
}

/// Reads the operations of a name.
pub(super) fn read_operations(
    path: &Path,
    node: &B256,
    keystore: Address,
) -> Result<Vec<OutboxOperation>, CliError> {
    let entries: Vec<OperationEntry> = read(path)?;
    let operation = |(index, entry): (usize, OperationEntry)| {
        let wrong =
            |reason: String| CliError::Usage(format!("{}: operation {index}: {reason}", path.display()));
        let account = account_on(entry.chain_id, node, keystore)?;
        if let Some(named) = entry.account.filter(|named| *named != account) {
            return Err(wrong(format!(
                "the name's mini-account on chain {} is {account}, not {named}: leave `account` out",
                entry.chain_id
            )));
        }
        if entry.calls.is_empty() {
            return Err(wrong("it calls nothing".to_owned()));
        }
        if entry.deadline < entry.valid_from {
            return Err(wrong("its deadline is before its validFrom".to_owned()));
        }
        let call = |call: CallEntry| Call {
            target: call.target,
            value: call.value,
            data: call.data,
        };
        Ok(OutboxOperation {
            chain_id: U256::from(entry.chain_id),
            account,
            nonce: entry.nonce,
            valid_from: entry.valid_from,
            deadline: entry.deadline,
            calls: entry.calls.into_iter().map(call).collect(),
        })
    };
    entries.into_iter().enumerate().map(operation).collect()
}

/// Reads limits, in whatever order.
pub(super) fn read_limits(path: &Path) -> Result<Vec<Limit>, CliError> {
    let entries: Vec<LimitEntry> = read(path)?;
    let limit = |entry: LimitEntry| {
        let amount = u128::try_from(entry.amount).map_err(|_| {
            CliError::Usage(format!(
                "{}: the amount {} has more than 128 bits",
                path.display(),
                entry.amount
            ))
        })?;
        Ok(Limit {
            token: entry.token,
            amount,
            period: entry.period,
        })
    };
    let mut limits: Vec<Limit> = entries.into_iter().map(limit).collect::<Result<_, CliError>>()?;
    limits.sort_by_key(|limit| limit.token);
    Ok(limits)
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, CliError> {
    let text = fs::read(path).map_err(|source| CliError::File {
        path: path.to_owned(),
        source,
    })?;
    serde_json::from_slice(&text).map_err(|error| CliError::Usage(format!("{}: {error}", path.display())))
}
