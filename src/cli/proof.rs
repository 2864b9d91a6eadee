//! `mononym proof`: an answer that follows from proofs, checked here.

use std::{fs, path::PathBuf};

use alloy_primitives::{B256, Bytes};
use clap::Args;
use mononym_derive::Catalogue;
use mononym_ens::Limits;
use mononym_keystore::{Domain, ProvenAnswer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    CliError, ClientArgs,
    client::Client,
    database::block_on,
    l1::{self, KeystoreArgs},
    output::Output,
    question::{Asked, Question, value},
};
use crate::{chain::RpcUrl, clock::Clock, config::List, gateway::answer_from_proofs};

#[derive(Args, Clone, Debug)]
pub(super) struct Proof {
    /// The name, or the name and a chain, such as alice.mononym.eth@base
    name: String,
    #[command(flatten)]
    question: Question,
    /// Nodes of L1, comma-separated: the root is checked there
    #[arg(
        long,
        env = "MONONYM_L1_RPC",
        value_name = "URLS",
        hide_env_values = true,
        conflicts_with = "root"
    )]
    l1: Option<List<RpcUrl>>,
    /// Root that is known from elsewhere: nobody is asked
    #[arg(long, value_name = "ROOT")]
    root: Option<B256>,
    /// File with the proof, instead of the gateway
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Where to write the proof, to check it later
    #[arg(long, value_name = "FILE", conflicts_with = "file")]
    save: Option<PathBuf>,
    #[command(flatten)]
    keystore: KeystoreArgs,
    #[command(flatten)]
    client: ClientArgs,
}

/// What the gateway shows, as far as it is needed here.
#[derive(Deserialize)]
struct Shown {
    root: B256,
    response: Bytes,
}

/// Why a root is believed.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Trust {
    /// L1 has it, and takes it for final.
    L1,
    /// It was named.
    Named,
    /// The gateway says so, and nobody else.
    Gateway,
}

/// An answer that follows from proofs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Proven {
    name: String,
    node: B256,
    /// The value as people read it; null for an empty answer.
    pub(super) value: Option<String>,
    /// ABI encoding of the profile call's return values.
    result: Bytes,
    root: B256,
    trust: Trust,
    /// Number of the commit on L1; null where L1 was not asked.
    commit: Option<u64>,
    /// The time of the log that the root shows, in Unix seconds; null where L1 was not asked.
    as_of: Option<u64>,
}

/// A root and why it is believed.
pub(super) struct Believed {
    pub(super) root: B256,
    pub(super) trust: Trust,
    pub(super) as_of: Option<u64>,
}

impl Proof {
    pub(super) fn run(self) -> Result<(), CliError> {
        let output = Output::new(self.client.json);
        let catalogue = self.keystore.catalogue()?;
        let asked = self.question.of(&self.name, &catalogue)?;
        let domain = self.keystore.domain()?;
        let shown = self.fetch(&asked)?;
        let shown: Shown = serde_json::from_value(shown)?;
        let answer = decode(&shown.response)?;
        let believed = match (&self.l1, self.root) {
            (Some(urls), _) => on_l1(urls, domain, answer.number)?,
            (None, Some(root)) => Believed {
                root,
                trust: Trust::Named,
                as_of: None,
            },
            (None, None) => Believed {
                root: shown.root,
                trust: Trust::Gateway,
                as_of: None,
            },
        };
        let proven = check(&answer, &believed, &asked, domain, &catalogue)?;
        output.print(&proven, |out| {
            writeln!(out, "{}", proven.value.as_deref().unwrap_or("(nothing)"))?;
            writeln!(out, "proven under root {}", proven.root)?;
            match (proven.trust, proven.commit, proven.as_of) {
                (Trust::L1, Some(number), Some(as_of)) => writeln!(
                    out,
                    "which L1 has as commit {number}, of the log as of {as_of} (Unix seconds)"
                ),
                (Trust::Named, ..) => writeln!(out, "which is the root that was named"),
                _ => writeln!(
                    out,
                    "for which the gateway alone vouches: --l1 checks it on L1, --root against one that is known"
                ),
            }
        })
    }

    fn fetch(&self, asked: &Asked) -> Result<Value, CliError> {
        if let Some(path) = &self.file {
            let text = fs::read(path).map_err(|source| CliError::File {
                path: path.clone(),
                source,
            })?;
            return Ok(serde_json::from_slice(&text)?);
        }
        let data = Bytes::from(asked.query.encode(B256::ZERO)).to_string();
        let client = Client::new(&self.client.gateway);
        let shown: Value =
            client.get_query(&format!("/v1/names/{}/proof", asked.text), &[("data", &data)])?;
        if let Some(path) = &self.save {
            let text = serde_json::to_vec_pretty(&shown)?;
            fs::write(path, text).map_err(|source| CliError::File {
                path: path.clone(),
                source,
            })?;
        }
        Ok(shown)
    }
}

/// Reads a proven answer.
pub(super) fn decode(response: &[u8]) -> Result<ProvenAnswer, CliError> {
    ProvenAnswer::decode(response, &Limits::default())
        .map_err(|error| CliError::Unproven(format!("the answer is none: {error}")))
}

/// The root of a commit that L1 takes for final.
pub(super) fn on_l1(urls: &List<RpcUrl>, domain: Domain, number: u64) -> Result<Believed, CliError> {
    let l1 = l1::open(urls, domain);
    let (root, as_of) = block_on(l1::final_root(&l1, number))?;
    Ok(Believed {
        root,
        trust: Trust::L1,
        as_of: Some(as_of),
    })
}

/// The answer that follows.
pub(super) fn check(
    answer: &ProvenAnswer,
    believed: &Believed,
    asked: &Asked,
    domain: Domain,
    catalogue: &Catalogue,
) -> Result<Proven, CliError> {
    let deployment = catalogue.deployment(domain.keystore);
    let (node, query) = (asked.name.node(), &asked.query);
    let now = Clock::system().now();
    let result = answer_from_proofs(answer, &believed.root, &node, query, catalogue, &deployment, now)
        .map_err(|error| CliError::Unproven(error.to_string()))?;
    asked.verify(&result)?;
    let is_on_l1 = matches!(believed.trust, Trust::L1);
    Ok(Proven {
        value: value(query, &result)?,
        name: asked.text.clone(),
        node,
        result: result.into(),
        root: believed.root,
        trust: believed.trust,
        commit: is_on_l1.then_some(answer.number),
        as_of: believed.as_of,
    })
}
