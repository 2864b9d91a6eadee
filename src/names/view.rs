//! What the API shows of a name.

use alloy_primitives::{Address, B256, Bytes, hex};
use mononym_derive::{Catalogue, Chain, Deployment};
use mononym_ens::{CoinType, Limits, Query, RecordCall, answer as decode};
use mononym_keystore::{Account, Policy, RecordState, Signer, Status};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Names, NamesError};
use crate::{
    gateway::{AddressSource, resolve_address},
    store::{Found, FoundRecord, StoreError, StoredRecord},
};

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
    #[schema(value_type = String)]
    pub implementation: Address,
    /// Who vouches for names directly below this one; zero for nobody.
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

/// The addresses of a name.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddressesView {
    /// The name.
    #[schema(example = "alice.mononym.eth")]
    pub name: String,
    /// Its namehash.
    #[schema(value_type = String)]
    pub node: B256,
    /// `testing` until the contracts' code, and with it every derived address, is final.
    #[schema(example = "testing")]
    pub stage: &'static str,
    /// Every listed chain.
    pub chains: Vec<ChainAddress>,
    /// The owner's records for coin types of no listed chain.
    pub others: Vec<OtherAddress>,
}

/// A name's address on a listed chain.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChainAddress {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// The chain's name.
    #[schema(example = "Ethereum")]
    pub chain: String,
    /// ENSIP-9/11 coin type that the chain is listed by.
    #[schema(value_type = String, example = "60")]
    pub coin_type: String,
    /// What ENS answers; absent for an empty answer.
    pub address: Option<String>,
    /// Where `address` comes from: `record`, `derived` or `default`.
    #[schema(example = "derived")]
    pub source: Option<&'static str>,
    /// Whether the owner's keys can reach an account at the derived address.
    pub receivable: bool,
    /// The rule that turns the node into an address.
    #[schema(example = "evm")]
    pub rule: &'static str,
    /// How the keystore's root reaches the chain.
    #[schema(example = "direct")]
    pub root_path: &'static str,
    /// The derived address, whether ENS answers it or not; absent where nothing can be derived.
    pub derived: Option<String>,
    /// What lets anyone compute the derived address again.
    pub inputs: Option<Inputs>,
}

/// Inputs of a derived address: `keccak256(0xff ‖ factory ‖ salt ‖ initCodeHash)[12:]`.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Inputs {
    /// The factory, which deploys.
    #[schema(value_type = String)]
    pub factory: Address,
    /// The salt: the node.
    #[schema(value_type = String)]
    pub salt: B256,
    /// Hash of the proxy's init code, which holds the three that follow.
    #[schema(value_type = String)]
    pub init_code_hash: B256,
    /// First implementation of the proxy.
    #[schema(value_type = String)]
    pub implementation: Address,
    /// The Keystore on L1.
    #[schema(value_type = String)]
    pub keystore: Address,
}

/// An owner's address record for a coin type of no listed chain.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OtherAddress {
    /// ENSIP-9/11 coin type.
    #[schema(value_type = String, example = "0")]
    pub coin_type: String,
    /// The address in the chain's binary form, as ENS answers it.
    #[schema(value_type = String)]
    pub address: Bytes,
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

    /// The addresses of a name on every listed chain, and those of its records.
    ///
    /// # Errors
    /// If there is no such account, or the text is no name that is served here.
    pub async fn addresses(
        &self,
        name: &str,
        catalogue: &Catalogue,
        deployment: &Deployment,
    ) -> Result<AddressesView, NamesError> {
        let account = self.get(name).await?;
        let records = address_records(
            &self.store.list_records(&account.node).await?,
            &self.settings.limits,
        );
        let found = Found {
            status: account.status,
            records: records
                .iter()
                .map(|(coin_type, record)| found_record(&account.node, *coin_type, record))
                .collect(),
        };
        let chains = catalogue
            .chains()
            .iter()
            .map(|chain| chain_address(&account.node, chain, &found, catalogue, deployment))
            .collect::<Result<_, _>>()?;
        let others = records
            .iter()
            .filter(|(coin_type, record)| {
                catalogue.by_coin_type(*coin_type).is_none() && record.state == RecordState::Set
            })
            .map(|(coin_type, record)| {
                let address = decode::decode_bytes(&record.value).map_err(|_| damaged(&account.node))?;
                Ok(OtherAddress {
                    coin_type: coin_type.to_string(),
                    address,
                })
            })
            .collect::<Result<_, StoreError>>()?;
        Ok(AddressesView {
            name: account.name,
            node: account.node,
            stage: catalogue.stage().as_str(),
            chains,
            others,
        })
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

fn damaged(node: &B256) -> StoreError {
    StoreError::Damaged {
        what: "address record",
        node: *node,
    }
}

fn address_records(records: &[StoredRecord], limits: &Limits) -> Vec<(CoinType, StoredRecord)> {
    records
        .iter()
        .filter_map(|record| match Query::decode(&record.call, limits) {
            Ok(Query::AddrOf(coin_type)) => Some((coin_type, record.clone())),
            _ => None,
        })
        .collect()
}

fn found_record(node: &B256, coin_type: CoinType, record: &StoredRecord) -> FoundRecord {
    FoundRecord {
        key: RecordCall::addr(coin_type).key(node),
        state: record.state,
        value: record.value.clone(),
    }
}

fn chain_address(
    node: &B256,
    chain: &Chain,
    found: &Found,
    catalogue: &Catalogue,
    deployment: &Deployment,
) -> Result<ChainAddress, StoreError> {
    let coin_type = chain.coin_type();
    let resolved = match coin_type {
        Some(coin_type) => resolve_address(node, Some(found), coin_type, catalogue, deployment)?,
        None => None,
    };
    let derived = chain.derive(node, deployment);
    Ok(ChainAddress {
        chain_id: chain.chain_id,
        chain: chain.name.clone(),
        coin_type: coin_type
            .map(|coin_type| coin_type.to_string())
            .unwrap_or_default(),
        address: resolved
            .as_ref()
            .map(|resolved| chain.format_address(&resolved.address)),
        source: resolved.as_ref().map(|resolved| match resolved.source {
            AddressSource::Record => "record",
            AddressSource::Derived => "derived",
            AddressSource::Default => "default",
        }),
        receivable: chain.receivable(),
        rule: chain.rule.as_str(),
        root_path: chain.root_path.as_str(),
        inputs: derived.as_ref().map(|derived| Inputs {
            factory: derived.inputs.factory,
            salt: derived.inputs.salt,
            init_code_hash: derived.inputs.init_code_hash,
            implementation: derived.inputs.implementation,
            keystore: derived.inputs.keystore,
        }),
        derived: derived.map(|derived| derived.text),
    })
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
