use alloc::string::ToString;
use alloc::vec;

use alloy_primitives::{Bytes, U256};
use alloy_sol_types::sol_data::{Array, Bytes as SolBytes, String as SolString, Uint};

use super::*;

/// One word.
fn word(number: usize) -> Vec<u8> {
    U256::from(number).to_be_bytes_vec()
}

#[test]
fn other_layouts_of_the_same_value_are_accepted() {
    let value = (Bytes::from_static(b"abc"),);
    let canonical = encode(&value);
    assert_eq!(decode::<(SolBytes,)>(&canonical), Ok(value.clone()));

    let gap = [word(64), word(7), word(3), canonical[64..].to_vec()].concat();
    let excess = [canonical.clone(), word(9)].concat();
    let unpadded = canonical[..67].to_vec();
    let mut dirty = canonical;
    dirty[95] = 1;
    for other in [gap, excess, unpadded, dirty] {
        assert_eq!(decode::<(SolBytes,)>(&other), Ok(value.clone()), "{other:?}");
    }
}

#[test]
fn values_outside_their_type_are_refused() {
    let text = encode(&(Bytes::from_static(b"\xff\xfe"),));
    let error = decode::<(SolString,)>(&text).unwrap_err();
    assert!(matches!(error, AbiError::OutOfRange { .. }), "{error}");
    assert!(error.to_string().contains("string"), "{error}");

    let number = word(1 << 16);
    let error = decode::<(Uint<16>,)>(&number).unwrap_err();
    assert!(error.to_string().contains("uint16"), "{error}");
}

#[test]
fn offsets_and_lengths_past_the_end_are_refused() {
    let far = word(1 << 40);
    let huge = vec![0xff; 32];
    for start in [&far, &huge] {
        assert!(decode::<(SolBytes,)>(start).is_err());
        assert!(decode::<(Array<SolBytes>,)>(start).is_err());
        let length = [&word(32), start.as_slice()].concat();
        assert!(decode::<(SolBytes,)>(&length).is_err());
        assert!(decode::<(Array<SolBytes>,)>(&length).is_err());
        assert!(decode::<(Array<Uint<256>>,)>(&length).is_err());
    }
    assert_eq!(decode::<(SolBytes,)>(&far), Err(AbiError::PastTheEnd));
    assert_eq!(decode::<(SolBytes,)>(&[]), Err(AbiError::PastTheEnd));
}

#[test]
fn shared_bytes_cannot_multiply_the_input() {
    // 1,400 offsets to one string of 44 kB: 92 kB that would become 62 MB.
    let (count, length) = (1_400, 45_000);
    let mut list = [word(32), word(count)].concat();
    for _ in 0..count {
        list.extend(word(count * 32));
    }
    list.extend(word(length));
    list.extend(vec![0xaa; length]);
    assert!(list.len() < 92_000);
    assert_eq!(decode::<(Array<SolBytes>,)>(&list), Err(AbiError::Overlapping));
}

#[test]
fn honest_lists_are_never_taken_for_overlapping() {
    for (count, length) in [(0, 0), (1, 0), (64, 0), (2_000, 1), (300, 32), (3, 20_000)] {
        let list = (vec![Bytes::from(vec![0xaa; length]); count],);
        let encoded = encode(&list);
        assert_eq!(decode::<(Array<SolBytes>,)>(&encoded), Ok(list));
    }
}
