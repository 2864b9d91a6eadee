use alloc::format;

use super::*;

fn normalized(text: &str) -> Result<String, NormalizeError> {
    normalize(text, &Limits::default())
}

#[test]
fn names_get_their_one_spelling() {
    for (text, expected) in [
        ("", ""),
        ("alice.mononym.eth", "alice.mononym.eth"),
        ("Alice.ETH", "alice.eth"),
        ("BÜCHER.eth", "bücher.eth"),
        ("bu\u{308}cher.eth", "bücher.eth"),
        ("_under.eth", "_under.eth"),
        // ENSIP-15 drops the variation selector of an emoji, and soft hyphens.
        ("❤\u{fe0f}.eth", "❤.eth"),
        ("a\u{ad}b.eth", "ab.eth"),
        ("a'b.eth", "a’b.eth"),
    ] {
        assert_eq!(normalized(text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn what_no_name_may_hold_is_refused() {
    for text in [
        ".",
        "a..eth",
        ".eth",
        "eth.",
        "a b.eth",
        "a\0b.eth",
        "ab--c.eth",
        "a_b.eth",
        "a\u{202e}.eth",
        "a\u{200d}b.eth",
        "p\u{430}ypal.eth",
        "[a].eth",
        "a\"b.eth",
        "a/b.eth",
        "\u{308}a.eth",
    ] {
        let error = normalized(text).unwrap_err();
        assert!(
            matches!(error, NormalizeError::Disallowed { .. }),
            "{text}: {error}"
        );
        assert!(!error.to_string().contains(char::is_control), "{error}");
    }
}

#[test]
fn the_length_is_bounded_in_code_points() {
    let limits = Limits::default();
    let rocket = "🚀".repeat(limits.name_code_points);
    assert_eq!(normalize(&rocket, &limits).as_deref(), Ok(rocket.as_str()));
    assert_eq!(
        normalize(&format!("{rocket}a"), &limits),
        Err(NormalizeError::TooLong { limit: 255 })
    );
}

#[test]
fn the_error_shows_the_spelling_to_use() {
    let limits = Limits::default();
    assert_eq!(is_normalized("alice.eth", &limits), Ok(()));
    let error = is_normalized("Alice.eth", &limits).unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"the name is not normalised (ENSIP-15): write "alice.eth""#
    );
    assert!(matches!(
        is_normalized("a b", &limits),
        Err(NormalizeError::Disallowed { .. })
    ));
}

#[test]
fn a_normalised_form_is_its_own() {
    // A character to ignore behind one that must not end a label.
    for text in ["a'\u{fe00}", "a'", "a’\u{fe00}", "a’"] {
        assert!(
            matches!(normalized(text), Err(NormalizeError::Disallowed { .. })),
            "{text:?}"
        );
    }
}

proptest::proptest! {
    /// The short way says what the long one says.
    #[test]
    fn plain_labels_are_their_own_normalised_form(label in "[a-z0-9-]{1,9}") {
        let long_way = NORMALIZER.normalize(&label).ok();
        proptest::prop_assert_eq!(is_plain(&label), long_way.as_ref() == Some(&label), "{}", label);
    }
}
