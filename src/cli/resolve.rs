//! `mononym resolve`

use alloy_primitives::{Address, Bytes, Signature};
use clap::Args;
use mononym_derive::Catalogue;
use mononym_ens::{CoinType, Limits, Name, Query, SignedResponse, answer, ccip, normalize, response_digest};
use serde::{Deserialize, Serialize};

use super::{
    CliError, ClientArgs,
    client::{Client, ClientError},
    output::Output,
};
use crate::config::ConfigError;

#[derive(Args, Clone, Debug)]
pub(super) struct Resolve {
    /// The name
    name: String,
    /// Coin type of the address, ENSIP-9/11 [default: 60, Ethereum]
    #[arg(long, value_name = "N", conflicts_with_all = ["text", "contenthash"])]
    coin: Option<CoinType>,
    /// Key of a text record instead of an address
    #[arg(long, value_name = "KEY", conflicts_with = "contenthash")]
    text: Option<String>,
    /// The contenthash instead of an address
    #[arg(long)]
    contenthash: bool,
    /// Resolver contract that the answer is signed for [default: the gateway's first]
    #[arg(long, value_name = "ADDRESS")]
    resolver: Option<Address>,
    #[command(flatten)]
    client: ClientArgs,
}

#[derive(Deserialize)]
struct Parents {
    resolvers: Vec<Address>,
    signers: Vec<Address>,
}

#[derive(Deserialize)]
struct CcipAnswer {
    data: Bytes,
}

/// What `--json` prints.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Resolved {
    name: String,
    node: String,
    /// The value as people read it; null for an empty answer.
    value: Option<String>,
    /// ABI encoding of the profile call's return values.
    result: Bytes,
    expires: u64,
    signer: Address,
    resolver: Address,
}

impl Resolve {
    pub(super) fn run(self) -> Result<(), CliError> {
        let client = Client::new(&self.client.gateway);
        let text = normalize(&self.name, &Limits::default())?;
        let name = Name::from_text(&text, &Limits::default())?;
        let query = match (&self.text, self.contenthash) {
            (Some(key), _) => Query::Text(key.clone()),
            (None, true) => Query::Contenthash,
            (None, false) => Query::AddrOf(self.coin.unwrap_or(CoinType::ETH)),
        };
        let parents: Parents = client.get("/v1/parents")?;
        let resolver = self
            .resolver
            .or(parents.resolvers.first().copied())
            .unwrap_or_default();
        let call_data: Bytes = ccip::encode_resolve(&name, &query.encode(name.node())).into();
        let question = serde_json::json!({ "sender": resolver, "data": call_data });
        let CcipAnswer { data } = client.post(&format!("/{resolver:#x}"), &question)?;
        let response = SignedResponse::decode(&data).map_err(|_| ClientError::ForeignSignature)?;
        let signer = signer(&response, &resolver, &call_data, &parents.signers)?;
        let resolved = Resolved {
            node: name.node().to_string(),
            value: value(&query, &response.result)?,
            name: text,
            result: response.result,
            expires: response.expires,
            signer,
            resolver,
        };
        Output::new(self.client.json).print(&resolved, |out| {
            writeln!(out, "{}", resolved.value.as_deref().unwrap_or("(nothing)"))
        })
    }
}

/// The signer of an answer, if it is one of the gateway's.
fn signer(
    response: &SignedResponse,
    resolver: &Address,
    call_data: &[u8],
    signers: &[Address],
) -> Result<Address, ClientError> {
    let digest = response_digest(resolver, response.expires, call_data, &response.result);
    Signature::from_raw_array(&response.signature)
        .and_then(|signature| signature.recover_address_from_prehash(&digest))
        .ok()
        .filter(|signer| signers.contains(signer))
        .ok_or(ClientError::ForeignSignature)
}

fn value(query: &Query, result: &[u8]) -> Result<Option<String>, CliError> {
    let text = match query {
        Query::AddrOf(coin_type) => {
            let bytes = answer::decode_bytes(result).map_err(|_| ClientError::ForeignSignature)?;
            let catalogue = Catalogue::builtin().map_err(ConfigError::from)?;
            match catalogue.by_coin_type(*coin_type) {
                _ if bytes.is_empty() => String::new(),
                Some(chain) => chain.format_address(&bytes),
                None => bytes.to_string(),
            }
        }
        Query::Text(_) => answer::decode_text(result).map_err(|_| ClientError::ForeignSignature)?,
        _ => {
            let bytes = answer::decode_bytes(result).map_err(|_| ClientError::ForeignSignature)?;
            if bytes.is_empty() {
                String::new()
            } else {
                bytes.to_string()
            }
        }
    };
    Ok((!text.is_empty()).then_some(text))
}
