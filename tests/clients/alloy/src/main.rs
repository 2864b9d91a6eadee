//! Answers questions about ENS names with alloy-ens, for the end-to-end tests.
//!
//! `mononym-alloy-client RPC_URL` reads one JSON question a line from standard input and writes one
//! JSON answer a line, `{"value": …}` or `{"error": "…"}`. `../lines.ts` is the other end.

#![forbid(unsafe_code)]

use std::error::Error;
use std::io::{BufRead, Write, stdin, stdout};

use alloy_ens::{ProviderEnsExt, UNIVERSAL_RESOLVER_ADDRESS, UniversalResolver, namehash, try_dns_encode};
use alloy_primitives::{Address, Bytes};
use alloy_provider::{CcipReadClient, Provider, ProviderBuilder};
use alloy_sol_types::{SolCall, SolValue, sol};
use serde::Deserialize;
use serde_json::{Value, json};

sol! {
    /// ENSIP-7; alloy-ens has no function of its own for it.
    function contenthash(bytes32 node) external view returns (bytes memory);
}

/// What is asked of a name.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Question {
    /// `addr(bytes32)`.
    Ethereum { name: String },
    /// `addr(bytes32,uint256)`: the address in binary form.
    Address { name: String, coin_type: u64 },
    /// `text(bytes32,string)`.
    Text { name: String, key: String },
    /// `contenthash(bytes32)`.
    Contenthash { name: String },
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let rpc_url = std::env::args()
        .nth(1)
        .ok_or("usage: mononym-alloy-client RPC_URL")?;
    let provider = ProviderBuilder::new().connect(&rpc_url).await?;
    for line in stdin().lock().lines() {
        let question: Question = serde_json::from_str(&line?)?;
        let answer = match ask(&provider, question).await {
            Ok(value) => json!({ "value": value }),
            Err(error) => json!({ "error": error.to_string() }),
        };
        writeln!(stdout(), "{answer}")?;
    }
    Ok(())
}

/// The answer as alloy-ens gives it; what is empty becomes null.
async fn ask(provider: &impl Provider, question: Question) -> Result<Value, Box<dyn Error>> {
    Ok(match question {
        Question::Ethereum { name } => {
            let address = provider.resolve_name(&name).await?;
            if address == Address::ZERO {
                Value::Null
            } else {
                json!(address)
            }
        }
        Question::Address { name, coin_type } => {
            binary(&provider.resolve_name_for_coin_type(&name, coin_type).await?)
        }
        Question::Text { name, key } => {
            let text = provider.lookup_txt(&name, &key).await?;
            if text.is_empty() { Value::Null } else { json!(text) }
        }
        Question::Contenthash { name } => binary(&contenthash(provider, &name).await?),
    })
}

/// The contenthash of a name, by the Universal Resolver and alloy's own CCIP-Read client.
async fn contenthash(provider: &impl Provider, name: &str) -> Result<Bytes, Box<dyn Error>> {
    let call = contenthashCall { node: namehash(name) }.abi_encode();
    let request = UniversalResolver::new(UNIVERSAL_RESOLVER_ADDRESS, provider)
        .resolve(try_dns_encode(name)?.into(), call.into())
        .into_transaction_request();
    let output = CcipReadClient::default().call(provider, request).await?;
    let returned = UniversalResolver::resolveCall::abi_decode_returns(&output)?;
    Ok(Bytes::abi_decode(&returned._0)?)
}

fn binary(bytes: &Bytes) -> Value {
    if bytes.is_empty() {
        Value::Null
    } else {
        json!(bytes)
    }
}
