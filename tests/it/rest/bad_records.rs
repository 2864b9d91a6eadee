//! Records that cannot be set.

use alloy_primitives::{B256, Bytes, U256};
use alloy_sol_types::{SolCall, SolValue};
use mononym_ens::{Answer, RecordCall};
use mononym_keystore::{Operation, Record, RecordState};
use serde_json::json;

use super::{operation, registration};
use crate::{
    accounts::{addr, coin, register, set, set_records, sign, text, without_value},
    harness::{ALICE, TestApp, alice},
    wire::*,
};

const ZERO: B256 = B256::ZERO;

/// Whether the record is refused, in an operation and in a registration, behind one that is fine.
fn refused(app: &TestApp, record: Record, detail: &str) {
    let records = vec![text("fine", "but not alone"), record];
    let signed = sign(set_records(ALICE, 1, records.clone()), &[&alice()]);
    app.refuses(&operation(&signed), 422, "bad-record", detail);
    let mut registered = register("bob.mononym.eth", &[&alice()]);
    registered.records = records;
    let signed = sign(Operation::Register(registered), &[&alice()]);
    app.refuses(&registration(&signed), 422, "bad-record", detail);
    assert_eq!(app.text(ALICE, "fine"), "", "all or nothing");
}

fn set_raw(call: Vec<u8>, value: Vec<u8>) -> Record {
    Record {
        call: call.into(),
        state: RecordState::Set,
        value: value.into(),
    }
}

/// The value of a `string` or of `bytes`.
fn bytes_value(bytes: &[u8]) -> Vec<u8> {
    (Bytes::copy_from_slice(bytes),).abi_encode_params()
}

#[test]
fn a_call_that_names_no_single_record_is_refused() {
    let app = TestApp::with_alice(Vec::new());
    let word = vec![0; 32];
    let address = bytes_value(&[1; 20]);
    let computed = "computed from other records";
    let node = namehash(ALICE);
    let mask = |mask: u64| {
        ABICall {
            node: ZERO,
            contentTypes: U256::from(mask),
        }
        .abi_encode()
    };
    let text_call = textCall {
        node: ZERO,
        key: "url".to_owned(),
    }
    .abi_encode();
    let mut garbage = text_call.clone();
    *garbage.last_mut().unwrap() = 1;
    let mut aliased = textCall::SELECTOR.to_vec();
    for offset in [0, 0x60, 0, 0] {
        aliased.extend(U256::from(offset).to_be_bytes::<32>());
    }
    for (call, detail) in [
        (
            textCall {
                node,
                key: "url".to_owned(),
            }
            .abi_encode(),
            "the node, must be zero",
        ),
        (
            addrOfCall {
                node,
                coinType: U256::from(60),
            }
            .abi_encode(),
            "the node, must be zero",
        ),
        (
            addrCall { node: ZERO }.abi_encode(),
            "store the address of Ethereum as addr(bytes32,uint256) with coin type 60",
        ),
        (
            hasAddrCall {
                node: ZERO,
                coinType: U256::from(60),
            }
            .abi_encode(),
            computed,
        ),
        (supportedDataKeysCall { node: ZERO }.abi_encode(), computed),
        (multicallCall { calls: Vec::new() }.abi_encode(), computed),
        (mask(0), "stored under one content type, 1, 2, 4 or 8"),
        (mask(3), "stored under one content type, 1, 2, 4 or 8"),
        (mask(16), "stored under one content type, 1, 2, 4 or 8"),
        (Vec::new(), "the call has 0 bytes, a selector alone has 4"),
        (vec![1, 2, 3], "the call has 3 bytes, a selector alone has 4"),
        (
            vec![1, 2, 3, 4],
            "the record's call has 4 bytes, a selector and a node alone have 36",
        ),
        (
            [&[1, 2, 3, 4][..], &[0; 31]].concat(),
            "the record's call has 35 bytes",
        ),
        (text_call[..text_call.len() - 32].to_vec(), "cannot be decoded"),
        (garbage, "sign 0x59d1d43c"),
        (aliased, "not in canonical ABI encoding"),
        ([&text_call[..], &word].concat(), "not in canonical ABI encoding"),
        (
            textCall {
                node: ZERO,
                key: "k".repeat(1025),
            }
            .abi_encode(),
            "the key has 1025 bytes, at most 1024",
        ),
        (
            [&[1, 2, 3, 4][..], &[0; 2045]].concat(),
            "the record's call has 2049 bytes, at most 2048 are stored",
        ),
    ] {
        refused(&app, set_raw(call, address.clone()), detail);
    }
}

#[test]
fn a_value_that_does_not_fit_its_call_is_refused() {
    let app = TestApp::with_alice(Vec::new());
    let evm = "an EVM address is 20 bytes and not zero";
    let addr_call = |coin_type: u64| RecordCall::addr(coin(coin_type)).as_bytes().to_vec();
    let text_call = RecordCall::text("url").as_bytes().to_vec();
    let contenthash = RecordCall::contenthash().as_bytes().to_vec();
    let interface = RecordCall::interface([1; 4]).as_bytes().to_vec();
    let abi = RecordCall::abi(2).unwrap().as_bytes().to_vec();
    let abi_value = |content_type: u8, data: &'static [u8]| {
        Answer::Abi {
            content_type: U256::from(content_type),
            data: Bytes::from_static(data),
        }
        .encode()
    };
    let unknown = recordVersionsCall { node: ZERO }.abi_encode();
    let not_encoded = "the value is not the ABI encoding of what the call returns";
    let not_canonical = "the value is not in canonical ABI encoding";
    let mut not_utf_8 = bytes_value(b"k");
    not_utf_8[64] = 0xff;
    let mut dirty = bytes_value(b"k");
    dirty[95] = 1;
    for (call, value, detail) in [
        (addr_call(60), bytes_value(&[0; 20]), evm),
        (addr_call(60), bytes_value(&[1; 19]), evm),
        (addr_call(60), bytes_value(&[1; 21]), evm),
        (addr_call(60), bytes_value(&[1; 32]), evm),
        (addr_call(60), bytes_value(&[]), evm),
        (addr_call(0x8000_0000), bytes_value(&[0; 20]), evm),
        (addr_call(0x8000_2105), bytes_value(&[1; 32]), evm),
        (addr_call(0xffff_ffff), bytes_value(&[1; 4]), evm),
        (
            addr_call(60),
            [[0; 12].to_vec(), vec![1; 20]].concat(),
            not_encoded,
        ),
        (
            addr_call(0),
            bytes_value(&[]),
            "the value is empty: use state none",
        ),
        (
            addr_call(0x1_0000_0000),
            bytes_value(&[]),
            "the value is empty: use state none",
        ),
        (interface.clone(), vec![0; 32], evm),
        (interface, vec![1; 32], not_encoded),
        (text_call.clone(), b"https://example.com".to_vec(), not_encoded),
        (text_call.clone(), Vec::new(), not_encoded),
        (text_call.clone(), not_utf_8, not_encoded),
        (text_call.clone(), dirty, not_canonical),
        (
            text_call.clone(),
            [bytes_value(b"k"), vec![0; 32]].concat(),
            not_canonical,
        ),
        (text_call, vec![0xff; 64], not_encoded),
        (contenthash.clone(), vec![0; 32], not_canonical),
        (
            contenthash,
            bytes_value(&[1; 16 * 1024]),
            "the value has 16448 bytes, at most 16384 are stored",
        ),
        (RecordCall::pubkey().as_bytes().to_vec(), vec![1; 63], not_encoded),
        (
            RecordCall::pubkey().as_bytes().to_vec(),
            vec![1; 96],
            not_canonical,
        ),
        (
            abi.clone(),
            abi_value(1, b"x"),
            "the value's content type is 1, its call's is 2",
        ),
        (abi, abi_value(2, b""), "the value is empty: use state none"),
        (
            unknown.clone(),
            vec![1; 31],
            "the value has 31 bytes, ABI encodings are one or more words of 32",
        ),
        (
            unknown,
            Vec::new(),
            "the value has 0 bytes, ABI encodings are one or more words of 32",
        ),
    ] {
        refused(&app, set_raw(call, value), detail);
    }
}

#[test]
fn a_record_that_is_not_set_has_no_value() {
    let app = TestApp::with_alice(Vec::new());
    for state in [RecordState::Unset, RecordState::None] {
        let record = Record {
            value: bytes_value(b"x").into(),
            ..without_value(&RecordCall::text("url"), state)
        };
        refused(&app, record, "record 1 has a value although it is not set");
    }
}

#[test]
fn a_record_stands_in_an_operation_once() {
    let app = TestApp::with_alice(Vec::new());
    refused(
        &app,
        text("fine", "again"),
        "record 1 stands in the operation twice",
    );
    let unset = without_value(&RecordCall::text("fine"), RecordState::Unset);
    refused(&app, unset, "record 1 stands in the operation twice");
}

#[test]
fn a_state_that_does_not_exist_is_refused() {
    let app = TestApp::with_alice(Vec::new());
    let signed = sign(set_records(ALICE, 1, vec![text("url", "x")]), &[&alice()]);
    for (state, detail) in [
        (json!(3), "record state 3 is unknown"),
        (json!(255), "record state 255 is unknown"),
        (json!(256), "256 is too large for this field"),
        (json!("set"), "decimal digits only"),
        (json!(null), "an integer from 0"),
    ] {
        let mut body = serde_json::to_value(&signed).unwrap();
        body["operation"]["message"]["records"][0]["state"] = state;
        let request = crate::http::Request::post_json(format!("/v1/names/{ALICE}/operations"), &body);
        app.refuses(&request, 400, "malformed-body", detail);
    }
}

#[test]
fn the_edges_of_the_coin_types_are_told_apart() {
    let app = TestApp::with_alice(vec![
        addr(0x7fff_ffff, &[1]),
        addr(0x8000_0001, &[2; 20]),
        addr(0xffff_ffff, &[3; 20]),
        addr(0x1_0000_0000, &[4]),
        set(
            &RecordCall::addr(mononym_ens::CoinType(U256::MAX)),
            &Answer::Bytes(Bytes::from_static(&[5; 40])),
        ),
    ]);
    for (coin_type, expected) in [
        (0x7fff_ffff, &[1][..]),
        (0x8000_0000, &[]),
        (0x8000_0001, &[2; 20]),
        (0xffff_ffff, &[3; 20]),
        (0x1_0000_0000, &[4]),
        (0xffff_fffe, &[]),
    ] {
        assert_eq!(app.addr(ALICE, coin_type)[..], *expected, "{coin_type:#x}");
    }
    let call = addrOfCall {
        node: namehash(ALICE),
        coinType: U256::MAX,
    }
    .abi_encode();
    assert_eq!(
        addrOfCall::abi_decode_returns(&app.result(ALICE, &call)).unwrap()[..],
        [5; 40]
    );
}

#[test]
fn an_operation_changes_so_many_records_at_most() {
    let app = TestApp::with_alice(Vec::new());
    let records = |count: usize| {
        (0..count)
            .map(|index| text(&format!("key {index}"), "x"))
            .collect()
    };
    let signed = sign(set_records(ALICE, 1, records(65)), &[&alice()]);
    let detail = "an operation changes at most 64 records, not 65";
    app.refuses(&operation(&signed), 422, "too-many-records", detail);
    let mut registered = register("bob.mononym.eth", &[&alice()]);
    registered.records = records(65);
    let signed = sign(Operation::Register(registered), &[&alice()]);
    app.refuses(&registration(&signed), 422, "too-many-records", detail);
    app.set(ALICE, records(64));
}

#[test]
fn an_operation_fits_into_a_transaction_on_l1() {
    let app = TestApp::with_alice(Vec::new());
    let filled = |bytes: usize| {
        (0..5)
            .map(|index| text(&index.to_string(), &"v".repeat(bytes)))
            .collect()
    };
    let signed = sign(set_records(ALICE, 1, filled(13_200)), &[&alice()]);
    let detail = "an operation has at most 65536 bytes as it travels to L1";
    app.refuses(&operation(&signed), 422, "operation-too-long", detail);
    let mut registered = register("bob.mononym.eth", &[&alice()]);
    registered.records = filled(13_200);
    let signed = sign(Operation::Register(registered), &[&alice()]);
    app.refuses(&registration(&signed), 422, "operation-too-long", detail);
    app.set(ALICE, filled(12_900));
}

#[test]
fn an_account_has_so_many_records_at_most() {
    let app = TestApp::with_alice(Vec::new());
    for batch in 0..16 {
        app.set(
            ALICE,
            (0..64)
                .map(|index| text(&format!("{batch} {index}"), "x"))
                .collect(),
        );
    }
    let one_more = sign(set_records(ALICE, 17, vec![text("one more", "x")]), &[&alice()]);
    app.refuses(
        &operation(&one_more),
        422,
        "too-many-records",
        "an account has at most 1024 records",
    );
    // Those that it has may change, and one may take the place of another.
    app.set(ALICE, vec![text("0 0", "changed")]);
    let unset = without_value(&RecordCall::text("0 1"), RecordState::Unset);
    app.set(ALICE, vec![unset, text("one more", "x")]);
    assert_eq!(app.text(ALICE, "one more"), "x");
    assert_eq!(app.text(ALICE, "0 1"), "");
}
