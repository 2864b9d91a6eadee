//! Each rule of the transition function, by itself.

#![allow(clippy::unwrap_used, clippy::unreachable, reason = "a failure fails the test")]

mod support;

use alloy_primitives::{Address, B256};
use mononym_ens::{Answer, CoinType, Limits, RecordCall};
use mononym_keystore::{
    Account, MAX_RECOVERY_DELAY, MIN_RECOVERY_DELAY, Operation, Policy, Record, RecordState, Register,
    Rejection, SetRecords, SetRegistrar, SignatureError, SignedOperation, SignerError, State, Status, apply,
    next_history_hash,
};
use support::{DOMAIN, Key, NAME, NOW, consent, opened_parent, register, sign, text_record};

fn accept(account: Option<&Account>, signed: &SignedOperation) -> Result<Account, Rejection> {
    accept_at(account, signed, NOW)
}

fn accept_at(account: Option<&Account>, signed: &SignedOperation, now: u64) -> Result<Account, Rejection> {
    let parent = opened_parent();
    let state = State {
        account,
        parent: Some(&parent),
        is_root: false,
    };
    apply(state, &signed.verify(&DOMAIN, &Limits::default())?, now).map(|change| change.account)
}

fn registered(keys: &[Key], threshold: u8) -> Account {
    let signed = consent(sign(register(keys, threshold), keys));
    accept(None, &signed).unwrap()
}

fn set_records(nonce: u64, records: Vec<Record>) -> Operation {
    Operation::SetRecords(SetRecords {
        name: NAME.to_owned(),
        nonce,
        deadline: NOW,
        records,
    })
}

/// A registration with one field changed before signing.
fn register_with(change: impl FnOnce(&mut Register)) -> Result<Account, Rejection> {
    let keys = [Key(1)];
    let Operation::Register(mut message) = register(&keys, 1) else {
        unreachable!()
    };
    change(&mut message);
    accept(None, &consent(sign(Operation::Register(message), &keys)))
}

#[test]
fn a_registration_makes_an_active_account_with_nonce_one() {
    let key = Key(1);
    let signed = consent(sign(register(&[key], 1), &[key]));
    let account = accept(None, &signed).unwrap();
    assert_eq!(account.status, Status::Active);
    assert_eq!(account.nonce, 1);
    assert_eq!(account.signers, [key.signer()]);
    assert_eq!(
        account.history_hash,
        next_history_hash(&B256::ZERO, &signed.operation.hash(&DOMAIN))
    );
    assert_eq!(
        (account.registrar, account.policy),
        (Address::ZERO, Policy::Closed)
    );
}

#[test]
fn a_name_is_registered_once() {
    let account = registered(&[Key(1)], 1);
    let thief = consent(sign(register(&[Key(2)], 1), &[Key(2)]));
    assert_eq!(
        accept(Some(&account), &thief),
        Err(Rejection::Taken(NAME.to_owned()))
    );
}

#[test]
fn a_registration_has_nonce_zero() {
    assert_eq!(
        register_with(|message| message.nonce = 1),
        Err(Rejection::Nonce {
            expected: 0,
            found: 1
        })
    );
}

#[test]
fn every_signer_of_a_registration_accepts() {
    let keys = Key::sorted(&[1, 2]);
    let signed = consent(sign(register(&keys, 1), &keys[..1]));
    assert_eq!(
        accept(None, &signed),
        Err(Rejection::Threshold { needed: 2, found: 1 })
    );
    let foreign = consent(sign(register(&keys[..1], 1), &[keys[0], Key(9)]));
    assert_eq!(
        accept(None, &foreign),
        Err(Rejection::ForeignSigner(Key(9).signer()))
    );
}

#[test]
fn signers_are_a_set_whose_threshold_can_be_met() {
    assert_eq!(
        register_with(|message| message.threshold = 2),
        Err(Rejection::Signers(SignerError::Threshold {
            threshold: 2,
            signers: 1
        }))
    );
    assert_eq!(
        register_with(|message| message.signers = vec![Key(1).signer(); 2]),
        Err(Rejection::Signers(SignerError::Order))
    );
    assert_eq!(
        register_with(|message| message.signers.clear()),
        Err(Rejection::Signers(SignerError::Count(0)))
    );
}

#[test]
fn guardian_fields_are_all_there_or_none() {
    let guarded = |threshold, hash, delay| {
        register_with(|message| {
            message.guardian_threshold = threshold;
            message.guardians_hash = hash;
            message.recovery_delay = delay;
        })
    };
    let hash = B256::repeat_byte(7);
    assert!(guarded(2, hash, MIN_RECOVERY_DELAY).is_ok());
    assert!(guarded(2, hash, MAX_RECOVERY_DELAY).is_ok());
    for (threshold, hash, delay) in [
        (0, hash, MIN_RECOVERY_DELAY),
        (2, B256::ZERO, MIN_RECOVERY_DELAY),
        (2, hash, 0),
        (2, hash, MIN_RECOVERY_DELAY - 1),
        (2, hash, MAX_RECOVERY_DELAY + 1),
        (0, B256::ZERO, MIN_RECOVERY_DELAY),
    ] {
        assert_eq!(
            guarded(threshold, hash, delay),
            Err(Rejection::Guardians),
            "{threshold} {hash} {delay}"
        );
    }
}

#[test]
fn a_registration_needs_its_parents_consent() {
    let key = Key(1);
    let bare = sign(register(&[key], 1), &[key]);
    assert_eq!(
        accept(None, &bare),
        Err(Rejection::NoVoucher(Key::REGISTRAR.address()))
    );

    let parents = |parent: Option<&Account>, signed: &SignedOperation| {
        let state = State {
            account: None,
            parent,
            is_root: false,
        };
        apply(state, &signed.verify(&DOMAIN, &Limits::default()).unwrap(), NOW).map(|change| change.account)
    };
    let signed = consent(bare);
    assert_eq!(
        parents(None, &signed),
        Err(Rejection::NoParent("mononym.eth".to_owned()))
    );
    let closed = Account {
        policy: Policy::Closed,
        ..opened_parent()
    };
    assert_eq!(
        parents(Some(&closed), &signed),
        Err(Rejection::NoParent("mononym.eth".to_owned()))
    );
    assert!(parents(Some(&opened_parent()), &signed).is_ok());
}

#[test]
fn a_voucher_serves_one_name_one_set_of_signers_until_its_deadline() {
    let key = Key(1);
    let signed = consent(sign(register(&[key], 1), &[key]));
    let voucher = signed.voucher;

    let mut other_signers = sign(register(&[Key(2)], 1), &[Key(2)]);
    other_signers.voucher = voucher;
    assert!(matches!(
        accept(None, &other_signers),
        Err(Rejection::ForeignVoucher { .. })
    ));

    let Operation::Register(mut message) = register(&[key], 1) else {
        unreachable!()
    };
    message.name = "bob.mononym.eth".to_owned();
    let mut other_name = sign(Operation::Register(message), &[key]);
    other_name.voucher = voucher;
    assert!(matches!(
        accept(None, &other_name),
        Err(Rejection::ForeignVoucher { .. })
    ));

    let mut longer = signed.clone();
    longer.voucher.as_mut().unwrap().deadline += 1;
    assert!(matches!(
        accept(None, &longer),
        Err(Rejection::ForeignVoucher { .. })
    ));

    let Operation::Register(mut message) = register(&[key], 1) else {
        unreachable!()
    };
    message.deadline = NOW + 10;
    let mut late = sign(Operation::Register(message), &[key]);
    late.voucher = voucher;
    assert_eq!(
        accept_at(None, &late, NOW + 1),
        Err(Rejection::Expired {
            deadline: NOW,
            accepted_at: NOW + 1
        })
    );
}

#[test]
fn a_root_needs_no_voucher_and_takes_none() {
    let key = Key(1);
    let signed = sign(register(&[key], 1), &[key]);
    let state = State {
        account: None,
        parent: None,
        is_root: true,
    };
    assert!(apply(state, &signed.verify(&DOMAIN, &Limits::default()).unwrap(), NOW).is_ok());
    let vouched = consent(signed).verify(&DOMAIN, &Limits::default()).unwrap();
    assert_eq!(apply(state, &vouched, NOW), Err(Rejection::NeedlessVoucher));
}

#[test]
fn records_change_by_the_accounts_threshold_and_nonce() {
    let keys = Key::sorted(&[1, 2, 3]);
    let account = registered(&keys, 2);
    let operation = set_records(1, vec![text_record("url", "x")]);
    let changed = accept(Some(&account), &sign(operation.clone(), &keys[1..])).unwrap();
    assert_eq!(changed.nonce, 2);
    assert_eq!(
        changed.history_hash,
        next_history_hash(&account.history_hash, &operation.hash(&DOMAIN))
    );
    assert_eq!(
        Account {
            nonce: 1,
            history_hash: account.history_hash,
            ..changed
        },
        account
    );

    let one = sign(operation.clone(), &keys[..1]);
    assert_eq!(
        accept(Some(&account), &one),
        Err(Rejection::Threshold { needed: 2, found: 1 })
    );
    let foreign = sign(operation.clone(), &[keys[0], keys[1], Key(9)]);
    assert_eq!(
        accept(Some(&account), &foreign),
        Err(Rejection::ForeignSigner(Key(9).signer()))
    );
    let twice = sign(operation, &[keys[0], keys[0]]);
    assert_eq!(accept(Some(&account), &twice), Err(Rejection::SignerTwice));
    for nonce in [0, 2] {
        let signed = sign(set_records(nonce, vec![text_record("url", "x")]), &keys);
        assert_eq!(
            accept(Some(&account), &signed),
            Err(Rejection::Nonce {
                expected: 1,
                found: nonce
            })
        );
    }
}

#[test]
fn an_operation_is_accepted_until_its_deadline() {
    let account = registered(&[Key(1)], 1);
    let signed = sign(set_records(1, vec![text_record("url", "x")]), &[Key(1)]);
    assert!(accept_at(Some(&account), &signed, NOW).is_ok());
    assert_eq!(
        accept_at(Some(&account), &signed, NOW + 1),
        Err(Rejection::Expired {
            deadline: NOW,
            accepted_at: NOW + 1
        })
    );
}

#[test]
fn nobody_changes_a_name_that_is_not_registered() {
    let signed = sign(set_records(1, vec![text_record("url", "x")]), &[Key(1)]);
    assert_eq!(accept(None, &signed), Err(Rejection::Unknown(NAME.to_owned())));
}

#[test]
fn a_signature_binds_every_part_of_the_operation_and_its_domain() {
    let key = Key(1);
    let account = registered(&[key], 1);
    let signed = sign(set_records(1, vec![text_record("url", "x")]), &[key]);
    let mut altered = signed.clone();
    altered.operation = set_records(1, vec![text_record("url", "y")]);
    assert!(matches!(
        accept(Some(&account), &altered),
        Err(Rejection::Signature(SignatureError::OtherKey { .. }))
    ));

    let mut elsewhere = DOMAIN;
    elsewhere.l1_chain_id += 1;
    assert!(matches!(
        signed.verify(&elsewhere, &Limits::default()),
        Err(Rejection::Signature(_))
    ));
    let mut elsewhere = DOMAIN;
    elsewhere.keystore = Address::repeat_byte(9);
    assert!(matches!(
        signed.verify(&elsewhere, &Limits::default()),
        Err(Rejection::Signature(_))
    ));
}

#[test]
fn records_are_canonical_in_range_and_each_once() {
    let key = Key(1);
    let account = registered(&[key], 1);
    let try_records = |records| accept(Some(&account), &sign(set_records(1, records), &[key]));
    let url = text_record("url", "x");

    assert_eq!(try_records(vec![]), Err(Rejection::Nothing));
    assert_eq!(
        try_records(vec![url.clone(), url.clone()]),
        Err(Rejection::RecordTwice { index: 1 })
    );
    let many = (0..65)
        .map(|number| text_record(&number.to_string(), "x"))
        .collect();
    assert_eq!(
        try_records(many),
        Err(Rejection::TooManyRecords { limit: 64, found: 65 })
    );

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

    let mut with_node = url.clone();
    let mut call = with_node.call.to_vec();
    call[10] = 1;
    with_node.call = call.into();
    assert!(matches!(
        try_records(vec![url.clone(), with_node]),
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
fn a_registrar_and_an_open_policy_go_together() {
    let key = Key(1);
    let account = registered(&[key], 1);
    let set = |registrar, policy| {
        let message = SetRegistrar {
            name: NAME.to_owned(),
            nonce: 1,
            deadline: NOW,
            registrar,
            policy,
        };
        accept(Some(&account), &sign(Operation::SetRegistrar(message), &[key]))
    };
    let registrar = Address::repeat_byte(5);
    let opened = set(registrar, Policy::Voucher).unwrap();
    assert_eq!((opened.registrar, opened.policy), (registrar, Policy::Voucher));
    assert!(set(Address::ZERO, Policy::Closed).is_ok());
    assert_eq!(set(registrar, Policy::Closed), Err(Rejection::Policy));
    assert_eq!(set(Address::ZERO, Policy::Open), Err(Rejection::Policy));
}

#[test]
fn only_registrations_take_vouchers() {
    let key = Key(1);
    let mut signed = sign(set_records(1, vec![text_record("url", "x")]), &[key]);
    signed.voucher = consent(sign(register(&[key], 1), &[key])).voucher;
    assert!(matches!(
        signed.verify(&DOMAIN, &Limits::default()),
        Err(Rejection::NeedlessVoucher)
    ));
}
