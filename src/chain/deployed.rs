//! Whether accounts are deployed, on chains of which nodes are known. Nothing that a node does makes
//! an answer wrong or late: what is not certain in time is unknown.

use std::{collections::HashMap, sync::Arc, time::Duration};

use alloy_primitives::{Address, Bytes};
use moka::sync::Cache;
use serde::{Serialize, Serializer};
use tokio::{
    sync::OnceCell,
    task::JoinHandle,
    time::{Instant, timeout_at},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, OneOfBuilder, RefOr, Schema, schema::Type},
};

use super::{NodeSettings, RpcUrl, nodes::ChainNodes};

/// Accounts remembered as deployed, about 100 bytes each.
const REMEMBERED: u64 = 200_000;
/// Accounts remembered as not deployed.
const REMEMBERED_ABSENT: u64 = 20_000;
/// Longest answer: the code of the largest contract, in hex, and room for the rest.
const ANSWER_BYTES: u64 = 128 << 10;

/// Whether an account is deployed. In JSON `true`, `false` or `"unknown"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deployed {
    /// The account stands there.
    Yes,
    /// Nothing stands there yet.
    No,
    /// No node gave an answer to believe, in time.
    Unknown,
}

/// An account that may be deployed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountQuestion {
    /// The chain.
    pub chain_id: u64,
    /// Where it would stand.
    pub address: Address,
    /// Its runtime code.
    pub code: Bytes,
}

/// How nodes are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeployedSettings {
    /// Longest time for one answer, and for one request to a node.
    pub timeout: Duration,
    /// For how long an account counts as not deployed.
    pub absent: Duration,
    /// For how long a node that failed is not asked.
    pub rest: Duration,
}

impl Default for DeployedSettings {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(2),
            absent: Duration::from_secs(5),
            rest: Duration::from_secs(10),
        }
    }
}

impl DeployedSettings {
    pub(super) fn node(&self) -> NodeSettings {
        NodeSettings {
            timeout: self.timeout,
            answer_bytes: ANSWER_BYTES,
        }
    }
}

/// Asks whether accounts are deployed, and remembers.
pub struct DeployedAccounts {
    chains: HashMap<u64, Arc<ChainNodes>>,
    /// For ever: code does not go away, since the proxy cannot destroy itself.
    deployed: Cache<(u64, Address), ()>,
    /// Questions under way, and those whose answer was no.
    asked: Cache<(u64, Address), Arc<OnceCell<Deployed>>>,
    settings: DeployedSettings,
}

impl DeployedAccounts {
    /// With these nodes: of each chain id, in the order in which they are asked.
    pub fn new(nodes: impl IntoIterator<Item = (u64, Vec<RpcUrl>)>, settings: DeployedSettings) -> Self {
        let chain = |(id, urls)| (id, Arc::new(ChainNodes::new(id, urls, settings)));
        Self {
            chains: nodes.into_iter().map(chain).collect(),
            deployed: Cache::new(REMEMBERED),
            asked: Cache::builder()
                .max_capacity(REMEMBERED_ABSENT)
                .time_to_live(settings.absent)
                .build(),
            settings,
        }
    }

    /// An answer to each question, all asked at once; nothing where no node of the chain is known.
    /// Simultaneous askers of one question ask it once. What takes too long goes on by itself, for
    /// whoever asks next.
    pub async fn ask(&self, questions: Vec<AccountQuestion>) -> Vec<Option<Deployed>> {
        let deadline = Instant::now() + self.settings.timeout;
        let begun: Vec<_> = questions
            .into_iter()
            .map(|question| self.begin(question))
            .collect();
        let mut answers = Vec::with_capacity(begun.len());
        for asked in begun {
            answers.push(match asked {
                None => None,
                Some(Asked::Known(answer)) => Some(answer),
                Some(Asked::UnderWay(task)) => match timeout_at(deadline, task).await {
                    Ok(Ok(answer)) => Some(answer),
                    Ok(Err(_)) | Err(_) => Some(Deployed::Unknown),
                },
            });
        }
        answers
    }

    fn begin(&self, question: AccountQuestion) -> Option<Asked> {
        let chain = self.chains.get(&question.chain_id)?;
        let account = (question.chain_id, question.address);
        if self.deployed.contains_key(&account) {
            return Some(Asked::Known(Deployed::Yes));
        }
        let cell = self.asked.get_with(account, Arc::default);
        if let Some(answer) = cell.get() {
            return Some(Asked::Known(*answer));
        }
        let chain = Arc::clone(chain);
        let task = find(question, chain, cell, self.deployed.clone(), self.asked.clone());
        Some(Asked::UnderWay(tokio::spawn(task)))
    }
}

/// How far a question is.
enum Asked {
    /// Answered before.
    Known(Deployed),
    /// Somebody asks.
    UnderWay(JoinHandle<Deployed>),
}

async fn find(
    question: AccountQuestion,
    chain: Arc<ChainNodes>,
    cell: Arc<OnceCell<Deployed>>,
    deployed: Cache<(u64, Address), ()>,
    asked: Cache<(u64, Address), Arc<OnceCell<Deployed>>>,
) -> Deployed {
    let account = (question.chain_id, question.address);
    let ask = || chain.deployed(question.address, &question.code);
    let answer = *cell.get_or_init(ask).await;
    match answer {
        Deployed::Yes => deployed.insert(account, ()),
        Deployed::No => {}
        // Nobody knows: the next one asks again.
        Deployed::Unknown => asked.invalidate(&account),
    }
    answer
}

impl Serialize for Deployed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Yes => serializer.serialize_bool(true),
            Self::No => serializer.serialize_bool(false),
            Self::Unknown => serializer.serialize_str("unknown"),
        }
    }
}

impl PartialSchema for Deployed {
    fn schema() -> RefOr<Schema> {
        let unknown = ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(["unknown"]));
        OneOfBuilder::new()
            .item(ObjectBuilder::new().schema_type(Type::Boolean))
            .item(unknown)
            .description(Some(
                "Whether an account is deployed; `unknown` where no node gave an answer to believe, in time",
            ))
            .into()
    }
}

impl ToSchema for Deployed {}
