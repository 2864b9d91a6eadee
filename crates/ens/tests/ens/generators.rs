//! Generated names, queries and damage, for the property tests and the short fuzz runs.

use alloy_primitives::{B256, U256};
use mononym_ens::{CoinType, Limits, Name, Query};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

/// Names of up to six labels, each of 1 to 255 bytes of any value, short ones more often.
pub(crate) fn name() -> impl Strategy<Value = Name> {
    let label = prop_oneof![
        4 => vec(any::<u8>(), 1..8),
        1 => vec(any::<u8>(), 1..=255),
    ];
    vec(label, 0..6)
        .prop_map(|labels| {
            let mut wire = Vec::new();
            for label in labels {
                wire.push(u8::try_from(label.len()).unwrap());
                wire.extend(label);
            }
            wire.push(0);
            wire
        })
        .prop_filter_map("too long", |wire| Name::from_dns(&wire, &Limits::default()).ok())
}

/// Any text, NULs, quotes and invisible characters included.
pub(crate) fn key() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        any::<char>(),
        "[ -~]".prop_map(|text| text.chars().next().unwrap())
    ];
    vec(character, 0..80).prop_map(String::from_iter)
}

/// Coin types, those with a meaning more often.
pub(crate) fn coin() -> impl Strategy<Value = CoinType> {
    prop_oneof![
        Just(CoinType::ETH),
        Just(CoinType::DEFAULT_EVM),
        (0_u64..1000).prop_map(|coin| CoinType(U256::from(coin))),
        (1_u64..1 << 31).prop_map(|id| CoinType::from_chain_id(id).unwrap()),
        any::<[u8; 32]>().prop_map(|bytes| CoinType(U256::from_be_bytes(bytes))),
    ]
}

/// Queries that name one stored record.
pub(crate) fn storable() -> impl Strategy<Value = Query> {
    prop_oneof![
        coin().prop_map(Query::AddrOf),
        key().prop_map(Query::Text),
        Just(Query::Contenthash),
        Just(Query::Name),
        Just(Query::Pubkey),
        (0_u32..4).prop_map(|bit| Query::Abi(U256::from(1_u32 << bit))),
        any::<[u8; 4]>().prop_map(Query::InterfaceImplementer),
        (any::<[u8; 32]>(), any::<u16>()).prop_map(|(hash, resource)| Query::DnsRecord {
            name_hash: B256::from(hash),
            resource,
        }),
        Just(Query::Zonehash),
        key().prop_map(Query::Data),
        vec(any::<u8>(), 0..40).prop_map(|chain| Query::AddrOfChain(chain.into())),
        (any::<[u8; 3]>(), vec(any::<u8>(), 0..80)).prop_map(|(selector, rest)| {
            let selector = [0xfe, selector[0], selector[1], selector[2]];
            let call = [&selector[..], &[0; 32], &rest].concat().into();
            Query::Unknown { selector, call }
        }),
    ]
}

/// Any query but `multicall`.
pub(crate) fn single() -> impl Strategy<Value = Query> {
    prop_oneof![
        6 => storable(),
        1 => Just(Query::Addr),
        1 => Just(Query::SupportedDataKeys),
        1 => coin().prop_map(Query::HasAddr),
        1 => any::<u64>().prop_map(|mask| Query::Abi(U256::from(mask))),
    ]
}

/// Any query, `multicall` nested as deep as is served.
pub(crate) fn query() -> impl Strategy<Value = Query> {
    let multicall = |inner: BoxedStrategy<Query>| {
        let elements = vec(inner.prop_map(Ok), 0..5);
        elements.prop_map(Query::Multicall).boxed()
    };
    let one = multicall(single().boxed());
    let two = multicall(prop_oneof![single(), one.clone()].boxed());
    prop_oneof![3 => single(), 1 => one, 1 => two]
}

/// Damage to well-formed bytes: some changed, some taken out, some put in, the end cut off.
pub(crate) fn damaged(bytes: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let edit = (any::<Index>(), any::<u8>(), 0_u8..6);
    (bytes, vec(edit, 0..6)).prop_map(|(mut bytes, edits)| {
        for (at, byte, kind) in edits {
            let index = at.index(bytes.len() + 1);
            // The last byte of a word, behind a selector if there is one: offsets and lengths.
            let word_end = index / 32 * 32 + bytes.len() % 32 + 31;
            match kind {
                0 => bytes.truncate(index),
                1 => bytes.insert(index, byte),
                2 if index < bytes.len() => drop(bytes.remove(index)),
                3 if index < bytes.len() => bytes[index] ^= 1 << (byte % 8),
                4 if word_end < bytes.len() => bytes[word_end] = byte,
                5 => bytes.extend(vec![byte; usize::from(byte)]),
                _ => {}
            }
        }
        bytes
    })
}
