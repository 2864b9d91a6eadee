//! Operations: signed changes to one account.

use alloc::{string::String, vec::Vec};

use alloy_primitives::{Address, B256, Bytes};
use alloy_sol_types::SolStruct;
use mononym_ens::{Limits, Name};
use serde::{Deserialize, Serialize};

use crate::{
    account::{Policy, UnknownCode},
    domain::Domain,
    encoding::{self, EncodingError},
    field::{Field, from_code, integer, policy_code, state_code},
    guardians::GuardianSet,
    rejection::Rejection,
    signature::{Approval, Curves, PureCurves},
    signer::Signer,
    typed_data,
    verified::VerifiedOperation,
    voucher::Voucher,
};

/// From one list: each operation's message, its way to typed data and back, and what is asked of
/// all of them. The number is the kind byte of the log; `field => wire` names a field here and in
/// typed data.
macro_rules! operations {
    ($(
        $(#[$doc:meta])*
        $kind:literal $operation:ident {
            $( $(#[$attribute:meta])* $field:ident => $wire:ident: $type:ty, )*
        }
    )*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(rename_all = "camelCase", deny_unknown_fields)]
            pub struct $operation {
                /// The account's name in normalised form, for example `alice.mononym.eth`.
                pub name: String,
                /// Unix time in seconds after which the operation is not accepted.
                #[serde(deserialize_with = "integer")]
                pub deadline: u64,
                $( $(#[$attribute])* pub $field: $type, )*
            }

            impl From<&$operation> for typed_data::$operation {
                fn from(operation: &$operation) -> Self {
                    Self {
                        name: operation.name.clone(),
                        deadline: operation.deadline,
                        $( $wire: operation.$field.to_wire(), )*
                    }
                }
            }

            impl TryFrom<typed_data::$operation> for $operation {
                type Error = EncodingError;

                fn try_from(message: typed_data::$operation) -> Result<Self, EncodingError> {
                    Ok(Self {
                        name: message.name,
                        deadline: message.deadline,
                        $( $field: Field::from_wire(message.$wire)?, )*
                    })
                }
            }

            impl From<$operation> for Operation {
                fn from(operation: $operation) -> Self {
                    Self::$operation(operation)
                }
            }
        )*

        /// A signed change to one account. As JSON: `primaryType` and `message` of its typed data.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "primaryType", content = "message", deny_unknown_fields)]
        pub enum Operation {
            $( $(#[$doc])* $operation($operation), )*
        }

        impl Operation {
            /// Every EIP-712 primary type.
            pub const PRIMARY_TYPES: &'static [&'static str] = &[$(stringify!($operation)),*];

            /// The EIP-712 primary type.
            pub fn primary_type(&self) -> &'static str {
                match self {
                    $( Self::$operation(_) => stringify!($operation), )*
                }
            }

            /// The name of the account that the operation changes.
            pub fn name(&self) -> &str {
                match self {
                    $( Self::$operation(operation) => &operation.name, )*
                }
            }

            /// Unix time in seconds after which the operation is not accepted.
            pub fn deadline(&self) -> u64 {
                match self {
                    $( Self::$operation(operation) => operation.deadline, )*
                }
            }

            /// The EIP-712 digest that signers sign, and by which the operation is known.
            pub fn hash(&self, domain: &Domain) -> B256 {
                let domain = domain.eip712();
                match self {
                    $( Self::$operation(operation) => {
                        typed_data::$operation::from(operation).eip712_signing_hash(&domain)
                    } )*
                }
            }

            /// The EIP-712 type: `Register(string name,…)Record(…)`.
            pub fn encode_type(&self) -> String {
                match self {
                    $( Self::$operation(_) => typed_data::$operation::eip712_encode_type().into_owned(), )*
                }
            }
        }

        impl SignedOperation {
            /// The operation with its signatures, as the log keeps it.
            pub fn to_bytes(&self) -> Vec<u8> {
                match &self.operation {
                    $( Operation::$operation(operation) => {
                        encoding::seal($kind, typed_data::$operation::from(operation), self)
                    } )*
                }
            }

            /// Reads an operation back from the log. One operation with its signatures has one form
            /// only: two would differ in every hash over the log.
            ///
            /// # Errors
            /// [`EncodingError`] says what is damaged or unknown.
            pub fn from_bytes(bytes: &[u8]) -> Result<Self, EncodingError> {
                let (kind, body) = bytes.split_first().ok_or(EncodingError::Empty)?;
                let signed = match *kind {
                    $( $kind => encoding::open::<typed_data::$operation>(body, |message| {
                        Ok(Operation::$operation(message.try_into()?))
                    }), )*
                    kind => Err(EncodingError::UnknownKind(kind)),
                }?;
                if signed.to_bytes() == bytes {
                    Ok(signed)
                } else {
                    Err(EncodingError::NotCanonical)
                }
            }
        }
    };
}

operations! {
    /// Makes a name an account, with its keys and, if wished, its first records. Signed by every
    /// signer, and consented to by the parent's voucher.
    1 Register {
        /// 0: a name is registered once.
        #[serde(deserialize_with = "integer")]
        nonce => nonce: u64,
        /// Signatures that later operations need.
        #[serde(deserialize_with = "integer")]
        threshold => threshold: u8,
        /// The keys that may sign, in strictly ascending order of [`Signer::id`].
        signers => signers: Vec<Signer>,
        /// Guardians that a recovery needs; 0 without guardians.
        #[serde(deserialize_with = "integer")]
        guardian_threshold => guardianThreshold: u8,
        /// [`guardians_hash`](crate::guardians_hash); zero without guardians.
        guardians_hash => guardiansHash: B256,
        /// Seconds between the start and the end of a recovery; 0 without guardians.
        #[serde(deserialize_with = "integer")]
        recovery_delay => recoveryDelay: u32,
        /// Logic of the mini-accounts; zero to choose it later.
        implementation => implementation: Address,
        /// First records.
        records => records: Vec<Record>,
    }

    /// Changes records of an account, all or none. Signed by the threshold.
    2 SetRecords {
        /// The account's nonce.
        #[serde(deserialize_with = "integer")]
        nonce => nonce: u64,
        /// The records to change.
        records => records: Vec<Record>,
    }

    /// Says who vouches for names directly below this one, and on what terms. Signed by the
    /// threshold.
    3 SetRegistrar {
        /// The account's nonce.
        #[serde(deserialize_with = "integer")]
        nonce => nonce: u64,
        /// Address of the key that signs vouchers; zero for nobody.
        registrar => registrar: Address,
        /// The terms.
        #[serde(serialize_with = "policy_code", deserialize_with = "from_code")]
        policy => policy: Policy,
    }

    /// Replaces the signers. Signed by the threshold, and by every signer who is new: so no typo
    /// locks the account.
    4 SetSigners {
        /// The account's nonce.
        #[serde(deserialize_with = "integer")]
        nonce => nonce: u64,
        /// Signatures that later operations need.
        #[serde(deserialize_with = "integer")]
        threshold => threshold: u8,
        /// The keys that may sign, in strictly ascending order of [`Signer::id`].
        signers => signers: Vec<Signer>,
    }

    /// Replaces the guardians. Signed by the threshold; the guardians who go may still start a
    /// recovery for one recovery delay.
    5 SetGuardians {
        /// The account's nonce.
        #[serde(deserialize_with = "integer")]
        nonce => nonce: u64,
        /// Guardians that a recovery needs; 0 without guardians.
        #[serde(deserialize_with = "integer")]
        guardian_threshold => guardianThreshold: u8,
        /// [`guardians_hash`](crate::guardians_hash); zero without guardians.
        guardians_hash => guardiansHash: B256,
        /// Seconds between the start and the end of a recovery; 0 without guardians.
        #[serde(deserialize_with = "integer")]
        recovery_delay => recoveryDelay: u32,
    }

    /// Chooses the logic of the mini-accounts. Signed by the threshold.
    6 SetImplementation {
        /// The account's nonce.
        #[serde(deserialize_with = "integer")]
        nonce => nonce: u64,
        /// The logic; zero to choose it later.
        implementation => implementation: Address,
    }

    /// Sets the spending rules of the mini-accounts. Signed by the threshold; once there are rules,
    /// by the threshold of guardians too, since any change may raise a limit.
    7 SetLimits {
        /// The account's nonce.
        #[serde(deserialize_with = "integer")]
        nonce => nonce: u64,
        /// Hash of the rules; zero for none.
        limits_hash => limitsHash: B256,
        /// The guardians' ids, where guardians sign ([`GuardianSet`]); else empty.
        guardians => guardians: Vec<B256>,
        /// The guardians' salt; zero where no guardian signs.
        guardians_salt => guardiansSalt: B256,
    }

    /// Publishes what the mini-accounts are to execute. Signed by the threshold.
    8 SetOutbox {
        /// The account's nonce.
        #[serde(deserialize_with = "integer")]
        nonce => nonce: u64,
        /// Merkle root of it; zero for nothing.
        outbox_root => outboxRoot: B256,
    }

    /// Starts a recovery. Signed by the threshold of guardians and by every new signer, and not
    /// bound to the account's nonce, so that no rotation can race it. A signer of the account, or
    /// one just removed, may sign too: then nobody can cancel it.
    9 StartRecovery {
        /// Recoveries of the account started so far.
        #[serde(deserialize_with = "integer")]
        recovery_nonce => recoveryNonce: u64,
        /// Signatures that operations will need.
        #[serde(deserialize_with = "integer")]
        threshold => threshold: u8,
        /// The keys that will sign, in strictly ascending order of [`Signer::id`].
        signers => signers: Vec<Signer>,
        /// The guardians' ids ([`GuardianSet`]).
        guardians => guardians: Vec<B256>,
        /// The guardians' salt.
        guardians_salt => guardiansSalt: B256,
    }

    /// Cancels the recovery under way. Signed by one signer, once; from then on by the threshold.
    10 CancelRecovery {
        /// The `recoveryNonce` of its start.
        #[serde(deserialize_with = "integer")]
        recovery_nonce => recoveryNonce: u64,
    }

    /// Finishes the recovery under way, after its delay: the new signers take over. Signed by
    /// nobody: anyone may send it.
    11 FinishRecovery {
        /// The `recoveryNonce` of its start.
        #[serde(deserialize_with = "integer")]
        recovery_nonce => recoveryNonce: u64,
    }

    /// Freezes the account for one recovery delay: it answers empty and its records stay as they
    /// are. Signed by one signer, or one guardian, once each; by the threshold of signers at any
    /// time.
    12 Freeze {
        /// The account's nonce.
        #[serde(deserialize_with = "integer")]
        nonce => nonce: u64,
        /// The guardians' ids, where a guardian signs ([`GuardianSet`]); else empty.
        guardians => guardians: Vec<B256>,
        /// The guardians' salt; zero where no guardian signs.
        guardians_salt => guardiansSalt: B256,
    }

    /// Makes the account active again: lifts a freeze and calls off a retirement that has not
    /// begun. Signed by the threshold.
    13 Unfreeze {
        /// The account's nonce.
        #[serde(deserialize_with = "integer")]
        nonce => nonce: u64,
    }

    /// Retires the account, for ever, after one recovery delay. Signed by the threshold.
    14 Retire {
        /// The account's nonce.
        #[serde(deserialize_with = "integer")]
        nonce => nonce: u64,
    }
}

impl Operation {
    /// The account's nonce that the operation was signed for; nothing for those of a recovery,
    /// which carry a number of their own so that other operations cannot race them.
    pub fn nonce(&self) -> Option<u64> {
        match self {
            Self::Register(operation) => Some(operation.nonce),
            Self::SetRecords(operation) => Some(operation.nonce),
            Self::SetRegistrar(operation) => Some(operation.nonce),
            Self::SetSigners(operation) => Some(operation.nonce),
            Self::SetGuardians(operation) => Some(operation.nonce),
            Self::SetImplementation(operation) => Some(operation.nonce),
            Self::SetLimits(operation) => Some(operation.nonce),
            Self::SetOutbox(operation) => Some(operation.nonce),
            Self::Freeze(operation) => Some(operation.nonce),
            Self::Unfreeze(operation) => Some(operation.nonce),
            Self::Retire(operation) => Some(operation.nonce),
            Self::StartRecovery(_) | Self::CancelRecovery(_) | Self::FinishRecovery(_) => None,
        }
    }

    /// The records that the operation changes.
    pub fn records(&self) -> &[Record] {
        match self {
            Self::Register(operation) => &operation.records,
            Self::SetRecords(operation) => &operation.records,
            _ => &[],
        }
    }

    /// The guardians that the operation opens, if it opens any.
    pub(crate) fn guardian_set(&self) -> Option<GuardianSet> {
        let (guardians, salt) = match self {
            Self::StartRecovery(operation) => (&operation.guardians, operation.guardians_salt),
            Self::Freeze(operation) => (&operation.guardians, operation.guardians_salt),
            Self::SetLimits(operation) => (&operation.guardians, operation.guardians_salt),
            _ => return None,
        };
        (!guardians.is_empty()).then(|| GuardianSet {
            guardians: guardians.clone(),
            salt,
        })
    }
}

/// One record of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The canonical profile call, its node argument zeroed ([`mononym_ens::RecordCall`]).
    pub call: Bytes,
    /// What becomes of the record.
    #[serde(serialize_with = "state_code", deserialize_with = "from_code")]
    pub state: RecordState,
    /// ABI encoding of the call's return values if `state` is set, else empty.
    pub value: Bytes,
}

/// What a record is, or becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordState {
    /// No record: the answer falls through to what is derived, then to the default.
    Unset,
    /// A value.
    Set,
    /// Answers empty, without falling through.
    None,
}

impl RecordState {
    /// The code that is signed, stored and hashed.
    pub fn code(self) -> u8 {
        match self {
            Self::Unset => 0,
            Self::Set => 1,
            Self::None => 2,
        }
    }
}

impl TryFrom<u8> for RecordState {
    type Error = UnknownCode;

    fn try_from(code: u8) -> Result<Self, UnknownCode> {
        match code {
            0 => Ok(Self::Unset),
            1 => Ok(Self::Set),
            2 => Ok(Self::None),
            code => Err(UnknownCode {
                what: "record state",
                code,
            }),
        }
    }
}

/// An operation with the signatures that carry it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedOperation {
    /// The operation.
    pub operation: Operation,
    /// The approvals, in strictly ascending order of their signers' [`Signer::id`].
    #[serde(default)]
    pub signatures: Vec<Approval>,
    /// For a registration: the parent's consent. Under the open and the token policy the service
    /// adds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voucher: Option<Voucher>,
}

impl SignedOperation {
    /// Checks every signature, and nothing that depends on the state.
    ///
    /// # Errors
    /// A [`Rejection`] that names the first signature, or the name, that does not stand.
    pub fn verify(&self, domain: &Domain, limits: &Limits) -> Result<VerifiedOperation, Rejection> {
        self.verify_with(&PureCurves, domain, limits)
    }

    /// The same with another library for the curves.
    ///
    /// # Errors
    /// As [`SignedOperation::verify`].
    pub fn verify_with(
        &self,
        curves: &impl Curves,
        domain: &Domain,
        limits: &Limits,
    ) -> Result<VerifiedOperation, Rejection> {
        let name = Name::from_text(self.operation.name(), limits)?;
        VerifiedOperation::new(self, name, curves, domain, limits)
    }
}
