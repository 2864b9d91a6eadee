//! The mini-account at the address that ENS answers: placed, deployed and asked for its name.

use alloy_primitives::{Address, B256, address};
use alloy_sol_types::SolCall;
use mononym_derive::Catalogue;

use super::{Accounts, Evm, artifact, code};
use crate::{
    harness::{ALICE, NOW, TestApp, domain},
    wire::{self, addrCall, namehash},
};

/// CreateX, where it stands on every chain.
const CREATEX: Address = address!("0xba5Ed099633D3B313e4D5F7bdc1305d3c28ba5Ed");

/// An EVM with bootstrap and factory placed, and the factory's address.
fn placed() -> (Evm, Address) {
    let mut evm = Evm::new(NOW);
    evm.install(CREATEX, code(&artifact("CreateXStandIn"), "deployedBytecode"));
    let deployment = artifact("deployment");
    let mut place = |contract: &str, role: &str| {
        let salt: B256 = deployment[role]["salt"].as_str().unwrap().parse().unwrap();
        let init_code = code(&artifact(contract), "bytecode");
        let address = evm.call(
            CREATEX,
            &Accounts::deployCreate2Call {
                salt,
                initCode: init_code,
            },
        );
        assert_eq!(
            address.to_string(),
            deployment[role]["address"].as_str().unwrap(),
            "{role}"
        );
        address
    };
    let catalogue = Catalogue::builtin().unwrap();
    assert_eq!(
        place("MiniAccountBootstrap", "bootstrap"),
        catalogue.implementation()
    );
    let factory = place("MiniAccountFactory", "factory");
    assert_eq!(factory, catalogue.factory());
    (evm, factory)
}

fn answered(app: &TestApp, name: &str) -> Address {
    addrCall::abi_decode_returns(&app.result(name, &wire::addr(name))).unwrap()
}

#[test]
fn the_account_stands_where_ens_says_and_knows_its_name() {
    let app = TestApp::with_alice(Vec::new());
    let (mut evm, factory) = placed();
    let (node, keystore) = (namehash(ALICE), domain().keystore);
    let expected = answered(&app, ALICE);
    assert_eq!(
        evm.call(factory, &Accounts::getAddressCall { node, keystore }),
        expected
    );
    assert!(!evm.has_code(expected));

    let account = evm.call(factory, &Accounts::deployCall { node, keystore });
    assert_eq!(account, expected);
    assert!(evm.has_code(expected));
    assert_eq!(evm.call(account, &Accounts::nodeCall {}), node);
    assert_eq!(evm.call(account, &Accounts::keystoreCall {}), keystore);
    // Whoever comes second finds it done.
    assert_eq!(
        evm.call(factory, &Accounts::deployCall { node, keystore }),
        expected
    );
}

#[test]
fn every_name_has_an_account_of_its_own() {
    let app = TestApp::with_alice(Vec::new());
    let (mut evm, factory) = placed();
    let keystore = domain().keystore;
    let mut addresses = vec![answered(&app, ALICE)];
    for name in ["bob.mononym.eth", "bücher.mononym.eth"] {
        app.register(name, Vec::new());
        let account = evm.call(
            factory,
            &Accounts::deployCall {
                node: namehash(name),
                keystore,
            },
        );
        assert_eq!(account, answered(&app, name), "{name}");
        addresses.push(account);
    }
    addresses.sort();
    addresses.dedup();
    assert_eq!(addresses.len(), 3);
}

#[test]
fn the_factory_deploys_nothing_where_the_bootstrap_is_missing() {
    let mut evm = Evm::new(NOW);
    let factory = Catalogue::builtin().unwrap().factory();
    evm.install(factory, code(&artifact("MiniAccountFactory"), "deployedBytecode"));
    let call = Accounts::deployCall {
        node: namehash(ALICE),
        keystore: domain().keystore,
    };
    assert!(evm.try_call(factory, &call).is_err());
}
