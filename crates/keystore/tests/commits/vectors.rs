//! The shared vectors, made with viem.

use alloy_primitives::{Address, B256, Bytes};
use mononym_keystore::{
    Domain, HashError, Step, StepLimits, commit_hash, decode_steps, encode_steps, operation_hash_on_l1,
    proposal_digest, restore, root_after, shorten, steps_hash,
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Vectors {
    shortened: Vec<Shortened>,
    bad_short: Vec<BadShort>,
    commits: Vec<Commit>,
    bad_steps: Vec<BadSteps>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shortened {
    body: Bytes,
    short: Bytes,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BadShort {
    short: Bytes,
    error: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BadSteps {
    bytes: Bytes,
    error: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Commit {
    comment: String,
    chain_id: String,
    keystore: Address,
    verifier: Address,
    number: String,
    pre_root: B256,
    as_of: String,
    queue: Vec<B256>,
    steps: Vec<CommitStep>,
    encoded: Bytes,
    root: B256,
    steps_hash: B256,
    commit_hash: B256,
    digest: B256,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CommitStep {
    flag: u8,
    accepted_at: String,
    body: Option<Bytes>,
    short: Option<Bytes>,
    operation_hash: B256,
    root: Option<B256>,
    reason: Option<u8>,
}

impl CommitStep {
    fn step(&self) -> Step {
        let accepted_at = self.accepted_at.parse().unwrap();
        match self.flag {
            0 => Step::operation(accepted_at, self.body.as_ref().unwrap(), self.root.unwrap()),
            1 => Step::ForcedApplied {
                accepted_at,
                root: self.root.unwrap(),
            },
            2 => Step::ForcedRejected {
                accepted_at,
                reason: self.reason.unwrap(),
            },
            flag => panic!("{flag}"),
        }
    }
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../../../tests/vectors/commits.json")).unwrap()
}

/// The variant's name.
fn variant(error: &impl core::fmt::Debug) -> String {
    let text = format!("{error:?}");
    text.split([' ', '{', '(']).next().unwrap().to_owned()
}

#[test]
fn bodies_are_shortened_so() {
    for Shortened { body, short } in vectors().shortened {
        assert_eq!(Bytes::from(shorten(&body)), short, "{body}");
        assert_eq!(restore(&short, body.len()).map(Bytes::from), Ok(body));
    }
}

#[test]
fn what_is_no_shortened_body_is_refused() {
    for BadShort { short, error } in vectors().bad_short {
        assert_eq!(variant(&restore(&short, 1000).unwrap_err()), error, "{short}");
    }
}

#[test]
fn commits_have_these_bytes_and_hashes() {
    let commits = vectors().commits;
    assert!(commits.len() >= 6);
    for commit in commits {
        let comment = &commit.comment;
        let steps: Vec<Step> = commit.steps.iter().map(CommitStep::step).collect();
        assert_eq!(
            encode_steps(&steps).map(Bytes::from).as_ref(),
            Ok(&commit.encoded),
            "{comment}"
        );
        assert_eq!(
            decode_steps(&commit.encoded, &StepLimits::default()).as_ref(),
            Ok(&steps),
            "{comment}"
        );
        for (step, vector) in steps.iter().zip(&commit.steps) {
            if let (Step::Operation { body, .. }, Some(short)) = (step, &vector.short) {
                assert_eq!(body, short, "{comment}");
                assert_eq!(operation_hash_on_l1(body), vector.operation_hash, "{comment}");
            }
        }
        let hash = steps_hash(commit.pre_root, &steps, commit.queue.iter().copied());
        assert_eq!(hash, Ok(commit.steps_hash), "{comment}");
        let root = root_after(commit.pre_root, &steps);
        assert_eq!(root, commit.root, "{comment}");
        let domain = Domain {
            l1_chain_id: commit.chain_id.parse().unwrap(),
            keystore: commit.keystore,
        };
        let hash = commit_hash(
            &domain,
            commit.number.parse().unwrap(),
            commit.pre_root,
            root,
            commit.as_of.parse().unwrap(),
            commit.steps_hash,
        );
        assert_eq!(hash, commit.commit_hash, "{comment}");
        assert_eq!(
            proposal_digest(&commit.verifier, &hash),
            commit.digest,
            "{comment}"
        );

        let taken = steps.iter().filter(|step| step.is_forced()).count();
        assert_eq!(taken, commit.queue.len(), "{comment}");
        if let Some(index) = steps.iter().rposition(Step::is_forced) {
            let queue = commit.queue[..taken - 1].iter().copied();
            assert_eq!(
                steps_hash(commit.pre_root, &steps, queue),
                Err(HashError::EmptyQueue { index })
            );
        }
    }
}

#[test]
fn what_are_no_steps_is_refused() {
    let bad = vectors().bad_steps;
    assert!(bad.len() >= 12);
    for BadSteps { bytes, error } in bad {
        let found = decode_steps(&bytes, &StepLimits::default()).unwrap_err();
        assert_eq!(variant(&found), error, "{bytes}");
    }
}
