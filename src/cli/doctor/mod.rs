//! `mononym doctor`: what is well with a setting, and what is not. It only reads.

mod chains;
mod gateway;
mod keystore;
mod look;
mod parent;
mod probe;
mod report;
mod resolver;

use alloy_primitives::{Address, address};
use clap::Args;
use mononym_derive::Catalogue;
use mononym_ens::{Limits, Name, normalize};
use mononym_keystore::Domain;

use self::{gateway::Gateway, look::Look, parent::Parent, probe::ProbeArgs, report::Report};
use super::{
    CliError,
    database::block_on,
    l1::{self, KeystoreArgs},
    output::Output,
};
use crate::{chain::RpcUrl, config::List};

/// The ENS registry on Ethereum and its test networks.
pub(super) const REGISTRY: Address = address!("00000000000C2E074eC69A0dFb2997BA6C7d2e1e");
/// Where a gateway listens by itself.
const GATEWAY: &str = "http://127.0.0.1:8080";

#[derive(Args, Clone, Debug)]
pub(super) struct Doctor {
    /// The gateway to look at [default: http://127.0.0.1:8080, and none if --l1 or --rpc is given]
    #[arg(long, env = "MONONYM_GATEWAY", value_name = "URL")]
    gateway: Option<String>,
    /// Nodes of L1, comma-separated: the Keystore and the resolver are looked at there
    #[arg(long, env = "MONONYM_L1_RPC", value_name = "URLS", hide_env_values = true)]
    l1: Option<List<RpcUrl>>,
    #[command(flatten)]
    keystore: KeystoreArgs,
    /// Resolver contract to look at [default: the one that --name has]
    #[arg(long, value_name = "ADDRESS", requires = "l1")]
    resolver: Option<Address>,
    /// Parent to look at in ENS: its resolver, and who can change it
    #[arg(long, value_name = "NAME", requires = "l1")]
    name: Option<String>,
    /// ENS registry
    #[arg(long, value_name = "ADDRESS", default_value_t = REGISTRY)]
    registry: Address,
    #[command(flatten)]
    probes: ProbeArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Doctor {
    pub(super) fn run(self) -> Result<(), CliError> {
        let domain = self.keystore.domain()?;
        let catalogue = self.keystore.catalogue()?;
        let parent = self.name.as_deref().map(parent).transpose()?;
        let probes = self.probes.probes(domain.keystore)?;
        let mut report = Report::new();
        let url = match (&self.gateway, &self.l1) {
            (None, None) if probes.is_empty() => Some(GATEWAY),
            (url, _) => url.as_deref(),
        };
        if url.is_some() || self.l1.is_some() {
            report = report.with_trust();
        }
        let gateway = url.and_then(|url| gateway::check(url, domain, &mut report));
        if let (Some(gateway), Some(parent)) = (&gateway, &parent)
            && !gateway.serves(&parent.name)
        {
            report.problem(
                "gateway",
                format!(
                    "it does not serve {}: MONONYM_PARENTS names what it serves",
                    parent.name
                ),
            );
        }
        match &self.l1 {
            Some(urls) => block_on(async {
                self.look_at_l1(
                    urls,
                    domain,
                    &catalogue,
                    gateway.as_ref(),
                    parent.as_ref(),
                    &mut report,
                )
                .await;
                Ok(())
            })?,
            None if url.is_some() => report.warning("l1", "nobody was asked: --l1 names nodes"),
            None => {}
        }
        for (found, probed) in block_on(async { Ok(probe::all(&probes).await) })? {
            report.append(found, probed);
        }
        Output::new(self.json).print(&report, |out| report.write(out))?;
        match report.problems() {
            0 => Ok(()),
            problems => Err(CliError::Unwell(problems)),
        }
    }

    async fn look_at_l1(
        &self,
        urls: &List<RpcUrl>,
        domain: Domain,
        catalogue: &Catalogue,
        gateway: Option<&Gateway>,
        parent: Option<&Parent>,
        report: &mut Report,
    ) {
        let Some(look) = Look::through(&l1::open(urls, domain), report).await else {
            return;
        };
        let roots = keystore::check(&look, domain.keystore, report).await;
        let roots = report.take("keystore", roots).unwrap_or_default();
        let mut resolver = self.resolver;
        if let Some(parent) = parent {
            let found = parent::check(&look, self.registry, parent, resolver, report).await;
            let found = report.take("name", found);
            resolver = resolver.or(found);
        }
        if let Some(resolver) = resolver {
            let patient = resolver::Patient {
                look: &look,
                resolver,
                domain,
                catalogue,
                roots,
                gateway,
            };
            let checked = patient.check(report).await;
            report.take("resolver", checked);
        }
    }
}

fn parent(text: &str) -> Result<Parent, CliError> {
    let name = normalize(text, &Limits::default())?;
    let node = Name::from_text(&name, &Limits::default())?.node();
    Ok(Parent { name, node })
}
