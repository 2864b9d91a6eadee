//! What holds for all bytes.

use alloy_primitives::{B256, Bytes};
use mononym_keystore::{
    RestoreError, Step, StepError, StepLimits, decode_steps, encode_steps, restore, shorten, steps_hash,
};
use proptest::prelude::*;

use crate::fuzz_bodies;

/// Bytes with long runs of zeros.
fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        (0usize..600).prop_map(|zeros| vec![0; zeros]),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let root = any::<[u8; 32]>().prop_map(B256::from);
    let time = 0u64..1 << 40;
    let step =
        (0..3, time, bodies(), root, any::<u8>()).prop_map(|(flag, accepted_at, body, root, reason)| {
            match flag {
                0 => Step::operation(accepted_at, &[&[1], body.as_slice()].concat(), root),
                1 => Step::ForcedApplied { accepted_at, root },
                _ => Step::ForcedRejected { accepted_at, reason },
            }
        });
    prop::collection::vec(step, 0..8)
}

proptest! {
    #[test]
    fn a_body_comes_back(body in bodies()) {
        let short = shorten(&body);
        prop_assert_eq!(restore(&short, body.len()).unwrap(), body.clone());
        if !body.is_empty() {
            let limit = body.len() - 1;
            prop_assert_eq!(restore(&short, limit), Err(RestoreError::TooLong { limit }));
        }
    }

    #[test]
    fn a_body_has_one_shortened_form(mut short in prop::collection::vec(0u8..4, 0..30), ff in any::<bool>()) {
        if ff {
            short.iter_mut().filter(|byte| **byte == 3).for_each(|byte| *byte = 255);
        }
        if let Ok(body) = restore(&short, 100_000) {
            prop_assert_eq!(shorten(&body), short);
        }
    }

    #[test]
    fn steps_come_back(steps in steps()) {
        let bytes = encode_steps(&steps).unwrap();
        prop_assert_eq!(bytes.len(), steps.iter().map(Step::encoded_len).sum::<usize>());
        prop_assert_eq!(decode_steps(&bytes, &StepLimits::default()).unwrap(), steps);
        fuzz_bodies::commit_steps(&bytes);
    }

    #[test]
    fn cut_steps_are_fewer_steps_or_none(steps in steps(), at in any::<prop::sample::Index>()) {
        let bytes = encode_steps(&steps).unwrap();
        prop_assume!(!bytes.is_empty());
        let cut = &bytes[..at.index(bytes.len())];
        match decode_steps(cut, &StepLimits::default()) {
            Ok(fewer) => prop_assert_eq!(&fewer, &steps[..fewer.len()]),
            Err(StepError::Cut { .. }) => {}
            Err(error) => prop_assert!(false, "{error}"),
        }
    }

    #[test]
    fn any_bytes_are_steps_or_an_error(bytes in prop::collection::vec(prop_oneof![0u8..3, any::<u8>()], 0..200)) {
        fuzz_bodies::commit_steps(&bytes);
        fuzz_bodies::shortened_body(&bytes);
    }

    #[test]
    fn every_part_of_a_step_enters_the_hash(steps in steps(), at in any::<prop::sample::Index>(), field in 0..3) {
        prop_assume!(!steps.is_empty());
        let index = at.index(steps.len());
        let queue = || (0u8..8).map(B256::repeat_byte);
        let hash = |steps: &[Step]| steps_hash(B256::ZERO, steps, queue()).unwrap();
        let mut other = steps.clone();
        match (&mut other[index], field) {
            (Step::Operation { accepted_at, .. } | Step::ForcedApplied { accepted_at, .. } | Step::ForcedRejected { accepted_at, .. }, 0) => *accepted_at ^= 1,
            (Step::Operation { root, .. } | Step::ForcedApplied { root, .. }, 1) => root.0[31] ^= 1,
            (Step::Operation { body, .. }, _) => *body = [body.as_ref(), &[1]].concat().into(),
            (Step::ForcedRejected { reason, .. }, _) => *reason ^= 1,
            (step @ Step::ForcedApplied { .. }, _) => *step = Step::ForcedRejected { accepted_at: step.accepted_at(), reason: 0 },
        }
        prop_assert_ne!(hash(&steps), hash(&other));
    }
}

#[test]
fn bounds_are_kept() {
    let step = Step::operation(1, &[1; 100], B256::ZERO);
    let bytes = encode_steps(&[step.clone(), step]).unwrap();
    let read = |steps, body_bytes| decode_steps(&bytes, &StepLimits { steps, body_bytes });
    assert_eq!(read(2, 100).map(|steps| steps.len()), Ok(2));
    assert_eq!(read(1, 100), Err(StepError::TooMany { limit: 1 }));
    assert_eq!(
        read(2, 99),
        Err(StepError::BodyTooLong {
            index: 0,
            limit: 99,
            found: 100
        })
    );
}

#[test]
fn what_does_not_fit_is_not_written() {
    let fits = Step::ForcedRejected {
        accepted_at: (1 << 40) - 1,
        reason: 1,
    };
    assert!(encode_steps(std::slice::from_ref(&fits)).is_ok());
    let late = Step::ForcedRejected {
        accepted_at: 1 << 40,
        reason: 1,
    };
    assert_eq!(
        encode_steps(&[fits, late]),
        Err(StepError::Time {
            index: 1,
            found: 1 << 40
        })
    );
    let body = |length| Step::Operation {
        accepted_at: 0,
        body: Bytes::from(vec![1; length]),
        root: B256::ZERO,
    };
    assert_eq!(encode_steps(&[body(0)]), Err(StepError::NoBody { index: 0 }));
    assert!(encode_steps(&[body(0xff_ffff)]).is_ok());
    assert_eq!(
        encode_steps(&[body(1 << 24)]),
        Err(StepError::BodyTooLong {
            index: 0,
            limit: 0xff_ffff,
            found: 1 << 24
        })
    );
}
