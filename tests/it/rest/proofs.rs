//! `GET /v1/names/{name}/proof`, and that answers which follow from proofs are the signed ones.

use alloy_primitives::{B256, Bytes, U256, keccak256};
use mononym::gateway::{UnprovenError, answer_from_proofs};
use mononym_derive::Catalogue;
use mononym_ens::{Answer, CoinType, Limits, Name, Query, RecordCall};
use mononym_keystore::{Freeze, ProofError, ProvenAnswer, Record, RecordState, Retire};
use serde_json::Value;

use crate::{
    accounts::{addr, coin, set, sign, text, without_value},
    harness::{ALICE, NOW, PARENT, TestApp, alice, domain},
};

const DEFAULT: u64 = 0x8000_0000;
const BASE: u64 = 0x8000_2105;
const POLYGON: u64 = 0x8000_0089;

fn proof(app: &TestApp, name: &str, query: &Query) -> Value {
    let data = Bytes::from(query.encode(B256::ZERO));
    app.json(&format!("/v1/names/{name}/proof?data={data}"))
}

fn proven(shown: &Value) -> (B256, ProvenAnswer) {
    let response: Bytes = shown["response"].as_str().unwrap().parse().unwrap();
    let root = shown["root"].as_str().unwrap().parse().unwrap();
    (root, ProvenAnswer::decode(&response, &Limits::default()).unwrap())
}

fn answer(
    root: &B256,
    proven: &ProvenAnswer,
    name: &str,
    query: &Query,
    now: u64,
) -> Result<Vec<u8>, UnprovenError> {
    let catalogue = Catalogue::builtin().unwrap();
    let deployment = catalogue.deployment(domain().keystore);
    let node = Name::from_text(name, &Limits::default()).unwrap().node();
    answer_from_proofs(proven, root, &node, query, &catalogue, &deployment, now)
}

/// One of every profile, and what falls through.
fn queries() -> Vec<Query> {
    let coins = [60, 0, BASE, POLYGON, DEFAULT, 0x8000_0000 | 987_654, 501];
    let mut queries = vec![
        Query::Addr,
        Query::Text("url".to_owned()),
        Query::Text("none".to_owned()),
        Query::Text("unset".to_owned()),
        Query::Contenthash,
        Query::Name,
        Query::Pubkey,
        Query::Abi(U256::from(15)),
        Query::Abi(U256::from(2)),
        Query::Abi(U256::from(16)),
        Query::InterfaceImplementer([1, 2, 3, 4]),
        Query::DnsRecord {
            name_hash: B256::repeat_byte(1),
            resource: 16,
        },
        Query::Zonehash,
        Query::Data("key".to_owned()),
        Query::AddrOfChain(Bytes::from_static(&[1, 2, 3])),
        Query::Unknown {
            selector: [0xaa; 4],
            call: [&[0xaa; 4][..], &[0; 32]].concat().into(),
        },
        Query::Unknown {
            selector: [0xaa; 4],
            call: vec![0xaa; 4].into(),
        },
    ];
    queries.extend(coins.map(|number| Query::AddrOf(coin(number))));
    queries.extend(coins.map(|number| Query::HasAddr(coin(number))));
    let all = queries.iter().cloned().map(Ok).collect();
    queries.push(Query::Multicall(all));
    queries.push(Query::Multicall(vec![Ok(Query::Multicall(vec![Ok(
        Query::Addr,
    )]))]));
    queries.push(Query::Multicall(Vec::new()));
    queries
}

fn records() -> Vec<Record> {
    vec![
        text("url", "https://mononym.example"),
        without_value(&RecordCall::text("none"), RecordState::None),
        set(
            &RecordCall::abi(4).unwrap(),
            &Answer::Abi {
                content_type: U256::from(4),
                data: Bytes::from_static(&[1]),
            },
        ),
        addr(DEFAULT, &[0xdd; 20]),
        addr(BASE, &[0xba; 20]),
        without_value(&RecordCall::addr(coin(POLYGON)), RecordState::None),
        set(
            &RecordCall::data("key"),
            &Answer::Bytes(Bytes::from_static(&[7; 40])),
        ),
    ]
}

fn assert_alike(app: &TestApp, name: &str) {
    for query in queries() {
        let (root, proven) = proven(&proof(app, name, &query));
        let from_proofs = answer(&root, &proven, name, &query, app.clock.now()).unwrap();
        let signed = app.result(name, &query.encode(B256::ZERO));
        assert_eq!(Bytes::from(from_proofs), signed, "{name} {query:?}");
    }
}

#[test]
fn what_follows_from_proofs_is_what_is_signed() {
    let app = TestApp::with_alice(records());
    for index in 0..20 {
        app.register(&format!("name{index}.{PARENT}"), vec![text("url", "other")]);
    }
    for name in [
        ALICE,
        "name7.mononym.eth",
        PARENT,
        "nobody.mononym.eth",
        "a.b.c.mononym.eth",
    ] {
        assert_alike(&app, name);
    }
    app.set(
        ALICE,
        vec![
            without_value(&RecordCall::addr(coin(BASE)), RecordState::Unset),
            without_value(&RecordCall::addr(coin(DEFAULT)), RecordState::None),
        ],
    );
    assert_alike(&app, ALICE);
}

#[test]
fn a_frozen_and_a_retired_account_are_proven_to_answer_empty() {
    let app = TestApp::with_alice(records());
    let freeze = Freeze {
        name: ALICE.to_owned(),
        deadline: u64::MAX,
        nonce: app.nonce(ALICE),
        guardians: Vec::new(),
        guardians_salt: B256::ZERO,
    };
    app.accepts(&sign(freeze, &[&alice()]));
    assert_alike(&app, ALICE);
    let shown = proof(&app, ALICE, &Query::Addr);
    assert_eq!(shown["records"], serde_json::json!([]));
    assert_eq!(shown["leaf"]["frozenUntil"], NOW + 86_400);
    app.clock.set(NOW + 86_400);
    assert_alike(&app, ALICE);
    let retire = Retire {
        name: ALICE.to_owned(),
        deadline: u64::MAX,
        nonce: app.nonce(ALICE),
    };
    app.accepts(&sign(retire, &[&alice()]));
    app.clock.set(NOW + 3 * 86_400);
    assert_alike(&app, ALICE);
    let query = Query::AddrOf(CoinType::ETH);
    let (root, proven) = proven(&proof(&app, ALICE, &query));
    assert_eq!(
        answer(&root, &proven, ALICE, &query, app.clock.now()).unwrap(),
        mononym_ens::answer::empty(&query)
    );
}

#[test]
fn what_supported_data_keys_are_cannot_be_proven() {
    let app = TestApp::with_alice(records());
    let query = Query::SupportedDataKeys;
    let (root, proven) = proven(&proof(&app, ALICE, &query));
    assert_eq!(
        answer(&root, &proven, ALICE, &query, NOW).unwrap(),
        mononym_ens::answer::unsupported_profile(query.selector())
    );
}

#[test]
fn proofs_that_do_not_fit_prove_nothing() {
    let app = TestApp::with_alice(records());
    app.register("bob.mononym.eth", vec![text("url", "bob's")]);
    let query = Query::Text("url".to_owned());
    let (root, good) = proven(&proof(&app, ALICE, &query));
    assert!(answer(&root, &good, ALICE, &query, NOW).is_ok());
    let wrong = |what: &str, source| UnprovenError::Proof {
        what: what.to_owned(),
        source,
    };
    let failure = |root: &B256, proven: &ProvenAnswer, name: &str, query: &Query| {
        answer(root, proven, name, query, NOW).unwrap_err()
    };
    let account = |source| wrong("the account", source);
    assert_eq!(
        failure(&keccak256([1]), &good, ALICE, &query),
        account(ProofError::WrongRoot),
        "another root"
    );
    let (_, bobs) = proven(&proof(&app, "bob.mononym.eth", &query));
    assert_eq!(
        failure(&root, &bobs, ALICE, &query),
        account(ProofError::WrongRoot),
        "another name's"
    );
    let mixed = ProvenAnswer {
        records: bobs.records.clone(),
        ..good.clone()
    };
    let record = format!(
        "record {}",
        Bytes::copy_from_slice(RecordCall::text("url").as_bytes())
    );
    assert_eq!(
        failure(&root, &mixed, ALICE, &query),
        wrong(&record, ProofError::WrongRoot),
        "another name's record"
    );
    let other = Query::Text("email".to_owned());
    assert!(matches!(
        failure(&root, &good, ALICE, &other),
        UnprovenError::Proof { .. }
    ));
    let without = ProvenAnswer {
        records: Vec::new(),
        ..good.clone()
    };
    assert_eq!(
        failure(&root, &without, ALICE, &query),
        UnprovenError::Missing(record)
    );
    let twice = ProvenAnswer {
        records: [good.records.clone(), good.records.clone()].concat(),
        ..good
    };
    assert_eq!(failure(&root, &twice, ALICE, &query), UnprovenError::LeftOver(1));
}

#[test]
fn a_proof_says_what_it_is_of() {
    let app = TestApp::with_alice(records());
    let query = Query::Text("url".to_owned());
    let shown = proof(&app, ALICE, &query);
    assert_eq!(shown["name"], ALICE);
    assert_eq!(shown["commit"], Value::Null);
    assert_eq!(shown["sequence"], 3);
    assert_eq!(shown["leaf"]["nonce"], 1);
    assert_eq!(shown["leaf"]["policy"], "closed");
    let call = Bytes::copy_from_slice(RecordCall::text("url").as_bytes());
    assert_eq!(shown["records"][0]["call"], call.to_string());
    let account = app.json(&format!("/v1/names/{ALICE}"));
    assert_eq!(shown["leaf"]["historyHash"], account["historyHash"]);
    let alone = app.json(&format!("/v1/names/{ALICE}/proof"));
    assert_eq!(
        (&alone["records"], &alone["root"]),
        (&serde_json::json!([]), &shown["root"])
    );
    let nobody = app.json("/v1/names/nobody.mononym.eth/proof");
    assert_eq!(nobody["leaf"], Value::Null);
    assert_eq!(nobody["account"]["value"], "0x");
}

#[test]
fn what_cannot_be_proven_says_why() {
    let app = TestApp::start();
    for (path, slug) in [
        ("/v1/names/alice.other.eth/proof", "foreign-name"),
        ("/v1/names/alice..eth/proof", "malformed-name"),
        ("/v1/names/alice.mononym.eth/proof?data=12", "malformed-query"),
        ("/v1/names/alice.mononym.eth/proof?data=0x1", "malformed-query"),
        (
            "/v1/names/alice.mononym.eth/proof?data=0x59d1d43c",
            "malformed-query",
        ),
        ("/v1/names/alice.mononym.eth/proof?what=1", "malformed-query"),
    ] {
        assert_eq!(app.get(path).json()["slug"], slug, "{path}");
    }
}

#[test]
fn without_l1_no_commit_can_be_asked_for() {
    let app = TestApp::with_alice(Vec::new());
    let response = app.get(&format!("/v1/names/{ALICE}/proof?commit=0"));
    assert_eq!(
        (response.status, &response.json()["slug"]),
        (404, &"unknown-commit".into())
    );
    let response = app.get(&format!("/v1/names/{ALICE}/proof?commit=newest"));
    assert_eq!(
        (response.status, &response.json()["slug"]),
        (400, &"malformed-query".into())
    );
}
