//! Records of every profile, set and read back; keys with all that keys may hold.

use alloy_primitives::{B256, Bytes, FixedBytes, U256, address, hex};
use alloy_sol_types::SolCall;
use mononym_ens::{Answer, RecordCall};
use mononym_keystore::RecordState;

use crate::{
    accounts::{BITCOIN, addr as addr_record, coin, set, text as text_record, without_value},
    harness::{ALICE, TestApp},
    wire::{self, *},
};

/// Keys that have broken others: SQL, quotes, NULs, brackets, all there is in Unicode.
const KEYS: [&str; 14] = [
    "'; DROP TABLE record; --",
    "\" OR 1=1 --",
    "' OR '1'='1",
    "`key`",
    "key\0with a NUL",
    "\0",
    "",
    " ",
    "agent-registration[0x01][1]",
    "a\nb\r\nc\td",
    "%s%n %00 %27",
    "é🚀\u{202e}\u{0}\u{10ffff}",
    "e\u{301}",
    "\\x27\\",
];

#[test]
fn keys_of_any_kind_are_set_and_read_back() {
    let values = |index: usize| format!("value {index} of '\"\0🚀");
    let records = KEYS
        .iter()
        .enumerate()
        .map(|(index, key)| text_record(key, &values(index)));
    let app = TestApp::with_alice(records.collect());
    for (index, key) in KEYS.iter().enumerate() {
        assert_eq!(app.text(ALICE, key), values(index), "{key:?}");
    }
    // Neighbours are other keys.
    for key in [
        "'; DROP TABLE record; -",
        "key",
        "key\0",
        "\u{e9}",
        "\u{e9}🚀",
        "%",
        "_",
    ] {
        assert_eq!(app.text(ALICE, key), "", "{key:?}");
    }
    let shown = app.json("/v1/names/alice.mononym.eth");
    assert_eq!(shown["records"].as_array().unwrap().len(), KEYS.len());
    for (index, key) in KEYS.iter().enumerate() {
        let records = shown["records"].as_array().unwrap();
        let record = records.iter().find(|record| record["key"] == *key).unwrap();
        assert_eq!(record["value"], values(index), "{key:?}");
    }
}

#[test]
fn keys_of_any_kind_are_unset() {
    let app = TestApp::with_alice(KEYS.iter().map(|key| text_record(key, "value")).collect());
    let unset = |key: &&str| without_value(&RecordCall::text(key), RecordState::Unset);
    app.set(ALICE, KEYS[..7].iter().map(unset).collect());
    for (index, key) in KEYS.iter().enumerate() {
        assert_eq!(
            app.text(ALICE, key),
            if index < 7 { "" } else { "value" },
            "{key:?}"
        );
    }
}

#[test]
fn records_of_every_profile_are_answered_as_they_were_set() {
    let node = namehash(ALICE);
    let bytes = |hex: &[u8]| Answer::Bytes(Bytes::copy_from_slice(hex));
    let contenthash = hex!("e30101701220b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9");
    let someone = address!("0xcafecafecafecafecafecafecafecafecafecafe");
    let hash = B256::repeat_byte(7);
    let chain = [0, 1, 0, 0, 1, 1, 0];
    let key = "agent".to_owned();
    let cases: Vec<(RecordCall, Answer, Vec<u8>)> = vec![
        (
            RecordCall::contenthash(),
            bytes(&contenthash),
            contenthashCall { node }.abi_encode(),
        ),
        (
            RecordCall::zonehash(),
            bytes(&[1, 2]),
            zonehashCall { node }.abi_encode(),
        ),
        (
            RecordCall::name(),
            Answer::Text("alice.eth".to_owned()),
            nameCall { node }.abi_encode(),
        ),
        (
            RecordCall::pubkey(),
            Answer::Pubkey {
                x: hash,
                y: B256::repeat_byte(8),
            },
            pubkeyCall { node }.abi_encode(),
        ),
        (
            RecordCall::interface([1, 2, 3, 4]),
            Answer::Address(someone),
            interfaceImplementerCall {
                node,
                id: FixedBytes([1, 2, 3, 4]),
            }
            .abi_encode(),
        ),
        (
            RecordCall::dns_record(hash, 16),
            bytes(b"record set"),
            dnsRecordCall {
                node,
                nameHash: hash,
                resource: 16,
            }
            .abi_encode(),
        ),
        (
            RecordCall::data("agent"),
            bytes(&[0, 255]),
            dataCall { node, key }.abi_encode(),
        ),
        (
            RecordCall::addr_of_chain(&chain),
            bytes(&[9; 20]),
            addrOfChainCall {
                node,
                chain: chain.into(),
            }
            .abi_encode(),
        ),
        (
            RecordCall::addr(coin(501)),
            bytes(&[5; 32]),
            wire::addr_of(ALICE, 501),
        ),
        (
            RecordCall::addr(coin(60)),
            bytes(someone.as_slice()),
            wire::addr_of(ALICE, 60),
        ),
    ];
    let records = cases.iter().map(|(call, answer, _)| set(call, answer)).collect();
    let app = TestApp::with_alice(records);
    for (call, answer, question) in cases {
        assert_eq!(app.result(ALICE, &question), answer.encode(), "{call:?}");
    }
    let addr = addrCall::abi_decode_returns(&app.result(ALICE, &wire::addr(ALICE))).unwrap();
    assert_eq!(addr, someone, "addr(bytes32) is that of coin type 60");
}

#[test]
fn a_function_that_nobody_knows_may_have_a_record() {
    let node = namehash(ALICE);
    let call = recordVersionsCall { node: B256::ZERO }.abi_encode();
    let call = RecordCall::parse(&call, &mononym_ens::Limits::default()).unwrap();
    let mut record = without_value(&call, RecordState::Set);
    record.value = Bytes::from(U256::from(7).to_be_bytes::<32>());
    let app = TestApp::with_alice(vec![record.clone()]);
    assert_eq!(
        app.result(ALICE, &recordVersionsCall { node }.abi_encode()),
        record.value
    );
}

#[test]
fn an_abi_is_answered_in_the_lowest_content_type_of_the_mask() {
    let abi = |content_type: u8, data: &[u8]| {
        let content = U256::from(content_type);
        let data = Bytes::copy_from_slice(data);
        set(
            &RecordCall::abi(content_type).unwrap(),
            &Answer::Abi {
                content_type: content,
                data,
            },
        )
    };
    let app = TestApp::with_alice(vec![abi(2, b"zlib"), abi(8, b"uri")]);
    let ask = |mask: U256| {
        let call = ABICall {
            node: namehash(ALICE),
            contentTypes: mask,
        }
        .abi_encode();
        let answer = ABICall::abi_decode_returns_validate(&app.result(ALICE, &call)).unwrap();
        (answer._0.to::<u64>(), answer._1.to_vec())
    };
    for (mask, expected) in [
        (1, (0, b"".to_vec())),
        (2, (2, b"zlib".to_vec())),
        (3, (2, b"zlib".to_vec())),
        (8, (8, b"uri".to_vec())),
        (12, (8, b"uri".to_vec())),
        (15, (2, b"zlib".to_vec())),
        (16, (0, b"".to_vec())),
        (0, (0, b"".to_vec())),
    ] {
        assert_eq!(ask(U256::from(mask)), expected, "mask {mask}");
    }
    assert_eq!(ask(U256::MAX), (2, b"zlib".to_vec()));
}

#[test]
fn supported_data_keys_are_those_that_are_set() {
    let data = |key: &str| set(&RecordCall::data(key), &Answer::Bytes(Bytes::from_static(b"x")));
    let app = TestApp::with_alice(vec![data("a"), data("b\0'"), text_record("not data", "x")]);
    let call = supportedDataKeysCall {
        node: namehash(ALICE),
    }
    .abi_encode();
    let keys = || {
        let mut keys = supportedDataKeysCall::abi_decode_returns_validate(&app.result(ALICE, &call)).unwrap();
        keys.sort();
        keys
    };
    assert_eq!(keys(), ["a", "b\0'"]);
    let nested = multicallCall {
        calls: vec![call.clone().into()],
    }
    .abi_encode();
    let element = &multicallCall::abi_decode_returns(&app.result(ALICE, &nested)).unwrap()[0];
    assert_eq!(*element, app.result(ALICE, &call));

    let states = [RecordState::Unset, RecordState::None];
    for (key, state) in ["a", "b\0'"].into_iter().zip(states) {
        app.set(ALICE, vec![without_value(&RecordCall::data(key), state)]);
    }
    assert!(keys().is_empty());
}

#[test]
fn a_record_of_one_name_is_not_another_names() {
    let app = TestApp::with_alice(vec![text_record("url", "alice's"), addr_record(0, &BITCOIN)]);
    app.register("bob.mononym.eth", Vec::new());
    assert_eq!(app.text("bob.mononym.eth", "url"), "");
    assert_eq!(app.addr("bob.mononym.eth", 0), Bytes::new());
    assert_eq!(app.text("sub.alice.mononym.eth", "url"), "");
}
