//! What must hold for any bytes, one function for each decoder. The targets of cargo-fuzz (in
//! `fuzz/`) and the short runs beside this file call the same functions.

use alloy_primitives::{Address, B256, hex};
use mononym_ens::answer::{decode_address, decode_bytes, decode_multicall, decode_text, empty};
use mononym_ens::ccip::{decode_call, encode_prove, encode_resolve, parse_data, parse_sender};
use mononym_ens::{
    Answer, Call, CoinType, Element, Limits, Lookup, Name, Query, RecordCall, SignedResponse, selector,
};

const NODE: B256 = B256::repeat_byte(0x11);

/// [`Name::from_dns`]: a name keeps its bytes, has a consistent line of parents, and is shown
/// without control characters.
pub fn dns_name(data: &[u8]) {
    let limits = Limits::default();
    let Ok(name) = Name::from_dns(data, &limits) else {
        return;
    };
    assert_eq!(name.as_dns(), data);
    assert!(name.labels().count() <= limits.labels);
    assert!(!name.to_string().contains(char::is_control));
    if let Some(text) = name.to_text() {
        assert_eq!(Name::from_text(&text, &limits).as_ref(), Ok(&name));
    }
    let child = name.parent().zip(name.first_label());
    if let Some((parent, label)) = child {
        assert_eq!(mononym_ens::child_node(parent.node(), label), name.node());
        assert!(name.is_under(&parent) && !parent.is_under(&name));
    } else {
        assert_eq!(name, Name::default());
    }
}

/// [`Query::decode`]: a query has one canonical call, an empty answer, and records with canonical
/// calls of their own.
pub fn query(data: &[u8]) {
    let limits = Limits::default();
    let Ok(query) = Query::decode(data, &limits) else {
        return;
    };
    assert!(held_bytes(&query) <= data.len() * limits.multicall_depth);
    assert!(!empty(&query).is_empty());
    for record in query.record_calls() {
        if record.as_bytes().len() <= limits.record_call_bytes {
            assert_eq!(RecordCall::parse(record.as_bytes(), &limits), Ok(record));
        }
    }
    let call = query.encode(NODE);
    // A canonical call can be longer than a crowded one that is at the limit.
    if call.len() <= limits.call_bytes {
        let again = Query::decode(&call, &limits).unwrap();
        assert_eq!(empty(&again), empty(&query));
        assert_eq!(again.encode(NODE), call);
        if !has_bad_call(&query) {
            assert_eq!(again, query);
        }
    }
}

/// [`Query::decode`] of a `multicall` with these arguments: within the bounds on its calls, each of
/// which is answered in its place.
pub fn multicall(arguments: &[u8]) {
    let limits = Limits::default();
    let call = [&selector::MULTICALL, arguments].concat();
    query(&call);
    if let Ok(Query::Multicall(elements)) = Query::decode(&call, &limits) {
        assert!(count(&elements) <= limits.multicall_calls);
        let answer = empty(&Query::Multicall(elements.clone()));
        let results = decode_multicall(&answer).unwrap();
        assert_eq!(results.len(), elements.len());
    }
}

/// [`RecordCall::parse`]: what it takes is canonical, so it is the only call of its record.
pub fn record_call(data: &[u8]) {
    let limits = Limits::default();
    if let Ok(record) = RecordCall::parse(data, &limits) {
        assert_eq!(record.as_bytes(), data);
        assert_eq!(record.to_query().encode(B256::ZERO), data);
        assert_eq!(Query::decode(data, &limits), Ok(record.to_query()));
        assert_eq!(record.to_query().record_calls().first(), Some(&record));
    }
}

/// [`RecordCall::check_value`]: the first byte chooses the record, the others are the value. What
/// is taken is whole words and decodes.
pub fn record_value(data: &[u8]) {
    let limits = Limits::default();
    let records = storable();
    let Some((choice, value)) = data.split_first() else {
        return;
    };
    let record = &records[usize::from(*choice) % records.len()];
    if record.check_value(value, &limits).is_ok() {
        assert!(!value.is_empty() && value.len().is_multiple_of(32));
        assert!(value.len() <= limits.value_bytes);
        let mut longer = value.to_vec();
        longer.push(0);
        assert!(record.check_value(&longer, &limits).is_err());
    }
}

/// [`decode_call`]: a lookup is read back from the call that asks for it.
pub fn resolve_call(data: &[u8]) {
    let limits = Limits::default();
    let with_selector = [selector::RESOLVE, selector::PROVE].map(|selector| [&selector, data].concat());
    for call_data in [data, &with_selector[0], &with_selector[1]] {
        let Ok(call) = decode_call(call_data, &limits) else {
            continue;
        };
        let Lookup { name, query } = call.lookup();
        let again = match call {
            Call::Resolve(_) => encode_resolve(name, &query.encode(NODE)),
            Call::Prove(_) => encode_prove(name, &query.encode(NODE)),
        };
        if again.len() <= limits.call_bytes && !has_bad_call(query) {
            assert_eq!(decode_call(&again, &limits), Ok(call));
        }
    }
}

/// [`SignedResponse::decode`]: a response is read back from its encoding.
pub fn signed_response(data: &[u8]) {
    if let Ok(response) = SignedResponse::decode(data) {
        assert!(response.result.len() <= data.len());
        assert_eq!(SignedResponse::decode(&response.encode()), Ok(response));
    }
}

/// [`parse_sender`] and [`parse_data`]: the parts of a URL are read back from how they are written, with
/// and without capitals.
pub fn url_parts(data: &[u8]) {
    let limits = Limits::default();
    let Ok(text) = core::str::from_utf8(data) else {
        return;
    };
    if let Ok(sender) = parse_sender(text) {
        assert_eq!(parse_sender(&format!("{sender:#x}")), Ok(sender));
        assert_eq!(parse_sender(&sender.to_string()), Ok(sender));
    }
    if let Ok(call) = parse_data(text, &limits) {
        assert!(call.len() <= limits.call_bytes);
        assert_eq!(text.to_lowercase(), hex::encode_prefixed(&call));
    }
}

/// The readers of stored values, which are answers to profile calls: what is read is written again.
pub fn stored_value(data: &[u8]) {
    if let Ok(bytes) = decode_bytes(data) {
        assert!(bytes.len() <= data.len());
        assert_eq!(
            decode_bytes(&Answer::Bytes(bytes.clone()).encode()),
            Ok(bytes.clone())
        );
        assert_eq!(decode_address(data).ok(), Address::try_from(bytes.as_ref()).ok());
    }
    if let Ok(text) = decode_text(data) {
        assert!(text.len() <= data.len());
        assert_eq!(decode_text(&Answer::Text(text.clone()).encode()), Ok(text));
    }
    if let Ok(results) = decode_multicall(data) {
        assert!(results.len() <= data.len());
    }
}

/// A record of each profile.
fn storable() -> Vec<RecordCall> {
    vec![
        RecordCall::addr(CoinType::ETH),
        RecordCall::addr(CoinType(B256::ZERO.into())),
        RecordCall::text("url"),
        RecordCall::contenthash(),
        RecordCall::name(),
        RecordCall::pubkey(),
        RecordCall::abi(1).unwrap(),
        RecordCall::interface([1; 4]),
        RecordCall::dns_record(NODE, 16),
        RecordCall::zonehash(),
        RecordCall::data("key"),
        RecordCall::addr_of_chain(&[0, 1]),
        RecordCall::parse(&[0; 36], &Limits::default()).unwrap(),
    ]
}

/// The bytes of the keys, chains and unknown calls that a query holds.
fn held_bytes(query: &Query) -> usize {
    match query {
        Query::Text(key) | Query::Data(key) => key.len(),
        Query::AddrOfChain(bytes) | Query::Unknown { call: bytes, .. } => bytes.len(),
        Query::Multicall(elements) => elements.iter().flatten().map(held_bytes).sum(),
        _ => 0,
    }
}

/// The calls of a `multicall` and of those in it.
fn count(elements: &[Element]) -> usize {
    let nested = elements.iter().flatten().map(|query| match query {
        Query::Multicall(elements) => count(elements),
        _ => 0,
    });
    elements.len() + nested.sum::<usize>()
}

fn has_bad_call(query: &Query) -> bool {
    match query {
        Query::Multicall(elements) => elements
            .iter()
            .any(|element| element.as_ref().map_or(true, has_bad_call)),
        _ => false,
    }
}
