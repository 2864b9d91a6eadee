//! Records of an operation.

use mononym_ens::{Answer, CoinType, Limits, RecordCall};
use mononym_keystore::{Account, Record, RecordChange, RecordState, Rejection, SetRecords};

use crate::support::{DOMAIN, Key, NAME, Owned, node, sign, text_record};

const A: Key = Key::Eth(1);

fn try_records(records: Vec<Record>) -> Result<Account, Rejection> {
    let alice = Owned::new(&[A], 1);
    let message = SetRecords {
        records,
        ..alice.set_records()
    };
    alice.tries(message, &[A])
}

fn many(count: usize) -> Vec<Record> {
    (0..count)
        .map(|number| text_record(&number.to_string(), "x"))
        .collect()
}

#[test]
fn an_operation_changes_one_to_sixty_four_records() {
    assert_eq!(try_records(vec![]), Err(Rejection::Nothing));
    assert!(try_records(many(64)).is_ok());
    assert_eq!(
        try_records(many(65)),
        Err(Rejection::TooManyRecords { limit: 64, found: 65 })
    );
}

#[test]
fn a_record_stands_once_even_with_another_state() {
    let url = text_record("url", "x");
    let none = Record {
        state: RecordState::None,
        value: Default::default(),
        ..url.clone()
    };
    for second in [url.clone(), text_record("url", "y"), none] {
        assert_eq!(
            try_records(vec![url.clone(), text_record("other", "x"), second]),
            Err(Rejection::RecordTwice { index: 2 })
        );
    }
}

#[test]
fn only_a_record_that_is_set_has_a_value() {
    let url = text_record("url", "x");
    for state in [RecordState::Unset, RecordState::None] {
        let with_value = Record { state, ..url.clone() };
        assert_eq!(
            try_records(vec![with_value.clone()]),
            Err(Rejection::ValueOfNothing { index: 0 })
        );
        let without = Record {
            value: Default::default(),
            ..with_value
        };
        assert!(try_records(vec![without]).is_ok());
    }
    let nothing = Record {
        value: Default::default(),
        ..url
    };
    assert!(matches!(
        try_records(vec![nothing]),
        Err(Rejection::Record { index: 0, .. })
    ));
}

#[test]
fn a_call_is_canonical_and_its_value_in_range() {
    let url = text_record("url", "x");
    let mut call = url.call.to_vec();
    call[10] = 1;
    let with_node = Record {
        call: call.into(),
        ..url.clone()
    };
    assert!(matches!(
        try_records(vec![url, with_node]),
        Err(Rejection::Record { index: 1, .. })
    ));
    let zero = Record {
        call: RecordCall::addr(CoinType::ETH).as_bytes().to_vec().into(),
        state: RecordState::Set,
        value: Answer::Bytes(vec![0; 20].into()).encode().into(),
    };
    assert!(matches!(
        try_records(vec![zero]),
        Err(Rejection::Record { index: 0, .. })
    ));
}

#[test]
fn records_do_not_touch_the_account() {
    let alice = Owned::new(&[A], 1);
    let after = alice.tries(alice.set_records(), &[A]).unwrap();
    assert_eq!(
        Account {
            nonce: alice.account.nonce,
            history_hash: alice.account.history_hash,
            ..after
        },
        alice.account
    );
}

#[test]
fn a_change_of_a_record_has_its_key_below_the_name() {
    let alice = Owned::new(&[A], 1);
    let record = text_record("url", "x");
    let verified = sign(alice.set_records(), &[A])
        .verify(&DOMAIN, &Limits::default())
        .unwrap();
    let expected = RecordChange {
        key: RecordCall::text("url").key(&node(NAME)),
        call: record.call,
        state: record.state,
        value: record.value,
    };
    assert_eq!(verified.records(), [expected]);
}
