//! The keys of a service as they are now.

use alloy_primitives::Address;

use crate::{
    app,
    chain::{L1, NodeSettings, Resolver},
    cli::CliError,
    clock::Clock,
    config::{Config, SignerKeys},
    keys::{Keyring, Listed, Listing, Member, Standing, members},
    sign::{KeyOpener, KeyPlace},
};

use super::Advice;

/// Keys, and what the resolvers list.
pub(super) struct Look {
    pub(super) opener: KeyOpener,
    pub(super) keyring: Keyring,
    pub(super) configured: Vec<(KeyPlace, Address)>,
    pub(super) now: u64,
    listing: Option<Listing>,
    listed: Listed,
}

impl Look {
    /// Reads keyring and resolvers.
    pub(super) async fn new(config: &Config) -> Result<Self, CliError> {
        let clock = Clock::system();
        let keyring = Keyring::read(&config.signer.keyring)?;
        let opener = app::opener(config, &clock);
        let mut configured = Vec::new();
        for place in places(&config.signer.keys) {
            // Whoever retires a key may do away with it.
            if !keyring.has_retired(&place) {
                let address = opener.open(&place).await?.address();
                configured.push((place, address));
            }
        }
        let listing = listing(config)?;
        let listed = match &listing {
            Some(listing) => listing.read().await?,
            None => Listed::default(),
        };
        Ok(Self {
            opener,
            keyring,
            configured,
            now: clock.now(),
            listing,
            listed,
        })
    }

    /// Reads the resolvers again.
    pub(super) async fn refresh(&mut self) -> Result<(), CliError> {
        if let Some(listing) = &self.listing {
            self.listed = listing.read().await?;
        }
        Ok(())
    }

    /// All keys in the order in which they are preferred.
    pub(super) fn members(&self) -> Vec<Member> {
        members(&self.configured, &self.keyring)
    }

    /// The key that signs of these, at every service that reads this keyring: one that waits signs only
    /// where the service itself sees that it is listed.
    pub(super) fn signing(&self, members: &[Member]) -> Option<Address> {
        let listed = self.listed.common();
        let mut members = members
            .iter()
            .filter(|member| member.standing != Standing::Waiting);
        members
            .find(|member| member.may_sign(listed.as_ref()))
            .map(|member| member.address)
    }

    /// Whether every resolver lists a key; so it is where there is none.
    pub(super) fn is_listed(&self, signer: Address) -> bool {
        self.listed.common().is_none_or(|listed| listed.contains(&signer))
    }

    /// What the owners of resolvers that do not list a key should send.
    pub(super) fn to_add(&self, signer: Address) -> Vec<Advice> {
        let resolvers = self
            .listed
            .0
            .iter()
            .filter(|found| !found.signers.contains(&signer));
        let call = Resolver::addSignerCall { signer };
        resolvers
            .map(|found| Advice::new(found.resolver, &call, signer))
            .collect()
    }

    /// What the owners of resolvers that list a key should send to list it no more.
    pub(super) fn to_remove(&self, signer: Address) -> Vec<Advice> {
        let resolvers = self
            .listed
            .0
            .iter()
            .filter(|found| found.signers.contains(&signer));
        let call = Resolver::removeSignerCall { signer };
        resolvers
            .map(|found| Advice::new(found.resolver, &call, signer))
            .collect()
    }

    /// Keys that resolvers list, and that are none of this service's.
    pub(super) fn strangers(&self) -> Vec<(Address, Address)> {
        let members = self.members();
        let is_ours = |signer: &Address| members.iter().any(|member| member.address == *signer);
        let of_resolver = |found: &crate::keys::ResolverSigners| -> Vec<(Address, Address)> {
            let foreign = found.signers.iter().filter(|signer| !is_ours(signer));
            foreign.map(|signer| (found.resolver, *signer)).collect()
        };
        self.listed.0.iter().flat_map(of_resolver).collect()
    }
}

fn places(keys: &SignerKeys) -> Vec<KeyPlace> {
    match keys {
        SignerKeys::Named(places) => places.clone(),
        SignerKeys::Trial(path) if path.exists() => vec![KeyPlace::File(path.clone())],
        SignerKeys::Trial(_) => Vec::new(),
    }
}

fn listing(config: &Config) -> Result<Option<Listing>, CliError> {
    if config.resolvers.is_empty() {
        return Ok(None);
    }
    let Some(l1) = &config.l1 else {
        return Err(CliError::Usage(
            "name a node of L1, --l1-rpc: only there is it seen which keys the resolvers list".to_owned(),
        ));
    };
    let mut resolvers: Vec<Address> = config.resolvers.iter().copied().collect();
    resolvers.sort();
    Ok(Some(Listing {
        l1: L1::new(l1.nodes.clone(), config.domain, NodeSettings::default()),
        resolvers,
    }))
}
