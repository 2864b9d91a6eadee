//! Leaves of accounts and records.

use alloy_primitives::{Address, B256, Bytes};
use mononym_keystore::{
    Account, AccountLeaf, Change, Guardians, LeafError, OutgoingGuardians, OutgoingSigners, Policy,
    RecordChange, RecordLeaf, RecordState, Recovery, Signer, Spent, Status, UnknownCode, account_key,
    account_leaf, leaf_changes, record_leaf, recovery_hash,
};

fn signer(number: u8) -> Signer {
    Signer::Secp256k1(Address::repeat_byte(number))
}

const GUARDIANS: Guardians = Guardians {
    threshold: 2,
    hash: B256::repeat_byte(9),
    recovery_delay: 0x0102_0304,
};

fn account() -> Account {
    Account {
        name: "alice.mononym.eth".to_owned(),
        node: B256::repeat_byte(1),
        nonce: 7,
        history_hash: B256::repeat_byte(2),
        threshold: 1,
        signers: vec![signer(1)],
        guardians: GUARDIANS,
        recovery_nonce: 3,
        recovery: None,
        outgoing_guardians: None,
        outgoing_signers: None,
        spent: Spent::default(),
        frozen_until: 100,
        retired_from: 200,
        implementation: Address::repeat_byte(4),
        outbox_root: B256::repeat_byte(5),
        limits_hash: B256::repeat_byte(6),
        registrar: Address::repeat_byte(7),
        policy: Policy::Voucher,
    }
}

fn recovery() -> Recovery {
    Recovery {
        threshold: 1,
        signers: vec![signer(2)],
        after: 5,
        guardians: GUARDIANS,
        outgoing: false,
        joined: false,
    }
}

#[test]
fn a_leaf_shows_the_account() {
    let account = account();
    let bytes = account_leaf(&account);
    assert_eq!(bytes.len(), AccountLeaf::LENGTH);
    let leaf = AccountLeaf::from_bytes(&bytes).unwrap();
    assert_eq!(leaf, AccountLeaf::from(&account));
    assert_eq!(leaf.to_bytes(), bytes);
    for time in [0, 99, 100, 199, 200, u64::MAX] {
        assert_eq!(leaf.status(time), account.status(time));
    }
    assert_eq!(leaf.status(99), Status::Frozen);
    assert_eq!(leaf.status(200), Status::Retired);
}

#[test]
fn other_bytes_are_no_account() {
    let bytes = account_leaf(&account());
    let read = AccountLeaf::from_bytes;
    assert_eq!(read(&[]), Err(LeafError::Empty));
    for length in 1..bytes.len() {
        assert_eq!(read(&bytes[..length]), Err(LeafError::Length { found: length }));
    }
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(read(&longer), Err(LeafError::Length { found: 265 }));
    for kind in [0, 2, 3, 255] {
        let mut bytes = bytes.clone();
        bytes[0] = kind;
        assert_eq!(read(&bytes), Err(LeafError::Type(kind)));
    }
    let mut bytes = bytes;
    bytes[263] = 4;
    let unknown = UnknownCode {
        what: "registration policy",
        code: 4,
    };
    assert_eq!(read(&bytes), Err(LeafError::Policy(unknown)));
}

/// Every field of an account but its name changes its key or its leaf, and no two alike.
#[test]
fn every_field_is_bound() {
    let changes: Vec<fn(&mut Account)> = vec![
        |_| {},
        |account| account.nonce += 1,
        |account| account.history_hash = B256::ZERO,
        |account| account.threshold += 1,
        |account| account.signers.push(signer(3)),
        |account| account.signers = vec![signer(3)],
        |account| account.guardians.threshold += 1,
        |account| account.guardians.hash = B256::ZERO,
        |account| account.guardians.recovery_delay += 1,
        |account| account.recovery_nonce += 1,
        |account| account.spent.signer_freeze = true,
        |account| account.spent.guardian_freeze = true,
        |account| account.spent.signer_cancel = true,
        |account| account.frozen_until += 1,
        |account| account.retired_from += 1,
        |account| account.implementation = Address::ZERO,
        |account| account.outbox_root = B256::ZERO,
        |account| account.limits_hash = B256::ZERO,
        |account| account.registrar = Address::ZERO,
        |account| account.policy = Policy::Open,
        |account| account.recovery = Some(recovery()),
        |account| {
            account.recovery = Some(Recovery {
                threshold: 2,
                ..recovery()
            })
        },
        |account| {
            account.recovery = Some(Recovery {
                signers: vec![signer(3)],
                ..recovery()
            })
        },
        |account| {
            account.recovery = Some(Recovery {
                after: 6,
                ..recovery()
            })
        },
        |account| {
            account.recovery = Some(Recovery {
                guardians: Guardians::default(),
                ..recovery()
            })
        },
        |account| {
            account.recovery = Some(Recovery {
                outgoing: true,
                ..recovery()
            })
        },
        |account| {
            account.recovery = Some(Recovery {
                joined: true,
                ..recovery()
            })
        },
        |account| {
            account.outgoing_guardians = Some(OutgoingGuardians {
                guardians: GUARDIANS,
                until: 1,
            })
        },
        |account| {
            account.outgoing_guardians = Some(OutgoingGuardians {
                guardians: GUARDIANS,
                until: 2,
            })
        },
        |account| {
            account.outgoing_guardians = Some(OutgoingGuardians {
                guardians: Guardians::default(),
                until: 1,
            })
        },
        |account| account.outgoing_signers = Some(outgoing(1, 1, 1)),
        |account| account.outgoing_signers = Some(outgoing(2, 1, 1)),
        |account| account.outgoing_signers = Some(outgoing(1, 2, 1)),
        |account| account.outgoing_signers = Some(outgoing(1, 1, 2)),
    ];
    let leaves: Vec<_> = changes
        .iter()
        .map(|change| {
            let mut account = account();
            change(&mut account);
            account_leaf(&account)
        })
        .collect();
    for (index, leaf) in leaves.iter().enumerate() {
        assert!(!leaves[..index].contains(leaf), "{index}");
    }
    let hidden = [9, 10, 11, 12].into_iter().chain(20..leaves.len());
    for index in hidden {
        let mut changed = account();
        changes[index](&mut changed);
        assert_ne!(recovery_hash(&changed), recovery_hash(&account()), "{index}");
    }
}

fn outgoing(threshold: u8, until: u64, key: u8) -> OutgoingSigners {
    OutgoingSigners {
        threshold,
        signers: vec![signer(key)],
        until,
    }
}

#[test]
fn a_record_is_set_or_set_to_nothing_or_has_no_leaf() {
    let value = [1, 2, 3];
    let leaf = record_leaf(RecordState::Set, &value).unwrap();
    assert_eq!(leaf, [2, 1, 2, 3]);
    assert_eq!(RecordLeaf::from_bytes(&leaf), Ok(RecordLeaf::Set(&value)));
    let nothing = record_leaf(RecordState::None, &[]).unwrap();
    assert_eq!(nothing, [3]);
    assert_eq!(RecordLeaf::from_bytes(&nothing), Ok(RecordLeaf::None));
    assert_eq!(record_leaf(RecordState::Unset, &[]), None);

    assert_eq!(RecordLeaf::from_bytes(&[]), Err(LeafError::Empty));
    assert_eq!(RecordLeaf::from_bytes(&[3, 0]), Err(LeafError::ValueOfNothing));
    for kind in [0, 4, 255] {
        assert_eq!(RecordLeaf::from_bytes(&[kind]), Err(LeafError::Type(kind)));
    }
    let account = account_leaf(&account());
    assert_eq!(RecordLeaf::from_bytes(&account), Err(LeafError::Type(1)));
}

#[test]
fn a_change_is_its_account_and_its_records() {
    let record = |key: u8, state, value: &'static [u8]| RecordChange {
        key: B256::repeat_byte(key),
        call: Bytes::new(),
        state,
        value: Bytes::from_static(value),
    };
    let change = Change {
        account: account(),
        records: vec![
            record(9, RecordState::Set, &[1]),
            record(8, RecordState::None, &[]),
            record(7, RecordState::Unset, &[]),
        ],
    };
    let changes: Vec<_> = leaf_changes(&change).collect();
    let expected = [
        (
            account_key(&change.account.node),
            Some(account_leaf(&change.account)),
        ),
        (B256::repeat_byte(9), Some(vec![2, 1])),
        (B256::repeat_byte(8), Some(vec![3])),
        (B256::repeat_byte(7), None),
    ];
    assert_eq!(changes, expected);
}
