use alloc::vec;

use alloy_primitives::{address, hex};

use super::*;
use crate::{BadCall, CallError, CoinType};

/// An offset of one word and a length of none: empty `bytes`, `string` and lists.
const EMPTY: [u8; 64] = hex!(
    "0000000000000000000000000000000000000000000000000000000000000020"
    "0000000000000000000000000000000000000000000000000000000000000000"
);

#[test]
fn nothing_has_the_form_of_its_profile() {
    let bytes = [
        Query::AddrOf(CoinType::ETH),
        Query::AddrOfChain(Bytes::new()),
        Query::Text("url".into()),
        Query::Name,
        Query::Contenthash,
        Query::Zonehash,
        Query::Data("k".into()),
        Query::DnsRecord {
            name_hash: B256::ZERO,
            resource: 1,
        },
        Query::SupportedDataKeys,
    ];
    for query in bytes {
        assert_eq!(empty(&query), EMPTY, "{query:?}");
    }
    for query in [
        Query::Addr,
        Query::InterfaceImplementer([0; 4]),
        Query::HasAddr(CoinType::ETH),
    ] {
        assert_eq!(empty(&query), [0; 32], "{query:?}");
    }
    assert_eq!(empty(&Query::Pubkey), [0; 64]);
    let abi = hex!(
        "0000000000000000000000000000000000000000000000000000000000000000"
        "0000000000000000000000000000000000000000000000000000000000000040"
        "0000000000000000000000000000000000000000000000000000000000000000"
    );
    assert_eq!(empty(&Query::Abi(U256::MAX)), abi);
}

#[test]
fn an_unknown_profile_is_an_error_that_is_no_whole_words() {
    let query = Query::Unknown {
        selector: hex!("12345678"),
        call: hex!("12345678").into(),
    };
    let answer = empty(&query);
    assert_eq!(
        answer,
        hex!("7b1c461b 12345678 00000000000000000000000000000000000000000000000000000000")
    );
    assert_ne!(answer.len() % 32, 0);
    assert_eq!(Answer::Unsupported(hex!("12345678")).encode(), answer);
}

#[test]
fn a_multicall_answers_each_call_in_its_place() {
    let bad = BadCall {
        selector: hex!("3b3b0000"),
        error: CallError::TooShort { length: 2 },
    };
    let inner = Query::Multicall(vec![Ok(Query::Name)]);
    let answer = empty(&Query::Multicall(vec![Ok(Query::Addr), Err(bad), Ok(inner)]));
    let results = decode_multicall(&answer).unwrap();
    assert_eq!(results[0].as_ref(), [0; 32]);
    assert_eq!(results[1], unsupported_profile(hex!("3b3b0000")));
    assert_eq!(results[2], encode_multicall(&[EMPTY.into()]));
    assert_eq!(empty(&Query::Multicall(Vec::new())), EMPTY);
}

#[test]
fn an_address_takes_the_form_that_is_asked_for() {
    let cafe = address!("cafecafecafecafecafecafecafecafecafecafe");
    let encode = |query: &Query, address| encode_addr(query, address);
    let bytes = |address: &[u8]| Answer::Bytes(Bytes::copy_from_slice(address)).encode();
    let of = Query::AddrOf(CoinType::ETH);
    let chain = Query::AddrOfChain(Bytes::new());
    let has = Query::HasAddr(CoinType::ETH);

    assert_eq!(encode(&Query::Addr, Some(cafe.as_slice())), cafe.into_word().0);
    assert_eq!(encode(&Query::Addr, Some(&[1; 32])), [0; 32]);
    assert_eq!(encode(&of, Some(cafe.as_slice())), bytes(cafe.as_slice()));
    assert_eq!(encode(&of, Some(&[1; 32])), bytes(&[1; 32]));
    assert_eq!(encode(&chain, Some(&[1; 21])), bytes(&[1; 21]));
    assert_eq!(encode(&has, Some(cafe.as_slice())), B256::with_last_byte(1).0);
    assert_eq!(encode(&Query::Name, Some(cafe.as_slice())), empty(&Query::Name));
    for query in [Query::Addr, of, chain, has] {
        assert_eq!(encode(&query, None), empty(&query), "{query:?}");
    }
}

#[test]
fn stored_values_are_read_back() {
    let cafe = address!("cafecafecafecafecafecafecafecafecafecafe");
    let value = Answer::Bytes(cafe.to_vec().into()).encode();
    assert_eq!(decode_address(&value), Ok(cafe));
    assert_eq!(decode_bytes(&value), Ok(cafe.to_vec().into()));
    let short = Answer::Bytes(vec![1; 19].into()).encode();
    assert!(matches!(decode_address(&short), Err(AbiError::OutOfRange { .. })));

    let value = Answer::Text("🚀\0".into()).encode();
    assert_eq!(decode_text(&value).as_deref(), Ok("🚀\0"));
    assert!(decode_text(&Answer::Bytes(hex!("ff").into()).encode()).is_err());
    assert_eq!(decode_bytes(&[]), Err(AbiError::PastTheEnd));
}

#[test]
fn answers_with_something_in_them_are_encoded() {
    let (x, y) = (B256::repeat_byte(1), B256::repeat_byte(2));
    assert_eq!(Answer::Pubkey { x, y }.encode(), [x, y].concat());
    let abi = Answer::Abi {
        content_type: U256::from(8),
        data: hex!("5b5d").into(),
    };
    let words = abi.encode();
    assert_eq!((words.len(), words[31], words[63], words[95]), (128, 8, 64, 2));
    let keys = Answer::Keys(vec!["a".into(), "b".into()]).encode();
    let as_bytes = Answer::Multicall(vec![hex!("61").into(), hex!("62").into()]).encode();
    assert_eq!(keys, as_bytes);
}
