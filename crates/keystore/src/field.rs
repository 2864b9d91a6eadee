//! Fields of operations: how each stands in typed data, and how JSON may write it.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use alloy_primitives::{Address, B256, Bytes};
use serde::{Deserialize, Deserializer, Serializer};

use crate::{
    account::Policy,
    encoding::EncodingError,
    operation::{Record, RecordState},
    signer::Signer,
    typed_data,
};

/// A field, and what it is in EIP-712 typed data.
pub(crate) trait Field: Sized {
    type Wire;

    fn to_wire(&self) -> Self::Wire;
    fn from_wire(wire: Self::Wire) -> Result<Self, EncodingError>;
}

macro_rules! same {
    ($($type:ty),*) => {
        $(impl Field for $type {
            type Wire = Self;

            fn to_wire(&self) -> Self {
                self.clone()
            }

            fn from_wire(wire: Self) -> Result<Self, EncodingError> {
                Ok(wire)
            }
        })*
    };
}

same!(u8, u32, u64, String, Address, B256, Bytes, Vec<B256>);

impl Field for Vec<Signer> {
    type Wire = Vec<Bytes>;

    fn to_wire(&self) -> Vec<Bytes> {
        self.iter().map(Signer::to_bytes).collect()
    }

    fn from_wire(wire: Vec<Bytes>) -> Result<Self, EncodingError> {
        Ok(wire.into_iter().map(Signer::try_from).collect::<Result<_, _>>()?)
    }
}

impl Field for Policy {
    type Wire = u8;

    fn to_wire(&self) -> u8 {
        self.code()
    }

    fn from_wire(wire: u8) -> Result<Self, EncodingError> {
        Ok(Self::try_from(wire)?)
    }
}

impl Field for Vec<Record> {
    type Wire = Vec<typed_data::Record>;

    fn to_wire(&self) -> Vec<typed_data::Record> {
        self.iter()
            .map(|record| typed_data::Record {
                call: record.call.clone(),
                state: record.state.code(),
                value: record.value.clone(),
            })
            .collect()
    }

    fn from_wire(wire: Vec<typed_data::Record>) -> Result<Self, EncodingError> {
        wire.into_iter()
            .map(|record| {
                Ok(Record {
                    call: record.call,
                    state: RecordState::try_from(record.state)?,
                    value: record.value,
                })
            })
            .collect()
    }
}

/// Typed data is JSON in which integers may also stand as strings.
pub(crate) fn integer<'de, D, T>(deserializer: D) -> Result<T, D::Error>
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

/// An enum that typed data knows by its code.
pub(crate) fn from_code<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<u8>,
    T::Error: ToString,
{
    let code = integer::<D, u8>(deserializer)?;
    T::try_from(code).map_err(|error| serde::de::Error::custom(error.to_string()))
}

pub(crate) fn policy_code<S: Serializer>(policy: &Policy, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u8(policy.code())
}

pub(crate) fn state_code<S: Serializer>(state: &RecordState, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u8(state.code())
}
