use alloc::string::ToString;
use alloc::vec;

use alloy_primitives::{Bytes, b256, hex, keccak256};

use super::*;
use crate::{AbiError, Limits};

const NODE: B256 = b256!("787192fc5378cc32aa956ddfdedbf26b24e8d78e40109add0eea2c1a012c3dec");

fn decode(call: &[u8]) -> Result<Query, CallError> {
    Query::decode(call, &Limits::default())
}

/// Every kind of query but `multicall`, with the signature of its call.
fn singles() -> Vec<(&'static str, Query)> {
    let coin = CoinType(U256::from(0x8000_2105_u64));
    vec![
        ("addr(bytes32)", Query::Addr),
        ("addr(bytes32,uint256)", Query::AddrOf(coin)),
        ("text(bytes32,string)", Query::Text("url".into())),
        ("contenthash(bytes32)", Query::Contenthash),
        ("name(bytes32)", Query::Name),
        ("pubkey(bytes32)", Query::Pubkey),
        ("ABI(bytes32,uint256)", Query::Abi(U256::from(15))),
        (
            "interfaceImplementer(bytes32,bytes4)",
            Query::InterfaceImplementer(hex!("80ac58cd")),
        ),
        (
            "dnsRecord(bytes32,bytes32,uint16)",
            Query::DnsRecord {
                name_hash: keccak256([0]),
                resource: u16::MAX,
            },
        ),
        ("zonehash(bytes32)", Query::Zonehash),
        ("data(bytes32,string)", Query::Data(String::new())),
        ("supportedDataKeys(bytes32)", Query::SupportedDataKeys),
        ("hasAddr(bytes32,uint256)", Query::HasAddr(CoinType::DEFAULT_EVM)),
        (
            "addr(bytes32,bytes)",
            Query::AddrOfChain(hex!("00010000010100").into()),
        ),
    ]
}

#[test]
fn selectors_are_the_hashes_of_their_signatures() {
    let multicall = ("multicall(bytes[])", Query::Multicall(Vec::new()));
    for (signature, query) in singles().into_iter().chain([multicall]) {
        assert_eq!(query.selector(), keccak256(signature)[..4], "{signature}");
    }
    assert_eq!(selector::RESOLVE, keccak256("resolve(bytes,bytes)")[..4]);
    let error = "UnsupportedResolverProfile(bytes4)";
    assert_eq!(selector::UNSUPPORTED_RESOLVER_PROFILE, keccak256(error)[..4]);
}

#[test]
fn every_call_is_read_back_whatever_its_node() {
    for (signature, query) in singles() {
        for node in [NODE, B256::ZERO, B256::repeat_byte(0xff)] {
            let call = query.encode(node);
            assert_eq!(call[4..36], node.0, "{signature}");
            assert_eq!(decode(&call), Ok(query.clone()), "{signature}");
        }
    }
}

#[test]
fn a_call_cut_short_is_refused_at_every_length() {
    for (signature, query) in singles() {
        // Of `bytes` and `string` the padding may be missing, as in Solidity.
        let call = query.encode(NODE);
        let needed = match &query {
            Query::Text(key) | Query::Data(key) => 100 + key.len(),
            Query::AddrOfChain(chain) => 100 + chain.len(),
            _ => call.len(),
        };
        for length in 0..4 {
            assert_eq!(decode(&call[..length]), Err(CallError::TooShort { length }));
        }
        for length in 4..needed {
            let error = decode(&call[..length]).unwrap_err();
            assert!(
                error.to_string().contains(signature),
                "{signature} {length}: {error}"
            );
        }
        assert_eq!(decode(&call[..needed]), Ok(query), "{signature}");
    }
}

#[test]
fn keys_are_any_utf8() {
    for key in [
        "",
        "url",
        "it's",
        "\"",
        "'; DROP TABLE records; --",
        "a\0b",
        "\0",
        "agent-registration[0x1][2]",
        "line\nbreak",
        "ключ",
        "🚀",
        "\u{202e}",
        "\u{fffd}",
        " ",
        "%s%n",
        "../..",
        &"k".repeat(1024),
    ] {
        for query in [Query::Text(key.into()), Query::Data(key.into())] {
            assert_eq!(decode(&query.encode(NODE)), Ok(query));
        }
    }
}

#[test]
fn a_key_that_is_no_utf8_is_refused_and_not_replaced() {
    for bytes in [&b"\xff"[..], b"a\xc3", b"\xed\xa0\x80", b"\xc0\xaf"] {
        let call = abi::call(selector::TEXT, &(NODE, bytes));
        let error = decode(&call).unwrap_err();
        assert!(
            matches!(
                &error,
                CallError::Arguments {
                    reason: AbiError::OutOfRange { .. },
                    ..
                }
            ),
            "{error}"
        );
    }
}

#[test]
fn long_keys_and_calls_are_refused() {
    let long = "k".repeat(1025);
    let error = CallError::KeyTooLong {
        length: 1025,
        limit: 1024,
    };
    for query in [
        Query::Text(long.clone()),
        Query::Data(long.clone()),
        Query::AddrOfChain(long.into_bytes().into()),
    ] {
        assert_eq!(decode(&query.encode(NODE)), Err(error.clone()));
    }

    let mut call = vec![0; 64 * 1024];
    assert!(matches!(decode(&call), Ok(Query::Unknown { .. })));
    call.push(0);
    let limit = 64 * 1024;
    let length = limit + 1;
    assert_eq!(decode(&call), Err(CallError::TooLong { length, limit }));
}

#[test]
fn numbers_beyond_their_type_are_refused() {
    let resource = abi::call(selector::DNS_RECORD, &(NODE, NODE, U256::from(1 << 16)));
    assert!(matches!(decode(&resource), Err(CallError::Arguments { .. })));
    let interface = abi::call(selector::INTERFACE_IMPLEMENTER, &(NODE, NODE));
    assert!(matches!(decode(&interface), Err(CallError::Arguments { .. })));
}

#[test]
fn unknown_functions_keep_all_but_their_node() {
    let call = [&hex!("12345678")[..], NODE.as_slice(), b"rest"].concat();
    let zeroed = [&hex!("12345678")[..], B256::ZERO.as_slice(), b"rest"].concat();
    let query = decode(&call).unwrap();
    assert_eq!(query, decode(&zeroed).unwrap());
    assert_eq!(
        query,
        Query::Unknown {
            selector: hex!("12345678"),
            call: zeroed.into(),
        }
    );
    assert_eq!(query.encode(NODE), call);

    let short = hex!("12345678 aabb");
    assert_eq!(decode(&short).unwrap().encode(NODE), short);
}

/// The canonical call of a `multicall`.
fn multicall(calls: &[Vec<u8>]) -> Vec<u8> {
    let calls: Vec<Bytes> = calls.iter().cloned().map(Bytes::from).collect();
    abi::call(selector::MULTICALL, &(calls,))
}

fn elements(call: &[u8]) -> Vec<Element> {
    match decode(call) {
        Ok(Query::Multicall(elements)) => elements,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_multicall_holds_its_calls_in_order() {
    let calls: Vec<_> = singles()
        .into_iter()
        .map(|(_, query)| query.encode(NODE))
        .collect();
    let queries: Vec<_> = singles().into_iter().map(|(_, query)| Ok(query)).collect();
    assert_eq!(elements(&multicall(&calls)), queries);
    assert_eq!(elements(&multicall(&[])), []);

    let nested = [calls[0].clone(), multicall(&calls), calls[2].clone()];
    let read = elements(&multicall(&nested));
    assert_eq!(read[1], Ok(Query::Multicall(queries)));
    assert_eq!(Query::Multicall(read).encode(NODE), multicall(&nested));
}

#[test]
fn a_bad_call_does_not_spoil_its_siblings() {
    let good = Query::Addr.encode(NODE);
    let bad_text = abi::call(selector::TEXT, &(NODE, b"\xff".as_slice()));
    let calls = [
        good.clone(),
        vec![],
        hex!("3b3b").into(),
        good[..20].into(),
        bad_text,
        good,
    ];
    let read = elements(&multicall(&calls));

    assert_eq!((&read[0], &read[5]), (&Ok(Query::Addr), &Ok(Query::Addr)));
    let bad = read.iter().filter_map(|element| element.as_ref().err());
    let selectors: Vec<_> = bad.map(|bad| bad.selector).collect();
    assert_eq!(
        selectors,
        [[0; 4], hex!("3b3b0000"), selector::ADDR, selector::TEXT]
    );
}

#[test]
fn a_multicall_too_deep_is_answered_in_its_place() {
    let leaf = Query::Addr.encode(NODE);
    let two = multicall(&[multicall(core::slice::from_ref(&leaf))]);
    assert!(matches!(&elements(&two)[0], Ok(Query::Multicall(inner)) if inner[0] == Ok(Query::Addr)));

    let three = multicall(&[leaf.clone(), multicall(&[multicall(&[leaf]), vec![1]])]);
    let read = elements(&three);
    let Ok(Query::Multicall(inner)) = &read[1] else {
        panic!("{read:?}")
    };
    let too_deep = BadCall {
        selector: selector::MULTICALL,
        error: CallError::TooDeep { limit: 2 },
    };
    assert_eq!(inner[0], Err(too_deep));

    let none = Limits {
        multicall_depth: 0,
        ..Limits::default()
    };
    let error = CallError::TooDeep { limit: 0 };
    assert_eq!(Query::decode(&two, &none), Err(error));
}

#[test]
fn the_calls_of_nested_multicalls_count_together() {
    let calls = |count| vec![Query::Addr.encode(NODE); count];
    assert_eq!(elements(&multicall(&calls(64))).len(), 64);
    let error = CallError::TooManyCalls { limit: 64 };
    assert_eq!(decode(&multicall(&calls(65))), Err(error.clone()));

    // Three outer calls leave 61 for the inner ones.
    let nested = |count| multicall(&[multicall(&calls(30)), multicall(&calls(count)), vec![]]);
    assert!(elements(&nested(31))[1].is_ok());
    let over = elements(&nested(32));
    assert!(over[0].is_ok());
    assert_eq!(over[1].as_ref().unwrap_err().error, error);
}

#[test]
fn shared_bytes_cannot_multiply_a_multicall() {
    // The list of calls is 60 offsets to one call of 60 kB.
    let word = |number: usize| U256::from(number).to_be_bytes::<32>();
    let mut call = [&selector::MULTICALL[..], &word(32), &word(60)].concat();
    call.extend(word(60 * 32).repeat(60));
    call.extend(word(60_000));
    call.extend(vec![0; 60_000]);
    let error = decode(&call).unwrap_err();
    assert!(
        matches!(
            &error,
            CallError::Arguments {
                reason: AbiError::Overlapping,
                ..
            }
        ),
        "{error}"
    );
}
