//! The gateway: whose operations it takes, and how far L1 has them.

use alloy_primitives::Address;
use mononym_keystore::Domain;
use serde::Deserialize;

use super::report::{Report, span};
use crate::cli::client::{Client, ClientError};

/// What a gateway says of itself, as far as contracts are held against it.
#[derive(Deserialize)]
pub(super) struct Gateway {
    #[serde(skip)]
    pub(super) url: String,
    #[serde(skip)]
    pub(super) follows_l1: bool,
    parents: Vec<Parent>,
    resolvers: Vec<Address>,
    pub(super) signers: Vec<Address>,
    pub(super) ttl: u64,
}

/// A name that it serves.
#[derive(Deserialize)]
struct Parent {
    name: String,
}

impl Gateway {
    pub(super) fn serves(&self, name: &str) -> bool {
        self.parents.iter().any(|parent| parent.name == name)
    }

    /// Whether it answers a resolver's questions.
    pub(super) fn answers(&self, resolver: Address) -> bool {
        self.resolvers.is_empty() || self.resolvers.contains(&resolver)
    }
}

#[derive(Deserialize)]
struct KeystoreAnswer {
    head: u64,
    #[serde(default)]
    l1: Option<L1Answer>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct L1Answer {
    lag_operations: u64,
    age: Option<u64>,
    state: String,
    detail: Option<String>,
    publisher: PublisherAnswer,
}

#[derive(Deserialize)]
struct PublisherAnswer {
    state: String,
    detail: String,
}

/// Asks it; nothing if it gives no answer.
pub(super) fn check(url: &str, domain: Domain, report: &mut Report) -> Option<Gateway> {
    match ask(url, domain, report) {
        Ok(gateway) => Some(gateway),
        Err(error) => {
            report.problem("gateway", error.to_string());
            None
        }
    }
}

fn ask(url: &str, domain: Domain, report: &mut Report) -> Result<Gateway, ClientError> {
    let client = Client::new(url);
    let its = client.domain()?;
    let answer: KeystoreAnswer = client.get("/v1/keystore")?;
    let mut gateway: Gateway = client.get("/v1/parents")?;
    url.trim_end_matches('/').clone_into(&mut gateway.url);
    gateway.follows_l1 = answer.l1.is_some();
    let names: Vec<&str> = gateway.parents.iter().map(|parent| &*parent.name).collect();
    report.ok(
        "gateway",
        format!("{url} serves {}: {} operations", names.join(", "), answer.head),
    );
    if its == domain {
        report.ok("gateway-domain", "its operations are for this Keystore");
    } else {
        report.problem(
            "gateway-domain",
            format!(
                "its operations are for Keystore {} on chain {}, not for {} on {}: \
                 --keystore and --l1-chain-id name the one that you mean",
                its.keystore, its.l1_chain_id, domain.keystore, domain.l1_chain_id
            ),
        );
    }
    match &answer.l1 {
        Some(l1) => follows(l1, report),
        None => report.warning(
            "gateway-l1",
            "it does not follow L1 and gives no proven answers: l1_rpc turns them on",
        ),
    }
    Ok(gateway)
}

fn follows(l1: &L1Answer, report: &mut Report) {
    let detail = l1.detail.as_deref().unwrap_or_default();
    let lag = l1.lag_operations;
    match (&*l1.state, l1.age) {
        ("good", Some(age)) => report.ok(
            "gateway-l1",
            format!("proven answers are {} old and lack {lag} operations", span(age)),
        ),
        ("good", None) => report.warning(
            "gateway-l1",
            "no commit is final yet: there are no proven answers",
        ),
        ("unknown", _) => report.warning("gateway-l1", "it has not read L1 yet: ask again in a while"),
        ("differs", _) => report.problem("gateway-l1", format!("its log is not L1's: {detail}")),
        (state, _) => report.problem("gateway-l1", format!("{state}: {detail}")),
    }
    let PublisherAnswer { state, detail } = &l1.publisher;
    match &**state {
        "watch-only" => report.ok(
            "publisher",
            "this replica follows L1 and commits nothing: another one must (publisher_key)",
        ),
        "starting" | "standby" | "idle" | "waiting" | "publishing" => {
            report.ok("publisher", format!("{state}: {detail}"))
        }
        _ => report.problem("publisher", format!("{state}: {detail}")),
    }
}
