//! Operations as bytes: what the log keeps for ever.
//!
//! A leading kind byte, then `abi.encode(message, (bytes signer, bytes signature)[], (uint64
//! deadline, bytes signature)[])`, where the last list holds one voucher or none.

use alloc::{
    string::{String, ToString},
    vec,
    vec::Vec,
};

use alloy_sol_types::{SolType, SolValue, abi::TokenSeq, sol};
use thiserror::Error;

use crate::{
    account::UnknownCode,
    operation::{Operation, SignedOperation},
    signature::{Approval, Secp256k1Signature, Signature, SignatureError},
    signer::{Signer, SignerError},
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
type EnvelopeType<M> = <Envelope<M> as SolValue>::SolType;

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
    /// Another spelling of what the log keeps in one way only.
    #[error("a stored operation is not in canonical form")]
    NotCanonical,
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

pub(crate) fn seal<M>(kind: u8, message: M, signed: &SignedOperation) -> Vec<u8>
where
    Envelope<M>: SolValue,
    for<'a> <EnvelopeType<M> as SolType>::Token<'a>: TokenSeq<'a>,
{
    let approvals = signed
        .signatures
        .iter()
        .map(|approval| StoredApproval {
            signer: approval.signer.to_bytes(),
            signature: approval.signature.clone().into(),
        })
        .collect();
    let vouchers = signed
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

pub(crate) fn open<M>(
    body: &[u8],
    operation: fn(M) -> Result<Operation, EncodingError>,
) -> Result<SignedOperation, EncodingError>
where
    Envelope<M>: SolValue + From<<EnvelopeType<M> as SolType>::RustType>,
    for<'a> <EnvelopeType<M> as SolType>::Token<'a>: TokenSeq<'a>,
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
                signature: Secp256k1Signature::try_from(stored.signature)?,
            })
        })
        .transpose()?;
    Ok(SignedOperation {
        operation: operation(message)?,
        signatures,
        voucher,
    })
}
