//! Who asks nodes, how often, and what is remembered.

use std::time::Duration;

use alloy_primitives::Address;
use futures_util::future::join_all;
use mononym::chain::{AccountQuestion, Deployed, DeployedAccounts, DeployedSettings};
use mononym_derive::mini_account;
use serde_json::json;
use tokio::runtime::Runtime;

use super::world::TestChain;
use crate::{
    harness::{ALICE, domain},
    l1::proxy::{Act, Proxy, nobody},
    wire::namehash,
};

const BASE: u64 = 8453;
const BOB: &str = "bob.mononym.eth";

/// Nothing is remembered but what stands, and no node rests.
const FORGETFUL: DeployedSettings = DeployedSettings {
    timeout: Duration::from_secs(20),
    absent: Duration::ZERO,
    rest: Duration::ZERO,
};
/// All is remembered for longer than any test takes.
const MINDFUL: DeployedSettings = DeployedSettings {
    absent: Duration::from_secs(3600),
    rest: Duration::from_secs(3600),
    ..FORGETFUL
};

struct Asker {
    accounts: DeployedAccounts,
    runtime: Runtime,
}

fn asker(urls: &[&str], settings: DeployedSettings) -> Asker {
    let urls = urls.iter().map(|url| url.parse().unwrap()).collect();
    Asker {
        accounts: DeployedAccounts::new([(BASE, urls)], settings),
        runtime: Runtime::new().unwrap(),
    }
}

fn question(chain: &TestChain, name: &str) -> AccountQuestion {
    AccountQuestion {
        chain_id: BASE,
        address: chain.account(name),
        code: mini_account::runtime_code(&namehash(name), domain().keystore).into(),
    }
}

impl Asker {
    fn ask(&self, chain: &TestChain, name: &str) -> Deployed {
        let answers = self.accounts.ask(vec![question(chain, name)]);
        self.runtime.block_on(answers)[0].unwrap()
    }
}

#[test]
fn what_stands_is_remembered_for_ever_and_what_does_not_is_asked_again() {
    let chain = TestChain::placed(BASE);
    let proxy = Proxy::new(&chain.anvil.url);
    let asker = asker(&[&proxy.url], FORGETFUL);
    assert_eq!(asker.ask(&chain, ALICE), Deployed::No);
    chain.deploy(ALICE);
    assert_eq!(asker.ask(&chain, ALICE), Deployed::Yes);
    assert_eq!(proxy.asked("eth_getCode"), 2);
    proxy.acts(|_, _| Act::Status(500));
    assert_eq!(asker.ask(&chain, ALICE), Deployed::Yes);
    assert_eq!(proxy.asked("eth_getCode"), 2);
    assert_eq!(proxy.asked("eth_chainId"), 1, "asked once of each node");
}

#[test]
fn what_does_not_stand_is_remembered_for_a_while() {
    let chain = TestChain::placed(BASE);
    let proxy = Proxy::new(&chain.anvil.url);
    let asker = asker(&[&proxy.url], MINDFUL);
    for _ in 0..3 {
        assert_eq!(asker.ask(&chain, ALICE), Deployed::No);
    }
    assert_eq!(proxy.asked("eth_getCode"), 1);
    assert_eq!(asker.ask(&chain, BOB), Deployed::No);
    assert_eq!(proxy.asked("eth_getCode"), 2);
}

#[test]
fn simultaneous_askers_of_one_question_ask_it_once() {
    let chain = TestChain::placed(BASE);
    let proxy = Proxy::new(&chain.anvil.url);
    let Asker { accounts, runtime } = asker(&[&proxy.url], MINDFUL);
    let asks = (0..20).map(|_| accounts.ask(vec![question(&chain, ALICE)]));
    let answers = runtime.block_on(join_all(asks));
    assert!(answers.iter().all(|answer| *answer == [Some(Deployed::No)]));
    assert_eq!(proxy.asked("eth_getCode"), 1);
}

#[test]
fn the_next_node_answers_where_one_fails_and_the_one_that_failed_rests() {
    let chain = TestChain::placed(BASE);
    chain.deploy(ALICE);
    let (lying, honest) = (Proxy::new(&chain.anvil.url), Proxy::new(&chain.anvil.url));
    lying.acts(|method, _| match method {
        "eth_getCode" => Act::Result(json!("0x6001")),
        _ => Act::Honest,
    });
    let gone = nobody();
    let asker = asker(&[&gone, &lying.url, &honest.url], MINDFUL);
    assert_eq!(asker.ask(&chain, ALICE), Deployed::Yes);
    assert_eq!(asker.ask(&chain, BOB), Deployed::No);
    assert_eq!((lying.asked("eth_getCode"), honest.asked("eth_getCode")), (1, 2));
}

#[test]
fn a_node_that_comes_round_is_believed_again() {
    let chain = TestChain::placed(BASE);
    let proxy = Proxy::new(&chain.anvil.url);
    let asker = asker(&[&proxy.url], FORGETFUL);
    proxy.acts(|method, _| match method {
        "eth_chainId" => Act::Result(json!("0xa")),
        _ => Act::Honest,
    });
    assert_eq!(asker.ask(&chain, ALICE), Deployed::Unknown, "a node of Optimism");
    proxy.is_honest();
    assert_eq!(asker.ask(&chain, ALICE), Deployed::No);
}

#[test]
fn a_chain_without_a_node_has_no_answer() {
    let Asker { accounts, runtime } = asker(&[], FORGETFUL);
    let question = |chain_id| AccountQuestion {
        chain_id,
        address: Address::ZERO,
        code: vec![1].into(),
    };
    let answers = runtime.block_on(accounts.ask(vec![question(10), question(BASE)]));
    assert_eq!(answers, [None, Some(Deployed::Unknown)]);
}
