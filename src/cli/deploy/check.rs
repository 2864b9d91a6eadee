//! Whether what stands on a chain is what was planned: code, and settings that somebody may have
//! changed since.

use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolCall;
use mononym_derive::Catalogue;
use serde::Serialize;

use super::plan::{Contract, Deployment, Plan};
use crate::chain::{Block, ChainList, Keystore, Node, NodeError, ProposerVerifier, Resolver, compare};

/// One thing that was looked at.
#[derive(Debug, Serialize)]
pub(super) struct Finding {
    contract: &'static str,
    what: &'static str,
    pub(super) ok: bool,
    detail: String,
}

/// A chain as of one block.
pub(super) struct Checker<'a> {
    pub(super) node: &'a Node,
    pub(super) block: Block,
    pub(super) findings: Vec<Finding>,
}

impl Checker<'_> {
    fn note(&mut self, contract: &'static str, what: &'static str, ok: bool, detail: String) {
        self.findings.push(Finding {
            contract,
            what,
            ok,
            detail,
        });
    }

    /// Whether the code at a contract's address is its own.
    pub(super) async fn code(&mut self, contract: &Contract) -> Result<(), NodeError> {
        let code: Bytes = self.node.code(contract.address, self.block.hash).await?;
        let (ok, detail) = match code.is_empty() {
            true => (false, format!("nothing stands at {}", contract.address)),
            false if contract.artifact.matches(&code) => (true, format!("{} bytes, as built", code.len())),
            false => (false, format!("{} has other code", contract.address)),
        };
        self.note(contract.name, "code", ok, detail);
        Ok(())
    }

    async fn ask<C: SolCall>(&self, contract: Address, call: &C) -> Result<C::Return, NodeError> {
        self.node.call_at(contract, call, self.block.hash).await
    }

    /// Compares what a contract says with what was planned.
    fn compare<T: PartialEq + std::fmt::Debug>(
        &mut self,
        contract: &'static str,
        what: &'static str,
        found: &T,
        planned: &T,
    ) {
        let ok = found == planned;
        let detail = if ok {
            format!("{found:?}")
        } else {
            format!("{found:?}, and {planned:?} was planned")
        };
        self.note(contract, what, ok, detail);
    }

    /// The settings that can change, of all contracts of a Keystore.
    pub(super) async fn settings(
        &mut self,
        deployment: &Deployment,
        catalogue: &Catalogue,
    ) -> Result<(), NodeError> {
        let planned = &deployment.settings;
        let Deployment {
            verifier,
            keystore,
            chain_list,
            signed_resolver,
            proven_resolver,
            ..
        } = *deployment;
        let proposers = self.ask(verifier, &ProposerVerifier::proposersCall {}).await?;
        self.compare("ProposerVerifier", "proposers", &proposers, &planned.proposers);
        let threshold = self.ask(verifier, &ProposerVerifier::thresholdCall {}).await?;
        self.compare(
            "ProposerVerifier",
            "threshold",
            &threshold.saturating_to::<u64>(),
            &planned.threshold,
        );
        let owner = self.ask(keystore, &Keystore::ownerCall {}).await?;
        self.compare("Keystore", "owner", &owner, &planned.owner);
        let found = self.ask(keystore, &Keystore::verifierCall {}).await?;
        self.compare("Keystore", "verifier", &found, &verifier);
        let owner = self.ask(chain_list, &ChainList::ownerCall {}).await?;
        self.compare("ChainList", "owner", &owner, &planned.owner);
        let compared = compare(self.node, self.block, chain_list, keystore, catalogue).await?;
        let contradictions = compared.map_or_else(
            || vec!["it has more rows than there are chains".to_owned()],
            |found| found.contradictions(),
        );
        let (ok, detail) = match contradictions.is_empty() {
            true => (true, "as the catalogue".to_owned()),
            false => (false, contradictions.join("; ")),
        };
        self.note("ChainList", "chains", ok, detail);
        for (contract, resolver) in [
            ("SignedResolver", signed_resolver),
            ("ProvenResolver", proven_resolver),
        ] {
            let owner = self.ask(resolver, &Resolver::ownerCall {}).await?;
            self.compare(contract, "owner", &owner, &planned.owner);
            let gateways = self.ask(resolver, &Resolver::gatewaysCall {}).await?;
            self.compare(contract, "gateways", &gateways, &planned.gateways);
        }
        let mut signers = self.ask(signed_resolver, &Resolver::signersCall {}).await?;
        signers.sort();
        self.compare("SignedResolver", "signers", &signers, &planned.signers);
        let found = self.ask(proven_resolver, &Resolver::keystoreCall {}).await?;
        self.compare("ProvenResolver", "keystore", &found, &keystore);
        let found = self.ask(proven_resolver, &Resolver::chainsCall {}).await?;
        self.compare("ProvenResolver", "chains", &found, &chain_list);
        Ok(())
    }
}

/// Looks at everything of a plan.
pub(super) async fn all(node: &Node, plan: &Plan, catalogue: &Catalogue) -> Result<Vec<Finding>, NodeError> {
    let mut checker = Checker {
        node,
        block: node.latest_block().await?,
        findings: Vec::new(),
    };
    for contract in &plan.contracts {
        checker.code(contract).await?;
    }
    // Of a contract that is not ours nothing that it says is worth anything.
    if let Some(deployment) = &plan.deployment
        && checker.findings.iter().all(|finding| finding.ok)
    {
        checker.settings(deployment, catalogue).await?;
    }
    Ok(checker.findings)
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let level = if self.ok { "ok" } else { "problem" };
        // Whoever owns a contract writes part of it, and terminals obey control characters.
        let detail: String = self.detail.chars().filter(|c| !c.is_control()).collect();
        write!(f, "{level:<8} {} {}: {detail}", self.contract, self.what)
    }
}
