//! A group of operations applied in memory, the same for every database: say what to read
//! ([`Reads`]), apply unit by unit ([`Plan`]), then write what came out ([`Writes`]).

mod attempt;
mod writes;

use std::collections::{HashMap, HashSet};

use alloy_primitives::{Address, B256, Bytes};
use mononym_keystore::{Account, Operation, RecordChange};

use self::attempt::Attempt;
pub(super) use self::writes::{SignerRow, Writes};
use super::{Accepted, AddressIndex, PendingChange, Refused, Token, Tried, tree::Leaf};

/// What a deployment allows.
#[derive(Clone)]
pub(super) struct Rules {
    /// Nodes of the parents that this deployment serves.
    pub(super) roots: HashSet<B256>,
    /// Most records of one account.
    pub(super) records_per_account: usize,
    /// What the address index holds.
    pub(super) addresses: AddressIndex,
}

/// The end of the log.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Head {
    pub(super) sequence: u64,
    pub(super) accepted_at: u64,
}

/// What a group reads before it is applied; each once, in ascending order.
#[derive(Default)]
pub(super) struct Reads {
    /// Operations that may be in the log already.
    pub(super) hashes: Vec<B256>,
    /// Accounts.
    pub(super) accounts: Vec<B256>,
    /// Records, by node and key.
    pub(super) records: Vec<(B256, B256)>,
    /// Accounts whose records are counted.
    pub(super) counts: Vec<B256>,
    /// API keys.
    pub(super) tokens: Vec<B256>,
    /// Nodes that are to be registered and may be reserved.
    pub(super) reservations: Vec<B256>,
}

impl Reads {
    pub(super) fn of<'a>(changes: impl Iterator<Item = &'a PendingChange>) -> Self {
        let mut reads = Self::default();
        for change in changes {
            let operation = &change.operation;
            let node = operation.node();
            reads.hashes.push(operation.hash());
            reads.accounts.push(node);
            if matches!(operation.operation(), Operation::Register(_)) {
                reads.accounts.extend(operation.parent_node());
                reads.tokens.extend(change.token);
                reads.reservations.push(node);
            }
            if !operation.records().is_empty() {
                reads.counts.push(node);
            }
            let keys = operation.records().iter().map(|record| (node, record.key));
            reads.records.extend(keys);
        }
        once(&mut reads.hashes);
        once(&mut reads.accounts);
        once(&mut reads.records);
        once(&mut reads.counts);
        once(&mut reads.tokens);
        once(&mut reads.reservations);
        reads
    }
}

fn once<T: Ord>(list: &mut Vec<T>) {
    list.sort_unstable();
    list.dedup();
}

/// What the database holds of that.
#[derive(Default)]
pub(super) struct Loaded {
    pub(super) head: Head,
    pub(super) accepted: HashMap<B256, Accepted>,
    pub(super) accounts: HashMap<B256, Account>,
    /// Records that there are, by node and key: under what address each stands in the index.
    pub(super) records: HashMap<(B256, B256), Option<Bytes>>,
    pub(super) counts: HashMap<B256, usize>,
    pub(super) tokens: HashMap<B256, Token>,
    /// Whom nodes are reserved for.
    pub(super) reservations: HashMap<B256, Address>,
}

/// An operation on its way into the log.
pub(super) struct NewOperation {
    pub(super) sequence: u64,
    pub(super) hash: B256,
    pub(super) node: B256,
    /// The account's nonce before it.
    pub(super) nonce: u64,
    pub(super) accepted_at: u64,
    /// Shortened, as it is stored.
    pub(super) body: Vec<u8>,
    /// What it does to the tree.
    pub(super) leaves: Vec<Leaf>,
    /// The tree's root after it, once the tree has grown.
    pub(super) root: B256,
}

/// What accepted operations changed, over what was loaded.
#[derive(Default)]
struct Changes {
    head: Option<Head>,
    operations: Vec<NewOperation>,
    accepted: HashMap<B256, Accepted>,
    accounts: HashMap<B256, Account>,
    records: HashMap<(B256, B256), RecordChange>,
    counts: HashMap<B256, usize>,
    /// Registrations so far of the API keys that were used.
    tokens: HashMap<B256, u64>,
    registered: Vec<B256>,
    /// Reserved nodes that were registered.
    claimed: Vec<B256>,
}

impl Changes {
    fn extend(&mut self, later: Self) {
        self.head = later.head.or(self.head);
        self.operations.extend(later.operations);
        self.accepted.extend(later.accepted);
        self.accounts.extend(later.accounts);
        self.records.extend(later.records);
        self.counts.extend(later.counts);
        self.tokens.extend(later.tokens);
        self.registered.extend(later.registered);
        self.claimed.extend(later.claimed);
    }
}

/// A group under way.
pub(super) struct Plan<'a> {
    rules: &'a Rules,
    loaded: Loaded,
    changes: Changes,
}

impl<'a> Plan<'a> {
    pub(super) fn new(rules: &'a Rules, loaded: Loaded) -> Self {
        Self {
            rules,
            loaded,
            changes: Changes::default(),
        }
    }

    /// The next operation follows this end of the log, whatever was applied before.
    pub(super) fn continue_after(&mut self, head: Head) {
        self.changes.head = Some(head);
    }

    /// An account as it is by now.
    pub(super) fn account(&self, node: &B256) -> Option<&Account> {
        let changed = self.changes.accounts.get(node);
        changed.or_else(|| self.loaded.accounts.get(node))
    }

    /// Applies the changes of one caller at `now`, all or none.
    pub(super) fn apply(&mut self, unit: Vec<PendingChange>, now: u64) -> Result<Vec<Accepted>, Refused> {
        let mut attempt = Attempt {
            plan: self,
            own: Changes::default(),
        };
        let mut accepted = Vec::with_capacity(unit.len());
        for (index, change) in unit.into_iter().enumerate() {
            let head = attempt.head();
            accepted.push(attempt.accept(change, now).map_err(|error| Refused {
                index,
                error,
                tried: Some(Box::new(Tried {
                    after: head.sequence,
                    at: now.max(head.accepted_at),
                })),
            })?);
        }
        let own = attempt.own;
        self.changes.extend(own);
        Ok(accepted)
    }

    /// What is to be written; nothing if nothing was accepted.
    pub(super) fn finish(self) -> Option<Writes> {
        let head = self.changes.head?;
        Some(Writes::new(head, self.rules, &self.loaded, self.changes))
    }
}
