//! Drafts: from what a wallet wants to exactly what it has to sign.

use std::collections::BTreeMap;

use alloy_primitives::{B256, Bytes, hex};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use mononym_ens::{Answer, CoinType, RecordCall, RecordError, is_normalized};
use mononym_keystore::{Account, Operation, Record, RecordState, Signer};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use thiserror::Error;
use utoipa::ToSchema;

use super::{
    Names, NamesError, schema,
    typed_data::{Member, TypedDomain, types},
};

/// Seconds that a drafted operation may wait for its acceptance.
const PATIENCE: u64 = 3600;

/// What a wallet wants: an operation of which only what matters is said.
///
/// Nonces, deadline (an hour from now), the implementation (this release's `MiniAccount`: write zero to
/// choose it later) and whatever else a registration leaves at zero are filled in.
/// `signers` may stand in any order. A record may be written as the API shows it, such as
/// `{"profile": "text", "key": "url", "value": "https://example.com"}`; without a value it is unset,
/// with `"state": "none"` it answers empty.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "primaryType": "Register",
    "message": {
        "name": "alice.mononym.eth",
        "signers": ["0x01f39fd6e51aad88f6f4ce6ab8827279cfffb92266"],
        "records": [{ "profile": "text", "key": "url", "value": "https://example.com" }]
    }
}))]
pub struct Draft {
    /// The operation.
    #[schema(example = "Register")]
    pub primary_type: String,
    /// Its message, as far as it is to be chosen.
    #[schema(value_type = Object)]
    pub message: Map<String, Value>,
}

/// What a wallet has to sign, and what it sends afterwards.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DraftView {
    /// For `eth_signTypedData_v4`.
    pub typed_data: TypedDataView,
    /// What each key signs: an Ethereum key this digest itself, a P-256 key its SHA-256.
    #[schema(value_type = String)]
    pub digest: B256,
    /// The digest in base64url: the challenge of a WebAuthn assertion.
    pub challenge: String,
    /// Member `operation` of the signed operation.
    #[schema(value_type = schema::Operation)]
    pub operation: Operation,
}

/// EIP-712 typed data.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TypedDataView {
    types: BTreeMap<String, Vec<Member>>,
    domain: TypedDomain,
    #[serde(flatten)]
    #[schema(value_type = schema::Operation)]
    operation: Operation,
}

/// Why an operation cannot be drafted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DraftError {
    /// No such operation.
    #[error("{found:?} is no operation: use one of {}", Operation::PRIMARY_TYPES.join(", "))]
    UnknownType {
        /// What was asked for.
        found: String,
    },
    /// A member that is missing, or not what the operation takes.
    #[error("the message is not what {operation} takes: {reason}")]
    Message {
        /// The operation.
        operation: String,
        /// What is wrong.
        reason: String,
    },
    /// A record that cannot be set.
    #[error("record {index}: {reason}")]
    Record {
        /// Its place, from 0.
        index: usize,
        /// What is wrong.
        reason: String,
    },
}

/// A record as the API shows it, or as an operation carries it.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a record is {profile, key, value, state} or {call, state, value}"
)]
enum RecordDraft {
    Raw(Record),
    Readable(ReadableRecord),
}

#[derive(Deserialize)]
struct ReadableRecord {
    profile: String,
    key: Option<String>,
    value: Option<String>,
    state: Option<String>,
}

impl Names {
    /// What has to be signed for a draft.
    ///
    /// # Errors
    /// If the draft does not say enough, or what no operation can.
    pub async fn draft(&self, draft: Draft) -> Result<DraftView, NamesError> {
        let Draft {
            primary_type,
            mut message,
        } = draft;
        if !Operation::PRIMARY_TYPES.contains(&primary_type.as_str()) {
            return Err(DraftError::UnknownType { found: primary_type }.into());
        }
        let malformed = |reason: String| DraftError::Message {
            operation: primary_type.clone(),
            reason,
        };
        let text = message
            .get("name")
            .and_then(Value::as_str)
            .ok_or_else(|| malformed("`name` is missing".to_owned()))?
            .to_owned();
        let name = self.parse_served(&text)?;
        let account = self.store.find_account(&name.node()).await?;
        if primary_type == "Register" {
            is_normalized(&text, &self.settings.limits)?;
        } else if account.is_none() {
            return Err(NamesError::Unknown(text));
        }
        self.fill(&mut message, &primary_type, account.as_ref());
        sort_signers(&mut message).map_err(malformed)?;
        self.spell_records(&mut message)?;
        let operation: Operation = serde_json::from_value(json!({
            "primaryType": primary_type,
            "message": message,
        }))
        .map_err(|error| malformed(error.to_string()))?;
        let digest = operation.hash(&self.settings.domain);
        Ok(DraftView {
            typed_data: TypedDataView {
                types: types(&operation.encode_type()),
                domain: TypedDomain::from(&self.settings.domain),
                operation: operation.clone(),
            },
            digest,
            challenge: URL_SAFE_NO_PAD.encode(digest),
            operation,
        })
    }

    /// What follows from the account, the clock and this release, and what is zero unless chosen.
    fn fill(&self, message: &mut Map<String, Value>, primary_type: &str, account: Option<&Account>) {
        let mut default = |key: &str, value: Value| {
            message.entry(key).or_insert(value);
        };
        default("deadline", self.clock.now().saturating_add(PATIENCE).into());
        let next_recovery = account.map_or(0, |account| account.recovery_nonce);
        match primary_type {
            "StartRecovery" => default("recoveryNonce", next_recovery.into()),
            "CancelRecovery" | "FinishRecovery" => {
                default("recoveryNonce", next_recovery.saturating_sub(1).into());
            }
            _ => default("nonce", account.map_or(0, |account| account.nonce).into()),
        }
        let current = || self.settings.mini_account.to_string().into();
        match primary_type {
            "SetImplementation" => default("implementation", current()),
            "Register" => {
                default("threshold", 1.into());
                default("guardianThreshold", 0.into());
                default("guardiansHash", B256::ZERO.to_string().into());
                default("recoveryDelay", 0.into());
                default("implementation", current());
                default("records", Value::Array(Vec::new()));
            }
            "SetLimits" | "Freeze" => {
                default("guardians", Value::Array(Vec::new()));
                default("guardiansSalt", B256::ZERO.to_string().into());
            }
            _ => {}
        }
    }

    /// Brings readable records to the form that is signed, and checks them all.
    fn spell_records(&self, message: &mut Map<String, Value>) -> Result<(), DraftError> {
        let Some(Value::Array(records)) = message.get_mut("records") else {
            return Ok(());
        };
        let limits = &self.settings.limits;
        for (index, record) in records.iter_mut().enumerate() {
            let wrong = |reason: String| DraftError::Record { index, reason };
            let draft: RecordDraft =
                serde_json::from_value(record.take()).map_err(|error| wrong(error.to_string()))?;
            let spelled = match draft {
                RecordDraft::Raw(record) => record,
                RecordDraft::Readable(readable) => readable.spell().map_err(wrong)?,
            };
            check(&spelled, limits).map_err(|error| wrong(error.to_string()))?;
            *record = serde_json::to_value(&spelled).map_err(|error| wrong(error.to_string()))?;
        }
        Ok(())
    }
}

fn check(record: &Record, limits: &mononym_ens::Limits) -> Result<(), RecordError> {
    let call = RecordCall::parse(&record.call, limits)?;
    if record.state == RecordState::Set {
        call.check_value(&record.value, limits)?;
    }
    Ok(())
}

/// Signers stand in ascending order of their ids: whoever drafts need not know.
fn sort_signers(message: &mut Map<String, Value>) -> Result<(), String> {
    let Some(signers) = message.get_mut("signers") else {
        return Ok(());
    };
    let mut parsed: Vec<Signer> =
        serde_json::from_value(signers.take()).map_err(|error| format!("signers: {error}"))?;
    parsed.sort_by_key(Signer::id);
    *signers = serde_json::to_value(parsed).map_err(|error| error.to_string())?;
    Ok(())
}

impl ReadableRecord {
    fn spell(self) -> Result<Record, String> {
        let key = || {
            self.key
                .as_deref()
                .ok_or_else(|| format!("`key` of a record {:?} is missing", self.profile))
        };
        let (call, is_text) = match self.profile.as_str() {
            "text" => (RecordCall::text(key()?), true),
            "name" => (RecordCall::name(), true),
            "addr" => {
                let coin_type = self.key.as_deref().unwrap_or("60");
                let coin_type: CoinType = coin_type.parse().map_err(|error| format!("key: {error}"))?;
                (RecordCall::addr(coin_type), false)
            }
            "contenthash" => (RecordCall::contenthash(), false),
            "zonehash" => (RecordCall::zonehash(), false),
            "data" => (RecordCall::data(key()?), false),
            other => {
                return Err(format!(
                    "profile {other:?} is written as {{call, state, value}}; \
                     text, name, addr, contenthash, zonehash and data can be written by name"
                ));
            }
        };
        let (state, value) = match (self.state.as_deref(), self.value) {
            (None | Some("set"), Some(value)) if is_text => (RecordState::Set, Answer::Text(value).encode()),
            (None | Some("set"), Some(value)) => {
                let bytes = hex::decode(&value)
                    .map_err(|_| "the value is written as 0x and hexadecimal digits".to_owned())?;
                (RecordState::Set, Answer::Bytes(bytes.into()).encode())
            }
            (None | Some("unset"), None) => (RecordState::Unset, Vec::new()),
            (Some("none"), None) => (RecordState::None, Vec::new()),
            _ => {
                return Err("`state` is set (with a value), unset or none (both without one)".to_owned());
            }
        };
        Ok(Record {
            call: Bytes::copy_from_slice(call.as_bytes()),
            state,
            value: value.into(),
        })
    }
}
