//! The shared vectors of the tree (`tests/vectors/tree.json`). They were made with viem, so that
//! they check this crate instead of repeating it.

use alloy_primitives::{Address, B256, Bytes, keccak256};
use mononym_ens::{Limits, RecordCall};
use mononym_keystore::{
    Account, AccountLeaf, Guardians, OutgoingGuardians, OutgoingSigners, Policy, Proof, ProofError,
    ProvenAnswer, RecordLeaf, RecordState, Recovery, Signer, Spent, Status, account_key, account_leaf, prove,
    record_leaf, recovery_hash, signers_hash,
};
use serde::{Deserialize, Deserializer, de::Error};

use crate::store::{Store, definition};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Vectors {
    account_keys: Vec<AccountKey>,
    record_keys: Vec<RecordKey>,
    account_leaves: Vec<AccountVector>,
    record_leaves: Vec<RecordVector>,
    statuses: Vec<StatusVector>,
    trees: Vec<TreeVector>,
    proofs: Vec<ProofVector>,
    bad_proofs: Vec<ProofVector>,
    answers: Vec<AnswerVector>,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../../../tests/vectors/tree.json")).unwrap()
}

fn decimal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    String::deserialize(deserializer)?
        .parse()
        .map_err(D::Error::custom)
}

fn policy<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Policy, D::Error> {
    Policy::try_from(u8::deserialize(deserializer)?).map_err(D::Error::custom)
}

fn spent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Spent, D::Error> {
    Spent::try_from(u8::deserialize(deserializer)?).map_err(D::Error::custom)
}

#[derive(Deserialize)]
struct AccountKey {
    node: B256,
    key: B256,
}

#[derive(Deserialize)]
struct RecordKey {
    node: B256,
    call: Bytes,
    key: B256,
}

#[test]
fn keys() {
    let vectors = vectors();
    assert!(vectors.account_keys.len() >= 3 && vectors.record_keys.len() >= 5);
    for vector in vectors.account_keys {
        assert_eq!(account_key(&vector.node), vector.key);
    }
    for vector in vectors.record_keys {
        let call = RecordCall::parse(&vector.call, &Limits::default()).unwrap();
        assert_eq!(call.key(&vector.node), vector.key);
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AccountVector {
    comment: String,
    #[serde(deserialize_with = "decimal")]
    nonce: u64,
    history_hash: B256,
    #[serde(deserialize_with = "decimal")]
    frozen_until: u64,
    #[serde(deserialize_with = "decimal")]
    retired_from: u64,
    threshold: u8,
    signers: Vec<Signer>,
    signers_hash: B256,
    guardian_threshold: u8,
    guardians_hash: B256,
    recovery_delay: u32,
    #[serde(deserialize_with = "decimal")]
    recovery_nonce: u64,
    #[serde(deserialize_with = "spent")]
    spent: Spent,
    recovery: Option<RecoveryVector>,
    outgoing_guardians: Option<OutgoingGuardiansVector>,
    outgoing_signers: Option<OutgoingSignersVector>,
    recovery_preimage: Bytes,
    recovery_hash: B256,
    implementation: Address,
    outbox_root: B256,
    limits_hash: B256,
    registrar: Address,
    #[serde(deserialize_with = "policy")]
    policy: Policy,
    leaf: Bytes,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct GuardiansVector {
    threshold: u8,
    hash: B256,
    recovery_delay: u32,
}

impl From<GuardiansVector> for Guardians {
    fn from(vector: GuardiansVector) -> Self {
        Self {
            threshold: vector.threshold,
            hash: vector.hash,
            recovery_delay: vector.recovery_delay,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecoveryVector {
    threshold: u8,
    signers: Vec<Signer>,
    #[serde(deserialize_with = "decimal")]
    after: u64,
    guardians: GuardiansVector,
    outgoing: bool,
    joined: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OutgoingGuardiansVector {
    #[serde(deserialize_with = "decimal")]
    until: u64,
    guardians: GuardiansVector,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OutgoingSignersVector {
    #[serde(deserialize_with = "decimal")]
    until: u64,
    threshold: u8,
    signers: Vec<Signer>,
}

impl AccountVector {
    fn account(&self) -> Account {
        Account {
            name: String::new(),
            node: B256::ZERO,
            nonce: self.nonce,
            history_hash: self.history_hash,
            threshold: self.threshold,
            signers: self.signers.clone(),
            guardians: Guardians {
                threshold: self.guardian_threshold,
                hash: self.guardians_hash,
                recovery_delay: self.recovery_delay,
            },
            recovery_nonce: self.recovery_nonce,
            recovery: self.recovery.as_ref().map(|recovery| Recovery {
                threshold: recovery.threshold,
                signers: recovery.signers.clone(),
                after: recovery.after,
                guardians: recovery.guardians.into(),
                outgoing: recovery.outgoing,
                joined: recovery.joined,
            }),
            outgoing_guardians: self
                .outgoing_guardians
                .as_ref()
                .map(|outgoing| OutgoingGuardians {
                    guardians: outgoing.guardians.into(),
                    until: outgoing.until,
                }),
            outgoing_signers: self.outgoing_signers.as_ref().map(|outgoing| OutgoingSigners {
                threshold: outgoing.threshold,
                signers: outgoing.signers.clone(),
                until: outgoing.until,
            }),
            spent: self.spent,
            frozen_until: self.frozen_until,
            retired_from: self.retired_from,
            implementation: self.implementation,
            outbox_root: self.outbox_root,
            limits_hash: self.limits_hash,
            registrar: self.registrar,
            policy: self.policy,
        }
    }
}

#[test]
fn accounts_have_these_leaves() {
    let vectors = vectors().account_leaves;
    assert!(vectors.len() >= 12);
    for vector in vectors {
        let comment = &vector.comment;
        let account = vector.account();
        assert_eq!(
            signers_hash(vector.threshold, &vector.signers),
            vector.signers_hash,
            "{comment}"
        );
        assert_eq!(
            keccak256(&vector.recovery_preimage),
            vector.recovery_hash,
            "{comment}"
        );
        assert_eq!(recovery_hash(&account), vector.recovery_hash, "{comment}");
        assert_eq!(Bytes::from(account_leaf(&account)), vector.leaf, "{comment}");
        let leaf = AccountLeaf::from_bytes(&vector.leaf).unwrap();
        assert_eq!(leaf, AccountLeaf::from(&account), "{comment}");
    }
}

#[derive(Deserialize)]
struct RecordVector {
    state: String,
    value: Bytes,
    leaf: Bytes,
}

#[test]
fn records_have_these_leaves() {
    for vector in vectors().record_leaves {
        let read = RecordLeaf::from_bytes(&vector.leaf);
        let state = match vector.state.as_str() {
            "set" => {
                assert_eq!(read, Ok(RecordLeaf::Set(&vector.value)));
                RecordState::Set
            }
            "none" => {
                assert_eq!(read, Ok(RecordLeaf::None));
                RecordState::None
            }
            _ => RecordState::Unset,
        };
        let leaf = record_leaf(state, &vector.value);
        assert_eq!(leaf.map(Bytes::from).unwrap_or_default(), vector.leaf);
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StatusVector {
    #[serde(deserialize_with = "decimal")]
    frozen_until: u64,
    #[serde(deserialize_with = "decimal")]
    retired_from: u64,
    #[serde(deserialize_with = "decimal")]
    time: u64,
    status: Status,
}

#[test]
fn statuses_follow_from_times() {
    let vectors = vectors().statuses;
    assert!(vectors.len() >= 8);
    for vector in vectors {
        let status = Status::at(vector.time, vector.frozen_until, vector.retired_from);
        assert_eq!(status, vector.status);
    }
}

#[derive(Deserialize)]
struct TreeVector {
    comment: String,
    keys: Vec<B256>,
    values: Vec<Bytes>,
    root: B256,
}

#[test]
fn trees_have_these_roots() {
    let vectors = vectors();
    assert!(vectors.trees.len() >= 11);
    for tree in &vectors.trees {
        let values: Vec<_> = tree.keys.iter().copied().zip(&tree.values).collect();
        let batch: Vec<_> = values
            .iter()
            .map(|(key, value)| (*key, Some(keccak256(value))))
            .collect();
        let mut store = Store::default();
        let (root, _) = store.apply(&batch);
        assert_eq!(root, tree.root, "{}", tree.comment);
        assert_eq!(definition(&store.leaves(1)), tree.root);
        // The proofs that the file has under this root are those of this tree.
        for vector in vectors.proofs.iter().filter(|vector| vector.root == root) {
            let value = values.iter().find(|(key, _)| *key == vector.key);
            let value = value.map(|(_, value)| (*value).clone());
            let proof = prove(&store, 1, &vector.key).unwrap();
            assert_eq!(Proof::new(proof, value), Ok(vector.proof()), "{}", vector.comment);
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ProofVector {
    comment: String,
    root: B256,
    key: B256,
    value: Bytes,
    siblings: Vec<B256>,
    other_key: B256,
    other_value_hash: B256,
    error: Option<String>,
}

impl ProofVector {
    fn proof(&self) -> Proof {
        Proof {
            value: self.value.clone(),
            siblings: self.siblings.clone(),
            other_key: self.other_key,
            other_value_hash: self.other_value_hash,
        }
    }
}

#[test]
fn these_proofs_hold() {
    let vectors = vectors();
    let roots: Vec<_> = vectors.trees.iter().map(|tree| tree.root).collect();
    let mut kinds = [0; 3];
    for vector in vectors.proofs {
        let proof = vector.proof();
        let value = (!vector.value.is_empty()).then_some(&vector.value);
        assert_eq!(
            proof.check(&vector.root, &vector.key),
            Ok(value),
            "{}",
            vector.comment
        );
        assert!(roots.contains(&vector.root), "{}", vector.comment);
        let kind = match value {
            Some(_) => 0,
            None if !vector.other_key.is_zero() => 1,
            None => 2,
        };
        kinds[kind] += 1;
    }
    assert!(kinds.iter().all(|count| *count >= 4), "{kinds:?}");
}

#[test]
fn these_proofs_do_not() {
    let mut names = std::collections::BTreeSet::new();
    for vector in vectors().bad_proofs {
        let error = vector.proof().check(&vector.root, &vector.key).unwrap_err();
        let name = match error {
            ProofError::TooLong { .. } => "TooLong",
            ProofError::OwnLeaf => "OwnLeaf",
            ProofError::LeafElsewhere => "LeafElsewhere",
            ProofError::NeedlessLeaf => "NeedlessLeaf",
            ProofError::WrongRoot => "WrongRoot",
            ProofError::WrongValue => "WrongValue",
        };
        assert_eq!(Some(name), vector.error.as_deref(), "{}", vector.comment);
        names.insert(name);
    }
    assert_eq!(names.len(), 5);
}

#[derive(Deserialize)]
struct AnswerVector {
    comment: String,
    #[serde(deserialize_with = "decimal")]
    number: u64,
    account: usize,
    records: Vec<usize>,
    encoded: Bytes,
}

#[test]
fn answers_have_these_bytes() {
    let vectors = vectors();
    let proof = |index: usize| vectors.proofs[index].proof();
    for vector in vectors.answers {
        let answer = ProvenAnswer {
            number: vector.number,
            account: proof(vector.account),
            records: vector.records.into_iter().map(proof).collect(),
        };
        assert_eq!(Bytes::from(answer.encode()), vector.encoded, "{}", vector.comment);
        let decoded = ProvenAnswer::decode(&vector.encoded, &Limits::default());
        assert_eq!(decoded, Ok(answer), "{}", vector.comment);
    }
}
