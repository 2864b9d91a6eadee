//! L1: where it is asked, and who publishes there.

use std::time::Duration;

use super::{ConfigError, Settings, within};
use crate::{chain::RpcUrl, publisher::PublisherSettings, sign::KeyPlace};

/// How L1 is followed.
#[derive(Clone, Debug)]
pub struct L1Config {
    /// Its nodes, in the order in which they are asked.
    pub nodes: Vec<RpcUrl>,
    /// Who publishes; without it L1 is only followed.
    pub publisher: Option<PublisherKeys>,
    /// How.
    pub settings: PublisherSettings,
}

/// Where the keys of a publisher are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublisherKeys {
    /// Who sends the transactions, and pays.
    pub sender: KeyPlace,
    /// Who approves commits; the sender if there are none.
    pub proposers: Vec<KeyPlace>,
}

/// Longest that a root may be of use, in seconds: what `ProvenResolver` allows.
pub const MAX_ROOT_AGE: u64 = 43_200;

/// Longest that proofs under a root are given for, in seconds: 30 days.
const MAX_KEEP_PROOFS: u64 = 2_592_000;

pub(super) fn l1(settings: &Settings) -> Result<Option<L1Config>, ConfigError> {
    let default = PublisherSettings::default();
    let settings_of_publisher = PublisherSettings {
        poll: Duration::from_secs(within("l1_poll_seconds", settings.l1_poll_seconds, 4, 1..=3600)?),
        max_root_age: within(
            "max_root_age",
            settings.max_root_age,
            default.max_root_age,
            60..=MAX_ROOT_AGE,
        )?,
        keep_proofs: within(
            "keep_proofs_seconds",
            settings.keep_proofs_seconds,
            default.keep_proofs,
            60..=MAX_KEEP_PROOFS,
        )?,
        publish_seconds: within(
            "publish_seconds",
            settings.publish_seconds,
            default.publish_seconds,
            1..=86_400,
        )?,
        publish_bytes: usize::try_from(within(
            "publish_bytes",
            settings.publish_bytes,
            default.publish_bytes as u64,
            1024..=PublisherSettings::MAX_BYTES as u64,
        )?)
        .unwrap_or(default.publish_bytes),
        max_fee: u128::from(within("max_fee_gwei", settings.max_fee_gwei, 100, 1..=1_000_000)?)
            * 1_000_000_000,
        stuck_seconds: default.stuck_seconds,
    };
    let Some(urls) = &settings.l1_rpc else {
        if settings.publisher_key.is_some() || settings.proposer_keys.is_some() {
            return Err(ConfigError::PublisherWithoutL1);
        }
        return Ok(None);
    };
    let nodes: Vec<RpcUrl> = urls.0.iter().map(|url| url.parse()).collect::<Result<_, _>>()?;
    if nodes.is_empty() {
        return Err(ConfigError::NoNode);
    }
    let proposers = settings.proposer_keys.as_ref();
    let proposers = proposers.map_or(Ok(Vec::new()), |places| places.parse("proposer_keys"))?;
    let publisher = match &settings.publisher_key {
        Some(place) => match &*place.parse("publisher_key")? {
            [sender] => Some(PublisherKeys {
                sender: sender.clone(),
                proposers,
            }),
            _ => return Err(ConfigError::SeveralPublishers),
        },
        None if proposers.is_empty() => None,
        None => return Err(ConfigError::NoPublisher),
    };
    Ok(Some(L1Config {
        nodes,
        publisher,
        settings: settings_of_publisher,
    }))
}
