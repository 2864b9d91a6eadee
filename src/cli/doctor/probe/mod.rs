//! A chain, by one of its nodes: whether accounts can be at the addresses that the rule gives, and
//! whether their keys can reach them.

mod precompile;
mod row;
mod rule;
mod stack;

use std::time::Duration;

use alloy_primitives::{Address, B256};
use clap::Args;
use futures_util::future::join_all;
use mononym_derive::{Catalogue, Chain, Deployment, RootPath, TargetChain, createx};
use mononym_ens::CoinType;
use serde::Serialize;

use self::{rule::Seen, stack::Stack};
use super::report::{Report, span};
use crate::{
    chain::{BlockTime, Endpoint, NodeError, NodeSettings, RpcUrl},
    cli::{CliError, values::time_text},
    clock::Clock,
    config::ConfigError,
};

/// A node whose latest block is this many seconds old is behind, or its chain stands still.
const STALE: u64 = 600;
/// Blocks that the time between two is measured over.
const BLOCKS: u64 = 100;

#[derive(Args, Clone, Debug)]
pub(super) struct ProbeArgs {
    /// Probe a chain by one of its nodes, which says itself what chain it is of; or which must be of
    /// this chain. May be given again
    #[arg(long, value_name = "[CHAIN=]URL")]
    rpc: Vec<String>,
    /// Longest that a node is waited for, in milliseconds
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 10_000, requires = "rpc")]
    rpc_timeout_ms: u64,
    /// Code hash of CreateX, on chains for trying out where a stand-in is in its place
    #[arg(long, value_name = "HASH", hide = true, default_value_t = createx::CREATEX_CODE_HASH)]
    createx_code_hash: B256,
}

/// A chain to probe.
pub(super) struct Probe {
    endpoint: Endpoint,
    /// What somebody takes it for.
    expected: Option<u64>,
    catalogue: Catalogue,
    deployment: Deployment,
    createx_code_hash: B256,
}

/// What came out of a probe, for programs.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Probed {
    chain_id: u64,
    /// Its name in the catalogue; absent where it is not listed.
    name: Option<String>,
    /// The rule that holds there by what was seen: `evm`, `evm-emulator` or `unproven`.
    rule: &'static str,
    /// The catalogue's root path, or `none`: no node can tell one.
    root_path: &'static str,
    /// What messages from Ethereum would come through, if that can be told.
    stack: Option<Stack>,
    /// Whether derived addresses are answered there, by both.
    receivable: bool,
    /// A row of the catalogue, for a chain that is not listed.
    pub(super) row: Option<String>,
}

impl ProbeArgs {
    /// The chains to probe, for accounts of this Keystore.
    pub(super) fn probes(&self, keystore: Address) -> Result<Vec<Probe>, CliError> {
        let catalogue = Catalogue::builtin().map_err(ConfigError::from)?;
        let settings = NodeSettings {
            timeout: Duration::from_millis(self.rpc_timeout_ms.max(1)),
            ..NodeSettings::default()
        };
        let probe = |text: &String| {
            let (expected, url) = match text.split_once('=') {
                Some((chain, url)) if !chain.contains("//") => {
                    let target = TargetChain::parse(chain, &catalogue)?;
                    let chain_id = target
                        .chain_id
                        .ok_or_else(|| CliError::Usage(format!("--rpc: {chain} is no EVM chain")))?;
                    (Some(chain_id), url)
                }
                _ => (None, text.as_str()),
            };
            // The text may hold a key.
            let url: RpcUrl = url
                .parse()
                .map_err(|error| CliError::Usage(format!("--rpc: {error}")))?;
            Ok(Probe {
                endpoint: Endpoint::new(url, settings),
                expected,
                deployment: catalogue.deployment(keystore),
                catalogue: catalogue.clone(),
                createx_code_hash: self.createx_code_hash,
            })
        };
        self.rpc.iter().map(probe).collect()
    }
}

/// Probes them all at once: what was found of each, and what it amounts to.
pub(super) async fn all(probes: &[Probe]) -> Vec<(Report, Option<Probed>)> {
    join_all(probes.iter().map(Probe::look)).await
}

impl Probe {
    async fn look(&self) -> (Report, Option<Probed>) {
        let mut report = Report::about(self.endpoint.host().to_owned());
        let chain_id = match self.endpoint.chain_id().await {
            Ok(chain_id) => chain_id,
            Err(error) => {
                report.problem("rpc", format!("it is no use: {error}"));
                return (report, None);
            }
        };
        if let Some(expected) = self.expected.filter(|expected| *expected != chain_id) {
            let error = NodeError::WrongChain {
                expected,
                found: chain_id,
            };
            report.problem("rpc", error.to_string());
            return (report, None);
        }
        if CoinType::from_chain_id(chain_id).is_none() {
            let reason = "is not between 1 and 2^31 - 1, so that ENS has no addresses for it (ENSIP-11)";
            report.problem("rpc", format!("chain id {chain_id} {reason}"));
            return (report, None);
        }
        let listed = self.catalogue.by_chain_id(chain_id);
        let name = listed.map_or_else(|| format!("chain {chain_id}"), |chain| chain.name.clone());
        let host = self.endpoint.host();
        report = Report::about(name);
        let known = listed.map_or("not in the catalogue", |_| "in the catalogue");
        report.ok("rpc", format!("{host}: chain id {chain_id}, {known}"));
        match self.look_at(chain_id, listed, &mut report).await {
            Ok(probed) => (report, Some(probed)),
            Err(error) => {
                report.problem("rpc", format!("{host} was not able to tell the rest: {error}"));
                (report, None)
            }
        }
    }

    async fn look_at(
        &self,
        chain_id: u64,
        listed: Option<&Chain>,
        report: &mut Report,
    ) -> Result<Probed, NodeError> {
        let latest = self.block_time(report).await?;
        let stack = stack::find(&self.endpoint).await?;
        let rule = rule::check(self, stack, listed, report).await?;
        rule::placed(self, report).await?;
        precompile::entry_point(&self.endpoint, chain_id, report).await?;
        precompile::p256(&self.endpoint, report).await?;
        let root_path = stack::root_path(stack, listed, report);
        let row = listed
            .is_none()
            .then(|| row::write(chain_id, rule, stack, latest));
        Ok(Probed {
            chain_id,
            name: listed.map(|chain| chain.name.clone()),
            rule: rule.as_str(),
            root_path: root_path.as_str(),
            stack,
            receivable: rule != Seen::Unproven && root_path != RootPath::None,
            row,
        })
    }

    /// Deadlines, freezes and the ages of roots are Unix seconds: so must blocks be.
    async fn block_time(&self, report: &mut Report) -> Result<BlockTime, NodeError> {
        let latest = self.endpoint.block_time(None).await?;
        let span_of = latest.number.min(BLOCKS);
        let earlier = self.endpoint.block_time(Some(latest.number - span_of)).await?;
        let now = Clock::system().now();
        let number = latest.number;
        if latest.time > now.saturating_add(STALE) {
            report.problem(
                "block-time",
                format!(
                    "block {number} has the time {}, which is to come, or no Unix seconds",
                    latest.time
                ),
            );
        } else if earlier.time > latest.time {
            report.problem(
                "block-time",
                format!("block {number} is older than one before it"),
            );
        } else if now.saturating_sub(latest.time) > STALE {
            let (when, age) = (time_text(latest.time), span(now.saturating_sub(latest.time)));
            report.warning(
                "block-time",
                format!(
                    "block {number} is of {when}, {age} ago: the node is behind, or the chain stands still"
                ),
            );
        } else {
            let took = latest.time.saturating_sub(earlier.time);
            report.ok(
                "block-time",
                format!("block {number}; the last {span_of} took {}", span(took)),
            );
        }
        Ok(latest)
    }
}

/// Whether what a rule says is so by the catalogue, too.
fn agrees(listed: Option<&Chain>, seen: Seen) -> bool {
    listed.is_none_or(|chain| chain.rule.as_str() == seen.as_str())
}
