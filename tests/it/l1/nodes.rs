//! Nodes that fail, are slow, or lie.

use alloy_primitives::{B256, U256, hex};
use alloy_sol_types::{SolCall, SolValue};
use mononym::{
    chain::{Keystore, RpcUrl},
    publisher::PublisherState,
};
use mononym_keystore::EMPTY;
use serde_json::{Value, json};

use super::{
    proxy::{Act, Proxy, SECRET, nobody},
    world::{DELAY, Running, World, elsewhere, number},
};

/// Whether a request calls this function.
fn calls<C: SolCall>(method: &str, params: &Value) -> bool {
    let input = params[0]["input"]
        .as_str()
        .or(params[0]["data"].as_str())
        .unwrap_or_default();
    method == "eth_call" && input.starts_with(&hex::encode_prefixed(C::SELECTOR))
}

fn word(value: &impl SolValue) -> Value {
    json!(hex::encode_prefixed(value.abi_encode()))
}

/// Nothing that anybody sees holds the key in the URL.
fn assert_no_secret(publisher: &Running) {
    let shown = format!("{:?} {:?} {publisher:?}", publisher.status(), publisher.l1());
    assert!(!shown.contains(SECRET) && !shown.contains("/v3"), "{shown}");
}

async fn publishes_by_the_second(acts: impl FnMut(&str, &Value) -> Act + Send + 'static) {
    let world = World::new();
    let proxy = Proxy::new(&world.anvil.url);
    proxy.acts(acts);
    let mut publisher = world.publisher_at(&[proxy.url.clone(), world.anvil.url.clone()]);
    world.log.accept_one(100);
    world.mine(60);
    publisher.until_idle(&world).await;
    assert_eq!(world.committed(), (1, 1));
    assert!(proxy.asked("eth_chainId") > 0);
    world.assert_complete();

    // Alone it is said what is wrong with it, and not where its key is.
    let mut alone = world.publisher_at(std::slice::from_ref(&proxy.url));
    world.log.accept_one(100);
    world.mine(60);
    alone.turn().await;
    assert!(alone.status().state.is_trouble(), "{:?}", alone.status());
    assert_no_secret(&alone);
    assert_eq!(world.waiting(), 0);
}

#[tokio::test]
async fn after_one_that_is_slow_comes_the_second() {
    publishes_by_the_second(|_, _| Act::Hang).await;
}

#[tokio::test]
async fn after_one_that_fails_comes_the_second() {
    publishes_by_the_second(|_, _| Act::Status(503)).await;
}

#[tokio::test]
async fn after_one_that_refuses_comes_the_second() {
    publishes_by_the_second(|_, _| Act::Refuse(format!("no project {SECRET}"))).await;
}

#[tokio::test]
async fn after_one_that_makes_no_sense_comes_the_second() {
    publishes_by_the_second(|_, _| Act::Bytes(format!("<html>{SECRET}").into())).await;
}

#[tokio::test]
async fn after_one_that_talks_too_much_comes_the_second() {
    publishes_by_the_second(|method, _| match method {
        "eth_getBlockByNumber" => Act::Bytes(vec![b' '; 5 << 20]),
        _ => Act::Honest,
    })
    .await;
}

#[tokio::test]
async fn after_one_of_another_network_comes_the_second() {
    publishes_by_the_second(|method, _| match method {
        "eth_chainId" => Act::Result(json!("0x1")),
        _ => Act::Honest,
    })
    .await;
}

#[tokio::test]
async fn after_one_that_breaks_in_the_middle_comes_the_second() {
    publishes_by_the_second(|method, _| match method {
        "eth_sendRawTransaction" => Act::Status(500),
        _ => Act::Honest,
    })
    .await;
}

#[tokio::test]
async fn each_failure_is_told_by_host() {
    let world = World::new();
    let proxy = Proxy::new(&world.anvil.url);
    proxy.acts(|method, _| match method {
        "eth_chainId" => Act::Result(json!("0x5")),
        _ => Act::Honest,
    });
    let mut publisher = world.publisher_at(&[nobody(), proxy.url.clone()]);
    assert_eq!(publisher.turn().await, PublisherState::RpcFailing);
    let text = publisher.status().detail;
    let host = proxy.url.parse::<RpcUrl>().unwrap().host().to_owned();
    assert!(text.contains("no connection"), "{text}");
    assert!(
        text.contains(&format!("{host}: chain id 5 instead of 31337")),
        "{text}"
    );
    assert_no_secret(&publisher);
}

#[tokio::test]
async fn a_long_answer_is_not_read_to_its_end() {
    let world = World::new();
    let proxy = Proxy::new(&world.anvil.url);
    proxy.acts(|_, _| Act::Bytes(vec![b' '; 5 << 20]));
    let mut publisher = world.publisher_at(std::slice::from_ref(&proxy.url));
    assert_eq!(publisher.turn().await, PublisherState::RpcFailing);
    let text = publisher.status().detail;
    assert!(text.contains("an answer of more than 4194304 bytes"), "{text}");
}

#[tokio::test]
async fn a_lie_about_old_commits_does_not_forget_what_is_proved_under() {
    let world = World::new();
    let proxy = Proxy::new(&world.anvil.url);
    let mut publisher = world.publisher_at(std::slice::from_ref(&proxy.url));
    for _ in 0..3 {
        world.log.accept_one(100);
        world.mine(60);
        publisher.until_idle(&world).await;
    }
    world.mine(DELAY - 72);
    // Honest about the newest final commit; then as if all were old.
    let mut asked = 0;
    proxy.acts(move |method, params| match () {
        () if calls::<Keystore::commitAtCall>(method, params) => {
            asked += 1;
            let old = (elsewhere(), U256::from(1), U256::from(1), U256::from(3));
            if asked == 1 {
                Act::Honest
            } else {
                Act::Result(word(&old))
            }
        }
        () => Act::Honest,
    });
    let mut publisher = world.publisher_at(std::slice::from_ref(&proxy.url));
    publisher.turn().await;
    assert_eq!(publisher.anchor(), Some(2));
    assert_eq!(publisher.l1().oldest_useful, 2);
}

#[tokio::test]
async fn a_head_beyond_the_log_is_not_built_on() {
    let world = World::new();
    let proxy = Proxy::new(&world.anvil.url);
    let mut publisher = world.publisher_at(std::slice::from_ref(&proxy.url));
    world.log.accept_one(100);
    world.mine(60);
    proxy.acts(|method, params| match () {
        () if calls::<Keystore::headCall>(method, params) => Act::Result(word(&(
            U256::from(9),
            elsewhere(),
            U256::from(900),
            U256::from(1_800_000_000),
        ))),
        () if calls::<Keystore::commitAtCall>(method, params) => Act::Result(word(&(
            EMPTY,
            U256::from(1_800_000_000),
            U256::from(1_800_000_000),
            U256::ZERO,
        ))),
        () => Act::Honest,
    });
    assert_eq!(publisher.turn().await, PublisherState::Differs);
    assert_eq!(publisher.anchor(), None);
    assert_eq!(world.waiting(), 0);
    assert!(publisher.status().detail.contains("L1 has 900 operations"));
    proxy.is_honest();
    world.mine(12);
    publisher.until_idle(&world).await;
    assert_eq!(publisher.anchor(), Some(0));
    world.assert_complete();
}

#[tokio::test]
async fn another_root_is_neither_built_on_nor_proved_under() {
    let world = World::new();
    let proxy = Proxy::new(&world.anvil.url);
    let mut publisher = world.publisher_at(std::slice::from_ref(&proxy.url));
    world.log.accept_one(100);
    world.mine(60);
    for lie in 0..2 {
        proxy.acts(move |method, params| match lie {
            0 if calls::<Keystore::headCall>(method, params) => Act::Result(word(&(
                U256::ZERO,
                elsewhere(),
                U256::ZERO,
                U256::from(1_800_000_000),
            ))),
            1 if calls::<Keystore::commitAtCall>(method, params) => Act::Result(word(&(
                elsewhere(),
                U256::from(1_800_000_000),
                U256::from(1_800_000_000),
                U256::ZERO,
            ))),
            _ => Act::Honest,
        });
        world.mine(12);
        assert_eq!(publisher.turn().await, PublisherState::Differs, "{lie}");
        assert_eq!(publisher.anchor(), None);
        assert_eq!(world.waiting(), 0);
    }
    proxy.is_honest();
    world.mine(12);
    publisher.until_idle(&world).await;
    world.assert_complete();
}

#[tokio::test]
async fn a_commit_that_is_not_final_is_no_anchor() {
    let world = World::new();
    let proxy = Proxy::new(&world.anvil.url);
    let mut publisher = world.publisher_at(std::slice::from_ref(&proxy.url));
    world.log.accept_one(100);
    world.mine(60);
    publisher.until_idle(&world).await;
    proxy.acts(|method, params| match () {
        () if calls::<Keystore::latestFinalCall>(method, params) => Act::Result(word(&U256::from(1))),
        () => Act::Honest,
    });
    world.mine(12);
    assert_eq!(publisher.turn().await, PublisherState::RpcFailing);
    assert_eq!(publisher.anchor(), Some(0), "the one before stays");
}

#[tokio::test]
async fn a_transaction_that_never_was_is_noticed() {
    let world = World::new();
    let proxy = Proxy::new(&world.anvil.url);
    let mut publisher = world.publisher_at(std::slice::from_ref(&proxy.url));
    world.log.accept_one(100);
    world.mine(60);
    // Takes it, shows it in a block with success, and keeps it to itself.
    proxy.acts(|method, params| match method {
        "eth_sendRawTransaction" => Act::Result(json!(B256::repeat_byte(1))),
        "eth_getTransactionByHash" => Act::Result(json!({
            "hash": params[0], "nonce": "0x0", "from": elsewhere().to_string()[..42], "to": null, "value": "0x0",
            "gas": "0x5208", "gasPrice": "0x1", "input": "0x", "type": "0x0", "chainId": "0x7a69", "v": "0x1b",
            "r": "0x1", "s": "0x1", "blockHash": params[0], "blockNumber": "0x2", "transactionIndex": "0x0",
        })),
        "eth_getTransactionReceipt" => Act::Result(json!({ "status": "0x1" })),
        _ => Act::Honest,
    });
    for _ in 0..20 {
        assert_eq!(publisher.turn().await, PublisherState::Publishing);
        assert_eq!(world.waiting(), 0);
        world.mine(12);
    }
    assert!(proxy.asked("eth_sendRawTransaction") >= 2, "it was tried again");
    assert_eq!(world.committed(), (0, 0));
    proxy.is_honest();
    publisher.until_idle(&world).await;
    assert_eq!(world.committed(), (1, 1));
    world.assert_complete();
}

#[tokio::test]
async fn a_lie_about_fees_ends_at_the_cap() {
    let world = World::new();
    let proxy = Proxy::new(&world.anvil.url);
    let mut publisher = world.publisher_at(std::slice::from_ref(&proxy.url));
    world.log.accept_one(100);
    world.mine(60);
    let huge = format!("{:#x}", u128::MAX);
    proxy.acts(move |method, _| match method {
        "eth_maxPriorityFeePerGas" => Act::Result(json!(huge)),
        "eth_estimateGas" => Act::Result(json!("0xfffffff")),
        _ => Act::Honest,
    });
    assert_eq!(publisher.turn().await, PublisherState::Blocked);
    assert!(
        publisher.status().detail.contains("gas"),
        "{:?}",
        publisher.status()
    );
    let huge = format!("{:#x}", u128::MAX);
    proxy.acts(move |method, _| match method {
        "eth_maxPriorityFeePerGas" => Act::Result(json!(huge)),
        _ => Act::Honest,
    });
    assert_eq!(publisher.turn().await, PublisherState::Publishing);
    let [transaction] = &*world.mempool() else {
        panic!()
    };
    assert_eq!(number(transaction, "maxFeePerGas"), world.settings.max_fee);
    assert!(number(transaction, "gas") <= 1 << 24);
    world.mine(12);
    publisher.until_idle(&world).await;
    world.assert_complete();
}

#[tokio::test]
async fn a_lie_about_the_nonce_makes_one_transaction_at_a_time() {
    let world = World::new();
    let proxy = Proxy::new(&world.anvil.url);
    let mut publisher = world.publisher_at(std::slice::from_ref(&proxy.url));
    world.log.accept_one(100);
    world.mine(60);
    // As if each were in a block at once, and had no effect.
    let mut nonce = 0;
    proxy.acts(move |method, _| match method {
        "eth_getTransactionCount" => {
            nonce += 1;
            Act::Result(json!(format!("{nonce:#x}")))
        }
        "eth_sendRawTransaction" => Act::Result(json!(B256::repeat_byte(1))),
        _ => Act::Honest,
    });
    for _ in 0..200 {
        publisher.turn().await;
        world.mine(12);
    }
    let sent = proxy.asked("eth_sendRawTransaction");
    assert!(sent < 8, "{sent} transactions in forty minutes");
    proxy.is_honest();
    for _ in 0..400 {
        if publisher.turn().await == PublisherState::Idle {
            break;
        }
        world.mine(12);
    }
    assert_eq!(world.committed(), (1, 1));
    world.assert_complete();
}
