//! What the tree's leaves hold: accounts and records, as docs/proofs.md lays them out.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, keccak256};
use thiserror::Error;

use crate::{
    account::{Account, Guardians, Policy, Status, UnknownCode},
    operation::RecordState,
    signer::{Signer, signers_hash},
    transition::Change,
};

/// Separates the keys of accounts from all other keys of the tree, and from namehashes.
const ACCOUNT_KEY_TAG: &[u8] = b"mononym.account.v1";

const ACCOUNT: u8 = 1;
const RECORD_SET: u8 = 2;
const RECORD_NONE: u8 = 3;

/// The key of an account's leaf: `keccak256("mononym.account.v1" ‖ node)`. A record's is
/// [`mononym_ens::RecordCall::key`].
pub fn account_key(node: &B256) -> B256 {
    keccak256([ACCOUNT_KEY_TAG, node.as_slice()].concat())
}

/// The value of an account's leaf, [`AccountLeaf::LENGTH`] bytes.
pub fn account_leaf(account: &Account) -> Vec<u8> {
    AccountLeaf::from(account).to_bytes()
}

/// The value of a record's leaf; none for an unset record, which has no leaf. `value` is the ABI
/// encoding of what the call returns.
pub fn record_leaf(state: RecordState, value: &[u8]) -> Option<Vec<u8>> {
    match state {
        RecordState::Unset => None,
        RecordState::Set => Some([&[RECORD_SET], value].concat()),
        RecordState::None => Some([RECORD_NONE].to_vec()),
    }
}

/// What an accepted operation does to the tree: each key with its new value, or none for a leaf
/// that goes. The account comes first, then its records in the operation's order.
pub fn leaf_changes(change: &Change) -> impl Iterator<Item = (B256, Option<Vec<u8>>)> {
    let account = (
        account_key(&change.account.node),
        Some(account_leaf(&change.account)),
    );
    let records = change
        .records
        .iter()
        .map(|record| (record.key, record_leaf(record.state, &record.value)));
    core::iter::once(account).chain(records)
}

/// Why bytes are no value of a leaf.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LeafError {
    /// An account's leaf of another length.
    #[error("an account's leaf has {} bytes, not {found}", AccountLeaf::LENGTH)]
    Length {
        /// Its bytes.
        found: usize,
    },
    /// A leaf without any byte.
    #[error("a leaf is empty")]
    Empty,
    /// The leaf of something else.
    #[error("leaf type {0} does not belong here")]
    Type(u8),
    /// A record set to nothing, with a value.
    #[error("a record that is set to nothing has a value")]
    ValueOfNothing,
    /// A policy that this release does not know.
    #[error(transparent)]
    Policy(#[from] UnknownCode),
}

/// An account as its leaf shows it: signers and a recovery by their hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountLeaf {
    /// Operations accepted so far.
    pub nonce: u64,
    /// Hash over them, in order: [`next_history_hash`](crate::next_history_hash).
    pub history_hash: B256,
    /// Unix time in seconds at which a freeze ends; 0 if it was never frozen.
    pub frozen_until: u64,
    /// Unix time in seconds from which the account is retired; 0 if it is not to be.
    pub retired_from: u64,
    /// Signatures that an operation needs.
    pub threshold: u8,
    /// [`signers_hash`] of that threshold and the signers.
    pub signers_hash: B256,
    /// Who may recover the account.
    pub guardians: Guardians,
    /// [`recovery_hash`].
    pub recovery_hash: B256,
    /// Logic of the mini-accounts; zero if not chosen yet.
    pub implementation: Address,
    /// Merkle root of what the mini-accounts are to execute; zero for nothing.
    pub outbox_root: B256,
    /// Hash of the spending rules of the mini-accounts; zero for none.
    pub limits_hash: B256,
    /// Who vouches for names directly below this one; zero for nobody.
    pub registrar: Address,
    /// On what terms names below this one are registered.
    pub policy: Policy,
}

impl AccountLeaf {
    /// Bytes of an account's leaf.
    pub const LENGTH: usize = 264;

    /// Whether the account answers at `time` (Unix seconds).
    pub fn status(&self, time: u64) -> Status {
        Status::at(time, self.frozen_until, self.retired_from)
    }

    /// The leaf's value.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(Self::LENGTH);
        bytes.push(ACCOUNT);
        bytes.extend(self.nonce.to_be_bytes());
        bytes.extend(self.history_hash);
        bytes.extend(self.frozen_until.to_be_bytes());
        bytes.extend(self.retired_from.to_be_bytes());
        bytes.push(self.threshold);
        bytes.extend(self.signers_hash);
        put_guardians(&mut bytes, &self.guardians);
        bytes.extend(self.recovery_hash);
        bytes.extend(self.implementation);
        bytes.extend(self.outbox_root);
        bytes.extend(self.limits_hash);
        bytes.extend(self.registrar);
        bytes.push(self.policy.code());
        bytes
    }

    /// Reads a leaf's value.
    ///
    /// # Errors
    /// If it is not exactly one account of this version: [`LeafError`] says why.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LeafError> {
        match bytes.first() {
            None => return Err(LeafError::Empty),
            Some(&ACCOUNT) => {}
            Some(&other) => return Err(LeafError::Type(other)),
        }
        let mut fields = Fields {
            rest: bytes.get(1..).unwrap_or_default(),
            length: bytes.len(),
        };
        let leaf = Self {
            nonce: u64::from_be_bytes(fields.take()?),
            history_hash: fields.take()?.into(),
            frozen_until: u64::from_be_bytes(fields.take()?),
            retired_from: u64::from_be_bytes(fields.take()?),
            threshold: u8::from_be_bytes(fields.take()?),
            signers_hash: fields.take()?.into(),
            guardians: Guardians {
                threshold: u8::from_be_bytes(fields.take()?),
                hash: fields.take()?.into(),
                recovery_delay: u32::from_be_bytes(fields.take()?),
            },
            recovery_hash: fields.take()?.into(),
            implementation: fields.take()?.into(),
            outbox_root: fields.take()?.into(),
            limits_hash: fields.take()?.into(),
            registrar: fields.take()?.into(),
            policy: Policy::try_from(u8::from_be_bytes(fields.take()?))?,
        };
        if fields.rest.is_empty() {
            Ok(leaf)
        } else {
            Err(LeafError::Length { found: bytes.len() })
        }
    }
}

impl From<&Account> for AccountLeaf {
    fn from(account: &Account) -> Self {
        Self {
            nonce: account.nonce,
            history_hash: account.history_hash,
            frozen_until: account.frozen_until,
            retired_from: account.retired_from,
            threshold: account.threshold,
            signers_hash: signers_hash(account.threshold, &account.signers),
            guardians: account.guardians,
            recovery_hash: recovery_hash(account),
            implementation: account.implementation,
            outbox_root: account.outbox_root,
            limits_hash: account.limits_hash,
            registrar: account.registrar,
            policy: account.policy,
        }
    }
}

/// A record as its leaf shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordLeaf<'a> {
    /// Has this value: the ABI encoding of what the call returns.
    Set(&'a [u8]),
    /// Answers empty, without falling through.
    None,
}

impl<'a> RecordLeaf<'a> {
    /// Reads a leaf's value.
    ///
    /// # Errors
    /// If it is no record's.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, LeafError> {
        match bytes.split_first() {
            None => Err(LeafError::Empty),
            Some((&RECORD_SET, value)) => Ok(Self::Set(value)),
            Some((&RECORD_NONE, [])) => Ok(Self::None),
            Some((&RECORD_NONE, _)) => Err(LeafError::ValueOfNothing),
            Some((&other, _)) => Err(LeafError::Type(other)),
        }
    }
}

/// Binds what only the transition function needs: the recovery under way, those with a last word,
/// and what single keys have spent. `keccak256(recovery nonce (8) ‖ spent rights (1) ‖ recovery ‖
/// outgoing guardians ‖ outgoing signers)`, each of the last three `0x00` or `0x01` and its fields.
pub fn recovery_hash(account: &Account) -> B256 {
    let mut bytes = Vec::with_capacity(224);
    bytes.extend(account.recovery_nonce.to_be_bytes());
    bytes.push(account.spent.code());
    bytes.push(u8::from(account.recovery.is_some()));
    if let Some(recovery) = &account.recovery {
        put_signers(&mut bytes, recovery.threshold, &recovery.signers);
        bytes.extend(recovery.after.to_be_bytes());
        put_guardians(&mut bytes, &recovery.guardians);
        bytes.push(u8::from(recovery.outgoing));
        bytes.push(u8::from(recovery.joined));
    }
    bytes.push(u8::from(account.outgoing_guardians.is_some()));
    if let Some(outgoing) = &account.outgoing_guardians {
        bytes.extend(outgoing.until.to_be_bytes());
        put_guardians(&mut bytes, &outgoing.guardians);
    }
    bytes.push(u8::from(account.outgoing_signers.is_some()));
    if let Some(outgoing) = &account.outgoing_signers {
        bytes.extend(outgoing.until.to_be_bytes());
        put_signers(&mut bytes, outgoing.threshold, &outgoing.signers);
    }
    keccak256(bytes)
}

fn put_signers(bytes: &mut Vec<u8>, threshold: u8, signers: &[Signer]) {
    bytes.push(threshold);
    bytes.extend(signers_hash(threshold, signers));
}

fn put_guardians(bytes: &mut Vec<u8>, guardians: &Guardians) {
    bytes.push(guardians.threshold);
    bytes.extend(guardians.hash);
    bytes.extend(guardians.recovery_delay.to_be_bytes());
}

/// Takes fields of fixed width off the front.
struct Fields<'a> {
    rest: &'a [u8],
    /// Of the whole leaf, for the error.
    length: usize,
}

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], LeafError> {
        let (field, rest) = self
            .rest
            .split_first_chunk()
            .ok_or(LeafError::Length { found: self.length })?;
        self.rest = rest;
        Ok(*field)
    }
}
