//! Round trips and laws, over generated values.

use alloy_primitives::{B256, Bytes};
use mononym_ens::answer::{self, decode_bytes, decode_multicall, decode_text};
use mononym_ens::ccip::{decode_call, encode_prove, encode_resolve, parse_data, parse_sender};
use mononym_ens::{
    Answer, Call, CoinType, Limits, Lookup, Name, Query, RecordCall, SignedResponse, namehash,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::generators::{coin, damaged, key, name, query, single, storable};

fn node() -> impl Strategy<Value = B256> {
    any::<[u8; 32]>().prop_map(B256::from)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_name_is_its_labels(name in name()) {
        let labels: Vec<&[u8]> = name.labels().collect();
        prop_assert_eq!(namehash(labels.iter().copied()), name.node());
        let mut wire = Vec::new();
        for label in labels {
            wire.push(u8::try_from(label.len()).unwrap());
            wire.extend(label);
        }
        wire.push(0);
        prop_assert_eq!(name.as_dns(), wire);
    }

    #[test]
    fn names_are_under_each_other_as_their_labels_are(one in name(), other in name()) {
        let (one_labels, other_labels): (Vec<_>, Vec<_>) = (one.labels().collect(), other.labels().collect());
        prop_assert_eq!(one.is_under(&other), one_labels.ends_with(&other_labels));
    }

    #[test]
    fn a_query_is_read_back(query in query(), node in node()) {
        let call = query.encode(node);
        prop_assert_eq!(&call[..4], query.selector());
        prop_assert_eq!(Query::decode(&call, &Limits::default()), Ok(query));
    }

    #[test]
    fn a_lookup_is_read_back(name in name(), query in query(), node in node()) {
        let signed = encode_resolve(&name, &query.encode(node));
        let proven = encode_prove(&name, &query.encode(node));
        let lookup = Lookup { name, query };
        let limits = Limits::default();
        prop_assert_eq!(decode_call(&signed, &limits), Ok(Call::Resolve(lookup.clone())));
        prop_assert_eq!(decode_call(&proven, &limits), Ok(Call::Prove(lookup)));
    }

    #[test]
    fn a_record_has_exactly_one_call(query in storable(), node in node()) {
        let limits = Limits::default();
        let call = query.encode(B256::ZERO);
        let record = RecordCall::parse(&call, &limits).unwrap();
        prop_assert_eq!(record.query(), &query);
        prop_assert!(query.record_calls().starts_with(&[record]));
        prop_assert_eq!(RecordCall::parse(&query.encode(node), &limits).is_ok(), node.is_zero());
    }

    #[test]
    fn damage_makes_another_record_or_none(query in storable(), call in damaged(storable().prop_map(|query| query.encode(B256::ZERO)))) {
        if let Ok(record) = RecordCall::parse(&call, &Limits::default()) {
            prop_assert_eq!(record.as_bytes(), &call);
            prop_assert_eq!(*record.query() == query, query.encode(B256::ZERO) == call);
        }
    }

    #[test]
    fn records_have_keys_of_their_own(one in storable(), other in storable(), node in node(), other_node in node()) {
        let record = |query: &Query| RecordCall::parse(&query.encode(B256::ZERO), &Limits::default()).unwrap();
        let (first, second) = (record(&one), record(&other));
        prop_assert_eq!(first.key(&node) == second.key(&node), one == other);
        prop_assert_eq!(first.key(&node) == first.key(&other_node), node == other_node);
    }

    #[test]
    fn what_answers_with_bytes_or_text_can_be_stored(bytes in vec(any::<u8>(), 0..100), text in key()) {
        let limits = Limits::default();
        let value = Answer::Bytes(bytes.clone().into()).encode();
        prop_assert_eq!(decode_bytes(&value), Ok(Bytes::from(bytes)));
        prop_assert_eq!(RecordCall::contenthash().check_value(&value, &limits), Ok(()));
        let value = Answer::Text(text.clone()).encode();
        prop_assert_eq!(decode_text(&value), Ok(text));
        prop_assert_eq!(RecordCall::text("url").check_value(&value, &limits), Ok(()));
    }

    #[test]
    fn an_address_is_stored_in_the_form_of_its_chain(coin in coin(), address in vec(any::<u8>(), 0..34)) {
        let record = RecordCall::addr(coin);
        let value = answer::encode_addr(record.query(), Some(&address));
        let fits = if coin.is_evm() {
            address.len() == 20 && address.iter().any(|byte| *byte != 0)
        } else {
            !address.is_empty()
        };
        prop_assert_eq!(record.check_value(&value, &Limits::default()).is_ok(), fits);
    }

    #[test]
    fn evm_coin_types_fall_back_to_the_default(coin in coin()) {
        let records = Query::AddrOf(coin).record_calls();
        prop_assert_eq!(&records[0], &RecordCall::addr(coin));
        prop_assert_eq!(records.len() == 2, coin.chain_id().is_some());
        prop_assert_eq!(coin.is_evm(), coin.chain_id().is_some() || coin == CoinType::DEFAULT_EVM);
        prop_assert_eq!(coin.to_string().parse(), Ok(coin));
        prop_assert_eq!(format!("{:#x}", coin.0).parse(), Ok(coin));
    }

    #[test]
    fn a_multicall_answers_as_its_calls_do(queries in vec(single(), 0..8)) {
        let alone: Vec<Bytes> = queries.iter().map(|query| answer::empty(query).into()).collect();
        let all = Query::Multicall(queries.into_iter().map(Ok).collect());
        prop_assert_eq!(decode_multicall(&answer::empty(&all)), Ok(alone));
    }

    #[test]
    fn only_errors_are_no_whole_words(query in single()) {
        let unknown = matches!(query, Query::Unknown { .. });
        prop_assert_eq!(answer::empty(&query).len().is_multiple_of(32), !unknown);
    }

    #[test]
    fn a_signed_response_is_read_back(result in vec(any::<u8>(), 0..200), expires in any::<u64>(), signature in vec(any::<u8>(), 65)) {
        let signature = signature.try_into().unwrap();
        let response = SignedResponse { result: result.into(), expires, signature };
        prop_assert_eq!(SignedResponse::decode(&response.encode()), Ok(response));
    }

    #[test]
    fn hex_is_read_back(data in vec(any::<u8>(), 0..100), sender in any::<[u8; 20]>()) {
        let data = Bytes::from(data);
        prop_assert_eq!(parse_data(&data.to_string(), &Limits::default()), Ok(data));
        let sender = alloy_primitives::Address::from(sender);
        prop_assert_eq!(parse_sender(&sender.to_checksum(None)), Ok(sender));
        prop_assert_eq!(parse_sender(&format!("{sender:#x}")), Ok(sender));
    }

    #[test]
    fn any_text_is_safe(text in key()) {
        let limits = Limits::default();
        if let Ok(name) = Name::from_text(&text, &limits) {
            prop_assert_eq!(Name::from_dns(name.as_dns(), &limits), Ok(name));
        }
        if text.parse::<CoinType>().is_ok() {
            prop_assert!(text.trim_start_matches("0x").chars().all(|digit| digit.is_ascii_hexdigit()));
        }
        if let Ok(data) = parse_data(&text, &limits) {
            prop_assert_eq!(data.to_string(), text.to_ascii_lowercase());
        }
    }
}
