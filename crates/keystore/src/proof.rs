//! Proofs and proven answers as they travel (docs/proofs.md).

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use alloy_primitives::{B256, Bytes, keccak256};
use alloy_sol_types::{SolType, SolValue, abi::AbiDecoderConfig, sol};
use mononym_ens::Limits;
use thiserror::Error;

use crate::{
    leaf::AccountLeaf,
    tree::{End, ProofError, TreeProof, root_of},
};

sol! {
    /// Proof of what the tree has under one key, which is never part of it: whoever checks the
    /// proof computes the key.
    #[derive(Debug, PartialEq, Eq)]
    struct Proof {
        /// The leaf's value; empty for a proof of absence.
        bytes value;
        /// The hashes beside the way to the root, from the key's place up.
        bytes32[] siblings;
        /// Key of the leaf that stands in the key's place; zero if none does.
        bytes32 other_key;
        /// keccak256 of that leaf's value; zero if there is none.
        bytes32 other_value_hash;
    }
}

impl Proof {
    /// The form in which a proof travels. `value` is that of the key's leaf, where it has one.
    ///
    /// # Errors
    /// [`ProofError::WrongValue`] if that is not the value of the proof's leaf.
    pub fn new(proof: TreeProof, value: Option<Bytes>) -> Result<Self, ProofError> {
        let (other_key, other_value_hash) = match (&proof.end, &value) {
            (End::Leaf { value_hash }, Some(value))
                if !value.is_empty() && keccak256(value) == *value_hash =>
            {
                (B256::ZERO, B256::ZERO)
            }
            (End::Other { key, value_hash }, None) => (*key, *value_hash),
            (End::Empty, None) => (B256::ZERO, B256::ZERO),
            _ => return Err(ProofError::WrongValue),
        };
        Ok(Self {
            value: value.unwrap_or_default(),
            siblings: proof.siblings,
            other_key,
            other_value_hash,
        })
    }

    /// What the tree with this root has under `key`: the leaf's value, or nothing.
    ///
    /// # Errors
    /// If the proof does not hold: [`ProofError`] says why.
    pub fn check(&self, root: &B256, key: &B256) -> Result<Option<&Bytes>, ProofError> {
        let no_leaf = self.other_key.is_zero() && self.other_value_hash.is_zero();
        let value = (!self.value.is_empty()).then_some(&self.value);
        let end = match (value, no_leaf) {
            (Some(value), true) => End::Leaf {
                value_hash: keccak256(value),
            },
            (Some(_), false) => return Err(ProofError::NeedlessLeaf),
            (None, true) => End::Empty,
            (None, false) => End::Other {
                key: self.other_key,
                value_hash: self.other_value_hash,
            },
        };
        if root_of(&self.siblings, &end, key)? == *root {
            Ok(value)
        } else {
            Err(ProofError::WrongRoot)
        }
    }
}

/// What the gateway answers to `prove(bytes name, bytes data)`: proofs of all that the resolver
/// needs to answer for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenAnswer {
    /// The commit under whose root the proofs are.
    pub number: u64,
    /// Proof of the account.
    pub account: Proof,
    /// Proofs of records, in the order in which the answer needs them.
    pub records: Vec<Proof>,
}

type Wire = (u64, Proof, Vec<Proof>);

/// Why bytes are no proven answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProvenAnswerError {
    /// Not its ABI encoding.
    #[error("not the ABI encoding of a proven answer: {0}")]
    Abi(String),
    /// Another encoding than the canonical one.
    #[error("the ABI encoding of a proven answer is not canonical")]
    NotCanonical,
    /// More proofs than [`Limits::answer_proofs`].
    #[error("a proven answer has at most {limit} proofs of records, not {found}")]
    TooManyProofs {
        /// The bound.
        limit: usize,
        /// Proofs of records.
        found: usize,
    },
    /// A proof with more siblings than [`Limits::proof_siblings`].
    #[error("a proof has at most {limit} siblings, not {found}")]
    TooManySiblings {
        /// The bound.
        limit: usize,
        /// Siblings of the proof.
        found: usize,
    },
    /// A leaf that is longer than an account's, or than [`Limits::value_bytes`] allow a record's.
    #[error("the value of this leaf has at most {limit} bytes, not {found}")]
    ValueTooLong {
        /// The bound.
        limit: usize,
        /// Bytes of the value.
        found: usize,
    },
}

impl ProvenAnswer {
    /// `abi.encode(uint64 number, Proof account, Proof[] records)`.
    pub fn encode(&self) -> Vec<u8> {
        let wire: Wire = (self.number, self.account.clone(), self.records.clone());
        wire.abi_encode_params()
    }

    /// Reads [`ProvenAnswer::encode`] back. Takes time and memory linear in the length of `bytes`,
    /// and checks no proof.
    ///
    /// # Errors
    /// If the bytes are another encoding or beyond `limits`: [`ProvenAnswerError`] says why.
    pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Self, ProvenAnswerError> {
        // Lengths of elements count against the memory limit, so offsets cannot multiply the input.
        let config = AbiDecoderConfig::new().validate(true).memory_limit(bytes.len());
        let (number, account, records) =
            <Wire as SolValue>::SolType::abi_decode_sequence_with_config(bytes, config)
                .map_err(|error| ProvenAnswerError::Abi(error.to_string()))?;
        let answer = Self {
            number,
            account,
            records,
        };
        answer.check_limits(limits)?;
        if answer.encode() == bytes {
            Ok(answer)
        } else {
            Err(ProvenAnswerError::NotCanonical)
        }
    }

    fn check_limits(&self, limits: &Limits) -> Result<(), ProvenAnswerError> {
        if self.records.len() > limits.answer_proofs {
            return Err(ProvenAnswerError::TooManyProofs {
                limit: limits.answer_proofs,
                found: self.records.len(),
            });
        }
        // A leaf begins with its type.
        check_proof(&self.account, AccountLeaf::LENGTH, limits)?;
        let record_leaf = limits.value_bytes.saturating_add(1);
        self.records
            .iter()
            .try_for_each(|record| check_proof(record, record_leaf, limits))
    }
}

fn check_proof(proof: &Proof, leaf_bytes: usize, limits: &Limits) -> Result<(), ProvenAnswerError> {
    if proof.siblings.len() > limits.proof_siblings {
        return Err(ProvenAnswerError::TooManySiblings {
            limit: limits.proof_siblings,
            found: proof.siblings.len(),
        });
    }
    if proof.value.len() > leaf_bytes {
        return Err(ProvenAnswerError::ValueTooLong {
            limit: leaf_bytes,
            found: proof.value.len(),
        });
    }
    Ok(())
}
