//! A short run of every fuzz target, over random bytes and over damaged well-formed ones.

use alloy_primitives::B256;
use mononym_ens::ccip::encode_resolve;
use mononym_ens::{Answer, Query, SignedResponse};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::generators::damaged;
use crate::{fuzz_bodies, generators};

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(1000)
    }
}

fn random() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..600)
}

fn call() -> impl Strategy<Value = Vec<u8>> {
    (generators::query(), any::<[u8; 32]>()).prop_map(|(query, node)| query.encode(B256::from(node)))
}

/// Characters that normalising changes, combines, counts or refuses.
#[cfg(feature = "normalize")]
fn spelled() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        any::<char>(),
        proptest::char::range('!', '~'),
        proptest::char::range('\u{c0}', '\u{24f}'),
        proptest::char::range('\u{300}', '\u{36f}'),
        proptest::char::range('\u{590}', '\u{6ff}'),
        proptest::char::range('\u{900}', '\u{ebf}'),
        proptest::char::range('\u{1100}', '\u{11ff}'),
        proptest::char::range('\u{ac00}', '\u{ac40}'),
        proptest::char::range('\u{1f1e6}', '\u{1f1ff}'),
        proptest::char::range('\u{1f3fb}', '\u{1f5ff}'),
        proptest::sample::select(vec![
            '.', '-', '_', '\'', '·', '\u{200d}', '\u{fe0f}', '\u{ad}', '\u{20e3}'
        ]),
    ];
    vec(character, 0..24).prop_map(String::from_iter)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn dns_name(data in prop_oneof![random(), damaged(generators::name().prop_map(|name| name.as_dns().to_vec()))]) {
        fuzz_bodies::dns_name(&data);
    }

    #[test]
    fn url_parts(data in random(), spelled in "0x[0-9a-fA-FxX]{0,44}") {
        fuzz_bodies::url_parts(&data);
        fuzz_bodies::url_parts(spelled.as_bytes());
    }

    #[test]
    fn stored_value(data in prop_oneof![
        random(),
        damaged(random().prop_map(|bytes| Answer::Bytes(bytes.into()).encode().to_vec())),
        damaged("\\PC{0,40}".prop_map(|text| Answer::Text(text).encode().to_vec())),
    ]) {
        fuzz_bodies::stored_value(&data);
    }

    #[test]
    fn query(data in prop_oneof![random(), damaged(call())]) {
        fuzz_bodies::query(&data);
    }

    #[test]
    fn multicall(data in prop_oneof![
        random(),
        damaged(vec(generators::query().prop_map(Ok), 0..6).prop_map(|elements| {
            Query::Multicall(elements).encode(B256::ZERO)[4..].to_vec()
        })),
    ]) {
        fuzz_bodies::multicall(&data);
    }

    #[test]
    fn record_call(data in prop_oneof![
        random(),
        damaged(generators::storable().prop_map(|query| query.encode(B256::ZERO))),
    ]) {
        fuzz_bodies::record_call(&data);
    }

    #[test]
    fn record_value(choice in any::<u8>(), value in prop_oneof![
        random(),
        damaged(vec(any::<u8>(), 0..80).prop_map(|bytes| Answer::Bytes(bytes.into()).encode())),
        damaged(generators::key().prop_map(|text| Answer::Text(text).encode())),
    ]) {
        fuzz_bodies::record_value(&[&[choice], value.as_slice()].concat());
    }

    #[test]
    fn resolve_call(data in prop_oneof![
        random(),
        damaged((generators::name(), call()).prop_map(|(name, inner)| encode_resolve(&name, &inner))),
    ]) {
        fuzz_bodies::resolve_call(&data);
    }

    #[test]
    fn signed_response(data in prop_oneof![
        random(),
        damaged((random(), any::<u64>()).prop_map(|(result, expires)| {
            let signature = [27; 65];
            SignedResponse { result: result.into(), expires, signature }.encode()
        })),
    ]) {
        fuzz_bodies::signed_response(&data);
    }

    #[cfg(feature = "normalize")]
    #[test]
    fn normalize(text in prop_oneof![generators::key(), spelled()]) {
        crate::fuzz_normalize::normalized(text.as_bytes());
    }
}
