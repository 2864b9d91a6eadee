//! Operations: signed changes to one account.

use alloy_primitives::{Address, B256, Bytes};
use alloy_sol_types::SolStruct;
use mononym_ens::{Limits, Name};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    account::{Policy, UnknownCode},
    domain::Domain,
    rejection::Rejection,
    signature::Approval,
    signer::Signer,
    transition::VerifiedOperation,
    typed_data,
    voucher::Voucher,
};

/// A signed change to one account. As JSON: `primaryType` and `message` of its typed data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "primaryType", content = "message", deny_unknown_fields)]
pub enum Operation {
    /// Makes a name an account.
    Register(Register),
    /// Changes records.
    SetRecords(SetRecords),
    /// Says who vouches for names directly below this one, and on what terms.
    SetRegistrar(SetRegistrar),
}

/// Makes a name an account, with its keys and, if wished, its first records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Register {
    /// The name in normalised form, for example `alice.mononym.eth`.
    pub name: String,
    /// 0: a name is registered once.
    #[serde(deserialize_with = "integer")]
    pub nonce: u64,
    /// Unix time in seconds after which the operation is not accepted.
    #[serde(deserialize_with = "integer")]
    pub deadline: u64,
    /// Signatures that later operations need.
    #[serde(deserialize_with = "integer")]
    pub threshold: u8,
    /// The keys that may sign, in strictly ascending order of [`Signer::id`].
    pub signers: Vec<Signer>,
    /// Guardians that a recovery needs; 0 without guardians.
    #[serde(deserialize_with = "integer")]
    pub guardian_threshold: u8,
    /// Salted hash of the guardians; zero without guardians.
    pub guardians_hash: B256,
    /// Seconds between the start and the end of a recovery; 0 without guardians.
    #[serde(deserialize_with = "integer")]
    pub recovery_delay: u32,
    /// Logic of the mini-accounts; zero to choose it later.
    pub implementation: Address,
    /// First records.
    pub records: Vec<Record>,
}

/// Changes records of an account, all or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetRecords {
    /// The account's name.
    pub name: String,
    /// The account's nonce.
    #[serde(deserialize_with = "integer")]
    pub nonce: u64,
    /// Unix time in seconds after which the operation is not accepted.
    #[serde(deserialize_with = "integer")]
    pub deadline: u64,
    /// The records to change.
    pub records: Vec<Record>,
}

/// Says who vouches for names directly below this one, and on what terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetRegistrar {
    /// The account's name.
    pub name: String,
    /// The account's nonce.
    #[serde(deserialize_with = "integer")]
    pub nonce: u64,
    /// Unix time in seconds after which the operation is not accepted.
    #[serde(deserialize_with = "integer")]
    pub deadline: u64,
    /// Address of the key that signs vouchers; zero for nobody.
    pub registrar: Address,
    /// The terms.
    #[serde(serialize_with = "policy_code", deserialize_with = "policy")]
    pub policy: Policy,
}

/// One record of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The canonical profile call, its node argument zeroed ([`mononym_ens::RecordCall`]).
    pub call: Bytes,
    /// What becomes of the record.
    #[serde(serialize_with = "state_code", deserialize_with = "state")]
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

impl Operation {
    /// The EIP-712 primary type.
    pub fn primary_type(&self) -> &'static str {
        match self {
            Self::Register(_) => "Register",
            Self::SetRecords(_) => "SetRecords",
            Self::SetRegistrar(_) => "SetRegistrar",
        }
    }

    /// The name of the account that the operation changes.
    pub fn name(&self) -> &str {
        match self {
            Self::Register(operation) => &operation.name,
            Self::SetRecords(operation) => &operation.name,
            Self::SetRegistrar(operation) => &operation.name,
        }
    }

    /// The nonce that the operation was signed for.
    pub fn nonce(&self) -> u64 {
        match self {
            Self::Register(operation) => operation.nonce,
            Self::SetRecords(operation) => operation.nonce,
            Self::SetRegistrar(operation) => operation.nonce,
        }
    }

    /// Unix time in seconds after which the operation is not accepted.
    pub fn deadline(&self) -> u64 {
        match self {
            Self::Register(operation) => operation.deadline,
            Self::SetRecords(operation) => operation.deadline,
            Self::SetRegistrar(operation) => operation.deadline,
        }
    }

    /// The records that the operation changes.
    pub fn records(&self) -> &[Record] {
        match self {
            Self::Register(operation) => &operation.records,
            Self::SetRecords(operation) => &operation.records,
            Self::SetRegistrar(_) => &[],
        }
    }

    /// The EIP-712 digest that signers sign, and by which the operation is known.
    pub fn hash(&self, domain: &Domain) -> B256 {
        let domain = domain.eip712();
        match self {
            Self::Register(operation) => typed_data::Register::from(operation).eip712_signing_hash(&domain),
            Self::SetRecords(operation) => {
                typed_data::SetRecords::from(operation).eip712_signing_hash(&domain)
            }
            Self::SetRegistrar(operation) => {
                typed_data::SetRegistrar::from(operation).eip712_signing_hash(&domain)
            }
        }
    }
}

/// An operation with the signatures that carry it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedOperation {
    /// The operation.
    pub operation: Operation,
    /// The signers' approvals.
    pub signatures: Vec<Approval>,
    /// For a registration: the parent's consent. Under an open policy the service adds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voucher: Option<Voucher>,
}

impl SignedOperation {
    /// Checks every signature, and nothing that depends on the state.
    ///
    /// # Errors
    /// A [`Rejection`] that names the first signature, or the name, that does not stand.
    pub fn verify(&self, domain: &Domain, limits: &Limits) -> Result<VerifiedOperation, Rejection> {
        let name = Name::from_text(self.operation.name(), limits)?;
        VerifiedOperation::new(self, name, domain, limits)
    }
}

/// Typed data is JSON in which integers may also stand as strings.
fn integer<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<u64>,
{
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "an integer from 0, as a number or a decimal string")]
    enum Integer {
        Number(u64),
        Text(String),
    }
    let number = match Integer::deserialize(deserializer)? {
        Integer::Number(number) => number,
        Integer::Text(text) => text.parse().map_err(|_| {
            serde::de::Error::custom("an integer in a string has decimal digits only and fits 64 bits")
        })?,
    };
    T::try_from(number).map_err(|_| serde::de::Error::custom(format!("{number} is too large for this field")))
}

fn state<'de, D: Deserializer<'de>>(deserializer: D) -> Result<RecordState, D::Error> {
    RecordState::try_from(integer::<D, u8>(deserializer)?).map_err(serde::de::Error::custom)
}

fn state_code<S: Serializer>(state: &RecordState, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u8(state.code())
}

fn policy<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Policy, D::Error> {
    Policy::try_from(integer::<D, u8>(deserializer)?).map_err(serde::de::Error::custom)
}

fn policy_code<S: Serializer>(policy: &Policy, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u8(policy.code())
}
