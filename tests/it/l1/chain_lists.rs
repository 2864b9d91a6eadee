//! A gateway and the lists of chains of its resolvers: no service starts, or proves, against another
//! list than its catalogue.

use std::{sync::Arc, time::Duration};

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolValue;
use mononym::{
    chain::{Anchor, L1, NodeSettings},
    config::Settings,
    gateway::{ChainListError, ChainLists},
};
use mononym_derive::Catalogue;
use tokio::sync::watch;

use super::{
    proxy::{Act, Proxy, SECRET},
    world::World,
};
use crate::harness::TestApp;

const PERIOD: Duration = Duration::from_millis(10);
const ANCHOR: Anchor = Anchor {
    number: 1,
    sequence: 1,
    root: B256::repeat_byte(1),
    as_of: 1,
};

/// Every coin type that the catalogue gives an address for.
fn receivable() -> Vec<U256> {
    let catalogue = Catalogue::builtin().unwrap();
    let chains = catalogue.chains().iter().filter(|chain| chain.receivable());
    let coin_types = chains.flat_map(|chain| &chain.coin_types);
    coin_types.map(|coin_type| coin_type.0).collect()
}

/// A proven resolver with a list of these.
fn resolver(world: &World, coin_types: &[U256]) -> Address {
    let rule = world.deploy("EvmAddressRule", &[]);
    let rows: Vec<(U256, Address)> = coin_types.iter().map(|coin_type| (*coin_type, rule)).collect();
    let owner = Address::repeat_byte(1);
    let list = world.deploy("ChainList", &(owner, 86_400u64, rows).abi_encode_params());
    let gateways = vec!["https://gateway.example".to_owned()];
    let constructor = (owner, gateways, world.domain.keystore, list, 21_600u64);
    world.deploy("ProvenResolver", &constructor.abi_encode_params())
}

fn lists(world: &World, url: &str, resolver: Address) -> ChainLists {
    ChainLists {
        l1: L1::new(vec![url.parse().unwrap()], world.domain, NodeSettings::default()),
        resolvers: vec![resolver],
        catalogue: Arc::new(Catalogue::builtin().unwrap()),
    }
}

fn what_differs(error: &ChainListError) -> &str {
    match error {
        ChainListError::Contradiction { what, .. } => what,
        other => panic!("{other}"),
    }
}

#[test]
fn a_service_does_not_start_against_another_list() {
    let world = World::new();
    let mut coin_types = receivable();
    let zora = coin_types.pop().unwrap();
    let resolver = resolver(&world, &coin_types);
    let mut app = TestApp::with(Settings {
        keystore: Some(world.domain.keystore),
        ..Settings::default()
    });
    let refused = app
        .restart_with(|settings| {
            settings.l1_rpc = Some(world.anvil.url.parse().unwrap());
            settings.resolvers = Some(resolver.to_string().parse().unwrap());
        })
        .unwrap_err();
    assert!(
        refused.starts_with(&format!("resolver {resolver} has a list of chains, ")),
        "{refused}"
    );
    assert!(
        refused.contains(&format!("{zora} is not in the list;")),
        "{refused}"
    );
    // What it says helps.
    app.restart_with(|settings| settings.disabled_chains = Some("zora".parse().unwrap()))
        .unwrap();
    assert_eq!(app.get("/readyz").status, 200);
}

#[tokio::test]
async fn lists_are_compared_row_by_row() {
    let world = World::new();
    let all = receivable();
    let honest = resolver(&world, &all);
    assert_eq!(lists(&world, &world.anvil.url, honest).check().await, Ok(()));

    // Bitcoin, with an address of Ethereum's kind.
    let more = [&all[..], &[U256::ZERO]].concat();
    let error = lists(&world, &world.anvil.url, resolver(&world, &more))
        .check()
        .await;
    assert_eq!(what_differs(&error.unwrap_err()), "0 has none in the catalogue");

    // Names of another Keystore have other addresses, on L1 as here.
    let mut elsewhere = lists(&world, &world.anvil.url, honest);
    let mut domain = world.domain;
    domain.keystore = Address::repeat_byte(7);
    elsewhere.l1 = L1::new(
        vec![world.anvil.url.parse().unwrap()],
        domain,
        NodeSettings::default(),
    );
    assert_eq!(elsewhere.check().await, Ok(()));

    // A resolver without a list, and an address without a contract, are no matter.
    let mut others = lists(&world, &world.anvil.url, world.domain.keystore);
    others.resolvers.push(Address::repeat_byte(9));
    assert_eq!(others.check().await, Ok(()));
}

#[tokio::test]
async fn nothing_is_proven_before_the_lists_were_read() {
    let world = World::new();
    let proxy = Proxy::new(&world.anvil.url);
    proxy.acts(|_, _| Act::Status(503));
    let lists = lists(&world, &proxy.url, resolver(&world, &receivable()));
    let error = lists.check().await.unwrap_err();
    assert!(matches!(error, ChainListError::Unread(_)), "{error}");
    assert!(!error.to_string().contains(SECRET));

    let (sender, source) = watch::channel(Some(ANCHOR));
    let mut guarded = lists.guard(source, PERIOD);
    while proxy.asked("eth_chainId") < 5 {
        tokio::time::sleep(PERIOD).await;
        assert_eq!(*guarded.borrow(), None);
    }
    proxy.is_honest();
    guarded.changed().await.unwrap();
    assert_eq!(*guarded.borrow_and_update(), Some(ANCHOR));
    // And what comes later.
    sender.send(None).unwrap();
    guarded.changed().await.unwrap();
    assert_eq!(*guarded.borrow(), None);
}

#[tokio::test]
async fn nothing_is_proven_against_another_list() {
    let world = World::new();
    let proxy = Proxy::new(&world.anvil.url);
    let lists = lists(&world, &proxy.url, resolver(&world, &receivable()[1..]));
    let (_sender, source) = watch::channel(Some(ANCHOR));
    let guarded = lists.guard(source, PERIOD);
    // Each look begins with it.
    while proxy.asked("eth_chainId") < 4 {
        tokio::time::sleep(PERIOD).await;
    }
    assert_eq!(*guarded.borrow(), None);
}
