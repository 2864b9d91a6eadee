//! What was, or would be, deployed, and what to do next.

use std::io::{self, Write};

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::SolCall;
use mononym_ens::Name;
use serde::Serialize;

use super::{
    check::Finding,
    plan::{Contract, Deployment},
};
use crate::chain::EnsRegistry;

/// How a contract stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Outcome {
    /// It stood there before.
    Present,
    /// It was deployed now.
    Deployed,
    /// It is to be deployed.
    Missing,
}

/// A contract, and all that an explorer needs to verify its source.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Row {
    pub(super) contract: &'static str,
    pub(super) address: Address,
    pub(super) outcome: Outcome,
    source_name: String,
    compiler: String,
    constructor_arguments: Bytes,
    salt: B256,
    /// Gas that it took, or is estimated to take.
    pub(super) gas: Option<u64>,
    pub(super) transaction: Option<B256>,
    /// What to send, where it is missing.
    pub(super) to: Option<Address>,
    /// The call data, where it is missing.
    pub(super) data: Option<Bytes>,
}

impl Row {
    pub(super) fn new(contract: &Contract, outcome: Outcome) -> Self {
        Self {
            contract: contract.name,
            address: contract.address,
            outcome,
            source_name: contract.artifact.source_name.clone(),
            compiler: contract.artifact.compiler.clone(),
            constructor_arguments: contract.arguments.clone(),
            salt: contract.salt,
            gas: None,
            transaction: None,
            to: None,
            data: None,
        }
    }
}

/// What the service is told.
#[derive(Serialize)]
pub(super) struct Configuration {
    l1_chain_id: u64,
    keystore: Address,
    resolvers: Vec<Address>,
    max_root_age: u64,
}

/// A transaction for the owner of a name to send.
#[derive(Serialize)]
pub(super) struct Step {
    what: String,
    to: Address,
    data: Bytes,
}

/// Everything that is said at the end.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Summary {
    pub(super) chain_id: u64,
    pub(super) contracts: Vec<Row>,
    /// Gas of what is missing, or was deployed now.
    pub(super) gas: u64,
    /// Most that this costs, or what it cost at most, in wei.
    pub(super) max_cost: U256,
    pub(super) checks: Vec<Finding>,
    pub(super) configuration: Option<Configuration>,
    pub(super) next: Vec<Step>,
}

impl Configuration {
    pub(super) fn new(chain_id: u64, deployment: &Deployment) -> Self {
        Self {
            l1_chain_id: chain_id,
            keystore: deployment.keystore,
            resolvers: vec![deployment.signed_resolver, deployment.proven_resolver],
            max_root_age: deployment.settings.max_age,
        }
    }
}

/// The two choices of a parent's owner.
pub(super) fn resolver_steps(parent: &Name, registry: Address, deployment: &Deployment) -> Vec<Step> {
    [
        ("signed", deployment.signed_resolver),
        ("proven", deployment.proven_resolver),
    ]
    .into_iter()
    .map(|(kind, resolver)| Step {
        what: format!("{parent}: {kind} answers, by the resolver {resolver}"),
        to: registry,
        data: EnsRegistry::setResolverCall {
            node: parent.node(),
            resolver,
        }
        .abi_encode()
        .into(),
    })
    .collect()
}

impl Summary {
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "chain id {}", self.chain_id)?;
        for row in &self.contracts {
            let outcome = match row.outcome {
                Outcome::Present => "present",
                Outcome::Deployed => "deployed",
                Outcome::Missing => "missing",
            };
            let gas = row.gas.map(|gas| format!(" {gas} gas")).unwrap_or_default();
            writeln!(out, "{outcome:<8} {:<20} {}{gas}", row.contract, row.address)?;
        }
        writeln!(out, "gas      {}, at most {} wei", self.gas, self.max_cost)?;
        for finding in &self.checks {
            writeln!(out, "{finding}")?;
        }
        if let Some(configuration) = &self.configuration {
            let resolvers: Vec<String> = configuration
                .resolvers
                .iter()
                .map(|it| format!("\"{it}\""))
                .collect();
            writeln!(out, "\n# settings of the service")?;
            writeln!(out, "l1_chain_id = {}", configuration.l1_chain_id)?;
            writeln!(out, "keystore = \"{}\"", configuration.keystore)?;
            writeln!(out, "resolvers = [{}]", resolvers.join(", "))?;
            writeln!(out, "max_root_age = {}", configuration.max_root_age)?;
        }
        for Step { what, to, data } in &self.next {
            writeln!(out, "\n{what}\n  to   {to}\n  data {data}")?;
        }
        Ok(())
    }
}
