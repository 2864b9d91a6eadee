//! What the operations of accounts make of them, away from any database.

use std::{collections::HashMap, sync::Arc};

use alloy_primitives::B256;
use mononym_keystore::{Account, RecordChange};

use crate::store::{
    AcceptError, PendingChange,
    addresses::AddressRow,
    plan::{Head, Loaded, NewOperation, Plan, Rules, SignerRow},
};

/// An operation of the log. Its time is that of the change.
#[derive(Clone, Debug)]
pub struct LogEntry {
    /// Its place in the log.
    pub sequence: u64,
    /// The operation, verified.
    pub change: PendingChange,
}

/// Which operation does not follow from those before it.
#[derive(Clone, Debug)]
pub struct LoadError {
    /// Its place in the log.
    pub sequence: u64,
    /// Why.
    pub failure: LoadFailure,
}

/// Why an operation does not follow from those before it.
#[derive(Clone, Debug)]
pub enum LoadFailure {
    /// The rules forbid it.
    Refused(AcceptError),
    /// It was there already.
    Repeated {
        /// Its first place in the log.
        first: u64,
    },
}

/// How accounts stood in the course of the log under which names were registered.
#[derive(Clone, Debug, Default)]
pub struct Parents(HashMap<B256, Vec<(u64, Account)>>);

impl Parents {
    /// As it was before an operation.
    fn before(&self, node: &B256, sequence: u64) -> Option<&Account> {
        let changes = self.0.get(node)?;
        let after = changes.partition_point(|(change, _)| *change < sequence);
        changes.get(after.checked_sub(1)?).map(|(_, account)| account)
    }
}

/// Rows of some accounts.
#[derive(Default)]
pub struct Applied {
    pub(super) accounts: Vec<Account>,
    pub(super) records: Vec<(B256, RecordChange)>,
    pub(super) signers: Vec<SignerRow>,
    pub(super) addresses: Vec<AddressRow>,
    pub(super) operations: Vec<NewOperation>,
}

/// Applies the operations of whole accounts.
#[derive(Clone)]
pub struct Applier {
    rules: Arc<Rules>,
}

impl Applier {
    pub(super) fn new(rules: Arc<Rules>) -> Self {
        Self { rules }
    }

    /// How these accounts stood after each of their operations, which come in the order of the log.
    ///
    /// # Errors
    /// The first operation that the rules forbid.
    pub fn parents(&self, entries: Vec<LogEntry>) -> Result<Parents, LoadError> {
        let mut plan = Plan::new(&self.rules, Loaded::default());
        let mut parents = Parents::default();
        for entry in entries {
            let (sequence, node) = (entry.sequence, entry.change.operation.node());
            apply_entry(&mut plan, entry)?;
            if let Some(account) = plan.account(&node) {
                let changes = parents.0.entry(node).or_default();
                changes.push((sequence, account.clone()));
            }
        }
        Ok(parents)
    }

    /// Applies the operations of accounts, which come in ascending order of their nodes: those of
    /// each from its first to its last.
    ///
    /// # Errors
    /// The earliest of their operations that the rules forbid.
    pub fn apply(&self, accounts: Vec<Vec<LogEntry>>, parents: &Parents) -> Result<Applied, LoadError> {
        let mut applied = Applied::default();
        let mut failed: Option<LoadError> = None;
        for entries in accounts {
            match self.apply_account(entries, parents, &mut applied) {
                Ok(()) => {}
                Err(error) => {
                    let earlier = failed
                        .as_ref()
                        .is_none_or(|failed| error.sequence < failed.sequence);
                    if earlier {
                        failed = Some(error);
                    }
                }
            }
        }
        failed.map_or(Ok(applied), Err)
    }

    fn apply_account(
        &self,
        entries: Vec<LogEntry>,
        parents: &Parents,
        applied: &mut Applied,
    ) -> Result<(), LoadError> {
        let mut loaded = Loaded::default();
        let parent = entries.first().and_then(|entry| {
            let parent = entry.change.operation.parent_node()?;
            parents.before(&parent, entry.sequence)
        });
        loaded
            .accounts
            .extend(parent.map(|parent| (parent.node, parent.clone())));
        let mut plan = Plan::new(&self.rules, loaded);
        for entry in entries {
            apply_entry(&mut plan, entry)?;
        }
        let Some(mut writes) = plan.finish() else {
            return Ok(());
        };
        writes
            .records
            .sort_unstable_by_key(|(node, record)| (*node, record.key));
        applied.accounts.append(&mut writes.accounts);
        applied.records.append(&mut writes.records);
        applied.signers.append(&mut writes.signers);
        applied.addresses.append(&mut writes.addresses);
        applied.operations.append(&mut writes.operations);
        Ok(())
    }
}

fn apply_entry(plan: &mut Plan<'_>, entry: LogEntry) -> Result<(), LoadError> {
    let sequence = entry.sequence;
    let accepted_at = entry.change.accepted_at.unwrap_or_default();
    plan.continue_after(Head {
        sequence: sequence.saturating_sub(1),
        accepted_at,
    });
    let failure = match plan.apply(vec![entry.change], accepted_at) {
        Ok(accepted) => match accepted.first() {
            // An operation that is there already is answered as it was then.
            Some(accepted) if accepted.sequence != sequence => LoadFailure::Repeated {
                first: accepted.sequence,
            },
            _ => return Ok(()),
        },
        Err(refused) => LoadFailure::Refused(refused.error),
    };
    Err(LoadError { sequence, failure })
}
