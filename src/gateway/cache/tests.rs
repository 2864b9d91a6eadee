use alloy_primitives::{Address, B256};
use foldhash::quality::RandomState;

use super::*;
use crate::store::Watcher;

const RESOLVER: Address = Address::repeat_byte(1);
const LIFE: Life = Life {
    expires: 100,
    wrong_from: u64::MAX,
};

fn hasher() -> RandomState {
    static HASHER: std::sync::LazyLock<RandomState> = std::sync::LazyLock::new(RandomState::default);
    HASHER.clone()
}

fn asked_of(resolver: Address, call_data: &[u8]) -> Asked {
    Asked::new(&hasher(), resolver, Bytes::copy_from_slice(call_data), || None)
}

fn asked(call_data: &[u8]) -> Asked {
    asked_of(RESOLVER, call_data)
}

fn body(text: &'static str) -> Bytes {
    Bytes::from_static(text.as_bytes())
}

fn answer(text: &'static str, epoch: Epoch, life: Life) -> Answer {
    Answer {
        body: body(text),
        epoch,
        life,
    }
}

#[test]
fn an_answer_is_found_under_its_resolver_and_call_data_only() {
    let cache = AnswerCache::new(1 << 20);
    let epoch = cache.epochs().of(&B256::ZERO);
    cache.insert(asked(b"call"), answer("answer", epoch, LIFE));
    assert_eq!(cache.get(&asked(b"call"), 0, 100..=200), Some(body("answer")));
    assert_eq!(cache.get(&asked(b"call2"), 0, 100..=200), None);
    let other = asked_of(Address::repeat_byte(2), b"call");
    assert_eq!(cache.get(&other, 0, 100..=200), None);
}

#[test]
fn a_proof_is_found_under_its_commit_only_and_a_signed_answer_under_any() {
    let prove = mononym_ens::selector::PROVE;
    let under = |call_data: &[u8], commit| {
        Asked::new(&hasher(), RESOLVER, Bytes::copy_from_slice(call_data), || {
            Some(commit)
        })
    };
    let cache = AnswerCache::new(1 << 20);
    let epoch = cache.epochs().of(&B256::ZERO);
    cache.insert(under(&prove, 1), answer("proof", epoch, LIFE));
    assert_eq!(cache.get(&under(&prove, 1), 0, 100..=200), Some(body("proof")));
    assert_eq!(cache.get(&under(&prove, 2), 0, 100..=200), None);
    assert_eq!(under(b"call", 1), under(b"call", 2));
}

#[test]
fn an_answer_that_would_expire_too_soon_is_not_given() {
    let cache = AnswerCache::new(1 << 20);
    let epoch = cache.epochs().of(&B256::ZERO);
    cache.insert(asked(b"call"), answer("answer", epoch, LIFE));
    assert_eq!(cache.get(&asked(b"call"), 0, 101..=200), None);
}

#[test]
fn a_change_makes_answers_stale_even_those_made_while_it_happened() {
    let cache = AnswerCache::new(1 << 20);
    let node = B256::repeat_byte(7);
    let epoch = cache.epochs().of(&node);
    cache.insert(asked(b"before"), answer("old", epoch, LIFE));
    cache.epochs().advance(&node);
    cache.insert(asked(b"during"), answer("old", epoch, LIFE));
    assert_eq!(cache.get(&asked(b"before"), 0, 100..=200), None);
    assert_eq!(cache.get(&asked(b"during"), 0, 100..=200), None);
    let epoch = cache.epochs().of(&node);
    cache.insert(asked(b"after"), answer("new", epoch, LIFE));
    assert_eq!(cache.get(&asked(b"after"), 0, 100..=200), Some(body("new")));
}

#[test]
fn a_change_leaves_other_accounts_alone() {
    let cache = AnswerCache::new(1 << 20);
    let epoch = cache.epochs().of(&B256::repeat_byte(7));
    cache.insert(asked(b"call"), answer("answer", epoch, LIFE));
    cache.epochs().advance(&B256::repeat_byte(8));
    assert_eq!(cache.get(&asked(b"call"), 0, 100..=200), Some(body("answer")));
}

#[test]
fn an_answer_that_time_makes_wrong_is_not_given_from_then_on() {
    let cache = AnswerCache::new(1 << 20);
    let epoch = cache.epochs().of(&B256::ZERO);
    let life = Life {
        wrong_from: 50,
        ..LIFE
    };
    cache.insert(asked(b"call"), answer("answer", epoch, life));
    assert_eq!(cache.get(&asked(b"call"), 49, 100..=200), Some(body("answer")));
    assert_eq!(cache.get(&asked(b"call"), 50, 100..=200), None);
}

/// As one does that was signed while the clock was ahead: no contract takes it.
#[test]
fn an_answer_that_lives_longer_than_a_new_one_would_is_not_given() {
    let cache = AnswerCache::new(1 << 20);
    let epoch = cache.epochs().of(&B256::ZERO);
    cache.insert(asked(b"call"), answer("answer", epoch, LIFE));
    assert_eq!(cache.get(&asked(b"call"), 0, 50..=99), None);
    assert_eq!(cache.get(&asked(b"call"), 0, 50..=100), Some(body("answer")));
}

#[test]
fn an_answer_that_never_expires_is_given() {
    let cache = AnswerCache::new(1 << 20);
    let epoch = cache.epochs().of(&B256::ZERO);
    let life = Life {
        expires: u64::MAX,
        ..LIFE
    };
    cache.insert(asked(b"call"), answer("proof", epoch, life));
    assert_eq!(cache.get(&asked(b"call"), 0, 50..=100), Some(body("proof")));
}

#[test]
fn a_replica_that_does_not_learn_of_changes_gives_what_was_signed_until_it_expires() {
    let cache = AnswerCache::new(1 << 20);
    let node = B256::repeat_byte(7);
    let epoch = cache.epochs().of(&node);
    cache.insert(asked(b"call"), answer("answer", epoch, LIFE));
    assert_eq!(cache.get(&asked(b"call"), 99, 150..=200), None);
    cache.epochs().following(false);
    assert_eq!(cache.get(&asked(b"call"), 99, 150..=200), Some(body("answer")));
    assert_eq!(cache.get(&asked(b"call"), 100, 150..=200), None);
    // What it learns of counts.
    cache.epochs().advance(&node);
    assert_eq!(cache.get(&asked(b"call"), 99, 150..=200), None);
}

#[test]
fn a_storm_of_questions_neither_grows_the_cache_nor_drives_out_what_is_asked_for() {
    const CAPACITY: u64 = 4 << 20;
    const HOT: u32 = 200;
    let cache = AnswerCache::new(CAPACITY);
    let epoch = cache.epochs().of(&B256::ZERO);
    let hot = |index: u32| asked(&[b"hot".as_slice(), &index.to_be_bytes()].concat());
    for index in 0..HOT {
        cache.insert(hot(index), answer("hot", epoch, LIFE));
    }
    let ask_hot = || {
        (0..HOT)
            .filter(|index| cache.get(&hot(*index), 0, 100..=200).is_some())
            .count()
    };
    assert_eq!(ask_hot(), HOT as usize);
    let wrong = Bytes::from(vec![b'x'; 1000]);
    // Ten times what it holds, none of it asked for again.
    for index in 0..20_000_u32 {
        let question = asked(&[&[7; 300], index.to_be_bytes().as_slice()].concat());
        assert_eq!(cache.get(&question, 0, 100..=200), None);
        let body = wrong.clone();
        cache.insert(
            question,
            Answer {
                body,
                epoch,
                life: LIFE,
            },
        );
        if index % 1000 == 0 {
            assert_eq!(ask_hot(), HOT as usize, "after {index} others");
            assert!(cache.figures().bytes <= CAPACITY);
        }
    }
    assert_eq!(ask_hot(), HOT as usize);
    let figures = cache.figures();
    assert!(figures.bytes <= CAPACITY, "{figures:?}");
    assert!(figures.bytes > CAPACITY / 2, "it is full: {figures:?}");
    assert!(figures.entries >= u64::from(HOT));
    assert_eq!(figures.misses, 20_000);
    assert_eq!(figures.hits, 22 * u64::from(HOT));
}

#[test]
fn an_answer_larger_than_the_cache_is_not_kept() {
    let cache = AnswerCache::new(1000);
    let epoch = cache.epochs().of(&B256::ZERO);
    let body = Bytes::from(vec![b'x'; 2000]);
    cache.insert(
        asked(b"call"),
        Answer {
            body,
            epoch,
            life: LIFE,
        },
    );
    assert_eq!(cache.get(&asked(b"call"), 0, 100..=200), None);
    assert_eq!(cache.figures().bytes, 0);
}
