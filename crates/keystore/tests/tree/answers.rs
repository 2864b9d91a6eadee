//! Proven answers as bytes.

use alloy_primitives::{B256, Bytes};
use mononym_ens::Limits;
use mononym_keystore::{Proof, ProvenAnswer, ProvenAnswerError};
use proptest::{collection::vec, prelude::*};

use crate::{fuzz_bodies, strategies::config};

fn proof() -> impl Strategy<Value = Proof> {
    let hash = || any::<[u8; 32]>().prop_map(B256::from);
    (vec(any::<u8>(), 0..70), vec(hash(), 0..4), hash(), hash()).prop_map(
        |(value, siblings, other_key, other_value_hash)| Proof {
            value: value.into(),
            siblings,
            other_key,
            other_value_hash,
        },
    )
}

fn answer() -> impl Strategy<Value = ProvenAnswer> {
    (any::<u64>(), proof(), vec(proof(), 0..4)).prop_map(|(number, account, records)| ProvenAnswer {
        number,
        account,
        records,
    })
}

fn decode(bytes: &[u8]) -> Result<ProvenAnswer, ProvenAnswerError> {
    ProvenAnswer::decode(bytes, &Limits::default())
}

proptest! {
    #![proptest_config(config(500))]

    #[test]
    fn an_answer_has_one_form(answer in answer(), extra in 1usize..40) {
        let bytes = answer.encode();
        prop_assert_eq!(decode(&bytes), Ok(answer));
        prop_assert!(decode(&bytes[..bytes.len() - extra]).is_err());
        prop_assert!(decode(&[bytes, vec![0; extra]].concat()).is_err());
    }

    #[test]
    fn any_bytes_are_an_answer_or_an_error(
        answer in answer(),
        random in vec(any::<u8>(), 0..600),
        (place, byte) in (any::<prop::sample::Index>(), any::<u8>()),
    ) {
        fuzz_bodies::proven_answer(&random);
        let mut bytes = answer.encode();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        fuzz_bodies::proven_answer(&bytes);
        bytes.truncate(place);
        fuzz_bodies::proven_answer(&bytes);
    }
}

fn empty() -> Proof {
    Proof {
        value: Bytes::new(),
        siblings: Vec::new(),
        other_key: B256::ZERO,
        other_value_hash: B256::ZERO,
    }
}

fn with_records(records: Vec<Proof>) -> ProvenAnswer {
    ProvenAnswer {
        number: 1,
        account: empty(),
        records,
    }
}

#[test]
fn other_layouts_are_refused() {
    let bytes = with_records(vec![empty()]).encode();
    assert!(decode(&bytes).is_ok());
    // The number beyond 64 bits.
    let mut dirty = bytes.clone();
    dirty[23] = 1;
    assert!(matches!(decode(&dirty), Err(ProvenAnswerError::Abi(_))));
    let encoding = |words: &[u16]| words.iter().flat_map(|value| word(*value)).collect::<Vec<u8>>();
    let nothing = [1, 0x60, 0x120, 0x80, 0xa0, 0, 0, 0, 0, 0];
    assert_eq!(decode(&encoding(&nothing)), Ok(with_records(Vec::new())));
    // An unused word before the account.
    let gap = [1, 0x80, 0x140, 0, 0x80, 0xa0, 0, 0, 0, 0, 0];
    assert!(decode(&encoding(&gap)).is_err());
    // One length for the value and the siblings.
    let shared = [1, 0x60, 0x100, 0x80, 0x80, 0, 0, 0, 0];
    assert!(decode(&encoding(&shared)).is_err());
    // Records before the account.
    let swapped = [1, 0x80, 0x60, 0, 0x80, 0xa0, 0, 0, 0, 0];
    assert!(decode(&encoding(&swapped)).is_err());
}

fn word(value: u16) -> Vec<u8> {
    let mut word = vec![0; 30];
    word.extend(value.to_be_bytes());
    word
}

#[test]
fn offsets_do_not_multiply_the_input() {
    // Many records that all point at one with a long value.
    let count = 200;
    let record = [0x80, 0x80 + 0x20 + 8000, 0, 0, 8000];
    let mut bytes = Vec::new();
    let mut put = |words: &[u16]| words.iter().for_each(|value| bytes.extend(word(*value)));
    put(&[1, 0x60, 0x120, 0x80, 0xa0, 0, 0, 0, 0, count]);
    (0..count).for_each(|_| put(&[32 * count]));
    put(&record);
    put(&[0x0101; 250]);
    put(&[0]);
    assert!(matches!(decode(&bytes), Err(ProvenAnswerError::Abi(_))));
}

#[test]
fn the_bounds_are_those_of_limits() {
    let limits = Limits {
        proof_siblings: 2,
        answer_proofs: 3,
        value_bytes: 4,
        ..Limits::default()
    };
    let check = |answer: ProvenAnswer| ProvenAnswer::decode(&answer.encode(), &limits);
    let siblings = |count| Proof {
        siblings: vec![B256::ZERO; count],
        ..empty()
    };
    let value = |count| Proof {
        value: vec![1; count].into(),
        ..empty()
    };
    let account = |account| ProvenAnswer {
        account,
        ..with_records(Vec::new())
    };
    for good in [
        with_records(vec![empty(); 3]),
        with_records(vec![siblings(2), value(5)]),
        account(siblings(2)),
        account(value(264)),
    ] {
        assert_eq!(check(good.clone()), Ok(good));
    }
    let proofs = ProvenAnswerError::TooManyProofs { limit: 3, found: 4 };
    assert_eq!(check(with_records(vec![empty(); 4])), Err(proofs));
    let too_many = ProvenAnswerError::TooManySiblings { limit: 2, found: 3 };
    assert_eq!(
        check(with_records(vec![empty(), siblings(3)])),
        Err(too_many.clone())
    );
    assert_eq!(check(account(siblings(3))), Err(too_many));
    let too_long = ProvenAnswerError::ValueTooLong { limit: 5, found: 6 };
    assert_eq!(check(with_records(vec![empty(), value(6)])), Err(too_long));
    let too_long = ProvenAnswerError::ValueTooLong {
        limit: 264,
        found: 265,
    };
    assert_eq!(check(account(value(265))), Err(too_long));
}
