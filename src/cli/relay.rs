//! Transactions to chains, for whoever pays: sent, or only shown.

use std::path::PathBuf;

use alloy_primitives::{Address, B256, Bytes, U256};
use clap::Args;
use mononym_derive::{Catalogue, mini_account};
use serde::Serialize;

use super::{CliError, output::Output};
use crate::{
    chain::{Node, NodeSettings, Quote, Request, RpcUrl},
    config::ConfigError,
    sign::{LocalSigner, SecretKey},
};

#[derive(Args, Clone, Debug)]
pub(super) struct RelayArgs {
    /// Key file of whoever pays for the transaction: anybody's will do
    #[arg(long, value_name = "FILE", required_unless_present = "dry_run")]
    key: Option<PathBuf>,
    /// Who will send it, where nothing is sent now
    #[arg(long, value_name = "ADDRESS", requires = "dry_run", conflicts_with = "key")]
    from: Option<Address>,
    /// Send nothing: print the target, the call data and the gas, for a wallet or a sponsor to send
    #[arg(long)]
    dry_run: bool,
}

/// A transaction that somebody else may send.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Unsent<'r> {
    chain_id: u64,
    to: Address,
    value: U256,
    data: &'r Bytes,
    gas: u64,
    max_cost: U256,
}

/// What is said of a transaction.
pub(super) struct Story<'s, T> {
    /// What follows from it.
    pub(super) done: &'s str,
    /// What a program wants to know of it.
    pub(super) report: T,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sent<T> {
    #[serde(flatten)]
    report: T,
    transaction: B256,
    block: u64,
    gas_used: u64,
}

/// A node of the chain that a transaction is for.
pub(super) async fn node(url: &RpcUrl) -> Result<Node, CliError> {
    let host = url.host().to_owned();
    let node = Node::of_any_chain(url.clone(), NodeSettings::default()).await;
    node.map_err(|error| CliError::Node { host, error })
}

/// The address of a name's mini-account on a chain.
pub(super) fn account_on(chain_id: u64, node: &B256, keystore: Address) -> Result<Address, CliError> {
    let catalogue = Catalogue::builtin().map_err(ConfigError::from)?;
    let deployment = catalogue.deployment(keystore);
    let Some(chain) = catalogue.by_chain_id(chain_id) else {
        // A chain that nobody listed yet, a local one above all.
        return Ok(mini_account::address(node, &deployment));
    };
    chain
        .derive(node, &keystore)
        .and_then(|derived| Address::try_from(derived.address.as_ref()).ok())
        .ok_or_else(|| {
            CliError::Usage(format!(
                "{} ({chain_id}) has no mini-accounts: {}",
                chain.name, chain.rule_evidence
            ))
        })
}

impl RelayArgs {
    /// The account that pays, as far as it is known.
    fn payer(&self) -> Result<Option<LocalSigner>, CliError> {
        let key = self.key.as_ref().map(|path| SecretKey::read(path)).transpose()?;
        Ok(key.map(LocalSigner::new))
    }

    /// The account that pays; nothing if nothing is sent now.
    pub(super) fn sender(&self) -> Result<Option<LocalSigner>, CliError> {
        Ok(self.payer()?.filter(|_| !self.dry_run))
    }

    /// Its address, or that of whoever will send; zero if nobody knows.
    pub(super) fn payer_address(&self) -> Result<Address, CliError> {
        let payer = self.payer()?.map(|payer| payer.address());
        Ok(payer.or(self.from).unwrap_or_default())
    }

    /// What the transaction would take.
    pub(super) async fn quote(&self, node: &Node, request: &Request) -> Result<Quote, CliError> {
        Ok(node.quote(self.payer_address()?, request).await?)
    }

    /// Sends the transaction and waits for it, or shows it.
    pub(super) async fn finish<T: Serialize>(
        &self,
        node: &Node,
        request: Request,
        quote: Quote,
        story: Story<'_, T>,
        output: &Output,
    ) -> Result<(), CliError> {
        let Some(signer) = self.sender()? else {
            let unsent = Unsent {
                chain_id: node.chain_id(),
                to: request.to,
                value: request.value,
                data: &request.input,
                gas: quote.gas_limit,
                max_cost: quote.most(&request),
            };
            return output.print(&unsent, |out| {
                writeln!(out, "chain id {}", unsent.chain_id)?;
                writeln!(out, "to       {}", unsent.to)?;
                writeln!(out, "value    {} wei", unsent.value)?;
                writeln!(out, "data     {}", unsent.data)?;
                writeln!(out, "gas      {}", unsent.gas)?;
                writeln!(out, "cost     at most {} wei", unsent.max_cost)
            });
        };
        let receipt = node.transact(&signer.into(), request, quote).await?;
        let report = Sent {
            report: story.report,
            transaction: receipt.hash,
            block: receipt.block,
            gas_used: receipt.gas_used,
        };
        output.print(&report, |out| {
            writeln!(out, "{}", story.done)?;
            writeln!(
                out,
                "transaction {} in block {}, {} gas",
                receipt.hash, receipt.block, receipt.gas_used
            )
        })
    }
}
