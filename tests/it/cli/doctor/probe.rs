//! `mononym doctor --rpc`: chains as they should be, and as they should not.

use alloy_primitives::{Address, B256, U256, address};
use alloy_sol_types::SolValue;
use mononym_derive::Catalogue;
use serde_json::json;

use super::world::Report;
use crate::{
    chains::world::{TestChain, createx_code, createx_code_hash},
    cli::run,
    l1::proxy::{Act, Proxy, SECRET, nobody},
};

const BASE: u64 = 8453;
const ENTRY_POINT: Address = address!("0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108");
const L1_BLOCK: Address = address!("0x4200000000000000000000000000000000000015");
const CONTRACT_DEPLOYER: Address = address!("0x0000000000000000000000000000000000008006");

/// What the doctor says of these nodes, on which a stand-in is CreateX.
fn probe(rpc: &[&str]) -> Report {
    let hash = createx_code_hash().to_string();
    let fixed = ["--createx-code-hash", &hash, "--rpc-timeout-ms", "20000"];
    probe_with(rpc, &fixed)
}

fn probe_with(rpc: &[&str], arguments: &[&str]) -> Report {
    let directory = tempfile::tempdir().unwrap();
    let rpc = rpc.iter().flat_map(|rpc| ["--rpc", rpc]);
    let arguments: Vec<&str> = ["doctor", "--json"]
        .into_iter()
        .chain(rpc)
        .chain(arguments.iter().copied())
        .collect();
    Report::new(run(directory.path(), &arguments))
}

/// A chain as an OP Stack chain is, with an EntryPoint.
fn complete(chain_id: u64) -> TestChain {
    let chain = TestChain::placed(chain_id);
    chain.put(L1_BLOCK, &[0xfe]);
    chain.put(ENTRY_POINT, &entry_point(chain_id));
    chain
}

/// Code that returns the EIP-712 domain (ERC-5267) of EntryPoint 0.8.
fn entry_point(chain_id: u64) -> Vec<u8> {
    let domain = (
        alloy_primitives::FixedBytes([0x0f]),
        "ERC4337".to_owned(),
        "1".to_owned(),
        U256::from(chain_id),
        ENTRY_POINT,
        B256::ZERO,
        Vec::<U256>::new(),
    );
    let words = domain.abi_encode_params();
    // PUSH32, PUSH2 offset, MSTORE for each word; then RETURN them.
    let mut code = Vec::new();
    for (index, word) in words.chunks(32).enumerate() {
        code.push(0x7f);
        code.extend(word);
        code.push(0x61);
        code.extend(u16::try_from(index * 32).unwrap().to_be_bytes());
        code.push(0x52);
    }
    code.push(0x61);
    code.extend(u16::try_from(words.len()).unwrap().to_be_bytes());
    code.extend([0x60, 0x00, 0xf3]);
    code
}

#[test]
fn a_chain_as_it_should_be_is_well() {
    let chain = complete(BASE);
    for rpc in [chain.anvil.url.clone(), format!("base={}", chain.anvil.url)] {
        let report = probe(&[&rpc]);
        assert_eq!(report.not_ok(), [], "{}", report.said.out);
        for check in [
            "rpc",
            "block-time",
            "createx",
            "create2",
            "rule",
            "bootstrap",
            "factory",
            "account",
            "root",
            "entry-point",
            "p256",
            "root-path",
        ] {
            assert_eq!(
                report.details(check, "ok").len(),
                1,
                "{check}: {}",
                report.said.out
            );
        }
        let found = &report.json["chains"][0];
        let expected = json!({
            "chainId": BASE, "name": "Base", "rule": "evm", "rootPath": "aliased", "stack": "op-stack",
            "receivable": true, "row": null,
        });
        assert_eq!(found, &expected);
        assert_eq!(report.json["checks"][0]["chain"], "Base");
        assert_eq!(report.json.get("trust"), None);
    }
}

#[test]
fn a_chain_to_which_no_root_was_brought_is_told_of() {
    let chain = complete(BASE);
    chain.know_root(0);
    probe(&[&chain.anvil.url]).assert_only("root", "warning", "the oracle knows no root of the Keystore");
}

#[test]
fn a_chain_that_is_not_listed_gets_a_row() {
    let chain = complete(424_242);
    let report = probe(&[&chain.anvil.url]);
    report.assert_only(
        "root-path",
        "warning",
        "OP Stack chain: look for its inbox on Ethereum",
    );
    let found = &report.json["chains"][0];
    assert_eq!(
        (&found["rule"], &found["receivable"]),
        (&json!("evm"), &json!(false))
    );
    let row = found["row"].as_str().unwrap();
    let filled = row
        .replace("short_name = \"\"", "short_name = \"example\"")
        .replace("name = \"\"", "name = \"Example\"")
        .replace("symbol = \"\"", "symbol = \"EX\"");
    let builtin = include_str!("../../../../crates/derive/chains.toml");
    let catalogue = Catalogue::parse(&format!("{builtin}\n{filled}")).unwrap();
    assert_eq!(catalogue.by_chain_id(424_242).unwrap().rule.as_str(), "evm");
    assert!(
        Catalogue::parse(&format!("{builtin}\n{row}")).is_err(),
        "nobody has filled it in"
    );
    // The same for people.
    let hash = createx_code_hash().to_string();
    let arguments = ["doctor", "--rpc", &chain.anvil.url, "--createx-code-hash", &hash];
    let said = run(tempfile::tempdir().unwrap().path(), &arguments);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(
        said.out.contains("ok       rule (chain 424242): evm"),
        "{}",
        said.out
    );
    assert!(
        said.out.contains("\n\n[[chain]]\nchain_id = 424242\n"),
        "{}",
        said.out
    );
}

#[test]
fn a_chain_without_createx_or_with_another_contract_in_its_place() {
    let empty = TestChain::empty(BASE);
    let report = probe(&[&empty.anvil.url]);
    assert_eq!(report.said.code, 1);
    assert!(report.details("createx", "problem")[0].contains("there is no CreateX at 0xba5Ed0"));
    assert!(report.details("rule", "problem")[0].contains("unproven by what is seen, and evm"));
    for check in ["bootstrap", "factory", "entry-point"] {
        assert_eq!(report.details(check, "warning").len(), 1, "{check}");
    }
    let found = &report.json["chains"][0];
    assert_eq!(
        (&found["rule"], &found["receivable"]),
        (&json!("unproven"), &json!(false))
    );
    // The stand-in is not CreateX.
    let report = probe_with(&[&complete(BASE).anvil.url], &[]);
    assert!(report.details("createx", "problem")[0].contains("is another contract's"));
    assert_eq!(report.not_ok().len(), 2, "{}", report.said.out);
}

#[test]
fn a_chain_whose_create2_is_not_ethereums() {
    let chain = complete(BASE);
    let proxy = Proxy::new(&chain.anvil.url);
    proxy.acts(|method, params| match params[0]["to"].as_str() {
        Some(to) if method == "eth_call" && to.starts_with("0xba5e") => {
            Act::Result(json!(format!("0x{}", "00".repeat(31) + "07")))
        }
        _ => Act::Honest,
    });
    let report = probe(&[&proxy.url]);
    assert!(report.details("create2", "problem")[0].contains("which is not Ethereum's address"));
    assert!(report.details("rule", "problem")[0].contains("unproven"));
}

#[test]
fn the_evm_emulator_of_a_zk_stack_chain() {
    let chain = TestChain::placed(324);
    chain.put(CONTRACT_DEPLOYER, &[0xfe]);
    chain.put(ENTRY_POINT, &entry_point(324));
    let report = probe(&[&chain.anvil.url]);
    assert_eq!(report.not_ok(), [], "{}", report.said.out);
    assert_eq!(report.details("evm-emulator", "ok").len(), 1);
    assert_eq!(report.json["chains"][0]["rule"], "evm-emulator");
    // Bytecode of another machine in CreateX's place.
    chain.put(mononym_derive::createx::CREATEX, &createx_code()[1..]);
    let report = probe(&[&chain.anvil.url]);
    assert!(report.details("evm-emulator", "problem")[0].contains("does not run CreateX"));
    // An EVM chain is not taken for one.
    let base = TestChain::placed(324);
    base.put(L1_BLOCK, &[0xfe]);
    let report = probe(&[&base.anvil.url]);
    assert!(report.details("rule", "problem")[0].contains("evm by what is seen, and evm-emulator"));
}

#[test]
fn what_else_a_chain_may_lack() {
    let chain = complete(BASE);
    // Another contract, and the domain of another chain.
    for code in [vec![0x00], entry_point(10)] {
        chain.put(ENTRY_POINT, &code);
        let report = probe(&[&chain.anvil.url]);
        report.assert_only("entry-point", "problem", "is another");
    }
    chain.put(ENTRY_POINT, &entry_point(BASE));
    let proxy = Proxy::new(&chain.anvil.url);
    let p256 = |answer: &'static str| {
        proxy.acts(move |method, params| match params[0]["to"].as_str() {
            Some(to) if method == "eth_call" && to.ends_with("0100") => Act::Result(json!(answer)),
            _ => Act::Honest,
        });
        probe(&[&proxy.url])
    };
    p256("0x").assert_only("p256", "warning", "there is no P256VERIFY");
    let one = "0x0000000000000000000000000000000000000000000000000000000000000001";
    p256(one).assert_only("p256", "problem", "is no P256VERIFY");
    let block = |time: &'static str| {
        proxy.acts(move |method, _| match method {
            "eth_getBlockByNumber" => Act::Result(json!({ "number": "0x5", "timestamp": time })),
            _ => Act::Honest,
        });
        probe(&[&proxy.url])
    };
    block("0x1a1e6f0c000").assert_only("block-time", "problem", "no Unix seconds");
    block("0x6553f100").assert_only("block-time", "warning", "2023-11-14");
}

#[test]
fn a_node_that_hangs_fails_or_is_of_another_chain() {
    let chain = TestChain::empty(BASE);
    let proxy = Proxy::new(&chain.anvil.url);
    proxy.acts(|_, _| Act::Hang);
    let report = probe_with(&[&proxy.url], &["--rpc-timeout-ms", "200"]);
    report.assert_only("rpc", "problem", "no answer within 0.2 seconds");
    proxy.acts(|_, _| Act::Bytes(b"<html>".to_vec()));
    probe(&[&proxy.url]).assert_only("rpc", "problem", "makes no sense");
    proxy.acts(|_, _| Act::Result(json!("0x80000000")));
    probe(&[&proxy.url]).assert_only("rpc", "problem", "ENSIP-11");
    // It breaks off in the midst of it.
    proxy.acts(|method, _| match method {
        "eth_getCode" => Act::Status(502),
        _ => Act::Honest,
    });
    probe(&[&proxy.url]).assert_only("rpc", "problem", "was not able to tell the rest: HTTP status 502");
    probe(&[&nobody()]).assert_only("rpc", "problem", "no connection");
    let optimism = format!("10={}", chain.anvil.url);
    let report = probe(&[&optimism]);
    report.assert_only("rpc", "problem", "chain id 8453 instead of 10");
    assert_eq!(report.json.get("chains"), None);
    assert!(!report.said.out.contains(SECRET));
}

#[test]
fn several_chains_are_probed_each_by_itself() {
    let (base, gone) = (complete(BASE), nobody());
    let report = probe(&[&gone, &base.anvil.url]);
    report.assert_only("rpc", "problem", "no connection");
    assert_eq!(report.json["chains"].as_array().unwrap().len(), 1);
    assert_eq!(report.details("rule", "ok").len(), 1);
}

#[test]
fn what_names_no_node_is_refused_and_not_shown() {
    let directory = tempfile::tempdir().unwrap();
    for (rpc, expected) in [
        ("ftp://node.example/secret", "the URL of a node"),
        ("base=node.example/secret", "the URL of a node"),
        (
            "nowhere=https://node.example/secret",
            "no chain is called \"nowhere\"",
        ),
        ("2147483648=https://node.example/secret", "2^31"),
    ] {
        let said = run(directory.path(), &["doctor", "--rpc", rpc]);
        assert_eq!((said.code, &*said.out), (1, ""), "{rpc}");
        assert!(
            said.err.contains(expected) && !said.err.contains("secret"),
            "{}",
            said.err
        );
    }
}
