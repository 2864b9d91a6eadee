//! Why an operation of the queue was rejected.

use crate::{account::UnknownCode, rejection::Rejection};

/// From one list: the variants, their codes, and the way back.
macro_rules! reasons {
    ($( $(#[$doc:meta])* $code:literal $reason:ident, )*) => {
        /// Why an operation of the queue was rejected: the reason byte of a commit's step. 0 stands for
        /// none. A code keeps its meaning for good.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason {
            $( $(#[$doc])* $reason, )*
        }

        impl Reason {
            /// Every reason, in order of its code.
            pub const ALL: &'static [Self] = &[$(Self::$reason),*];

            /// The byte on L1.
            pub fn code(self) -> u8 {
                match self {
                    $( Self::$reason => $code, )*
                }
            }
        }

        impl TryFrom<u8> for Reason {
            type Error = UnknownCode;

            fn try_from(code: u8) -> Result<Self, UnknownCode> {
                match code {
                    $( $code => Ok(Self::$reason), )*
                    code => Err(UnknownCode { what: "reason of a rejection", code }),
                }
            }
        }
    };
}

reasons! {
    /// The bytes are no operation in its one shortened form.
    1 Undecodable,
    /// A signature does not stand, or the list of signatures is none.
    2 Signature,
    /// The operation was committed before.
    3 AlreadyApplied,
    /// The name is none.
    4 Name,
    /// The signers are no set, or their threshold cannot be met.
    5 Signers,
    /// A record cannot be stored, or stands there twice, or there are too many or none.
    6 Record,
    /// Guardians or their fields that are none, or not the account's.
    7 Guardians,
    /// A signature of someone who has no part in it.
    8 ForeignSigner,
    /// Too few signatures of signers or guardians, or a new signer's is missing.
    9 Threshold,
    /// The account is frozen, or not frozen, or cannot be frozen so.
    10 Frozen,
    /// The account is retired or about to be.
    11 Retired,
    /// No such recovery, or another one, or one that cannot go on now.
    12 Recovery,
    /// The implementation cannot change while there are limits.
    13 Limits,
    /// The operation's or the voucher's deadline has passed.
    14 Expired,
    /// The nonce is not the account's.
    15 Nonce,
    /// There is no such account.
    16 Unknown,
    /// The name has an owner.
    17 Taken,
    /// The parent's consent is missing, another's, or given where none is needed.
    18 Consent,
    /// Registrar and policy contradict each other.
    19 Policy,
    /// The account would have more records than the service keeps.
    20 TooManyRecords,
    /// The operation is longer than the service takes.
    21 TooLong,
}

impl From<&Rejection> for Reason {
    fn from(rejection: &Rejection) -> Self {
        match rejection {
            Rejection::Name(_) => Self::Name,
            Rejection::Signers(_) => Self::Signers,
            Rejection::Signature(_)
            | Rejection::Unsigned
            | Rejection::TooManySignatures { .. }
            | Rejection::NeedlessSignature
            | Rejection::SignatureOrder
            | Rejection::SignerTwice => Self::Signature,
            Rejection::Record { .. }
            | Rejection::ValueOfNothing { .. }
            | Rejection::RecordTwice { .. }
            | Rejection::Nothing
            | Rejection::TooManyRecords { .. } => Self::Record,
            Rejection::Guardians
            | Rejection::GuardianSet(_)
            | Rejection::NoGuardians
            | Rejection::NeedlessGuardians
            | Rejection::ForeignGuardians => Self::Guardians,
            Rejection::ForeignSigner(_) => Self::ForeignSigner,
            Rejection::Threshold { .. } | Rejection::GuardianThreshold { .. } | Rejection::NotAccepted(_) => {
                Self::Threshold
            }
            Rejection::Frozen { .. } | Rejection::NotFrozen | Rejection::FreezeSpent => Self::Frozen,
            Rejection::Retiring { .. } | Rejection::Retired(_) => Self::Retired,
            Rejection::NoRecovery
            | Rejection::RecoveryPending
            | Rejection::RecoveryNonce { .. }
            | Rejection::RecoveryTooEarly { .. }
            | Rejection::RecoveryJoined => Self::Recovery,
            Rejection::LimitsSet => Self::Limits,
            Rejection::Expired { .. } => Self::Expired,
            Rejection::Nonce { .. } => Self::Nonce,
            Rejection::Unknown(_) => Self::Unknown,
            Rejection::Taken(_) => Self::Taken,
            Rejection::NoParent(_)
            | Rejection::NoVoucher(_)
            | Rejection::ForeignVoucher { .. }
            | Rejection::NeedlessVoucher => Self::Consent,
            Rejection::Policy => Self::Policy,
            Rejection::TooLong { .. } => Self::TooLong,
        }
    }
}
