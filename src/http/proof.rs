//! `GET /v1/names/{name}/proof`

use alloy_primitives::{Address, B256, Bytes};
use axum::{
    Json,
    extract::{Path, Query, State, rejection::PathRejection, rejection::QueryRejection},
};
use mononym_ens::{Query as ProfileQuery, ccip::parse_data};
use mononym_keystore::{AccountLeaf, Policy, Proof, account_key};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    Problem, SharedApp, page,
    problem::{GoneProblems, Kind, NameProblems, ServiceProblems},
};
use crate::{
    chain::{Anchor, CommitError},
    gateway::ProvenLookup,
    names::schema,
    store::ProveError,
};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Parameters {
    /// Call data of a profile call, such as `text(bytes32,string)`: the records that its answer
    /// needs are proven too. Its node argument counts for nothing.
    #[param(
        pattern = "^0x([0-9a-fA-F]{2})*$",
        example = "0x3b3b57de0000000000000000000000000000000000000000000000000000000000000000"
    )]
    data: Option<String>,
    /// Number of a final commit on L1: the proofs are under its root. Oracles on other chains lag behind
    /// L1. Without it they are under the newest.
    #[param(example = 3, minimum = 0)]
    commit: Option<u64>,
}

/// Proofs of an account, or that there is none, and of records, under one root.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProofView {
    /// The name.
    #[schema(example = "alice.mononym.eth")]
    name: String,
    /// Its namehash.
    #[schema(value_type = schema::Word)]
    node: B256,
    /// Sequence of the last operation under the root.
    #[schema(example = 7)]
    sequence: u64,
    /// The root of the keystore's tree.
    #[schema(value_type = schema::Word)]
    root: B256,
    /// The final commit on L1 that has this root; null where L1 is not watched: then the root is the
    /// newest here, and nobody but this service vouches for it.
    commit: Option<CommitView>,
    /// The account under its key.
    account: KeyProof,
    /// What the account's leaf says; null if there is no account.
    leaf: Option<LeafView>,
    /// The records that the answer to `data` needs, in that order.
    records: Vec<RecordProof>,
    /// The same as the resolver on L1 takes it: `abi.encode(uint64 number, Proof account, Proof[]
    /// records)`, under number 0 without a commit.
    #[schema(value_type = schema::Hex)]
    response: Bytes,
}

/// A commit on L1.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CommitView {
    /// Its number.
    #[schema(example = 3)]
    number: u64,
    /// The time of the log that its root shows, in Unix seconds.
    #[schema(example = 1_800_000_000)]
    as_of: u64,
}

/// What the tree has under a key, with its proof.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct KeyProof {
    /// The key.
    #[schema(value_type = schema::Word)]
    key: B256,
    /// The leaf's value; empty if there is none.
    #[schema(value_type = schema::Hex)]
    value: Bytes,
    /// The hashes beside the way to the root, from the key's place up.
    #[schema(value_type = Vec<schema::Word>)]
    siblings: Vec<B256>,
    /// Key of the leaf that stands in the key's place; zero if none does.
    #[schema(value_type = schema::Word)]
    other_key: B256,
    /// keccak256 of that leaf's value; zero if there is none.
    #[schema(value_type = schema::Word)]
    other_value_hash: B256,
}

/// A record's proof.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RecordProof {
    /// The record's canonical call, its node argument zeroed.
    #[schema(value_type = schema::Hex)]
    call: Bytes,
    /// What stands under the record's key.
    #[serde(flatten)]
    proof: KeyProof,
}

/// An account as its leaf shows it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LeafView {
    /// Operations accepted so far.
    nonce: u64,
    /// Hash over them, in order.
    #[schema(value_type = schema::Word)]
    history_hash: B256,
    /// Unix time in seconds at which a freeze ends; 0 if it was never frozen.
    frozen_until: u64,
    /// Unix time in seconds from which the account is retired; 0 if it is not to be.
    retired_from: u64,
    /// Signatures that an operation needs.
    threshold: u8,
    /// Hash of threshold and signers.
    #[schema(value_type = schema::Word)]
    signers_hash: B256,
    /// Guardians that a recovery needs.
    guardian_threshold: u8,
    /// Hash of the guardians.
    #[schema(value_type = schema::Word)]
    guardians_hash: B256,
    /// Seconds between the start and the end of a recovery.
    recovery_delay: u32,
    /// Hash of what only recoveries need.
    #[schema(value_type = schema::Word)]
    recovery_hash: B256,
    /// Logic of the mini-accounts; zero if not chosen yet.
    #[schema(value_type = schema::Address)]
    implementation: Address,
    /// Merkle root of what the mini-accounts are to execute; zero for nothing.
    #[schema(value_type = schema::Word)]
    outbox_root: B256,
    /// Hash of the spending rules of the mini-accounts; zero for none.
    #[schema(value_type = schema::Word)]
    limits_hash: B256,
    /// Who vouches for names directly below this one; zero for nobody.
    #[schema(value_type = schema::Address)]
    registrar: Address,
    /// On what terms names below this one are registered.
    #[schema(value_type = String)]
    policy: Policy,
}

impl KeyProof {
    fn new(key: B256, proof: Proof) -> Self {
        Self {
            key,
            value: proof.value,
            siblings: proof.siblings,
            other_key: proof.other_key,
            other_value_hash: proof.other_value_hash,
        }
    }
}

impl From<AccountLeaf> for LeafView {
    fn from(leaf: AccountLeaf) -> Self {
        Self {
            nonce: leaf.nonce,
            history_hash: leaf.history_hash,
            frozen_until: leaf.frozen_until,
            retired_from: leaf.retired_from,
            threshold: leaf.threshold,
            signers_hash: leaf.signers_hash,
            guardian_threshold: leaf.guardians.threshold,
            guardians_hash: leaf.guardians.hash,
            recovery_delay: leaf.guardians.recovery_delay,
            recovery_hash: leaf.recovery_hash,
            implementation: leaf.implementation,
            outbox_root: leaf.outbox_root,
            limits_hash: leaf.limits_hash,
            registrar: leaf.registrar,
            policy: leaf.policy,
        }
    }
}

/// Proofs of an account and of the records that an answer needs, or that they do not exist.
///
/// Under the root of the final commit that `commit` names; without it, under the newest root that L1
/// takes for final where L1 is watched, else under the newest root of this service. `docs/proofs.md`
/// says how to check them.
#[utoipa::path(get, path = "/names/{name}/proof", tag = "Names", params(
    ("name" = String, Path, description = "The name", example = "alice.mononym.eth"),
    Parameters,
), responses(
    (status = 200, description = "The proofs", body = ProofView),
    NameProblems,
    GoneProblems,
    ServiceProblems,
))]
pub(super) async fn get_proof(
    State(app): State<SharedApp>,
    path: Result<Path<String>, PathRejection>,
    query: Result<Query<Parameters>, QueryRejection>,
) -> Result<Json<ProofView>, Problem> {
    let Path(text) = path?;
    let Query(Parameters { data, commit }) = query?;
    let name = app.names.parse_served(&text)?;
    let call = match data {
        Some(data) => {
            let data = parse_data(&data, &app.limits).map_err(|error| malformed(&error))?;
            ProfileQuery::decode(&data, &app.limits).map_err(|error| malformed(&error))?
        }
        None => ProfileQuery::Multicall(Vec::new()),
    };
    let node = name.node();
    let anchor = match commit {
        Some(number) => Some(final_commit(&app, number).await?),
        None => app.gateway.anchor(),
    };
    let version = anchor.map(|anchor| anchor.sequence);
    let proven = app.gateway.prove(version, &node, &call).await;
    let proven = proven.map_err(|error| unproven(error, commit))?;
    if let Some(anchor) = anchor.filter(|anchor| anchor.root != proven.root) {
        let sequence = anchor.sequence;
        return Err(Problem::new(
            Kind::NoProof,
            format!("the root on L1 is not that of this service's log after operation {sequence}"),
        ));
    }
    let ProvenLookup {
        version,
        root,
        account,
        records,
        ..
    } = proven.clone();
    let leaf = (!account.value.is_empty()).then(|| AccountLeaf::from_bytes(&account.value));
    let leaf = leaf.transpose().map_err(|error| Problem::internal(&error))?;
    let records = records.into_iter().map(|(call, proof)| RecordProof {
        proof: KeyProof::new(call.key(&node), proof),
        call: Bytes::copy_from_slice(call.as_bytes()),
    });
    Ok(Json(ProofView {
        name: text,
        node,
        sequence: version,
        root,
        commit: anchor.map(|anchor| CommitView {
            number: anchor.number,
            as_of: anchor.as_of,
        }),
        account: KeyProof::new(account_key(&node), account),
        leaf: leaf.map(LeafView::from),
        records: records.collect(),
        response: proven
            .into_answer(anchor.map_or(0, |anchor| anchor.number))
            .encode()
            .into(),
    }))
}

fn malformed(error: &dyn std::fmt::Display) -> Problem {
    page::malformed("data:", &error.to_string())
}

/// The final commit of a number.
async fn final_commit(app: &SharedApp, number: u64) -> Result<Anchor, Problem> {
    let no_proof = |detail: String| Problem::new(Kind::NoProof, detail);
    let commits = app.commits.as_ref().ok_or_else(|| {
        let detail = "this service does not follow L1, and knows no commits: leave `commit` out";
        Problem::new(Kind::UnknownCommit, detail)
    })?;
    let newest = app
        .gateway
        .anchor()
        .ok_or_else(|| no_proof("no final commit of this service's log is known".to_owned()))?;
    commits.find(number, newest).await.map_err(|error| match error {
        CommitError::NotFinal { .. } => Problem::new(Kind::UnknownCommit, error.to_string()),
        CommitError::Forgotten { .. } => Problem::new(Kind::CommitGone, error.to_string()),
        CommitError::L1 { .. } => no_proof(error.to_string()),
    })
}

/// `commit` is the one that was asked for by its number.
fn unproven(error: ProveError, commit: Option<u64>) -> Problem {
    match (error, commit) {
        (ProveError::NoVersion(sequence), Some(commit)) => Problem::new(
            Kind::CommitGone,
            format!("the tree of commit {commit}, after operation {sequence}, is not kept here any more"),
        ),
        (error @ ProveError::NoVersion(_), None) => Problem::new(Kind::NoProof, error.to_string()),
        (ProveError::Store(error), _) => Problem::internal(&error),
    }
}
