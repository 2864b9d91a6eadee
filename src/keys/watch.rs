//! Reads keyring and resolvers again and again, so that keys change without a restart.

use std::{
    collections::{BTreeSet, HashMap},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use alloy_primitives::Address;
use thiserror::Error;
use tokio::{
    sync::watch,
    task,
    time::{Instant, MissedTickBehavior, interval},
};

use super::{
    Keyring, KeyringError, Keys, Listing, Member, Standing, members,
    service::Ring,
    usage::{Counters, PERIOD},
};
use crate::{
    clock::Clock,
    sign::{DigestSigner, KeyError, KeyOpener, KeyPlace},
};

/// How often the keyring is read.
const EVERY: Duration = Duration::from_secs(1);
/// How often a key that could not be opened is tried again.
const RETRY: Duration = Duration::from_secs(30);

/// Which keys there are, and how it is known which may sign.
#[derive(Clone, Debug)]
pub struct KeySettings {
    /// Those that the settings name.
    pub configured: Vec<KeyPlace>,
    /// The file of those that came and went since.
    pub keyring: PathBuf,
    /// How they are opened.
    pub opener: KeyOpener,
    /// The resolvers that must list them; nothing where L1 is not followed.
    pub listing: Option<Listing>,
    /// How often L1 is asked.
    pub poll: Duration,
    /// Seconds that answers of a retired key may still be about.
    pub overlap: u64,
    /// The time.
    pub clock: Clock,
}

/// Why a service has no keys.
#[derive(Debug, Error)]
pub enum KeysError {
    /// One that the settings name cannot be had.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The keyring cannot be read.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
}

/// Keeps [`Keys`] up to date.
pub struct KeyWatcher {
    keys: Keys,
    settings: KeySettings,
    configured: Vec<(KeyPlace, DigestSigner)>,
    /// The keyring's text as it was read last.
    text: Option<String>,
    keyring: Keyring,
    /// Keys of the keyring that do not need to be opened any more.
    opened: HashMap<Address, DigestSigner>,
    listed: Option<BTreeSet<Address>>,
    counters: HashMap<Address, Arc<Counters>>,
    next_listing: Instant,
    /// When keys that could not be opened are tried again.
    retry_at: Option<Instant>,
    /// What was said of trouble with the keyring, and with L1.
    said: (Option<String>, Option<String>),
}

impl KeyWatcher {
    /// Opens the keys.
    ///
    /// # Errors
    /// If the keyring is none, or a key that the settings name cannot be had.
    pub async fn open(settings: KeySettings) -> Result<Self, KeysError> {
        let text = Keyring::read_text(&settings.keyring)?;
        let keyring = parse(&settings.keyring, text.as_deref())?;
        let mut configured = Vec::new();
        for place in &settings.configured {
            // Whoever retires a key may do away with it.
            if !keyring.has_retired(place) {
                configured.push((place.clone(), settings.opener.open(place).await?));
            }
        }
        let mut watcher = Self {
            keys: Keys::new(settings.clock.clone(), settings.overlap),
            settings,
            configured,
            text,
            keyring,
            opened: HashMap::new(),
            listed: None,
            counters: HashMap::new(),
            next_listing: Instant::now(),
            retry_at: None,
            said: (None, None),
        };
        watcher.read_listing().await;
        watcher.rebuild().await;
        Ok(watcher)
    }

    /// The keys.
    pub fn keys(&self) -> Keys {
        self.keys.clone()
    }

    /// Keeps them up to date until the service stops.
    pub async fn run(mut self, mut stopping: watch::Receiver<bool>) {
        let mut tick = interval(EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let at_once = tokio::select! {
                _ = tick.tick() => false,
                () = self.keys.is_to_reread() => true,
                _ = stopping.wait_for(|stopping| *stopping) => return,
            };
            if at_once {
                tracing::info!("reading the keyring, and what the resolvers list, again");
            }
            self.look(at_once).await;
        }
    }

    async fn look(&mut self, at_once: bool) {
        let mut has_changed = at_once || self.retry_at.is_some_and(|at| at <= Instant::now());
        has_changed |= self.read_keyring().await;
        if at_once || self.next_listing <= Instant::now() {
            has_changed |= self.read_listing().await;
        }
        if has_changed {
            self.rebuild().await;
        }
        self.keys.count_read();
        if self.settings.clock.now() >= self.keys.logged_at().saturating_add(PERIOD) {
            self.keys.log_usage();
        }
    }

    /// Whether it changed. One that cannot be read changes nothing.
    async fn read_keyring(&mut self) -> bool {
        let path = self.settings.keyring.clone();
        let read = task::spawn_blocking(move || Keyring::read_text(&path)).await;
        let Ok(read) = read else {
            return false;
        };
        let result = read.and_then(|text| {
            if text == self.text {
                return Ok(None);
            }
            let keyring = parse(&self.settings.keyring, text.as_deref())?;
            Ok(Some((text, keyring)))
        });
        match result {
            Ok(None) => {
                self.said.0 = None;
                false
            }
            Ok(Some((text, keyring))) => {
                self.said.0 = None;
                (self.text, self.keyring) = (text, keyring);
                true
            }
            Err(error) => {
                say(&mut self.said.0, format!("the keys stay as they are: {error}"));
                false
            }
        }
    }

    /// Whether it changed. Where L1 cannot be read, what was read last holds.
    async fn read_listing(&mut self) -> bool {
        let Some(listing) = &self.settings.listing else {
            return false;
        };
        let read = listing.read().await;
        self.next_listing = Instant::now() + self.settings.poll;
        match read {
            Ok(listed) => {
                self.said.1 = None;
                let common = listed.common();
                let has_changed = common != self.listed;
                self.listed = common;
                has_changed
            }
            Err(error) => {
                let text = format!("it cannot be seen which keys the resolvers list: {error}");
                say(&mut self.said.1, text);
                false
            }
        }
    }

    /// Opens what is new, forgets what is retired, and chooses the key that signs.
    async fn rebuild(&mut self) {
        let keyring = &self.keyring;
        self.configured.retain(|(place, _)| !keyring.has_retired(place));
        let configured: Vec<(KeyPlace, Address)> = self
            .configured
            .iter()
            .map(|(place, signer)| (place.clone(), signer.address()))
            .collect();
        let members = members(&configured, keyring);
        self.open_members(&members).await;
        let signing = members
            .iter()
            .filter(|member| member.may_sign(self.listed.as_ref()))
            .find_map(|member| Some((member, self.signer(member.address)?.clone())));
        let signing = signing.map(|(member, signer)| {
            let new = || Arc::new(Counters::new(member.address, member.place.clone()));
            let counters = self.counters.entry(member.address).or_insert_with(new);
            (signer, Arc::clone(counters))
        });
        let before = self.keys.ring().signing();
        let ring = Ring {
            signing,
            members,
            listed: self.listed.clone(),
            counters: self.counters.values().cloned().collect(),
        };
        let now = ring.signing();
        self.keys.replace(ring);
        if before == now {
            return;
        }
        // Each line on key use is of one key that signed.
        self.keys.log_usage();
        match now {
            Some(signer) => tracing::info!(%signer, "the response signer is {signer}"),
            None => tracing::error!(
                "no key may sign: the resolvers list none of this service's keys, and cold lookups fail; \
                 `mononym keys list` shows why"
            ),
        }
    }

    fn signer(&self, address: Address) -> Option<&DigestSigner> {
        let configured = self.configured.iter().map(|(_, signer)| signer);
        configured
            .chain(self.opened.get(&address))
            .find(|signer| signer.address() == address)
    }

    async fn open_members(&mut self, members: &[Member]) {
        self.retry_at = None;
        let is_alive = |member: &&Member| !matches!(member.standing, Standing::Retired(_));
        let alive: Vec<&Member> = members.iter().filter(is_alive).collect();
        self.opened
            .retain(|address, _| alive.iter().any(|member| member.address == *address));
        for Member { place, address, .. } in alive {
            if self.signer(*address).is_some() {
                continue;
            }
            match self.settings.opener.open(place).await {
                Ok(signer) if signer.address() == *address => {
                    self.opened.insert(*address, signer);
                }
                result => {
                    let reason = match result {
                        Ok(signer) => format!("{place} holds {}", signer.address()),
                        Err(error) => error.to_string(),
                    };
                    tracing::error!(signer = %address, "the key {address} of the keyring cannot be used: {reason}");
                    self.retry_at = Some(Instant::now() + RETRY);
                }
            }
        }
    }
}

fn parse(path: &Path, text: Option<&str>) -> Result<Keyring, KeyringError> {
    text.map_or_else(|| Ok(Keyring::default()), |text| Keyring::parse(path, text))
}

/// Logs what was not said before.
fn say(said: &mut Option<String>, text: String) {
    if said.as_ref() != Some(&text) {
        tracing::error!("{text}");
        *said = Some(text);
    }
}
