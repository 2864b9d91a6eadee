//! `mononym keys retire`

use alloy_primitives::Address;
use clap::Args;
use serde::Serialize;

use super::{Advice, ServiceArgs, look::Look};
use crate::{
    cli::{CliError, database::block_on, output::Output, values::time_text},
    config::Config,
    keys::{Entry, Keyring, Member, Standing},
};

#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Retire {
    /// The key's address, as `mononym keys list` shows it
    address: Address,
    #[command(flatten)]
    service: ServiceArgs,
}

/// What became of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Retired {
    address: Address,
    /// Since when it does not sign, in Unix seconds.
    retired_at: u64,
    /// From when on no answer of it is about, in Unix seconds.
    removable_from: u64,
    /// Which key signs instead.
    successor: Option<Address>,
    /// What the owners of resolvers should send then.
    send: Vec<Advice>,
}

impl Retire {
    pub(super) fn run(self) -> Result<(), CliError> {
        let config = self.service.config()?;
        block_on(self.retire(&config))
    }

    async fn retire(&self, config: &Config) -> Result<(), CliError> {
        let look = Look::new(config).await?;
        let (mine, others): (Vec<Member>, Vec<Member>) = look
            .members()
            .into_iter()
            .partition(|member| member.address == self.address);
        let Some(member) = mine.first() else {
            return Err(CliError::Usage(format!(
                "{} is no key of this service: `mononym keys list` shows them",
                self.address
            )));
        };
        let successor = look.signing(&others);
        let retired_at = match member.standing {
            Standing::Retired(at) => at,
            _ if successor.is_none() => {
                return Err(CliError::Usage(
                    "no other key may sign: first add one, and have the resolvers list it".to_owned(),
                ));
            }
            _ => {
                Keyring::change(&config.signer.keyring, |keyring| {
                    retire(keyring, member, look.now);
                    Ok::<_, CliError>(())
                })?;
                look.now
            }
        };
        let retired = Retired {
            address: self.address,
            retired_at,
            removable_from: retired_at.saturating_add(config.expiry.overlap()),
            successor,
            send: look.to_remove(self.address),
        };
        retired.print(&Output::new(self.service.json))
    }
}

fn retire(keyring: &mut Keyring, member: &Member, now: u64) {
    let found = keyring
        .keys
        .iter_mut()
        .find(|entry| entry.address == member.address);
    match found {
        Some(entry) => entry.retired_at = Some(now),
        // The settings name it.
        None => keyring.keys.push(Entry {
            key: member.place.clone().absolute(),
            address: member.address,
            added_at: now,
            active_from: None,
            retired_at: Some(now),
        }),
    }
}

impl Retired {
    fn print(&self, output: &Output) -> Result<(), CliError> {
        output.print(self, |out| {
            writeln!(out, "{} signs no more", self.address)?;
            if let Some(successor) = self.successor {
                writeln!(out, "{successor} signs instead")?;
            }
            if self.send.is_empty() {
                return Ok(());
            }
            writeln!(
                out,
                "answers that it signed are about until {}: not before then, the resolvers' owners send",
                time_text(self.removable_from)
            )?;
            self.send.iter().try_for_each(|advice| advice.write(out))
        })
    }
}
