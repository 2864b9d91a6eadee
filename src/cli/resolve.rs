//! `mononym resolve`

use alloy_primitives::{Address, Bytes, Signature};
use clap::Args;
use mononym_ens::{SignedResponse, ccip, response_digest};
use serde::{Deserialize, Serialize};

use super::{
    CliError, ClientArgs,
    client::{Client, ClientError},
    l1::KeystoreArgs,
    output::Output,
    proof,
    question::{Asked, Question, value},
};
use crate::{chain::RpcUrl, config::List};

#[derive(Args, Clone, Debug)]
pub(super) struct Resolve {
    /// The name, or the name and a chain, such as alice.mononym.eth@base
    name: String,
    #[command(flatten)]
    question: Question,
    /// Ask for a proven answer, which no gateway can forge, and check it against L1
    #[arg(long, requires = "l1")]
    proven: bool,
    /// Nodes of L1 for a proven answer, comma-separated
    #[arg(long, env = "MONONYM_L1_RPC", value_name = "URLS", hide_env_values = true)]
    l1: Option<List<RpcUrl>>,
    #[command(flatten)]
    keystore: KeystoreArgs,
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
        let catalogue = self.keystore.catalogue()?;
        let asked = self.question.of(&self.name, &catalogue)?;
        let Asked { name, query, .. } = &asked;
        let output = Output::new(self.client.json);
        let parents: Parents = client.get("/v1/parents")?;
        let resolver = self
            .resolver
            .or(parents.resolvers.first().copied())
            .unwrap_or_default();
        let ask = |call_data: &Bytes| -> Result<Bytes, ClientError> {
            let question = serde_json::json!({ "sender": resolver, "data": call_data });
            let CcipAnswer { data } = client.post(&format!("/{resolver:#x}"), &question)?;
            Ok(data)
        };
        if let Some(urls) = self.l1.as_ref().filter(|_| self.proven) {
            let call_data = ccip::encode_prove(name, &query.encode(name.node())).into();
            let answer = proof::decode(&ask(&call_data)?)?;
            let domain = self.keystore.domain()?;
            let believed = proof::on_l1(urls, domain, answer.number)?;
            let proven = proof::check(&answer, &believed, &asked, domain, &catalogue)?;
            return output.print(&proven, |out| {
                writeln!(out, "{}", proven.value.as_deref().unwrap_or("(nothing)"))
            });
        }
        let call_data: Bytes = ccip::encode_resolve(name, &query.encode(name.node())).into();
        let data = ask(&call_data)?;
        let response = SignedResponse::decode(&data).map_err(|_| ClientError::ForeignSignature)?;
        let signer = signer(&response, &resolver, &call_data, &parents.signers)?;
        asked.verify(&response.result)?;
        let resolved = Resolved {
            node: name.node().to_string(),
            value: value(query, &response.result)?,
            name: asked.text.clone(),
            result: response.result,
            expires: response.expires,
            signer,
            resolver,
        };
        output.print(&resolved, |out| {
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
