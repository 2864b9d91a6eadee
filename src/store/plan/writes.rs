//! What a group writes: each row once, as it is after the whole group.

use std::collections::HashSet;

use alloy_primitives::{B256, Bytes};
use mononym_keystore::{Account, MissingNode, Nodes, RecordChange, RecordState, Signer, account_key};

use super::{Changes, Head, Loaded, NewOperation, Rules};
use crate::store::{
    addresses::{AddressRow, index_key, key_of_record},
    tree::{Growth, grow},
};

/// Rows to write and to remove.
pub(in crate::store) struct Writes {
    pub(in crate::store) head: Head,
    pub(in crate::store) operations: Vec<NewOperation>,
    pub(in crate::store) accounts: Vec<Account>,
    /// Records with a value, or none, by their node.
    pub(in crate::store) records: Vec<(B256, RecordChange)>,
    /// Records that are unset, by node and key.
    pub(in crate::store) records_gone: Vec<(B256, B256)>,
    pub(in crate::store) addresses: Vec<AddressRow>,
    pub(in crate::store) addresses_gone: Vec<AddressRow>,
    pub(in crate::store) signers: Vec<SignerRow>,
    pub(in crate::store) signers_gone: Vec<SignerRow>,
    /// API keys and how often each was used.
    pub(in crate::store) tokens: Vec<(B256, u64)>,
    /// Nodes whose reservations are claimed.
    pub(in crate::store) claimed: Vec<B256>,
    /// Keys of the leaves that were in the tree before the group.
    pub(in crate::store) stored_leaves: HashSet<B256>,
}

/// A row that tells a signer's names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) struct SignerRow {
    /// [`Signer::id`].
    pub(in crate::store) signer: B256,
    pub(in crate::store) name: String,
    pub(in crate::store) node: B256,
}

impl SignerRow {
    /// Those of an account.
    pub(in crate::store) fn of(account: &Account) -> impl Iterator<Item = Self> {
        account.signers.iter().map(Signer::id).map(|signer| Self {
            signer,
            name: account.name.clone(),
            node: account.node,
        })
    }
}

impl AddressRow {
    /// The derived ones of a name.
    pub(in crate::store) fn derived(rules: &Rules, node: &B256, name: &str) -> impl Iterator<Item = Self> {
        let addresses = (rules.addresses.derive)(node);
        let distinct: HashSet<Bytes> = addresses.iter().map(|address| index_key(address)).collect();
        distinct.into_iter().map(|address| Self {
            address,
            name: name.to_owned(),
            node: *node,
            source: Bytes::new(),
        })
    }
}

impl Writes {
    pub(super) fn new(head: Head, rules: &Rules, loaded: &Loaded, changes: Changes) -> Self {
        let mut writes = Self {
            head,
            operations: changes.operations,
            accounts: Vec::new(),
            records: Vec::new(),
            records_gone: Vec::new(),
            addresses: Vec::new(),
            addresses_gone: Vec::new(),
            signers: Vec::new(),
            signers_gone: Vec::new(),
            tokens: changes.tokens.into_iter().collect(),
            claimed: changes.claimed,
            stored_leaves: loaded
                .accounts
                .keys()
                .map(account_key)
                .chain(loaded.records.keys().map(|(_, key)| *key))
                .collect(),
        };
        for node in &changes.registered {
            if let Some(account) = changes.accounts.get(node) {
                let derived = AddressRow::derived(rules, node, &account.name);
                writes.addresses.extend(derived);
            }
        }
        for ((node, key), record) in changes.records {
            let name = changes.accounts.get(&node).map(|account| account.name.clone());
            writes.add_record(loaded, node, &name.unwrap_or_default(), key, record);
        }
        for (node, account) in changes.accounts {
            writes.add_signers(loaded.accounts.get(&node), &account);
            writes.accounts.push(account);
        }
        writes
    }

    /// Keys of all leaves that the group changes.
    pub(in crate::store) fn leaf_keys(&self) -> Vec<B256> {
        let leaves = self.operations.iter().flat_map(|operation| &operation.leaves);
        leaves.map(|(key, _)| *key).collect()
    }

    /// Applies the operations to the tree of version `before` and notes the root after each.
    pub(in crate::store) fn grow(&mut self, nodes: impl Nodes, before: u64) -> Result<Growth, MissingNode> {
        let leaves = self
            .operations
            .iter()
            .map(|operation| operation.leaves.as_slice());
        let (roots, growth) = grow(nodes, before, self.head.sequence, leaves, &self.stored_leaves)?;
        for (operation, root) in self.operations.iter_mut().zip(roots) {
            operation.root = root;
        }
        Ok(growth)
    }

    fn add_record(&mut self, loaded: &Loaded, node: B256, name: &str, key: B256, record: RecordChange) {
        let stored = loaded.records.get(&(node, key));
        let before = stored.cloned().flatten();
        let after = key_of_record(&record.call, record.state, &record.value);
        if before != after {
            let row = |address| AddressRow {
                address,
                name: name.to_owned(),
                node,
                source: key.into(),
            };
            self.addresses_gone.extend(before.map(row));
            self.addresses.extend(after.map(row));
        }
        if record.state != RecordState::Unset {
            self.records.push((node, record));
        } else if stored.is_some() {
            self.records_gone.push((node, key));
        }
    }

    fn add_signers(&mut self, before: Option<&Account>, after: &Account) {
        let without = |rows: &Account, others: Option<&Account>| -> Vec<SignerRow> {
            let others: Vec<SignerRow> = others.into_iter().flat_map(SignerRow::of).collect();
            SignerRow::of(rows).filter(|row| !others.contains(row)).collect()
        };
        self.signers.extend(without(after, before));
        if let Some(before) = before {
            self.signers_gone.extend(without(before, Some(after)));
        }
    }
}
