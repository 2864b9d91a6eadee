//! Which kind of problem each error is.

use mononym_derive::InteroperableError;
use mononym_keystore::{GuardianError, Rejection, SignatureError, SignerError};

use super::{Kind, Problem};
use crate::{
    names::{DraftError, NamesError, RuleError, TokenError},
    store::AcceptError,
};

impl From<NamesError> for Problem {
    fn from(error: NamesError) -> Self {
        match named(&error) {
            Some(kind) => Self {
                index: match &error {
                    NamesError::Batch { index, .. } => Some(*index),
                    _ => None,
                },
                ..Self::new(kind, error.to_string())
            },
            None => Self::internal(&error),
        }
    }
}

/// Nothing for a fault of ours.
fn named(error: &NamesError) -> Option<Kind> {
    Some(match error {
        NamesError::Name(_) => Kind::MalformedName,
        NamesError::MalformedAddress(_) => Kind::MalformedAddress,
        NamesError::BadAddress(_) => Kind::BadAddress,
        NamesError::NotNormalized(_) => Kind::NameNotNormalized,
        NamesError::ForeignName(_) => Kind::ForeignName,
        NamesError::ForeignParent(_) => Kind::ForeignParent,
        NamesError::Interoperable(error) => interoperable(error),
        NamesError::Unknown(_) => Kind::UnknownName,
        NamesError::OtherName { .. } => Kind::OtherName,
        NamesError::WrongPlace { .. } => Kind::WrongPlace,
        NamesError::Rule(RuleError::ReservedLabel(_) | RuleError::LooksReserved { .. }) => {
            Kind::ReservedLabel
        }
        NamesError::Rule(RuleError::LabelTooShort { .. }) => Kind::LabelTooShort,
        NamesError::NoToken(_) => Kind::NoToken,
        NamesError::BatchSize(_) => Kind::BatchSize,
        NamesError::Batch { error, .. } => return named(error),
        NamesError::Draft(error) => drafted(error),
        NamesError::Token(error) => token(error),
        NamesError::Rejected(rejection) => rejected(rejection),
        NamesError::NotAccepted(error) => return accepted(error),
        NamesError::Store(_) | NamesError::DamagedLog { .. } => return None,
    })
}

fn accepted(error: &AcceptError) -> Option<Kind> {
    Some(match error {
        AcceptError::Rejected(rejection) => rejected(rejection),
        AcceptError::TooManyRecords { .. } => Kind::TooManyRecords,
        AcceptError::Reserved { .. } => Kind::ReservedName,
        AcceptError::UnknownToken => Kind::UnknownToken,
        AcceptError::TokenSpent { .. } => Kind::TokenSpent,
        AcceptError::BackInTime { .. } | AcceptError::Store(_) => return None,
    })
}

fn interoperable(error: &InteroperableError) -> Kind {
    match error {
        InteroperableError::UnknownChain(_) => Kind::UnknownChain,
        InteroperableError::OtherChecksum { .. } | InteroperableError::NothingToCheck(_) => {
            Kind::OtherChecksum
        }
        InteroperableError::NoName
        | InteroperableError::NoChain
        | InteroperableError::SeveralAts
        | InteroperableError::Namespace(_)
        | InteroperableError::ChainId(_)
        | InteroperableError::ChainIdTooLarge(_)
        | InteroperableError::Checksum(_) => Kind::MalformedChain,
    }
}

fn drafted(error: &DraftError) -> Kind {
    match error {
        DraftError::UnknownType { .. } => Kind::UnknownOperation,
        DraftError::Message { .. } => Kind::BadMessage,
        DraftError::Record { .. } => Kind::BadRecord,
        DraftError::Address(_) => Kind::BadAddress,
    }
}

fn token(error: &TokenError) -> Kind {
    match error {
        TokenError::OtherParent { .. } => Kind::OtherName,
        TokenError::NotEntitled(_) => Kind::NotEntitled,
        TokenError::Signature(error) => signature(error),
        TokenError::Expired { .. } => Kind::Expired,
        TokenError::LabelTooLong(_) => Kind::BadLabel,
        TokenError::QuotaTooLarge(_) => Kind::BadQuota,
        TokenError::Unknown => Kind::NoSuchToken,
        TokenError::Taken => Kind::TokenTaken,
    }
}

fn signature(error: &SignatureError) -> Kind {
    match error {
        SignatureError::Assertion(_) => Kind::BadAssertion,
        SignatureError::NotHex
        | SignatureError::Length(_)
        | SignatureError::RecoveryId(_)
        | SignatureError::NoKey
        | SignatureError::OtherKey { .. }
        | SignatureError::OtherP256Key(_)
        | SignatureError::OtherKind(_) => Kind::BadSignature,
    }
}

fn rejected(rejection: &Rejection) -> Kind {
    match rejection {
        Rejection::Name(_) => Kind::MalformedName,
        Rejection::Signers(SignerError::Order) => Kind::SignerOrder,
        Rejection::Signers(_) => Kind::BadSigners,
        Rejection::Signature(error) => signature(error),
        Rejection::SignerTwice => Kind::SignerTwice,
        Rejection::SignatureOrder => Kind::SignatureOrder,
        Rejection::Unsigned => Kind::Unsigned,
        Rejection::TooManySignatures { .. } => Kind::TooManySignatures,
        Rejection::NeedlessSignature => Kind::NeedlessSignature,
        Rejection::Record { .. } | Rejection::ValueOfNothing { .. } | Rejection::RecordTwice { .. } => {
            Kind::BadRecord
        }
        Rejection::Nothing => Kind::NothingToDo,
        Rejection::TooManyRecords { .. } => Kind::TooManyRecords,
        Rejection::TooLong { .. } => Kind::OperationTooLong,
        Rejection::Guardians | Rejection::GuardianSet(GuardianError::Count(_) | GuardianError::Order) => {
            Kind::BadGuardians
        }
        Rejection::NoGuardians => Kind::NoGuardians,
        Rejection::NeedlessGuardians => Kind::NeedlessGuardians,
        Rejection::ForeignGuardians => Kind::ForeignGuardians,
        Rejection::GuardianThreshold { .. } => Kind::TooFewGuardians,
        Rejection::ForeignSigner(_) => Kind::ForeignSigner,
        Rejection::Threshold { .. } => Kind::TooFewSignatures,
        Rejection::NotAccepted(_) => Kind::NewSignerUnsigned,
        Rejection::Expired { .. } => Kind::Expired,
        Rejection::Nonce { .. } => Kind::WrongNonce,
        Rejection::RecoveryNonce { .. } => Kind::WrongRecoveryNonce,
        Rejection::Unknown(_) => Kind::UnknownName,
        Rejection::Taken(_) => Kind::Taken,
        Rejection::Frozen { .. } => Kind::Frozen,
        Rejection::NotFrozen => Kind::NotFrozen,
        Rejection::FreezeSpent => Kind::FreezeSpent,
        Rejection::Retiring { .. } => Kind::Retiring,
        Rejection::Retired(_) => Kind::Retired,
        Rejection::NoRecovery => Kind::NoRecovery,
        Rejection::RecoveryPending => Kind::RecoveryPending,
        Rejection::RecoveryTooEarly { .. } => Kind::RecoveryTooEarly,
        Rejection::RecoveryJoined => Kind::RecoveryJoined,
        Rejection::LimitsSet => Kind::LimitsSet,
        Rejection::NoParent(_) => Kind::NoParent,
        Rejection::NoVoucher(_) => Kind::NoVoucher,
        Rejection::ForeignVoucher { .. } => Kind::BadVoucher,
        Rejection::NeedlessVoucher => Kind::NeedlessVoucher,
        Rejection::Policy => Kind::BadPolicy,
    }
}
