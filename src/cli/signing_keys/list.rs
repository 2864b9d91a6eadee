//! `mononym keys list`

use alloy_primitives::Address;
use clap::Args;
use serde::Serialize;

use super::{Advice, ServiceArgs, look::Look};
use crate::{
    cli::{CliError, database::block_on, output::Output, values::time_text},
    config::Config,
    keys::{Member, Standing},
    sign::KeyPlace,
};

#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct ListKeys {
    #[command(flatten)]
    service: ServiceArgs,
}

#[derive(Debug, Serialize)]
struct Report {
    keys: Vec<Row>,
    /// Keys that a resolver lists, and that are none of this service's.
    strangers: Vec<Stranger>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    address: Address,
    key: KeyPlace,
    state: State,
    /// Of a retired key: from when on no answer of it is about, in Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    removable_from: Option<u64>,
    /// What the owners of resolvers should send, and of a retired key not before then.
    send: Vec<Advice>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    /// It signs now.
    Signs,
    /// It would, without those before it.
    Ready,
    /// Not every resolver lists it, or `mononym keys add` has not seen it.
    Waits,
    /// It signs no more, and must be listed.
    Retiring,
    /// No answer of it is about.
    Retired,
}

#[derive(Debug, Serialize)]
struct Stranger {
    resolver: Address,
    signer: Address,
}

impl ListKeys {
    pub(super) fn run(self) -> Result<(), CliError> {
        let config = self.service.config()?;
        block_on(self.list(&config))
    }

    async fn list(&self, config: &Config) -> Result<(), CliError> {
        let look = Look::new(config).await?;
        let members = look.members();
        let signs = look.signing(&members);
        let overlap = config.expiry.overlap();
        let row = |member: &Member| {
            let (state, removable_from, send) = match member.standing {
                Standing::Retired(at) => {
                    let state = if member.lingers(look.now, overlap) {
                        State::Retiring
                    } else {
                        State::Retired
                    };
                    let from = at.saturating_add(overlap);
                    (state, Some(from), look.to_remove(member.address))
                }
                _ if signs == Some(member.address) => (State::Signs, None, Vec::new()),
                Standing::Waiting => (State::Waits, None, look.to_add(member.address)),
                _ if look.is_listed(member.address) => (State::Ready, None, Vec::new()),
                _ => (State::Waits, None, look.to_add(member.address)),
            };
            Row {
                address: member.address,
                key: member.place.clone(),
                state,
                removable_from,
                send,
            }
        };
        let strangers = look.strangers().into_iter();
        let report = Report {
            keys: members.iter().map(row).collect(),
            strangers: strangers
                .map(|(resolver, signer)| Stranger { resolver, signer })
                .collect(),
        };
        Output::new(self.service.json).print(&report, |out| {
            for row in &report.keys {
                let state = match (row.state, row.removable_from) {
                    (State::Signs, _) => "signs".to_owned(),
                    (State::Ready, _) => "may sign".to_owned(),
                    (State::Waits, _) => {
                        "waits until every resolver lists it, and `mononym keys add` sees so".to_owned()
                    }
                    (_, from) => format!(
                        "retired: resolvers must list it until {}",
                        time_text(from.unwrap_or_default())
                    ),
                };
                writeln!(out, "{}  {}  {state}", row.address, row.key)?;
                row.send.iter().try_for_each(|advice| advice.write(out))?;
            }
            for Stranger { resolver, signer } in &report.strangers {
                writeln!(
                    out,
                    "{signer}  no key of this service, and {resolver} takes its answers: whose is it?"
                )?;
            }
            Ok(())
        })
    }
}
