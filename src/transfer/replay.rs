//! The log, played again: from operations to accounts and records.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use alloy_primitives::{B256, keccak256};
use mononym_keystore::{
    Account, Change, Node, Path, RecordState, Rejection, SignedOperation, State, Tree, VerifiedOperation,
    apply, leaf_changes,
};
use thiserror::Error;

use super::{
    Difference, Rules,
    format::OperationLine,
    verify::{judged, verify_all},
};
use crate::{sign::NativeCurves, store::StoredRecord};

/// Accounts and records as they follow from the log so far. All of it is in memory.
pub struct Replay {
    rules: Rules,
    held: HashMap<B256, Held>,
    head: u64,
    accepted_at: u64,
    log_hash: B256,
    records: u64,
    tree: Tree<BTreeMap<(Path, u64), Arc<Node>>>,
}

/// Why the rules would not take an operation.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// A signature, or the account as it is.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The account would have too many records.
    #[error("the account would have more records than an account has")]
    TooManyRecords,
}

/// An account and its records.
pub(super) struct Held {
    pub(super) account: Account,
    /// The last operation that changed it.
    pub(super) sequence: u64,
    pub(super) records: BTreeMap<B256, StoredRecord>,
    /// Whether the other side has it too.
    pub(super) seen: bool,
    /// How many of its records the other side has.
    pub(super) seen_records: usize,
}

impl Replay {
    /// Before the first operation.
    pub fn new(rules: Rules) -> Self {
        Self {
            tree: Tree::empty(BTreeMap::new()),
            rules,
            held: HashMap::new(),
            head: 0,
            accepted_at: 0,
            log_hash: B256::ZERO,
            records: 0,
        }
    }

    /// Takes the next operations, in their order.
    ///
    /// # Errors
    /// The first operation that breaks a rule, by its index, and which rule.
    pub fn apply(&mut self, operations: &[OperationLine]) -> Result<(), (usize, Box<Difference>)> {
        let verified = verify_all(operations, &self.rules);
        for (index, (operation, verified)) in operations.iter().zip(verified).enumerate() {
            self.check_place(operation)
                .and_then(|()| self.apply_one(operation, &verified?))
                .map_err(|difference| (index, difference))?;
        }
        Ok(())
    }

    /// Place of the last operation.
    pub fn head(&self) -> u64 {
        self.head
    }

    /// `keccak256(previous ‖ operation hash ‖ acceptedAt)`, `acceptedAt` in 32 bytes, over all
    /// operations: two who find the same here have seen the same log.
    pub fn log_hash(&self) -> B256 {
        self.log_hash
    }

    /// The tree's root.
    pub fn root(&mut self) -> B256 {
        self.tree.root()
    }

    /// Whether the rules would take an operation at `accepted_at` (Unix seconds), as things are now.
    ///
    /// # Errors
    /// Why they would not.
    pub fn try_operation(&self, signed: &SignedOperation, accepted_at: u64) -> Result<(), Refusal> {
        let verified = signed.verify_with(&NativeCurves, &self.rules.domain, &self.rules.limits)?;
        let node = verified.node();
        let held = self.held.get(&node);
        let parent = verified.parent_node().and_then(|parent| self.held.get(&parent));
        let state = State {
            account: held.map(|held| &held.account),
            parent: parent.map(|held| &held.account),
            is_root: self.rules.roots.contains(&node),
        };
        let change = apply(state, &verified, accepted_at)?;
        let before = held.map_or(0, |held| held.records.len());
        let mut found = before;
        for record in &change.records {
            let is_there = held.is_some_and(|held| held.records.contains_key(&record.key));
            match (record.state == RecordState::Unset, is_there) {
                (true, true) => found = found.saturating_sub(1),
                (false, false) => found = found.saturating_add(1),
                _ => {}
            }
        }
        if found > self.rules.limits.records_per_account && found > before {
            return Err(Refusal::TooManyRecords);
        }
        Ok(())
    }

    /// How many accounts there are.
    pub fn accounts(&self) -> u64 {
        self.held.len() as u64
    }

    /// How many records there are.
    pub fn records(&self) -> u64 {
        self.records
    }

    pub(super) fn rules(&self) -> &Rules {
        &self.rules
    }

    pub(super) fn held(&self) -> &HashMap<B256, Held> {
        &self.held
    }

    pub(super) fn find(&mut self, node: &B256) -> Option<&mut Held> {
        self.held.get_mut(node)
    }

    /// Sequences without gaps, times that never go back.
    fn check_place(&mut self, operation: &OperationLine) -> Result<(), Box<Difference>> {
        let name = Some(operation.signed.operation.name());
        let expected = self.head.saturating_add(1);
        if operation.sequence != expected {
            return Err(Difference::of_operation(
                expected,
                None,
                "sequence",
                expected,
                operation.sequence,
            ));
        }
        if operation.accepted_at < self.accepted_at {
            return Err(Difference::of_operation(
                operation.sequence,
                name,
                "acceptedAt",
                format!("{} or later", self.accepted_at),
                operation.accepted_at,
            ));
        }
        Ok(())
    }

    fn apply_one(
        &mut self,
        operation: &OperationLine,
        verified: &VerifiedOperation,
    ) -> Result<(), Box<Difference>> {
        let (node, name) = (verified.name().node(), operation.signed.operation.name());
        let account = self.held.get(&node).map(|held| &held.account);
        let parent = match verified.name().parent() {
            Some(parent) if account.is_none() => self.held.get(&parent.node()).map(|held| &held.account),
            _ => None,
        };
        let nonce = account.map_or(0, |account| account.nonce);
        if let Some(found) = operation.claims.nonce
            && found != nonce
        {
            return Err(Difference::of_operation(
                operation.sequence,
                Some(name),
                "nonce",
                nonce,
                found,
            ));
        }
        let state = State {
            account,
            parent,
            is_root: self.rules.roots.contains(&node),
        };
        let change = apply(state, verified, operation.accepted_at).map_err(|rejection| {
            let (field, expected) = judged(&rejection);
            Difference::of_operation(operation.sequence, Some(name), field, expected, rejection)
        })?;
        for (key, value) in leaf_changes(&change) {
            let hash = value.as_ref().map(keccak256);
            self.tree.set(&key, hash).map_err(|missing| {
                Difference::of_operation(operation.sequence, Some(name), "tree", "all of it", missing)
            })?;
        }
        if let Some(found) = operation.claims.root {
            let root = self.tree.root();
            if found != root {
                return Err(Difference::of_operation(
                    operation.sequence,
                    Some(name),
                    "root",
                    root,
                    found,
                ));
            }
        }
        let Change { account, records } = change;
        let held = self.held.entry(node).or_insert_with(|| Held {
            account: account.clone(),
            sequence: operation.sequence,
            records: BTreeMap::new(),
            seen: false,
            seen_records: 0,
        });
        held.account = account;
        held.sequence = operation.sequence;
        for change in records {
            let is_new = if change.state == RecordState::Unset {
                self.records = self
                    .records
                    .saturating_sub(u64::from(held.records.remove(&change.key).is_some()));
                continue;
            } else {
                let record = StoredRecord {
                    call: change.call,
                    state: change.state,
                    value: change.value,
                };
                held.records.insert(change.key, record).is_none()
            };
            self.records = self.records.saturating_add(u64::from(is_new));
        }
        self.head = operation.sequence;
        self.accepted_at = operation.accepted_at;
        let time = B256::left_padding_from(&operation.accepted_at.to_be_bytes());
        self.log_hash = keccak256(
            [
                self.log_hash.as_slice(),
                verified.hash().as_slice(),
                time.as_slice(),
            ]
            .concat(),
        );
        Ok(())
    }
}
