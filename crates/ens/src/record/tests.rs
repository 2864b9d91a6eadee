use alloy_primitives::{Bytes, b256, hex};

use super::*;
use crate::abi;
use crate::selector;

const NODE: B256 = b256!("787192fc5378cc32aa956ddfdedbf26b24e8d78e40109add0eea2c1a012c3dec");

fn coin(number: u64) -> CoinType {
    CoinType(U256::from(number))
}

fn parse(call: &[u8]) -> Result<RecordCall, RecordError> {
    RecordCall::parse(call, &Limits::default())
}

fn check(record: &RecordCall, value: &[u8]) -> Result<(), RecordError> {
    record.check_value(value, &Limits::default())
}

fn bytes(value: &[u8]) -> Vec<u8> {
    abi::encode(&(value,))
}

fn every_kind() -> Vec<RecordCall> {
    vec![
        RecordCall::addr(CoinType::ETH),
        RecordCall::addr(coin(501)),
        RecordCall::text("a'b\0[1]"),
        RecordCall::contenthash(),
        RecordCall::name(),
        RecordCall::pubkey(),
        RecordCall::abi(8).unwrap(),
        RecordCall::interface(hex!("80ac58cd")),
        RecordCall::dns_record(NODE, 16),
        RecordCall::zonehash(),
        RecordCall::data("k"),
        RecordCall::addr_of_chain(&hex!("00010000010100")),
    ]
}

#[test]
fn what_the_constructors_make_is_parsed() {
    for record in every_kind() {
        assert_eq!(parse(record.as_bytes()), Ok(record.clone()));
        assert_eq!(record.to_query().encode(B256::ZERO), record.as_bytes());
        assert_eq!(record.selector(), record.as_bytes()[..4]);
        assert_eq!(record.query(), &record.to_query());
    }
}

#[test]
fn the_node_must_be_zero() {
    for record in every_kind() {
        let call = record.to_query().encode(NODE);
        assert_eq!(parse(&call), Err(RecordError::NodeNotZero), "{record:?}");
    }
    let unknown = [&hex!("12345678")[..], NODE.as_slice()].concat();
    assert_eq!(parse(&unknown), Err(RecordError::NodeNotZero));
}

#[test]
fn a_call_that_is_not_canonical_is_refused_with_the_one_to_sign() {
    let record = RecordCall::text("url");
    let excess = [record.as_bytes(), &[0; 32]].concat();
    let unpadded = &record.as_bytes()[..103];
    let mut dirty = record.as_bytes().to_vec();
    *dirty.last_mut().unwrap() = 1;
    let mut gap = record.as_bytes().to_vec();
    gap[67] = 96;
    gap.splice(68..68, [0; 32]);
    for call in [&excess, unpadded, &dirty, &gap] {
        // Answered by meaning, but never stored.
        assert_eq!(Query::decode(call, &Limits::default()), Ok(record.to_query()));
        let canonical = record.as_bytes().to_vec().into();
        assert_eq!(parse(call), Err(RecordError::NotCanonical { canonical }));
    }
    let excess = [RecordCall::contenthash().as_bytes(), &[0]].concat();
    assert!(matches!(parse(&excess), Err(RecordError::NotCanonical { .. })));
}

#[test]
fn calls_that_name_no_single_record_are_refused() {
    let zero = B256::ZERO;
    assert_eq!(
        parse(&Query::Addr.encode(zero)),
        Err(RecordError::AddrWithoutCoinType)
    );
    let nested = Query::Multicall(vec![Ok(Query::Name)]);
    for computed in [Query::HasAddr(coin(60)), Query::SupportedDataKeys, nested] {
        assert_eq!(parse(&computed.encode(zero)), Err(RecordError::Computed));
    }
    for mask in [0, 3, 5, 15, 16, 32] {
        let call = Query::Abi(U256::from(mask)).encode(zero);
        assert_eq!(parse(&call), Err(RecordError::AbiContentType), "{mask}");
        assert_eq!(RecordCall::abi(mask), Err(RecordError::AbiContentType));
    }
    for content_type in [1, 2, 4, 8] {
        let record = RecordCall::abi(content_type).unwrap();
        assert_eq!(parse(record.as_bytes()), Ok(record));
    }
    let wide = Query::Abi(U256::from(256 + 1)).encode(zero);
    assert_eq!(parse(&wide), Err(RecordError::AbiContentType));
}

#[test]
fn unknown_functions_are_stored_as_they_are_from_36_bytes_on() {
    let call = |length: usize| [&hex!("12345678")[..], &vec![0; length - 4]].concat();
    for length in [36, 37, 68, 2048] {
        assert_eq!(parse(&call(length)).unwrap().as_bytes(), call(length));
    }
    for length in [4, 35] {
        assert_eq!(parse(&call(length)), Err(RecordError::CallTooShort { length }));
    }
    let limit = 2048;
    let length = limit + 1;
    assert_eq!(
        parse(&call(length)),
        Err(RecordError::CallTooLong { length, limit })
    );
    let error = RecordError::Call(crate::CallError::TooShort { length: 3 });
    assert_eq!(parse(&[0; 3]), Err(error));
}

#[test]
fn keys_tell_nodes_and_calls_apart() {
    let mut keys: Vec<B256> = every_kind().iter().map(|record| record.key(&NODE)).collect();
    keys.extend(every_kind().iter().map(|record| record.key(&B256::ZERO)));
    let count = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), count);
}

#[test]
fn evm_addresses_are_20_bytes_and_not_zero() {
    for number in [60, 0x8000_0000, 0x8000_2105, 0xffff_ffff] {
        let record = RecordCall::addr(coin(number));
        assert_eq!(check(&record, &bytes(&[0xca; 20])), Ok(()), "{number}");
        assert_eq!(
            check(&record, &bytes(&hex!("00000000000000000000000000000000000000ff"))),
            Ok(())
        );
        for bad in [&[][..], &[0; 20], &[1; 19], &[1; 21], &[1; 32]] {
            assert_eq!(
                check(&record, &bytes(bad)),
                Err(RecordError::EvmAddress),
                "{bad:?}"
            );
        }
    }
    let implementer = RecordCall::interface(hex!("80ac58cd"));
    let word = |last: u8| B256::with_last_byte(last);
    assert_eq!(check(&implementer, word(1).as_slice()), Ok(()));
    assert_eq!(
        check(&implementer, word(0).as_slice()),
        Err(RecordError::EvmAddress)
    );
    assert!(matches!(
        check(&implementer, NODE.as_slice()),
        Err(RecordError::Value(_))
    ));
}

#[test]
fn other_addresses_are_any_bytes_but_none() {
    for record in [RecordCall::addr(coin(0)), RecordCall::addr_of_chain(&[1])] {
        for good in [&[0][..], &[0; 20], &[7; 21], &[1; 32]] {
            assert_eq!(check(&record, &bytes(good)), Ok(()));
        }
        assert_eq!(check(&record, &bytes(&[])), Err(RecordError::EmptyValue));
    }
}

#[test]
fn values_are_of_the_type_that_the_call_returns() {
    for record in [RecordCall::text(""), RecordCall::name()] {
        assert_eq!(check(&record, &bytes("a\0🚀".as_bytes())), Ok(()));
        assert_eq!(check(&record, &bytes(b"")), Ok(()));
        assert!(matches!(
            check(&record, &bytes(b"\xff")),
            Err(RecordError::Value(_))
        ));
    }
    for record in [
        RecordCall::contenthash(),
        RecordCall::zonehash(),
        RecordCall::dns_record(NODE, 1),
        RecordCall::data("k"),
    ] {
        assert_eq!(check(&record, &bytes(b"\xff")), Ok(()));
        assert!(matches!(check(&record, b"\xff"), Err(RecordError::Value(_))));
    }
    assert_eq!(check(&RecordCall::pubkey(), &[7; 64]), Ok(()));
    assert!(matches!(
        check(&RecordCall::pubkey(), &[7; 63]),
        Err(RecordError::Value(_))
    ));
    assert_eq!(
        check(&RecordCall::pubkey(), &[7; 65]),
        Err(RecordError::ValueNotCanonical)
    );
}

#[test]
fn an_abi_carries_its_own_content_type_and_is_not_empty() {
    let record = RecordCall::abi(4).unwrap();
    let value = |content_type: u64, data: &[u8]| abi::encode(&(U256::from(content_type), data));
    assert_eq!(check(&record, &value(4, b"x")), Ok(()));
    assert_eq!(check(&record, &value(4, b"")), Err(RecordError::EmptyValue));
    let (found, expected) = (U256::from(1), U256::from(4));
    let error = RecordError::OtherContentType { found, expected };
    assert_eq!(check(&record, &value(1, b"x")), Err(error));
}

#[test]
fn values_are_canonical() {
    let record = RecordCall::contenthash();
    let value = bytes(b"abc");
    let excess = [value.as_slice(), &[0; 32]].concat();
    let mut dirty = value.clone();
    dirty[95] = 1;
    let unpadded = &value[..67];
    for other in [&excess, &dirty, unpadded] {
        assert_eq!(check(&record, other), Err(RecordError::ValueNotCanonical));
    }
}

#[test]
fn values_of_unknown_functions_are_whole_words() {
    let record = parse(&[&hex!("12345678")[..], &[0; 32]].concat()).unwrap();
    assert_eq!(check(&record, &[7; 32]), Ok(()));
    assert_eq!(check(&record, &[7; 96]), Ok(()));
    for length in [0, 1, 31, 33, 36] {
        let value = vec![7; length];
        assert_eq!(check(&record, &value), Err(RecordError::NoWords { length }));
    }
}

#[test]
fn long_values_are_refused() {
    let limit = 16 * 1024;
    let record = parse(&[&hex!("12345678")[..], &[0; 32]].concat()).unwrap();
    assert_eq!(check(&record, &vec![7; limit]), Ok(()));
    let length = limit + 32;
    let error = RecordError::ValueTooLong { length, limit };
    assert_eq!(check(&record, &vec![7; length]), Err(error));
}

#[test]
fn a_query_knows_the_records_that_may_answer_it() {
    let default = RecordCall::addr(CoinType::DEFAULT_EVM);
    let base = coin(0x8000_2105);
    let abi = |content_type| RecordCall::abi(content_type).unwrap();
    let unknown = Bytes::from([&hex!("12345678")[..], &[0; 32]].concat());
    let unknown_query = |call: &Bytes| Query::Unknown {
        selector: hex!("12345678"),
        call: call.clone(),
    };
    for (query, records) in [
        (
            Query::Addr,
            vec![RecordCall::addr(CoinType::ETH), default.clone()],
        ),
        (Query::AddrOf(base), vec![RecordCall::addr(base), default.clone()]),
        (Query::AddrOf(coin(0)), vec![RecordCall::addr(coin(0))]),
        (Query::AddrOf(CoinType::DEFAULT_EVM), vec![default.clone()]),
        (Query::HasAddr(base), vec![RecordCall::addr(base)]),
        (Query::Abi(U256::from(13)), vec![abi(1), abi(4), abi(8)]),
        (Query::Abi(U256::MAX), vec![abi(1), abi(2), abi(4), abi(8)]),
        (Query::Abi(U256::from(16)), vec![]),
        (Query::SupportedDataKeys, vec![]),
        (Query::Text("url".into()), vec![RecordCall::text("url")]),
        (unknown_query(&unknown), vec![parse(&unknown).unwrap()]),
        (unknown_query(&unknown.slice(..35)), vec![]),
    ] {
        assert_eq!(query.record_calls(), records, "{query:?}");
    }
    let bad = crate::BadCall {
        selector: selector::ADDR,
        error: crate::CallError::TooShort { length: 0 },
    };
    let all = Query::Multicall(vec![
        Ok(Query::Name),
        Err(bad),
        Ok(Query::Multicall(vec![Ok(Query::Addr)])),
    ]);
    let records = [RecordCall::name(), RecordCall::addr(CoinType::ETH), default];
    assert_eq!(all.record_calls(), records);
}
