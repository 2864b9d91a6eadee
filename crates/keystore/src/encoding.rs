//! Operations as bytes: what the log keeps for ever.
//!
//! A leading kind byte, then `abi.encode(message, (bytes signer, bytes signature)[], (uint64
//! deadline, bytes signature)[])`, where the last list holds one voucher or none.

use alloy_primitives::Bytes;
use alloy_sol_types::{SolValue, sol};
use thiserror::Error;

use crate::{
    account::{Policy, UnknownCode},
    operation::{Operation, Record, RecordState, Register, SetRecords, SetRegistrar, SignedOperation},
    signature::{Approval, Signature, SignatureError},
    signer::{Signer, SignerError},
    typed_data,
    voucher::Voucher,
};

sol! {
    struct StoredApproval {
        bytes signer;
        bytes signature;
    }

    struct StoredVoucher {
        uint64 deadline;
        bytes signature;
    }
}

type Envelope<M> = (M, Vec<StoredApproval>, Vec<StoredVoucher>);

const REGISTER: u8 = 1;
const SET_RECORDS: u8 = 2;
const SET_REGISTRAR: u8 = 3;

/// Why bytes are not a stored operation.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EncodingError {
    /// No bytes at all.
    #[error("a stored operation is empty")]
    Empty,
    /// A kind that this release does not know.
    #[error("operation kind {0} is unknown to this release")]
    UnknownKind(u8),
    /// Not the ABI encoding of its kind.
    #[error("a stored operation is damaged: {0}")]
    Abi(String),
    /// A signer that is none.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// A signature that is none.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// A code that this release does not know.
    #[error(transparent)]
    Code(#[from] UnknownCode),
}

impl SignedOperation {
    /// The operation with its signatures, as the log keeps it.
    pub fn to_bytes(&self) -> Vec<u8> {
        match &self.operation {
            Operation::Register(operation) => self.envelope(REGISTER, typed_data::Register::from(operation)),
            Operation::SetRecords(operation) => {
                self.envelope(SET_RECORDS, typed_data::SetRecords::from(operation))
            }
            Operation::SetRegistrar(operation) => {
                self.envelope(SET_REGISTRAR, typed_data::SetRegistrar::from(operation))
            }
        }
    }

    fn envelope<M>(&self, kind: u8, message: M) -> Vec<u8>
    where
        Envelope<M>: SolValue,
        for<'a> <<Envelope<M> as SolValue>::SolType as alloy_sol_types::SolType>::Token<'a>:
            alloy_sol_types::abi::TokenSeq<'a>,
    {
        let approvals = self
            .signatures
            .iter()
            .map(|approval| StoredApproval {
                signer: approval.signer.to_bytes(),
                signature: approval.signature.into(),
            })
            .collect();
        let vouchers = self
            .voucher
            .iter()
            .map(|voucher| StoredVoucher {
                deadline: voucher.deadline,
                signature: voucher.signature.into(),
            })
            .collect();
        let envelope: Envelope<M> = (message, approvals, vouchers);
        let mut bytes = vec![kind];
        bytes.extend(envelope.abi_encode_params());
        bytes
    }

    /// Reads an operation back from the log.
    ///
    /// # Errors
    /// [`EncodingError`] says what is damaged or unknown.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EncodingError> {
        let (kind, body) = bytes.split_first().ok_or(EncodingError::Empty)?;
        match *kind {
            REGISTER => Self::open::<typed_data::Register>(body, |message| {
                Ok(Operation::Register(Register::try_from(message)?))
            }),
            SET_RECORDS => Self::open::<typed_data::SetRecords>(body, |message| {
                Ok(Operation::SetRecords(SetRecords::try_from(message)?))
            }),
            SET_REGISTRAR => Self::open::<typed_data::SetRegistrar>(body, |message| {
                Ok(Operation::SetRegistrar(SetRegistrar::try_from(message)?))
            }),
            kind => Err(EncodingError::UnknownKind(kind)),
        }
    }

    fn open<M>(
        body: &[u8],
        operation: fn(M) -> Result<Operation, EncodingError>,
    ) -> Result<Self, EncodingError>
    where
        Envelope<M>:
            SolValue + From<<<Envelope<M> as SolValue>::SolType as alloy_sol_types::SolType>::RustType>,
        for<'a> <<Envelope<M> as SolValue>::SolType as alloy_sol_types::SolType>::Token<'a>:
            alloy_sol_types::abi::TokenSeq<'a>,
    {
        let (message, approvals, vouchers) = <Envelope<M> as SolValue>::abi_decode_params_validate(body)
            .map_err(|error| EncodingError::Abi(error.to_string()))?;
        let signatures = approvals
            .into_iter()
            .map(|stored| {
                Ok(Approval {
                    signer: Signer::try_from(stored.signer)?,
                    signature: Signature::try_from(stored.signature)?,
                })
            })
            .collect::<Result<_, EncodingError>>()?;
        let voucher = vouchers
            .into_iter()
            .next()
            .map(|stored| {
                Ok::<_, EncodingError>(Voucher {
                    deadline: stored.deadline,
                    signature: Signature::try_from(stored.signature)?,
                })
            })
            .transpose()?;
        Ok(Self {
            operation: operation(message)?,
            signatures,
            voucher,
        })
    }
}

impl From<&Record> for typed_data::Record {
    fn from(record: &Record) -> Self {
        Self {
            call: record.call.clone(),
            state: record.state.code(),
            value: record.value.clone(),
        }
    }
}

impl TryFrom<typed_data::Record> for Record {
    type Error = EncodingError;

    fn try_from(record: typed_data::Record) -> Result<Self, EncodingError> {
        Ok(Self {
            call: record.call,
            state: RecordState::try_from(record.state)?,
            value: record.value,
        })
    }
}

fn records(records: Vec<typed_data::Record>) -> Result<Vec<Record>, EncodingError> {
    records.into_iter().map(Record::try_from).collect()
}

impl From<&Register> for typed_data::Register {
    fn from(operation: &Register) -> Self {
        Self {
            name: operation.name.clone(),
            nonce: operation.nonce,
            deadline: operation.deadline,
            threshold: operation.threshold,
            signers: operation.signers.iter().map(Signer::to_bytes).collect(),
            guardianThreshold: operation.guardian_threshold,
            guardiansHash: operation.guardians_hash,
            recoveryDelay: operation.recovery_delay,
            implementation: operation.implementation,
            records: operation.records.iter().map(Into::into).collect(),
        }
    }
}

impl TryFrom<typed_data::Register> for Register {
    type Error = EncodingError;

    fn try_from(message: typed_data::Register) -> Result<Self, EncodingError> {
        Ok(Self {
            name: message.name,
            nonce: message.nonce,
            deadline: message.deadline,
            threshold: message.threshold,
            signers: message
                .signers
                .into_iter()
                .map(|signer: Bytes| Signer::try_from(signer))
                .collect::<Result<_, _>>()?,
            guardian_threshold: message.guardianThreshold,
            guardians_hash: message.guardiansHash,
            recovery_delay: message.recoveryDelay,
            implementation: message.implementation,
            records: records(message.records)?,
        })
    }
}

impl From<&SetRecords> for typed_data::SetRecords {
    fn from(operation: &SetRecords) -> Self {
        Self {
            name: operation.name.clone(),
            nonce: operation.nonce,
            deadline: operation.deadline,
            records: operation.records.iter().map(Into::into).collect(),
        }
    }
}

impl TryFrom<typed_data::SetRecords> for SetRecords {
    type Error = EncodingError;

    fn try_from(message: typed_data::SetRecords) -> Result<Self, EncodingError> {
        Ok(Self {
            name: message.name,
            nonce: message.nonce,
            deadline: message.deadline,
            records: records(message.records)?,
        })
    }
}

impl From<&SetRegistrar> for typed_data::SetRegistrar {
    fn from(operation: &SetRegistrar) -> Self {
        Self {
            name: operation.name.clone(),
            nonce: operation.nonce,
            deadline: operation.deadline,
            registrar: operation.registrar,
            policy: operation.policy.code(),
        }
    }
}

impl TryFrom<typed_data::SetRegistrar> for SetRegistrar {
    type Error = EncodingError;

    fn try_from(message: typed_data::SetRegistrar) -> Result<Self, EncodingError> {
        Ok(Self {
            name: message.name,
            nonce: message.nonce,
            deadline: message.deadline,
            registrar: message.registrar,
            policy: Policy::try_from(message.policy)?,
        })
    }
}
