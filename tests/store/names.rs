//! Lists of names.

use mononym::store::NameFilter;
use mononym_keystore::{SetSigners, Signer};

use crate::{
    accounts::{DEADLINE, Key},
    harness::{ALICE, PARENT, World, node, owner, pending, registration, sign},
};

/// All of them, in pages of two.
async fn list(world: &World, filter: &NameFilter) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    loop {
        let after = seen.last().map(String::as_str);
        let page = world.store.list_names(filter, after, 2).await.unwrap();
        let Some(_) = page.first() else { return seen };
        for listed in &page {
            assert_eq!(listed.node, node(&listed.name));
        }
        seen.extend(page.into_iter().map(|listed| listed.name));
    }
}

fn prefix(text: &str) -> NameFilter {
    NameFilter {
        prefix: Some(text.to_owned()),
        ..NameFilter::default()
    }
}

pub(crate) async fn names_are_in_order_of_their_bytes(world: World) {
    // A locale would put them otherwise: case, accents, punctuation, code points beyond 16 bits.
    let labels = [
        "z", "Z", "a-b", "ab", "a", "é", "e", "ö", "ﬁ", "😀", "\u{ffee}", "日本", "-", "_", "0",
    ];
    let mut names: Vec<String> = labels
        .iter()
        .map(|label| format!("{label}.mononym.eth"))
        .collect();
    let unit = names
        .iter()
        .map(|name| registration(name, &[&owner()], Vec::new()))
        .collect();
    world.store.accept(unit).await.unwrap();
    names.push(PARENT.to_owned());
    names.sort_by(|a, b| a.as_bytes().cmp(b.as_bytes()));
    assert_eq!(list(&world, &NameFilter::default()).await, names);
    let all = world
        .store
        .list_names(&NameFilter::default(), None, usize::MAX)
        .await
        .unwrap();
    assert_eq!(all.len(), names.len());
    assert_eq!(
        (all[0].nonce, all[0].frozen_until, all[0].retired_from),
        (1, 0, 0)
    );
}

pub(crate) async fn every_filter_goes_with_every_other(world: World) {
    let other = Key::new("other");
    let names = ["a1.mononym.eth", "a2.mononym.eth", "b1.mononym.eth"];
    for (name, key) in [(names[0], &owner()), (names[1], &other), (names[2], &other)] {
        world
            .accept(registration(name, &[key], Vec::new()))
            .await
            .unwrap();
    }
    let filter = |parent: Option<&str>, prefix: Option<&str>, key: Option<&Key>| NameFilter {
        parent: parent.map(str::to_owned),
        prefix: prefix.map(str::to_owned),
        signer: key.map(|key| key.signer().id()),
    };
    let cases: [(NameFilter, &[&str]); 11] = [
        (filter(None, None, None), &[names[0], names[1], names[2], PARENT]),
        (filter(Some(PARENT), None, None), &names),
        (filter(Some("eth"), None, None), &[PARENT]),
        (filter(Some(""), None, None), &[]),
        (filter(None, Some("a"), None), &names[..2]),
        (filter(None, Some(names[0]), None), &names[..1]),
        (filter(None, None, Some(&other)), &names[1..]),
        (filter(Some(PARENT), Some("b"), None), &names[2..]),
        (filter(Some("eth"), None, Some(&owner())), &[PARENT]),
        (filter(None, Some("a"), Some(&other)), &names[1..2]),
        (filter(Some(PARENT), Some("a"), Some(&owner())), &names[..1]),
    ];
    for (filter, expected) in cases {
        assert_eq!(list(&world, &filter).await, expected, "{filter:?}");
    }
    // A page may begin before the prefix, within it, and behind it.
    let after = async |after: &str| {
        let page = world
            .store
            .list_names(&prefix("a"), Some(after), 10)
            .await
            .unwrap();
        page.into_iter().map(|listed| listed.name).collect::<Vec<_>>()
    };
    assert_eq!(after("0").await, names[..2]);
    assert_eq!(after("a1.mononym.eth").await, names[1..2]);
    assert_eq!(after("a1").await, names[..2]);
    assert_eq!(after("b").await, [""; 0]);
    assert_eq!(after("a1.mononym.eth\0").await, names[1..2]);
}

pub(crate) async fn a_prefix_means_nothing_but_itself(world: World) {
    for label in ["a%b", "a_b", "axb", "a\\b", "a*b"] {
        world.register(&format!("{label}.mononym.eth")).await;
    }
    for label in ["a%b", "a_b", "a\\b", "a*b"] {
        assert_eq!(
            list(&world, &prefix(label)).await,
            [format!("{label}.mononym.eth")]
        );
    }
    for nothing in ["%", "_", "*", "A", "a%%", "'", "\0", "a\0"] {
        assert_eq!(list(&world, &prefix(nothing)).await, [""; 0], "{nothing:?}");
    }
    assert_eq!(list(&world, &prefix("")).await.len(), 6);
}

pub(crate) async fn signers_lead_to_their_names(world: World) {
    let (second, third) = (Key::new("2"), Key::new("3"));
    let of = async |key: &Key| {
        let filter = NameFilter {
            signer: Some(key.signer().id()),
            ..NameFilter::default()
        };
        list(&world, &filter).await
    };
    world
        .accept(registration(ALICE, &[&owner(), &second], Vec::new()))
        .await
        .unwrap();
    assert_eq!(of(&owner()).await, [ALICE, PARENT]);
    assert_eq!(of(&second).await, [ALICE]);
    assert_eq!(of(&third).await, [""; 0]);
    let mut signers = vec![second.signer(), third.signer()];
    signers.sort_by_key(Signer::id);
    let rotate = SetSigners {
        name: ALICE.to_owned(),
        deadline: DEADLINE,
        nonce: 1,
        threshold: 1,
        signers,
    };
    world
        .accept(pending(&sign(rotate, &[&owner(), &third])))
        .await
        .unwrap();
    assert_eq!(of(&owner()).await, [PARENT]);
    assert_eq!(of(&second).await, [ALICE]);
    assert_eq!(of(&third).await, [ALICE]);
}
