//! Bech32 and bech32m of plain bytes: accounts of Cosmos chains and others.

use bech32::primitives::decode::{CharError, UncheckedHrpstring, UncheckedHrpstringError};
use bech32::{Bech32, Bech32m, Hrp};

use crate::Fault;
use crate::codec::Codec;

/// Longest text of BIP-173, in characters.
const LONGEST: usize = 90;

/// Accounts: `hrp ‖ 1 ‖ bytes ‖ checksum`.
#[derive(Debug)]
pub(crate) struct Account {
    /// Human-readable part.
    pub(crate) hrp: &'static str,
    /// Lengths of an account, in bytes.
    pub(crate) lengths: &'static [usize],
    pub(crate) checksum: Checksum,
    /// What stands before the account in text and not in its binary form.
    pub(crate) version: &'static [u8],
}

/// BIP-173's constant or BIP-350's.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Checksum {
    Bech32,
    Bech32m,
}

/// An account in bech32, without a version.
pub(crate) const fn account(hrp: &'static str, lengths: &'static [usize]) -> Account {
    Account {
        hrp,
        lengths,
        checksum: Checksum::Bech32,
        version: &[],
    }
}

impl Codec for Account {
    fn parse(&self, text: &str) -> Result<Vec<u8>, Fault> {
        if text.len() > LONGEST {
            return Err(Fault::TooLong);
        }
        let bytes = decode(self.hrp, self.checksum, text)?;
        let account = bytes.strip_prefix(self.version).ok_or(Fault::Prefix)?;
        if !self.lengths.contains(&account.len()) {
            return Err(Fault::Length);
        }
        Ok(account.to_vec())
    }

    fn format(&self, bytes: &[u8]) -> Result<String, Fault> {
        if !self.lengths.contains(&bytes.len()) {
            return Err(Fault::Bytes(bytes.len()));
        }
        encode(self.hrp, self.checksum, &[self.version, bytes].concat())
    }

    fn form(&self) -> &'static str {
        match self.checksum {
            Checksum::Bech32 => "bech32",
            Checksum::Bech32m => "bech32m",
        }
    }

    fn claims(&self, text: &str) -> bool {
        begins(text, self.hrp)
    }
}

/// Whether a text begins with a human-readable part and the separator.
pub(crate) fn begins(text: &str, hrp: &str) -> bool {
    text.rsplit_once('1')
        .is_some_and(|(found, _)| found.eq_ignore_ascii_case(hrp))
}

/// The bytes of a text with this human-readable part.
pub(crate) fn decode(hrp: &str, checksum: Checksum, text: &str) -> Result<Vec<u8>, Fault> {
    let parts = split(hrp, text)?;
    let checked = match checksum {
        Checksum::Bech32 => parts.validate_and_remove_checksum::<Bech32>(),
        Checksum::Bech32m => parts.validate_and_remove_checksum::<Bech32m>(),
    };
    let bytes: Vec<u8> = checked.map_err(|_| Fault::Checksum)?.byte_iter().collect();
    // Bits left over at the end are zeros, fewer than a character has.
    if encode(hrp, checksum, &bytes)?.eq_ignore_ascii_case(text) {
        Ok(bytes)
    } else {
        Err(Fault::Shape)
    }
}

/// A text of the form, with this human-readable part.
pub(crate) fn split<'a>(hrp: &str, text: &'a str) -> Result<UncheckedHrpstring<'a>, Fault> {
    let parts = UncheckedHrpstring::new(text).map_err(|error| match error {
        UncheckedHrpstringError::Char(CharError::MixedCase) if begins(text, hrp) => Fault::MixedCase,
        _ => Fault::Shape,
    })?;
    if parts.hrp().as_str().eq_ignore_ascii_case(hrp) {
        Ok(parts)
    } else {
        Err(Fault::Prefix)
    }
}

/// The text of bytes, in lower case.
pub(crate) fn encode(hrp: &str, checksum: Checksum, bytes: &[u8]) -> Result<String, Fault> {
    let hrp = Hrp::parse(hrp).map_err(|_| Fault::Prefix)?;
    let text = match checksum {
        Checksum::Bech32 => bech32::encode_lower::<Bech32>(hrp, bytes),
        Checksum::Bech32m => bech32::encode_lower::<Bech32m>(hrp, bytes),
    };
    text.map_err(|_| Fault::TooLong)
}

/// Avalanche's X- and P-Chain: an account, after the letter of its chain or not.
#[derive(Debug)]
pub(crate) struct Avalanche(pub(crate) Account);

impl Codec for Avalanche {
    fn parse(&self, text: &str) -> Result<Vec<u8>, Fault> {
        let account = ["X-", "P-", "C-"]
            .iter()
            .find_map(|chain| text.strip_prefix(chain));
        self.0.parse(account.unwrap_or(text))
    }

    fn format(&self, bytes: &[u8]) -> Result<String, Fault> {
        self.0.format(bytes)
    }

    fn form(&self) -> &'static str {
        self.0.form()
    }
}
