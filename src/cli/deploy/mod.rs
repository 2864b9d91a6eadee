//! `mononym deploy`: puts our contracts on a chain, through CreateX. What stands there already is left
//! alone, so that the same command goes on where an earlier one stopped.

mod artifact;
mod check;
mod plan;
mod summary;

use std::path::PathBuf;

use alloy_primitives::{Address, B256, Bytes, U256, aliases::U96, keccak256};
use clap::Args;
use mononym_derive::{Catalogue, createx};
use mononym_ens::{Limits, Name, normalize};

use self::{
    plan::{Plan, Settings},
    summary::{Configuration, Outcome, Row, Summary, resolver_steps},
};
use super::{
    CliError,
    database::block_on,
    doctor::REGISTRY,
    l1::catalogue_of,
    output::Output,
    relay::{RelayArgs, node},
    sending::{pretty, write_new},
};
use crate::{
    chain::{Node, NodeError, Quote, RpcUrl},
    config::List,
    sign::DigestSigner,
};

#[derive(Args, Clone, Debug)]
pub(super) struct Deploy {
    /// A node of the chain
    #[arg(long, env = "MONONYM_L1_RPC", value_name = "URL", hide_env_values = true)]
    rpc: RpcUrl,
    /// The chain's id, so that nothing is deployed elsewhere by mistake
    #[arg(long, value_name = "ID")]
    chain_id: u64,
    /// Only what mini-accounts need: for every chain besides L1
    #[arg(long, conflicts_with_all = ["gateways", "signers", "proposers", "owner"])]
    accounts_only: bool,
    /// Who owns Keystore, list of chains and resolvers: a multisig, rather than the key that pays
    #[arg(long, value_name = "ADDRESS", required_unless_present = "accounts_only")]
    owner: Option<Address>,
    /// Base URLs of the gateway, comma-separated, without a slash at the end
    #[arg(long, value_name = "URLS", required_unless_present = "accounts_only")]
    gateways: Option<List<String>>,
    /// Whose signatures the SignedResolver accepts, comma-separated: `GET /v1/parents` shows the gateway's
    #[arg(long, value_name = "ADDRESSES", required_unless_present = "accounts_only")]
    signers: Option<List<Address>>,
    /// Who approves commits, comma-separated: for good, other proposers are another verifier
    #[arg(long, value_name = "ADDRESSES", required_unless_present = "accounts_only")]
    proposers: Option<List<Address>>,
    /// How many of the proposers a commit takes
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    threshold: u64,
    /// Seconds from a commit to its finality
    #[arg(long, value_name = "SECONDS", default_value_t = 1800)]
    delay: u64,
    /// Seconds until a forced operation is due
    #[arg(long, value_name = "SECONDS", default_value_t = 86_400)]
    forced_period: u32,
    /// What forcing an operation costs, in wei
    #[arg(long, value_name = "WEI", default_value = "1000000000000000")]
    forced_fee: U96,
    /// What each of its bytes costs besides, in wei
    #[arg(long, value_name = "WEI", default_value = "1000000000000")]
    forced_fee_per_byte: U96,
    /// Seconds until a chain that the list's owner adds counts
    #[arg(long, value_name = "SECONDS", default_value_t = 7 * 86_400)]
    list_delay: u64,
    /// How far ahead a signed answer may expire, in seconds: ttl + ttl_grid + 60 of the service
    #[arg(long, value_name = "SECONDS", default_value_t = 420)]
    max_ttl: u64,
    /// How old a root may be, in seconds: max_root_age of the service
    #[arg(long, value_name = "SECONDS", default_value_t = 21_600)]
    max_age: u64,
    /// A text that sets this deployment apart from another with the same settings
    #[arg(long, value_name = "TEXT", default_value = "mononym.deployment.v1")]
    salt: String,
    /// A parent: shows the transactions that set its resolver in ENS
    #[arg(long, value_name = "NAME", conflicts_with = "accounts_only")]
    name: Option<String>,
    /// ENS registry
    #[arg(long, value_name = "ADDRESS", default_value_t = REGISTRY)]
    registry: Address,
    /// Configuration file of the service, for its chains [default: those that are built in]
    #[arg(long, env = "MONONYM_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Code hash of CreateX, on chains for trying out where a stand-in is in its place
    #[arg(long, value_name = "HASH", hide = true, default_value_t = createx::CREATEX_CODE_HASH)]
    createx_code_hash: B256,
    #[command(flatten)]
    relay: RelayArgs,
    /// Write the summary, as JSON, to this new file too
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Deploy {
    pub(super) fn run(self) -> Result<(), CliError> {
        block_on(self.deploy())
    }

    async fn deploy(&self) -> Result<(), CliError> {
        let output = Output::new(self.json);
        let parent = self.name.as_deref().map(parent).transpose()?;
        let catalogue = catalogue_of(self.config.as_deref())?;
        let plan = self.plan(&catalogue)?;
        let node = node(&self.rpc).await?;
        let failed = |error| CliError::node(&node, error);
        let (expected, found) = (self.chain_id, node.chain_id());
        if expected != found {
            return Err(failed(NodeError::WrongChain { expected, found }));
        }
        self.check_createx(&node).await?;
        let mut summary = Summary {
            chain_id: found,
            contracts: Vec::new(),
            gas: 0,
            max_cost: U256::ZERO,
            checks: Vec::new(),
            configuration: plan
                .deployment
                .as_ref()
                .map(|deployment| Configuration::new(found, deployment)),
            next: Vec::new(),
        };
        self.place(&node, &plan, &mut summary, &output).await?;
        if let (Some(parent), Some(deployment)) = (&parent, &plan.deployment) {
            summary.next = resolver_steps(parent, self.registry, deployment);
        }
        if summary
            .contracts
            .iter()
            .all(|row| row.outcome != Outcome::Missing)
        {
            summary.checks = check::all(&node, &plan, &catalogue).await.map_err(failed)?;
        }
        if let Some(path) = &self.out {
            write_new(path, &pretty(&summary)?, 0o644)?;
        }
        output.print(&summary, |out| summary.write(out))?;
        match summary.checks.iter().filter(|finding| !finding.ok).count() {
            0 => Ok(()),
            problems => Err(CliError::Unwell(problems)),
        }
    }

    fn plan(&self, catalogue: &Catalogue) -> Result<Plan, CliError> {
        let (Some(owner), Some(gateways), Some(signers), Some(proposers)) =
            (self.owner, &self.gateways, &self.signers, &self.proposers)
        else {
            return Plan::accounts(catalogue, false);
        };
        if let Some(url) = gateways.0.iter().find(|url| !is_base_url(url)) {
            return Err(CliError::Usage(format!(
                "{url:?} is no base URL of a gateway: https://, and no slash at the end"
            )));
        }
        let sorted = |list: &List<Address>| {
            let mut addresses = list.0.clone();
            addresses.sort();
            addresses.dedup();
            addresses
        };
        Plan::keystore(
            catalogue,
            Settings {
                owner,
                gateways: gateways.0.clone(),
                signers: sorted(signers),
                proposers: sorted(proposers),
                threshold: self.threshold,
                delay: self.delay,
                forced_period: self.forced_period,
                forced_fee: self.forced_fee,
                forced_fee_per_byte: self.forced_fee_per_byte,
                list_delay: self.list_delay,
                max_ttl: self.max_ttl,
                max_age: self.max_age,
                salt: self.salt.clone(),
            },
        )
    }

    /// Addresses follow from code and settings only where CreateX is what it claims to be.
    async fn check_createx(&self, node: &Node) -> Result<(), CliError> {
        let failed = |error| CliError::node(node, error);
        let block = node.latest_block().await.map_err(failed)?;
        let code = node.code(createx::CREATEX, block.hash).await.map_err(failed)?;
        if code.is_empty() {
            return Err(CliError::Usage(format!(
                "chain {} has no CreateX at {}: github.com/pcaversaccio/createx says how to get it there",
                node.chain_id(),
                createx::CREATEX
            )));
        }
        let found = keccak256(&code);
        if found != self.createx_code_hash {
            return Err(CliError::Usage(format!(
                "what stands at CreateX's address {} on chain {} is not CreateX: its code's hash is {found}",
                createx::CREATEX,
                node.chain_id()
            )));
        }
        Ok(())
    }

    /// Deploys what is missing, or says what it takes.
    async fn place(
        &self,
        node: &Node,
        plan: &Plan,
        summary: &mut Summary,
        output: &Output,
    ) -> Result<(), CliError> {
        let failed = |error| CliError::node(node, error);
        let signer = self.relay.sender()?.map(DigestSigner::from);
        let block = node.latest_block().await.map_err(failed)?;
        // Constructors look at contracts that a dry run has not placed.
        let mut imagined: Vec<(Address, Bytes)> = Vec::new();
        for contract in &plan.contracts {
            let code = node.code(contract.address, block.hash).await.map_err(failed)?;
            if !code.is_empty() {
                summary.contracts.push(Row::new(contract, Outcome::Present));
                continue;
            }
            let request = contract.request();
            let from = self.relay.payer_address()?;
            let quote: Quote = node.quote_with(from, &request, &imagined).await?;
            summary.max_cost = summary.max_cost.saturating_add(quote.most(&request));
            let mut row = Row::new(contract, Outcome::Missing);
            match &signer {
                Some(signer) => {
                    let receipt = node.transact(signer, request, quote).await?;
                    output.note(&format!(
                        "{} is at {}: transaction {} in block {}",
                        contract.name, contract.address, receipt.hash, receipt.block
                    ));
                    row.outcome = Outcome::Deployed;
                    row.gas = Some(receipt.gas_used);
                    row.transaction = Some(receipt.hash);
                }
                None => {
                    imagined.push((contract.address, contract.artifact.deployed_bytecode.clone()));
                    row.gas = Some(quote.gas);
                    row.to = Some(request.to);
                    row.data = Some(request.input);
                }
            }
            summary.gas = summary.gas.saturating_add(row.gas.unwrap_or_default());
            summary.contracts.push(row);
        }
        Ok(())
    }
}

fn parent(text: &str) -> Result<Name, CliError> {
    let name = normalize(text, &Limits::default())?;
    Ok(Name::from_text(&name, &Limits::default())?)
}

/// The resolver appends `/` and its own address (contracts/README.md).
fn is_base_url(url: &str) -> bool {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.ends_with('/') && !rest.contains(['{', '}', ' ']))
}
