//! What an operation costs in call data. `cargo test -p mononym-keystore --test commits sizes --
//! --nocapture` shows the figures.

use alloy_primitives::B256;
use mononym_keystore::{Operation, SignedOperation, Step, shorten};

use crate::support::{Key, Owned, consent, register, sign, text_record};

/// Bytes in the log, in a step, and gas of the step's call data (16 a byte, 4 a zero).
fn measure(signed: &SignedOperation) -> (usize, usize, usize) {
    let logged = signed.to_bytes();
    let step = Step::operation(1_800_000_000, &logged, B256::repeat_byte(1));
    let gas = shorten(&logged)
        .iter()
        .map(|byte| if *byte == 0 { 4 } else { 16 })
        .sum();
    (logged.len(), step.encoded_len(), gas)
}

#[test]
fn operations_shrink() {
    let owner = [Key::Eth(1)];
    let mut registration = register(&owner, 1);
    registration.records = vec![text_record("url", "https://example.com")];
    let account = Owned::new(&owner, 1);
    let rotation = account.set_signers(&[Key::Eth(2)], 1);
    let cases = [
        (
            "registration, 1 signer",
            consent(sign(register(&owner, 1), &owner)),
            400,
        ),
        (
            "registration, 1 signer, 1 text",
            consent(sign(registration, &owner)),
            500,
        ),
        (
            "rotation to 1 new signer",
            sign(Operation::from(rotation), &[Key::Eth(1), Key::Eth(2)]),
            400,
        ),
        (
            "1 text record",
            sign(Operation::from(account.set_records()), &owner),
            300,
        ),
    ];
    for (what, signed, most) in cases {
        let (logged, step, gas) = measure(&signed);
        println!("{what}: {logged} bytes in the log, {step} in a step, {gas} gas of call data");
        assert!(step < most && step * 2 < logged, "{what}: {logged} {step}");
    }
}
