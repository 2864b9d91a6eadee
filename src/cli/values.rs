//! Values on the command line, and how results are written.

use std::str::FromStr;

use mononym_keystore::Signer;

use crate::{
    clock::{Utc, utc},
    transfer::evm_address,
};

/// Seconds, written as 90, 36h, 3d …
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seconds(pub(super) u64);

impl FromStr for Seconds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const UNITS: [(char, u64); 4] = [('s', 1), ('m', 60), ('h', 3600), ('d', 86_400)];
        let unit = UNITS.into_iter().find(|(letter, _)| text.ends_with(*letter));
        let (digits, factor) = match unit {
            Some((letter, factor)) => (text.trim_end_matches(letter), factor),
            None => (text, 1),
        };
        digits
            .parse::<u64>()
            .ok()
            .and_then(|number| number.checked_mul(factor))
            .map(Self)
            .ok_or_else(|| "write a number and s, m, h or d, such as 3d".to_owned())
    }
}

/// Somebody's key: an Ethereum address, or a signer of any kind (a kind byte, then its data).
#[derive(Clone, Copy, Debug)]
pub(super) struct SignerArg(pub(super) Signer);

impl FromStr for SignerArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.trim_start_matches("0x").len() != 40 {
            return text.parse().map(Self).map_err(|error| format!("{error}"));
        }
        let address = evm_address(text)?;
        if address.is_zero() {
            return Err("nobody has the key of the zero address".to_owned());
        }
        Ok(Self(Signer::Secp256k1(address)))
    }
}

/// A signer as people read it: an Ethereum key by its address.
pub(super) fn signer_text(signer: &Signer) -> String {
    match signer {
        Signer::Secp256k1(address) => address.to_string(),
        other => other.to_string(),
    }
}

/// Unix seconds as a date and a time in UTC.
pub(super) fn time_text(seconds: u64) -> String {
    let Utc {
        year,
        month,
        day,
        hour,
        minute,
        second,
    } = utc(seconds);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_with_units() {
        for (text, seconds) in [
            ("90", 90),
            ("90s", 90),
            ("5m", 300),
            ("36h", 129_600),
            ("3d", 259_200),
        ] {
            assert_eq!(text.parse(), Ok(Seconds(seconds)), "{text}");
        }
        for text in ["", "d", "3w", "-1", "1.5h", "99999999999999999999"] {
            assert!(text.parse::<Seconds>().is_err(), "{text}");
        }
    }

    #[test]
    fn seconds_are_shown_as_dates() {
        for (seconds, text) in [
            (0, "1970-01-01 00:00:00 UTC"),
            (951_782_399, "2000-02-28 23:59:59 UTC"),
            (951_782_400, "2000-02-29 00:00:00 UTC"),
            (1_800_000_000, "2027-01-15 08:00:00 UTC"),
        ] {
            assert_eq!(time_text(seconds), text);
        }
    }

    #[test]
    fn a_key_is_an_address_or_a_signer_of_any_kind() {
        let address = "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045";
        let signer = |text: &str| text.parse::<SignerArg>().map(|SignerArg(signer)| signer);
        let expected = Signer::Secp256k1(address.parse().unwrap());
        assert_eq!(signer(address), Ok(expected));
        assert_eq!(signer(&expected.to_string()), Ok(expected));
        for text in [
            "",
            "alice",
            "0xD8dA6BF26964aF9D7eEd9e03E53415D37aA96045",
            "0x0000000000000000000000000000000000000000",
            "0x04d8da6bf26964af9d7eed9e03e53415d37aa96045",
        ] {
            assert!(signer(text).is_err(), "{text}");
        }
    }
}
