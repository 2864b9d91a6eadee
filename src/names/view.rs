//! An account with its records, as the API shows it.

use alloy_primitives::{Address, B256, Bytes, hex};
use mononym_ens::{Limits, Query, answer as decode};
use mononym_keystore::{
    Account, Guardians, OutgoingGuardians, OutgoingSigners, Policy, RecordState, Recovery, Signer, Status,
};
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
    /// Whether it answers: `active`, `frozen` or `retired`.
    #[schema(value_type = String, example = "active")]
    pub status: Status,
    /// Unix time in seconds at which its freeze ends by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frozen_until: Option<u64>,
    /// Unix time in seconds from which it is retired, for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired_from: Option<u64>,
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
    /// Recoveries started so far: the `recoveryNonce` of the next start.
    pub recovery_nonce: u64,
    /// The recovery under way; its `recoveryNonce` is one below the account's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recovery: Option<RecoveryView>,
    /// Guardians who were removed and may still start a recovery.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outgoing_guardians: Option<OutgoingGuardiansView>,
    /// Signers who were removed and may still join a recovery.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outgoing_signers: Option<OutgoingSignersView>,
    /// Logic of the mini-accounts; zero if not chosen yet.
    #[serde(serialize_with = "checksummed")]
    #[schema(value_type = String)]
    pub implementation: Address,
    /// Merkle root of what the mini-accounts are to execute; zero for nothing.
    #[schema(value_type = String)]
    pub outbox_root: B256,
    /// Hash of the spending rules of the mini-accounts; zero for none.
    #[schema(value_type = String)]
    pub limits_hash: B256,
    /// Who vouches for names directly below this one; zero for nobody.
    #[serde(serialize_with = "checksummed")]
    #[schema(value_type = String)]
    pub registrar: Address,
    /// On what terms names below this one are registered: closed, open,
    /// voucher or token.
    #[schema(value_type = String, example = "closed")]
    pub policy: Policy,
    /// Its records.
    pub records: Vec<RecordView>,
}

/// A recovery under way: new signers who take over unless it is cancelled.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecoveryView {
    /// Signatures that operations will need.
    pub threshold: u8,
    /// Keys that will sign.
    #[schema(value_type = Vec<String>)]
    pub signers: Vec<Signer>,
    /// Unix time in seconds from which it can be finished.
    pub after: u64,
    /// Whether guardians who had been removed started it.
    pub outgoing: bool,
    /// Whether the threshold of signers joined the guardians: then nobody can cancel it.
    pub joined: bool,
}

impl From<Recovery> for RecoveryView {
    fn from(recovery: Recovery) -> Self {
        Self {
            threshold: recovery.threshold,
            signers: recovery.signers,
            after: recovery.after,
            outgoing: recovery.outgoing,
            joined: recovery.joined,
        }
    }
}

/// Guardians who were removed and still have their last word.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OutgoingGuardiansView {
    /// Guardians that a recovery needs.
    pub guardian_threshold: u8,
    /// Salted hash of the guardians.
    #[schema(value_type = String)]
    pub guardians_hash: B256,
    /// Seconds between the start and the end of a recovery.
    pub recovery_delay: u32,
    /// Unix time in seconds of their last moment.
    pub until: u64,
}

impl From<OutgoingGuardians> for OutgoingGuardiansView {
    fn from(outgoing: OutgoingGuardians) -> Self {
        let Guardians {
            threshold,
            hash,
            recovery_delay,
        } = outgoing.guardians;
        Self {
            guardian_threshold: threshold,
            guardians_hash: hash,
            recovery_delay,
            until: outgoing.until,
        }
    }
}

/// Signers who were removed and may still join a recovery.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OutgoingSignersView {
    /// Signatures that operations needed of them.
    pub threshold: u8,
    /// Who they are.
    #[schema(value_type = Vec<String>)]
    pub signers: Vec<Signer>,
    /// Unix time in seconds of their last moment.
    pub until: u64,
}

impl From<OutgoingSigners> for OutgoingSignersView {
    fn from(outgoing: OutgoingSigners) -> Self {
        Self {
            threshold: outgoing.threshold,
            signers: outgoing.signers,
            until: outgoing.until,
        }
    }
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
    /// The value as text, where it is one, an address as wallets write it, else 0x-hex; absent for
    /// `none`.
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
        Ok(NameView::new(account, records, self.clock.now()))
    }
}

impl NameView {
    /// An account as it stands at `now` (Unix seconds): what has ended by itself is not shown.
    pub fn new(account: Account, records: Vec<RecordView>, now: u64) -> Self {
        let status = account.status(now);
        Self {
            name: account.name,
            node: account.node,
            status,
            frozen_until: Some(account.frozen_until).filter(|until| *until > now),
            retired_from: Some(account.retired_from).filter(|from| *from != 0),
            nonce: account.nonce,
            history_hash: account.history_hash,
            threshold: account.threshold,
            signers: account.signers,
            guardian_threshold: account.guardians.threshold,
            guardians_hash: account.guardians.hash,
            recovery_delay: account.guardians.recovery_delay,
            recovery_nonce: account.recovery_nonce,
            recovery: account.recovery.map(Into::into),
            outgoing_guardians: account
                .outgoing_guardians
                .filter(|outgoing| outgoing.until >= now)
                .map(Into::into),
            outgoing_signers: account
                .outgoing_signers
                .filter(|outgoing| outgoing.until >= now)
                .map(Into::into),
            implementation: account.implementation,
            outbox_root: account.outbox_root,
            limits_hash: account.limits_hash,
            registrar: account.registrar,
            policy: account.policy,
            records,
        }
    }
}

/// A record as the API shows it.
pub fn record_view(record: &StoredRecord, limits: &Limits) -> RecordView {
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

/// Text where the value is text, an address as people read it, hex of the inner bytes where it is bytes,
/// else hex as it is.
fn value(query: Option<&Query>, encoded: &Bytes) -> String {
    let text = match query {
        Some(Query::Text(_) | Query::Name) => decode::decode_text(encoded).ok(),
        Some(Query::AddrOf(coin_type)) => decode::decode_bytes(encoded)
            .ok()
            .map(|bytes| mononym_coins::display(*coin_type, &bytes)),
        Some(
            Query::AddrOfChain(_)
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
