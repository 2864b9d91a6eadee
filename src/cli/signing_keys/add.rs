//! `mononym keys add`

use std::time::Duration;

use alloy_primitives::Address;
use clap::Args;
use serde::Serialize;
use tokio::time;

use super::{Advice, ServiceArgs, look::Look};
use crate::{
    cli::{CliError, database::block_on, output::Output},
    config::Config,
    keys::{Entry, Keyring},
    sign::{KeyPlace, KeySource, SecretKey},
};

/// How often resolvers are looked at by who waits for them.
const POLL: Duration = Duration::from_secs(2);

#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Add {
    /// The key: a file, env:NAME, aws-kms:KEY or gcp-kms:VERSION. Every replica must find it there
    #[arg(value_name = "KEY")]
    key: String,
    /// Make the file, with a new key
    #[arg(long)]
    new: bool,
    /// Wait until every resolver lists the key
    #[arg(long)]
    wait: bool,
    #[command(flatten)]
    service: ServiceArgs,
}

/// What became of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Added {
    address: Address,
    key: KeyPlace,
    /// Whether it signs.
    active: bool,
    /// What the owners of resolvers should send first.
    send: Vec<Advice>,
}

impl Add {
    pub(super) fn run(self) -> Result<(), CliError> {
        let config = self.service.config()?;
        block_on(self.add(&config))
    }

    async fn add(&self, config: &Config) -> Result<(), CliError> {
        let output = Output::new(self.service.json);
        let mut look = Look::new(config).await?;
        let key = self.place()?;
        if self.new {
            make(&key, &output)?;
        }
        let address = look.opener.open(&key).await?.address();
        loop {
            let active = look.is_listed(address);
            let entry = Entry {
                key: key.clone(),
                address,
                added_at: look.now,
                active_from: active.then_some(look.now),
                retired_at: None,
            };
            Keyring::change(&config.signer.keyring, |keyring| enter(keyring, entry, &look))?;
            let added = Added {
                address,
                key: key.clone(),
                active,
                send: look.to_add(address),
            };
            if active || !self.wait {
                return added.print(&output);
            }
            output.note(&format!("{address} waits until every resolver lists it"));
            while !look.is_listed(address) {
                time::sleep(POLL).await;
                look.refresh().await?;
            }
            look = Look::new(config).await?;
        }
    }

    /// Where the key is, whatever directory the service runs in.
    fn place(&self) -> Result<KeyPlace, CliError> {
        let place: Result<KeyPlace, _> = self.key.parse();
        place
            .map(KeyPlace::absolute)
            .map_err(|error| CliError::Usage(error.to_string()))
    }
}

fn make(key: &KeyPlace, output: &Output) -> Result<(), CliError> {
    let KeyPlace::File(path) = key else {
        return Err(CliError::Usage("--new makes a file: name one".to_owned()));
    };
    match SecretKey::read_or_create(path)? {
        (_, KeySource::Read) => Err(CliError::Exists(path.clone())),
        (_, KeySource::Created) => {
            output.note(&format!(
                "made a new key in {}: every replica needs it there",
                path.display()
            ));
            Ok(())
        }
    }
}

/// Enters a key, or that it is active now.
fn enter(keyring: &mut Keyring, new: Entry, look: &Look) -> Result<(), CliError> {
    let found = keyring.keys.iter_mut().find(|entry| entry.address == new.address);
    match found {
        Some(entry) if entry.retired_at.is_some() => Err(CliError::Usage(format!(
            "{} was retired, and does not come back: add another key",
            new.address
        ))),
        Some(entry) => {
            entry.active_from = entry.active_from.or(new.active_from);
            Ok(())
        }
        None if look.configured.iter().any(|(_, address)| *address == new.address) => Err(CliError::Usage(
            format!("{} is a key already: the setting signer names it", new.address),
        )),
        None => {
            keyring.keys.push(new);
            Ok(())
        }
    }
}

impl Added {
    fn print(&self, output: &Output) -> Result<(), CliError> {
        output.print(self, |out| {
            if self.active {
                return writeln!(
                    out,
                    "{} signs from now on: services that read this keyring know within a second",
                    self.address
                );
            }
            writeln!(
                out,
                "{} does not sign yet: its resolvers' owners send first",
                self.address
            )?;
            for advice in &self.send {
                advice.write(out)?;
            }
            writeln!(out, "then the same command again (without --new) lets it sign")
        })
    }
}
