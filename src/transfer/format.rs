//! The lines of an export, as JSON (docs/migration.md).

use alloy_primitives::{Address, B256, Bytes};
use mononym_keystore::{Domain, RecordState, SignedOperation, UnknownCode};
use serde::{Deserialize, Serialize};

use super::account::AccountLine;
use crate::store::{KeyedRecord, LoggedOperation, Reservation, StoredRecord};

/// What the first line says that the file is.
pub(super) const FORMAT: &str = "mononym-export";
/// The version that this release writes and reads.
pub(super) const VERSION: u32 = 1;

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// `mononym-export`.
    pub format: String,
    /// 1.
    pub version: u32,
    /// The deployment that operations were signed for.
    pub domain: DomainLine,
    /// Names that are registered without a voucher.
    pub parents: Vec<String>,
    /// Whether the file holds the log alone: accounts and records follow from it.
    #[serde(default, rename = "logOnly", skip_serializing_if = "std::ops::Not::not")]
    pub log_only: bool,
}

/// A deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DomainLine {
    /// Chain id of the L1 network.
    pub chain_id: u64,
    /// Address of the `Keystore` contract.
    pub verifying_contract: Address,
}

/// Every other line: an object whose only member says what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Line {
    /// An accepted operation.
    Operation(Box<OperationLine>),
    /// An account after all of them.
    Account(Box<AccountLine>),
    /// A record after all of them.
    Record(RecordLine),
    /// A name that waits for its claimant.
    Reservation(ReservationLine),
    /// The end.
    End(End),
}

/// An accepted operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OperationLine {
    /// Its place in the log, from 1.
    pub sequence: u64,
    /// When it was accepted, in Unix seconds.
    pub accepted_at: u64,
    /// Its EIP-712 digest.
    pub hash: B256,
    /// The operation, its signatures and its voucher.
    pub signed: SignedOperation,
    /// What else its source says of it; not part of a file.
    #[serde(skip)]
    pub claims: Claims,
}

/// What a database or a gateway says of an operation besides itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// Whose node it changes.
    pub node: Option<B256>,
    /// The account's nonce before it.
    pub nonce: Option<u64>,
    /// Its bytes.
    pub body: Option<Bytes>,
    /// The tree's root after it.
    pub root: Option<B256>,
}

/// A record of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordLine {
    /// The account's node.
    pub node: B256,
    /// The record's key.
    pub key: B256,
    /// The record's call, node argument zeroed.
    pub call: Bytes,
    /// 1 set, 2 none: answers empty.
    pub state: u8,
    /// ABI encoding of the call's return values; `0x` for none.
    pub value: Bytes,
}

/// A name that waits for its claimant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReservationLine {
    /// The name.
    pub name: String,
    /// Its namehash.
    pub node: B256,
    /// The address whose key must be among the signers.
    pub claimant: Address,
    /// `abi.encode((bytes call, bytes value)[])`: what the name answered elsewhere.
    pub records: Bytes,
    /// When it was imported, in Unix seconds.
    pub reserved_at: u64,
}

/// The last line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// How many lines of each kind came before.
    pub counts: Counts,
    /// keccak256 of all bytes before this line.
    pub keccak256: B256,
}

/// How many lines there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Operations.
    pub operations: u64,
    /// Accounts.
    pub accounts: u64,
    /// Records.
    pub records: u64,
    /// Reservations.
    pub reservations: u64,
}

impl Counts {
    pub(super) fn count(&mut self, line: &Line) {
        let count = match line {
            Line::Operation(_) => &mut self.operations,
            Line::Account(_) => &mut self.accounts,
            Line::Record(_) => &mut self.records,
            Line::Reservation(_) => &mut self.reservations,
            Line::End(_) => return,
        };
        *count = count.saturating_add(1);
    }
}

impl Header {
    /// The header of this release.
    pub fn new(domain: &Domain, parents: Vec<String>) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            domain: DomainLine {
                chain_id: domain.l1_chain_id,
                verifying_contract: domain.keystore,
            },
            parents,
            log_only: false,
        }
    }

    /// The deployment.
    pub fn domain(&self) -> Domain {
        Domain {
            l1_chain_id: self.domain.chain_id,
            keystore: self.domain.verifying_contract,
        }
    }
}

impl Line {
    /// Lines stand in this order of their kinds.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::Operation(_) => 0,
            Self::Account(_) => 1,
            Self::Record(_) => 2,
            Self::Reservation(_) => 3,
            Self::End(_) => 4,
        }
    }
}

impl OperationLine {
    /// What a database holds.
    pub(super) fn stored(logged: LoggedOperation) -> Result<Self, mononym_keystore::EncodingError> {
        Ok(Self {
            sequence: logged.sequence,
            accepted_at: logged.accepted_at,
            hash: logged.hash,
            signed: SignedOperation::from_bytes(&logged.body)?,
            claims: Claims {
                node: Some(logged.node),
                nonce: Some(logged.nonce),
                body: Some(logged.body),
                root: Some(logged.root),
            },
        })
    }
}

impl From<KeyedRecord> for RecordLine {
    fn from(KeyedRecord { node, key, record }: KeyedRecord) -> Self {
        Self {
            node,
            key,
            call: record.call,
            state: record.state.code(),
            value: record.value,
        }
    }
}

impl TryFrom<&RecordLine> for StoredRecord {
    type Error = UnknownCode;

    fn try_from(line: &RecordLine) -> Result<Self, UnknownCode> {
        Ok(Self {
            call: line.call.clone(),
            state: RecordState::try_from(line.state)?,
            value: line.value.clone(),
        })
    }
}

impl From<Reservation> for ReservationLine {
    fn from(reservation: Reservation) -> Self {
        Self {
            name: reservation.name,
            node: reservation.node,
            claimant: reservation.claimant,
            records: reservation.records,
            reserved_at: reservation.reserved_at,
        }
    }
}

impl From<ReservationLine> for Reservation {
    fn from(line: ReservationLine) -> Self {
        Self {
            name: line.name,
            node: line.node,
            claimant: line.claimant,
            records: line.records,
            reserved_at: line.reserved_at,
        }
    }
}
