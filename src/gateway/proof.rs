//! Proven answers: what is proven, and what follows from proofs alone.

use std::collections::HashMap;

use alloy_primitives::{B256, Bytes};
use mononym_derive::{Catalogue, Deployment};
use mononym_ens::{Query, RecordCall};
use mononym_keystore::{
    AccountLeaf, LeafError, Proof, ProofError, ProvenAnswer, RecordLeaf, RecordState, Status, account_key,
};
use thiserror::Error;

use super::{answer, needs};
use crate::store::{Found, FoundRecord, ProveError, Store, StoreError};

/// Proofs of all that an answer follows from.
#[derive(Clone, Debug)]
pub struct ProvenLookup {
    /// The sequence of the operation after which the root is the tree's.
    pub version: u64,
    /// The root.
    pub root: B256,
    /// Proof of the account.
    pub account: Proof,
    /// Proofs of records, in the order in which the answer needs them.
    pub records: Vec<(RecordCall, Proof)>,
    /// When time alone changes the account's status next, in Unix seconds.
    pub wrong_from: u64,
}

impl ProvenLookup {
    /// For the resolver, under a commit.
    pub fn into_answer(self, number: u64) -> ProvenAnswer {
        ProvenAnswer {
            number,
            account: self.account,
            records: self.records.into_iter().map(|(_, proof)| proof).collect(),
        }
    }
}

/// Why an answer does not follow from proofs.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum UnprovenError {
    /// A proof does not hold under the root.
    #[error("the proof of {what} does not hold: {source}")]
    Proof {
        /// Of the account, or of which record.
        what: String,
        /// Why.
        source: ProofError,
    },
    /// A leaf holds something else.
    #[error("what is proven of {what} cannot be read: {source}")]
    Leaf {
        /// Of the account, or of which record.
        what: String,
        /// Why.
        source: LeafError,
    },
    /// A proof that the answer needs is not there.
    #[error("the answer needs {0}, and there is no proof of it")]
    Missing(String),
    /// Proofs that the answer does not need.
    #[error("there are {0} proofs more than the answer needs")]
    LeftOver(usize),
    /// A proven record that no answer can be made of.
    #[error("a proven record is damaged: {0}")]
    Damaged(String),
}

impl From<StoreError> for UnprovenError {
    fn from(error: StoreError) -> Self {
        Self::Damaged(error.to_string())
    }
}

/// Proves what the answer to `query` about `node` at `now` (Unix seconds) follows from, in a version
/// of the tree; in the newest if none is named.
///
/// # Errors
/// If that version is not kept, or the database fails.
pub async fn prove(
    store: &dyn Store,
    version: Option<u64>,
    node: &B256,
    query: &Query,
    catalogue: &Catalogue,
    now: u64,
) -> Result<ProvenLookup, ProveError> {
    // All that it may need in one read; the account's leaf says what it does need.
    let calls = query.record_calls();
    let mut keys = vec![account_key(node)];
    keys.extend(calls.iter().map(|call| call.key(node)));
    let proven = store.prove(version, &keys).await?;
    let mut proofs = proven.proofs.into_iter();
    let unasked = || StoreError::Database("the tree proved fewer keys than it was asked for".to_owned());
    let account = proofs.next().ok_or_else(unasked)?;
    let by_key: HashMap<B256, Proof> = keys.into_iter().skip(1).zip(proofs).collect();
    let damaged =
        |source: LeafError| StoreError::Database(format!("the tree holds a damaged leaf: {source}"));
    let mut wrong_from = u64::MAX;
    let mut records = Vec::new();
    if !account.value.is_empty() {
        let leaf = AccountLeaf::from_bytes(&account.value).map_err(damaged)?;
        wrong_from = Found::of(&leaf).next_status(now);
        if leaf.status(now) == Status::Active {
            needs::look_up(query, catalogue, &mut |call| {
                let proof = by_key.get(&call.key(node)).ok_or_else(unasked)?;
                records.push((call.clone(), proof.clone()));
                state(&proof.value).map_err(damaged)
            })?;
        }
    }
    Ok(ProvenLookup {
        version: proven.version,
        root: proven.root,
        account,
        records,
        wrong_from,
    })
}

fn state(leaf: &[u8]) -> Result<RecordState, LeafError> {
    if leaf.is_empty() {
        return Ok(RecordState::Unset);
    }
    Ok(match RecordLeaf::from_bytes(leaf)? {
        RecordLeaf::Set(_) => RecordState::Set,
        RecordLeaf::None => RecordState::None,
    })
}

impl Found {
    /// What a lookup finds of a proven account, without records.
    fn of(leaf: &AccountLeaf) -> Self {
        Self {
            frozen_until: leaf.frozen_until,
            retired_from: leaf.retired_from,
            records: Vec::new(),
        }
    }
}

/// The answer to `query` about `node` at `now` (Unix seconds) that follows from proofs under `root`,
/// as the resolver on L1 finds it: the ABI encoding of the call's return values, or an encoded
/// error.
///
/// # Errors
/// [`UnprovenError`] says which proof does not hold, is missing or is too much.
pub fn answer_from_proofs(
    proven: &ProvenAnswer,
    root: &B256,
    node: &B256,
    query: &Query,
    catalogue: &Catalogue,
    deployment: &Deployment,
    now: u64,
) -> Result<Vec<u8>, UnprovenError> {
    let mut found = check(
        &proven.account,
        root,
        &account_key(node),
        "the account",
        |value| {
            value
                .map(|value| AccountLeaf::from_bytes(value).map(|leaf| Found::of(&leaf)))
                .transpose()
        },
    )?;
    let mut proofs = proven.records.iter();
    if let Some(found) = found.as_mut().filter(|found| found.status(now) == Status::Active) {
        needs::look_up(query, catalogue, &mut |call| {
            let what = format!("record {}", Bytes::copy_from_slice(call.as_bytes()));
            let proof = proofs
                .next()
                .ok_or_else(|| UnprovenError::Missing(what.clone()))?;
            let key = call.key(node);
            let (state, value) = check(proof, root, &key, &what, |value| match value {
                None => Ok((RecordState::Unset, Bytes::new())),
                Some(leaf) => RecordLeaf::from_bytes(leaf).map(|leaf| match leaf {
                    RecordLeaf::Set(value) => (RecordState::Set, Bytes::copy_from_slice(value)),
                    RecordLeaf::None => (RecordState::None, Bytes::new()),
                }),
            })?;
            if state != RecordState::Unset {
                found.records.push(FoundRecord { key, state, value });
            }
            Ok::<_, UnprovenError>(state)
        })?;
    }
    match proofs.len() {
        0 => {}
        left => return Err(UnprovenError::LeftOver(left)),
    }
    let keys = query.record_calls().into_iter().map(|call| {
        let key = call.key(node);
        (call, key)
    });
    let context = answer::Context {
        node,
        now,
        found: found.as_ref(),
        keys: &keys.collect::<Vec<_>>(),
        data_keys: None,
        catalogue,
        deployment,
    };
    Ok(answer::answer(&context, query)?)
}

fn check<T>(
    proof: &Proof,
    root: &B256,
    key: &B256,
    what: &str,
    read: impl FnOnce(Option<&Bytes>) -> Result<T, LeafError>,
) -> Result<T, UnprovenError> {
    let value = proof.check(root, key).map_err(|source| UnprovenError::Proof {
        what: what.to_owned(),
        source,
    })?;
    read(value).map_err(|source| UnprovenError::Leaf {
        what: what.to_owned(),
        source,
    })
}
