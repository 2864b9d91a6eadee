//! The tree built anew from the log, where a release without a tree wrote it.

use std::collections::{BTreeMap, HashMap, HashSet};

use alloy_primitives::{B256, keccak256};
use mononym_ens::Limits;
use mononym_keystore::{
    Account, Change, Domain, Node, Path, SignedOperation, State, Tree, apply, leaf_changes,
};

use super::leaf_place;
use crate::store::{LoggedOperation, StoreError};

/// Plays the log again, from its beginning.
pub(in crate::store) struct Rebuild<'a> {
    domain: Domain,
    roots: &'a HashSet<B256>,
    accounts: HashMap<B256, Account>,
    leaves: BTreeMap<B256, Vec<u8>>,
    tree: Tree<BTreeMap<(Path, u64), std::sync::Arc<Node>>>,
    head: u64,
}

impl<'a> Rebuild<'a> {
    /// `roots` are the nodes of the parents that the deployment serves.
    pub(in crate::store) fn new(domain: Domain, roots: &'a HashSet<B256>) -> Self {
        Self {
            domain,
            roots,
            accounts: HashMap::new(),
            leaves: BTreeMap::new(),
            tree: Tree::empty(BTreeMap::new()),
            head: 0,
        }
    }

    /// The root after the next operation of the log.
    pub(in crate::store) fn push(&mut self, operation: &LoggedOperation) -> Result<B256, StoreError> {
        let failed = |error: &dyn std::fmt::Display| {
            StoreError::Database(format!(
                "operation {} of the log does not follow from those before it, so no tree can be built: {error}",
                operation.sequence
            ))
        };
        let signed = SignedOperation::from_bytes(&operation.body).map_err(|error| failed(&error))?;
        let verified = signed
            .verify(&self.domain, &Limits::default())
            .map_err(|error| failed(&error))?;
        let state = State {
            account: self.accounts.get(&verified.node()),
            parent: verified
                .parent_node()
                .and_then(|parent| self.accounts.get(&parent)),
            is_root: self.roots.contains(&verified.node()),
        };
        let change = apply(state, &verified, operation.accepted_at).map_err(|error| failed(&error))?;
        for (key, value) in leaf_changes(&change) {
            self.tree
                .set(&key, value.as_ref().map(keccak256))
                .map_err(|error| failed(&error))?;
            match value {
                Some(value) => self.leaves.insert(key, value),
                None => self.leaves.remove(&key),
            };
        }
        let Change { account, .. } = change;
        self.accounts.insert(account.node, account);
        self.head = operation.sequence;
        Ok(self.tree.root())
    }

    /// Sequence of the last operation, and all that the tree stores of it: places and contents.
    pub(in crate::store) fn finish(self) -> (u64, impl Iterator<Item = (Vec<u8>, Vec<u8>)>) {
        let nodes = self.tree.finish(self.head).nodes;
        let nodes = nodes
            .into_iter()
            .map(|(path, node)| (path.as_bytes().to_vec(), node.to_bytes()));
        let leaves = self
            .leaves
            .into_iter()
            .map(|(key, value)| (leaf_place(&key), value));
        (self.head, nodes.chain(leaves))
    }
}
