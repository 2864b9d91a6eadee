//! The resolver: which of ours it is, and whether it fits Keystore and gateway.

use alloy_primitives::{Address, FixedBytes, fixed_bytes};
use mononym_derive::Catalogue;
use mononym_keystore::Domain;

use super::{
    chains,
    gateway::Gateway,
    keystore::{Roots, list},
    look::Look,
    report::{Report, span},
};
use crate::chain::{NodeError, Resolver};

/// Interface id of ENSIP-10's `resolve(bytes,bytes)`.
const EXTENDED: FixedBytes<4> = fixed_bytes!("9061b923");

/// A resolver, and all that it is held against.
pub(super) struct Patient<'a> {
    pub(super) look: &'a Look,
    pub(super) resolver: Address,
    pub(super) domain: Domain,
    pub(super) catalogue: &'a Catalogue,
    pub(super) roots: Roots,
    pub(super) gateway: Option<&'a Gateway>,
}

impl Patient<'_> {
    pub(super) async fn check(&self, report: &mut Report) -> Result<(), NodeError> {
        let Self { look, resolver, .. } = *self;
        if !look.has_code(resolver).await? {
            report.problem(
                "resolver",
                format!("there is no contract at {resolver}: --resolver names it"),
            );
            return Ok(());
        }
        let extended = Resolver::supportsInterfaceCall {
            interfaceId: EXTENDED,
        };
        if look.try_ask(resolver, &extended).await? != Some(true) {
            report.problem(
                "resolver",
                format!("{resolver} does not resolve subnames (ENSIP-10): set one of ours"),
            );
            return Ok(());
        }
        let keystore = look.try_ask(resolver, &Resolver::keystoreCall {}).await?;
        let max_age = look.try_ask(resolver, &Resolver::maxAgeCall {}).await?;
        let max_ttl = look.try_ask(resolver, &Resolver::maxTtlCall {}).await?;
        match (keystore, max_age, max_ttl) {
            (Some(keystore), Some(max_age), _) => self.proven(keystore, max_age, report).await?,
            (_, _, Some(max_ttl)) => self.signed(max_ttl, report).await?,
            _ => {
                report.warning(
                    "resolver",
                    format!(
                        "{resolver} is neither a ProvenResolver nor a SignedResolver: \
                         its code says what it trusts"
                    ),
                );
                return Ok(());
            }
        }
        self.gateways(report).await
    }

    async fn proven(&self, keystore: Address, max_age: u64, report: &mut Report) -> Result<(), NodeError> {
        let Self { look, resolver, .. } = *self;
        report.ok(
            "resolver",
            format!("{resolver} answers as a ProvenResolver does: see that its verified code is one"),
        );
        if keystore == self.domain.keystore {
            report.ok("resolver-keystore", "it believes this Keystore");
        } else {
            report.problem(
                "resolver-keystore",
                format!(
                    "it believes the Keystore {keystore}, not {}: --keystore names the one that you mean, \
                     or the name needs another resolver",
                    self.domain.keystore
                ),
            );
        }
        self.age(max_age, report);
        let owner = look.ask(resolver, &Resolver::ownerCall {}).await?;
        report.ok(
            "resolver-owner",
            format!("{owner} can change the gateways' URLs and the metadata, not what is true"),
        );
        if self.gateway.is_some_and(|gateway| !gateway.follows_l1) {
            report.problem(
                "resolver-gateway",
                "it needs proofs, and the gateway gives none: l1_rpc turns them on",
            );
        }
        let list = look.ask(resolver, &Resolver::chainsCall {}).await?;
        chains::check(look, list, self.domain.keystore, self.catalogue, report).await
    }

    fn age(&self, max_age: u64, report: &mut Report) {
        let allowed = format!("answers are at most {} old", span(max_age));
        match self.roots.delay {
            Some(delay) if delay >= max_age => report.problem(
                "max-age",
                format!(
                    "{allowed}, and commits are final after {} only: no answer is ever new enough",
                    span(delay)
                ),
            ),
            Some(delay) if delay >= max_age / 2 => report.warning(
                "max-age",
                format!(
                    "{allowed}, and commits are final after {}: that leaves little time for heartbeats",
                    span(delay)
                ),
            ),
            _ => report.ok("max-age", &allowed),
        }
        let Some(as_of) = self.roots.as_of else {
            return;
        };
        let age = self.look.since(as_of);
        if age > max_age {
            report.problem(
                "answer-age",
                format!(
                    "the newest answer would be {} old, which is too old: nothing is answered until the \
                     publisher commits; see that it runs and can pay",
                    span(age)
                ),
            );
        } else if age > max_age - max_age / 4 {
            report.warning(
                "answer-age",
                format!(
                    "answers are {} old and end in {}: see that the publisher runs",
                    span(age),
                    span(max_age - age)
                ),
            );
        } else {
            report.ok("answer-age", format!("answers are {} old", span(age)));
        }
    }

    async fn signed(&self, max_ttl: u64, report: &mut Report) -> Result<(), NodeError> {
        let Self { look, resolver, .. } = *self;
        report.ok(
            "resolver",
            format!("{resolver} answers as a SignedResolver does: see that its verified code is one"),
        );
        let signers = look.ask(resolver, &Resolver::signersCall {}).await?;
        let accepted = self.gateway.is_none_or(|gateway| {
            let mut its = gateway.signers.iter();
            its.all(|signer| signers.contains(signer))
        });
        if accepted {
            report.ok("signers", format!("it accepts {}", list(&signers)));
        } else {
            report.problem(
                "signers",
                format!(
                    "it accepts {}, and not the gateway's signer: addSigner, or another MONONYM_SIGNER_KEY",
                    list(&signers)
                ),
            );
        }
        match self.gateway {
            Some(gateway) if gateway.ttl > max_ttl => report.problem(
                "max-ttl",
                format!(
                    "answers may live {}, and the gateway's live {}: lower its ttl",
                    span(max_ttl),
                    span(gateway.ttl)
                ),
            ),
            _ => report.ok("max-ttl", format!("answers live at most {}", span(max_ttl))),
        }
        let owner = look.ask(resolver, &Resolver::ownerCall {}).await?;
        report.ok(
            "resolver-owner",
            format!("{owner} can change the signers, and so what is answered"),
        );
        Ok(())
    }

    async fn gateways(&self, report: &mut Report) -> Result<(), NodeError> {
        let urls = self.look.ask(self.resolver, &Resolver::gatewaysCall {}).await?;
        let text = format!("clients are sent to {}", urls.join(", "));
        match self.gateway {
            Some(gateway) if !gateway.answers(self.resolver) => report.problem(
                "gateways",
                format!("{text}, and the gateway refuses this resolver: MONONYM_RESOLVERS must name it"),
            ),
            Some(gateway) if !urls.contains(&gateway.url) => {
                report.warning("gateways", format!("{text}, and not to {}", gateway.url));
            }
            _ => report.ok("gateways", text),
        }
        Ok(())
    }
}
