//! The table of reasons: its codes are for good, and docs/proofs.md lists them.

use mononym_keystore::{Reason, Rejection, UnknownCode};

#[test]
fn codes_ascend_from_1_and_lead_back() {
    for (code, reason) in (1u8..).zip(Reason::ALL) {
        assert_eq!(reason.code(), code);
        assert_eq!(Reason::try_from(code), Ok(*reason));
    }
    for code in [0, 22, 255] {
        let unknown = UnknownCode {
            what: "reason of a rejection",
            code,
        };
        assert_eq!(Reason::try_from(code), Err(unknown));
    }
}

#[test]
fn the_docs_list_them() {
    let docs = include_str!("../../../../docs/proofs.md");
    let rows: Vec<&str> = docs
        .split("### Reasons")
        .nth(1)
        .unwrap()
        .lines()
        .filter_map(|line| line.strip_prefix("| "))
        .filter(|row| row.starts_with(|first: char| first.is_ascii_digit()))
        .collect();
    assert_eq!(rows.len(), Reason::ALL.len());
    for (row, reason) in rows.iter().zip(Reason::ALL) {
        let start = format!("{} | `{reason:?}` |", reason.code());
        assert!(row.starts_with(&start), "{row}: {start}");
    }
}

#[test]
fn a_rejection_has_the_reason_of_its_class() {
    let expired = Rejection::Expired {
        deadline: 1,
        accepted_at: 2,
    };
    let nonce = Rejection::Nonce {
        expected: 1,
        found: 0,
    };
    for (rejection, reason) in [
        (expired, Reason::Expired),
        (nonce, Reason::Nonce),
        (Rejection::Unsigned, Reason::Signature),
        (Rejection::Nothing, Reason::Record),
        (Rejection::Unknown(String::new()), Reason::Unknown),
        (Rejection::Taken(String::new()), Reason::Taken),
        (Rejection::NoRecovery, Reason::Recovery),
        (Rejection::NeedlessVoucher, Reason::Consent),
    ] {
        assert_eq!(Reason::from(&rejection), reason);
    }
}
