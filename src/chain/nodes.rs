//! The nodes of one chain, asked in order. One that fails rests for a while, so that it costs no
//! further request its time.

use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{Duration, Instant},
};

use alloy_eips::BlockId;
use alloy_primitives::Address;
use tokio::{sync::Semaphore, time};

use super::{Deployed, DeployedSettings, Endpoint, NodeError, RpcUrl};

/// Questions at one time to one chain: a chain that hangs holds no more threads than that.
const QUESTIONS: usize = 4;

/// The nodes of one chain.
pub(super) struct ChainNodes {
    chain_id: u64,
    nodes: Vec<RestingNode>,
    room: Semaphore,
    /// What times are counted from.
    begun: Instant,
    settings: DeployedSettings,
}

struct RestingNode {
    endpoint: Endpoint,
    /// Whether it said that it is a node of this chain, which is asked once.
    is_of_chain: AtomicBool,
    /// In milliseconds.
    rests_until: AtomicU64,
}

impl ChainNodes {
    pub(super) fn new(chain_id: u64, urls: Vec<RpcUrl>, settings: DeployedSettings) -> Self {
        let node = |url| RestingNode {
            endpoint: Endpoint::new(url, settings.node()),
            is_of_chain: AtomicBool::new(false),
            rests_until: AtomicU64::new(0),
        };
        Self {
            chain_id,
            nodes: urls.into_iter().map(node).collect(),
            room: Semaphore::new(QUESTIONS),
            begun: Instant::now(),
            settings,
        }
    }

    /// Whether this code stands at an address, by the first node that gives an answer to believe.
    pub(super) async fn deployed(&self, address: Address, code: &[u8]) -> Deployed {
        let room = time::timeout(self.settings.timeout, self.room.acquire()).await;
        let Ok(Ok(_room)) = room else {
            return Deployed::Unknown;
        };
        for node in &self.nodes {
            if self.now() < node.rests_until.load(Ordering::Relaxed) {
                continue;
            }
            match node.deployed(self.chain_id, address, code).await {
                Ok(deployed) => return deployed,
                Err(error) => {
                    let (chain_id, host) = (self.chain_id, node.endpoint.host());
                    tracing::warn!(chain_id, host, %error, "{host} does not say what is deployed: {error}");
                    let until = self.now().saturating_add(millis(self.settings.rest));
                    node.rests_until.store(until, Ordering::Relaxed);
                }
            }
        }
        Deployed::Unknown
    }

    fn now(&self) -> u64 {
        millis(self.begun.elapsed())
    }
}

impl RestingNode {
    async fn deployed(&self, chain_id: u64, address: Address, code: &[u8]) -> Result<Deployed, NodeError> {
        if !self.is_of_chain.load(Ordering::Relaxed) {
            self.endpoint.check_chain(chain_id).await?;
            self.is_of_chain.store(true, Ordering::Relaxed);
        }
        let found = self.endpoint.code(address, BlockId::latest()).await?;
        match found.as_ref() {
            [] => Ok(Deployed::No),
            found if found == code => Ok(Deployed::Yes),
            // CREATE2 puts nothing else there.
            _ => Err(NodeError::Strange(format!(
                "the code at {address} is none of ours"
            ))),
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
