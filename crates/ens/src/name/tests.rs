use alloc::format;
use alloc::string::ToString;
use alloc::vec;

use alloy_primitives::{b256, hex};

use super::*;

fn name(text: &str) -> Name {
    Name::from_text(text, &Limits::default()).unwrap()
}

fn from_dns(wire: &[u8]) -> Result<Name, NameError> {
    Name::from_dns(wire, &Limits::default())
}

/// The wire form of one label.
fn label(byte: u8, length: usize) -> Vec<u8> {
    let mut wire = vec![u8::try_from(length).unwrap()];
    wire.extend(vec![byte; length]);
    wire
}

#[test]
fn text_and_wire_form_are_two_spellings_of_one_name() {
    let alice = name("alice.mononym.eth");
    assert_eq!(alice.as_dns(), hex!("05616c696365 076d6f6e6f6e796d 03657468 00"));
    assert_eq!(from_dns(alice.as_dns()), Ok(alice.clone()));
    assert_eq!(alice.to_text().as_deref(), Some("alice.mononym.eth"));
    let labels: Vec<&[u8]> = alice.labels().collect();
    assert_eq!(labels, [b"alice".as_slice(), b"mononym", b"eth"]);
    assert!(alice.labels().rev().eq([b"eth".as_slice(), b"mononym", b"alice"]));
}

#[test]
fn the_root_is_a_name() {
    let root = from_dns(&[0]).unwrap();
    assert_eq!(root, name(""));
    assert_eq!(root, Name::default());
    assert_eq!(root.node(), B256::ZERO);
    assert_eq!(root.to_text().as_deref(), Some(""));
    assert_eq!((root.parent(), root.first_label()), (None, None));
    assert_eq!(root.labels().count(), 0);
}

#[test]
fn nodes_are_those_of_the_standard() {
    // ENSIP-1's examples.
    assert_eq!(
        name("eth").node(),
        b256!("93cdeb708b7545dc668eb9280176169d1c33cfd8ed6f04690a0bcc88a93fc4ae")
    );
    assert_eq!(
        name("foo.eth").node(),
        b256!("de9b09fd7c5f901e23a3f19fecc54828e9c848539801e86591bd9801b019f84f")
    );
    assert_eq!(child_node(name("eth").node(), b"foo"), name("foo.eth").node());
}

#[test]
fn a_name_is_looked_up_as_sent() {
    assert_ne!(name("Alice.eth"), name("alice.eth"));
    assert_ne!(name("Alice.eth").node(), name("alice.eth").node());
}

#[test]
fn labels_have_1_to_255_bytes() {
    for length in [1, 31, 32, 33, 63, 64, 127, 128, 192, 254, 255] {
        let wire = [label(b'a', length), label(b'b', 3), vec![0]].concat();
        let name = from_dns(&wire).unwrap();
        assert_eq!(name.first_label(), Some(vec![b'a'; length].as_slice()));
        assert_eq!(name.labels().count(), 2);
        assert_eq!(
            Name::from_text(&name.to_text().unwrap(), &Limits::default()),
            Ok(name)
        );
    }
    assert_eq!(
        Name::from_text(&"a".repeat(256), &Limits::default()),
        Err(NameError::LabelTooLong { length: 256 })
    );
}

#[test]
fn a_byte_is_a_length_only_where_a_length_stands() {
    // Bytes below 32 within labels, and one that would be a compression pointer of RFC 1035.
    let wire = [&[3, 1, 2, 0][..], &[0xc0], &[5; 0xc0], &[0]].concat();
    let name = from_dns(&wire).unwrap();
    assert_eq!(name.labels().map(<[u8]>::len).collect::<Vec<_>>(), [3, 0xc0]);
    assert_eq!(name.first_label(), Some([1, 2, 0].as_slice()));
}

#[test]
fn a_wire_form_cut_short_is_refused_at_every_length() {
    let whole = name("alice.mononym.eth");
    for length in 0..whole.as_dns().len() {
        assert_eq!(
            from_dns(&whole.as_dns()[..length]),
            Err(NameError::Truncated),
            "{length}"
        );
    }
    assert_eq!(from_dns(&[255, 1, 0]), Err(NameError::Truncated));
}

#[test]
fn bytes_behind_the_end_are_refused() {
    for excess in [&[0][..], &[1], b"\x03eth\x00"] {
        let wire = [name("alice.eth").as_dns(), excess].concat();
        let count = excess.len();
        assert_eq!(from_dns(&wire), Err(NameError::TrailingBytes { count }));
        let wire = [&[0], excess].concat();
        assert_eq!(from_dns(&wire), Err(NameError::TrailingBytes { count }));
    }
}

#[test]
fn empty_labels_are_refused() {
    for text in [".", "..", ".eth", "eth.", "a..eth"] {
        assert_eq!(
            Name::from_text(text, &Limits::default()),
            Err(NameError::EmptyLabel),
            "{text}"
        );
    }
}

#[test]
fn bounds_hold_up_to_the_last_byte_and_label() {
    let limits = Limits {
        name_bytes: 9,
        labels: 3,
        ..Limits::default()
    };
    for fits in ["a.b.c", "abcdefg", "abc.def"] {
        let name = Name::from_text(fits, &limits).unwrap();
        assert_eq!(Name::from_dns(name.as_dns(), &limits), Ok(name), "{fits}");
    }
    let long = name("abcdefgh");
    let error = NameError::TooLong { length: 10, limit: 9 };
    assert_eq!(Name::from_text("abcdefgh", &limits), Err(error.clone()));
    assert_eq!(Name::from_dns(long.as_dns(), &limits), Err(error));

    let limits = Limits {
        labels: 3,
        ..Limits::default()
    };
    let error = NameError::TooManyLabels { limit: 3 };
    assert_eq!(Name::from_text("a.b.c.d", &limits), Err(error.clone()));
    assert_eq!(Name::from_dns(name("a.b.c.d").as_dns(), &limits), Err(error));
}

#[test]
fn parents_are_taken_off_label_by_label() {
    let mut names = vec![name("a.b.eth")];
    while let Some(parent) = names.last().unwrap().parent() {
        names.push(parent);
    }
    assert_eq!(names, ["a.b.eth", "b.eth", "eth", ""].map(name));
}

#[test]
fn a_name_is_under_itself_and_all_above_it() {
    let alice = name("alice.mononym.eth");
    for above in ["alice.mononym.eth", "mononym.eth", "eth", ""] {
        assert!(alice.is_under(&name(above)), "{above}");
    }
    for other in [
        "bob.alice.mononym.eth",
        "onym.eth",
        "xmononym.eth",
        "bob.mononym.eth",
        "th",
    ] {
        assert!(!alice.is_under(&name(other)), "{other}");
    }
    // The parent's bytes at the end of a label are not the parent.
    let sly = from_dns(b"\x09a\x07mononym\x03eth\x00").unwrap();
    assert!(!sly.is_under(&name("mononym.eth")) && sly.is_under(&name("eth")));
    let sly = from_dns(b"\x05a\x03eth\x00").unwrap();
    assert!(!sly.is_under(&name("eth")));
}

#[test]
fn labels_that_no_text_can_hold_have_none() {
    for wire in [
        &b"\x03a.b\x03eth\x00"[..],
        b"\x03a\0b\x03eth\x00",
        b"\x02\xff\xfe\x00",
    ] {
        assert_eq!(from_dns(wire).unwrap().to_text(), None, "{wire:?}");
    }
}

#[test]
fn what_is_shown_is_safe_for_logs() {
    let wire = b"\x0ca.b\n\x1b[31m\0\xff\\\x04\xe2\x80\xae!\x00";
    let shown = from_dns(wire).unwrap().to_string();
    assert_eq!(shown, r"a\.b\n\u{1b}[31m\0\xff\\.\u{202e}!");
    assert_eq!(format!("{:?}", name("alice.eth")), "Name(alice.eth)");
}

#[test]
fn the_node_of_a_name_follows_from_that_of_any_name_above_it() {
    let limits = Limits::default();
    let name = Name::from_text("a.b.mononym.eth", &limits).unwrap();
    for above in ["a.b.mononym.eth", "b.mononym.eth", "mononym.eth", "eth", ""] {
        let above = Name::from_text(above, &limits).unwrap();
        assert_eq!(
            name.node_under(&above, above.node()),
            Some(name.node()),
            "{above}"
        );
    }
    for other in ["x.a.b.mononym.eth", "onym.eth", "a.b", "mononym"] {
        let other = Name::from_text(other, &limits).unwrap();
        assert_eq!(name.node_under(&other, other.node()), None, "{other}");
    }
    assert_eq!(name.node(), namehash(name.labels()));
}
