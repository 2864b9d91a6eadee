//! Labels that look like others. ENSIP-15 keeps scripts apart; within one script, and with digits and
//! accents, a label can still pass for another at a glance.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// What a label looks like: two labels with the same look can be taken for each other. Accents,
/// hyphens and underscores fall away, digits and pairs of letters become what they imitate.
pub(super) fn look(label: &str) -> String {
    let plain: String = label
        .nfkd()
        .filter(|character| !is_combining_mark(*character))
        .filter(|character| !matches!(character, '-' | '_' | '\u{2019}'))
        .map(imitated)
        .collect();
    plain.replace("rn", "m").replace("vv", "w")
}

/// The letter that a character is written for.
fn imitated(character: char) -> char {
    match character {
        '0' | '\u{f8}' => 'o',
        // An i with its dot away, an l and a 1 are one stroke.
        '1' | 'i' | '\u{131}' | '\u{142}' => 'l',
        '2' => 'z',
        '3' | '\u{25b}' => 'e',
        '4' | '\u{251}' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        '8' => 'b',
        '9' => 'g',
        '\u{111}' => 'd',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_pass_for_others_look_like_them() {
        for (label, other) in [
            ("adm1n", "admin"),
            ("admln", "admin"),
            ("\u{e4}dm\u{ed}n", "admin"),
            ("a-d-m-i-n", "admin"),
            ("adrnin", "admin"),
            ("4dmin", "admin"),
            ("_admin", "admin"),
            ("vvallet", "wallet"),
            ("w\u{e0}ll3t", "wallet"),
            ("supp0rt", "support"),
            ("paypa1", "paypal"),
            ("\u{111}ao", "dao"),
            ("g00g1e", "google"),
        ] {
            assert_eq!(look(label), look(other), "{label} {other}");
        }
    }

    #[test]
    fn labels_that_are_others_do_not() {
        for (label, other) in [
            ("admin", "admins"),
            ("alice", "bob"),
            ("wallet", "wallets"),
            ("dao", "doa"),
            ("mononym", "monoym"),
        ] {
            assert_ne!(look(label), look(other), "{label} {other}");
        }
    }
}
