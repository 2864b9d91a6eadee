//! The settings about L1, checked.

use std::{path::PathBuf, time::Duration};

use super::{ConfigError, List, Settings, seconds};
use crate::{chain::RpcUrl, publisher::PublisherSettings};

/// How L1 is followed, and who publishes.
#[derive(Clone, Debug)]
pub struct L1Config {
    /// Nodes of L1, asked in this order.
    pub urls: Vec<RpcUrl>,
    /// Key file of the account that publishes; without one L1 is followed only.
    pub publisher_key: Option<PathBuf>,
    /// Key files of the proposers; empty for the publisher itself.
    pub proposer_keys: Vec<PathBuf>,
    /// How it is done.
    pub settings: PublisherSettings,
}

const GWEI: u128 = 1_000_000_000;
/// Smallest commit that takes an operation of the greatest length.
const MIN_PUBLISH_BYTES: usize = 1 << 10;

impl L1Config {
    /// Nothing without a node.
    pub(super) fn new(settings: &Settings) -> Result<Option<Self>, ConfigError> {
        let urls = settings
            .l1_rpc
            .as_ref()
            .map(|urls| urls.0.clone())
            .unwrap_or_default();
        let proposer_keys = settings.proposer_keys.clone().unwrap_or(List(Vec::new())).0;
        if urls.is_empty() {
            return match settings.publisher_key {
                Some(_) => Err(ConfigError::PublisherWithoutL1),
                None => Ok(None),
            };
        }
        if settings.publisher_key.is_none() && !proposer_keys.is_empty() {
            return Err(ConfigError::ProposersWithoutPublisher);
        }
        let default = PublisherSettings::default();
        let publish_bytes = settings.publish_bytes.unwrap_or(default.publish_bytes);
        if !(MIN_PUBLISH_BYTES..=PublisherSettings::MAX_BYTES).contains(&publish_bytes) {
            return Err(ConfigError::PublishBytes {
                min: MIN_PUBLISH_BYTES,
                max: PublisherSettings::MAX_BYTES,
                found: publish_bytes,
            });
        }
        let poll = seconds(
            "l1_poll_seconds",
            settings.l1_poll_seconds,
            default.poll.as_secs(),
        )?;
        let max_fee = settings
            .max_fee_gwei
            .map(|gwei| u128::from(gwei).saturating_mul(GWEI));
        let publisher_key = settings.publisher_key.clone();
        let settings = PublisherSettings {
            poll: Duration::from_secs(poll),
            max_root_age: seconds("max_root_age", settings.max_root_age, default.max_root_age)?,
            publish_seconds: seconds(
                "publish_seconds",
                settings.publish_seconds,
                default.publish_seconds,
            )?,
            publish_bytes,
            max_fee: max_fee.unwrap_or(default.max_fee),
            stuck_seconds: seconds("stuck_seconds", settings.stuck_seconds, default.stuck_seconds)?,
        };
        Ok(Some(Self {
            urls,
            publisher_key,
            proposer_keys,
            settings,
        }))
    }
}
