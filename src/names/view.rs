//! An account with its records, as the API shows it.

use alloy_primitives::{Address, B256, Bytes, hex};
use mononym_ens::{Limits, Query, answer as decode};
use mononym_keystore::{Account, Policy, RecordState, Signer, Status};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::{Names, NamesError};
use crate::store::StoredRecord;

/// An account with its records.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NameView {
    /// The name.
    #[schema(example = "alice.mononym.eth")]
    pub name: String,
    /// Its namehash.
    #[schema(value_type = String)]
    pub node: B256,
    /// Whether it answers.
    #[schema(value_type = String, example = "active")]
    pub status: Status,
    /// Nonce of the next operation.
    pub nonce: u64,
    /// Hash over every accepted operation, in order.
    #[schema(value_type = String)]
    pub history_hash: B256,
    /// Signatures that an operation needs.
    pub threshold: u8,
    /// Keys that may sign: a kind byte, then the key's data.
    #[schema(value_type = Vec<String>)]
    pub signers: Vec<Signer>,
    /// Guardians that a recovery needs.
    pub guardian_threshold: u8,
    /// Salted hash of the guardians; zero without guardians.
    #[schema(value_type = String)]
    pub guardians_hash: B256,
    /// Seconds between the start and the end of a recovery.
    pub recovery_delay: u32,
    /// Logic of the mini-accounts; zero if not chosen yet.
    #[serde(serialize_with = "checksummed")]
    #[schema(value_type = String)]
    pub implementation: Address,
    /// Who vouches for names directly below this one; zero for nobody.
    #[serde(serialize_with = "checksummed")]
    #[schema(value_type = String)]
    pub registrar: Address,
    /// On what terms names below this one are registered: closed, open or voucher.
    #[schema(value_type = String, example = "closed")]
    pub policy: Policy,
    /// Its records.
    pub records: Vec<RecordView>,
}

/// A record, for people and for programs.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecordView {
    /// The profile: addr, text, contenthash, name, pubkey, abi, interface, dnsRecord, zonehash,
    /// data, or the selector of another call.
    #[schema(example = "text")]
    pub profile: String,
    /// What the call asks for besides the name: the coin type of an address, the key of a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "url")]
    pub key: Option<String>,
    /// `set`, or `none`: answers empty.
    #[schema(example = "set")]
    pub state: &'static str,
    /// The value as text, where it is one, else as 0x-hex; absent for `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "https://example.com")]
    pub value: Option<String>,
    /// The record's call, node argument zeroed, as operations carry it.
    #[schema(value_type = String)]
    pub call: Bytes,
    /// ABI encoding of the call's return values, as ENS answers it; `0x` for `none`.
    #[schema(value_type = String)]
    pub encoded: Bytes,
}

impl Names {
    /// An account with its records.
    ///
    /// # Errors
    /// If there is none, or the text is no name that is served here.
    pub async fn view(&self, name: &str) -> Result<NameView, NamesError> {
        let account = self.get(name).await?;
        let records = self.store.list_records(&account.node).await?;
        let records = records
            .iter()
            .map(|record| record_view(record, &self.settings.limits))
            .collect();
        Ok(NameView::new(account, records))
    }
}

impl NameView {
    fn new(account: Account, records: Vec<RecordView>) -> Self {
        Self {
            name: account.name,
            node: account.node,
            status: account.status,
            nonce: account.nonce,
            history_hash: account.history_hash,
            threshold: account.threshold,
            signers: account.signers,
            guardian_threshold: account.guardian_threshold,
            guardians_hash: account.guardians_hash,
            recovery_delay: account.recovery_delay,
            implementation: account.implementation,
            registrar: account.registrar,
            policy: account.policy,
            records,
        }
    }
}

fn record_view(record: &StoredRecord, limits: &Limits) -> RecordView {
    let query = Query::decode(&record.call, limits).ok();
    let (profile, key) = query
        .as_ref()
        .map_or_else(|| ("unknown".to_owned(), None), profile);
    let value = (record.state == RecordState::Set).then(|| value(query.as_ref(), &record.value));
    RecordView {
        profile,
        key,
        state: if record.state == RecordState::Set {
            "set"
        } else {
            "none"
        },
        value,
        call: record.call.clone(),
        encoded: record.value.clone(),
    }
}

fn profile(query: &Query) -> (String, Option<String>) {
    let (profile, key) = match query {
        Query::Addr | Query::HasAddr(_) => ("addr", None),
        Query::AddrOf(coin_type) => ("addr", Some(coin_type.to_string())),
        Query::AddrOfChain(chain) => ("addr", Some(chain.to_string())),
        Query::Text(key) => ("text", Some(key.clone())),
        Query::Contenthash => ("contenthash", None),
        Query::Name => ("name", None),
        Query::Pubkey => ("pubkey", None),
        Query::Abi(content_type) => ("abi", Some(content_type.to_string())),
        Query::InterfaceImplementer(id) => ("interface", Some(hex::encode_prefixed(id))),
        Query::DnsRecord { name_hash, resource } => ("dnsRecord", Some(format!("{name_hash}/{resource}"))),
        Query::Zonehash => ("zonehash", None),
        Query::Data(key) => ("data", Some(key.clone())),
        Query::SupportedDataKeys => ("supportedDataKeys", None),
        Query::Multicall(_) => ("multicall", None),
        Query::Unknown { selector, .. } => return (hex::encode_prefixed(selector), None),
    };
    (profile.to_owned(), key)
}

/// Text where the value is text, hex of the inner bytes where it is bytes, else hex as it is.
fn value(query: Option<&Query>, encoded: &Bytes) -> String {
    let text = match query {
        Some(Query::Text(_) | Query::Name) => decode::decode_text(encoded).ok(),
        Some(
            Query::AddrOf(_)
            | Query::AddrOfChain(_)
            | Query::Contenthash
            | Query::Zonehash
            | Query::Data(_)
            | Query::DnsRecord { .. },
        ) => decode::decode_bytes(encoded).ok().map(|bytes| bytes.to_string()),
        _ => None,
    };
    text.unwrap_or_else(|| encoded.to_string())
}

/// An address as people read it: with its checksum (EIP-55).
pub(super) fn checksummed<S: Serializer>(address: &Address, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(address)
}
