//! Bitcoin Cash's CashAddr, kept as the script that is paid to.

use bech32::Fe32;
use bech32::primitives::iter::{ByteIterExt, Fe32IterExt};

use super::base58check::{Kind, p2pkh, p2sh};
use crate::Fault;
use crate::codec::Codec;

const PREFIX: &str = "bitcoincash";

/// The kinds of addresses, each with its version byte: the type in bits 3 to 6, and 0 in the last
/// three, for 20 bytes.
const KINDS: [Kind; 2] = [p2pkh(&[0x00]), p2sh(&[0x08])];

/// Characters of the checksum.
const CHECKSUM: usize = 8;

/// The generator of the code, times 1, 2, 4, 8, 16.
const GENERATOR: [u64; 5] = [
    0x98_f2bc_8e61,
    0x79_b76d_99e2,
    0xf3_3e5f_b3c4,
    0xae_2eab_e2a8,
    0x1e_4f43_e470,
];

/// `bitcoincash:` and a version byte, a hash and a checksum in base 32. The prefix may be left away.
#[derive(Debug)]
pub(crate) struct CashAddr;

impl Codec for CashAddr {
    fn parse(&self, text: &str) -> Result<Vec<u8>, Fault> {
        let lower = text.to_ascii_lowercase();
        if text != lower && text != text.to_ascii_uppercase() {
            return Err(Fault::MixedCase);
        }
        let characters = match lower.split_once(':') {
            Some((PREFIX, rest)) => rest,
            Some(_) => return Err(Fault::Prefix),
            None => &lower,
        };
        let words: Vec<Fe32> = characters
            .chars()
            .map(|character| Fe32::from_char(character).map_err(|_| Fault::Shape))
            .collect::<Result<_, _>>()?;
        let (data, _) = words
            .len()
            .checked_sub(CHECKSUM)
            .and_then(|length| words.split_at_checked(length))
            .ok_or(Fault::Length)?;
        if polymod(&words) != 0 {
            return Err(Fault::Checksum);
        }
        let payload: Vec<u8> = data.iter().copied().fes_to_bytes().collect();
        let (kind, hash) = KINDS
            .iter()
            .find_map(|kind| Some((kind, payload.strip_prefix(kind.version)?)))
            .ok_or(Fault::Prefix)?;
        if hash.len() != kind.body {
            return Err(Fault::Length);
        }
        // Bits left over at the end are zeros.
        if payload.iter().copied().bytes_to_fes().ne(data.iter().copied()) {
            return Err(Fault::Shape);
        }
        Ok([kind.head, hash, kind.tail].concat())
    }

    fn format(&self, bytes: &[u8]) -> Result<String, Fault> {
        let payload = KINDS.iter().find_map(|kind| {
            let hash = bytes.strip_prefix(kind.head)?.strip_suffix(kind.tail)?;
            Some([kind.version, hash].concat())
        });
        let payload = payload.ok_or(Fault::Bytes(bytes.len()))?;
        let mut words: Vec<Fe32> = payload.iter().copied().bytes_to_fes().collect();
        let checksum = polymod(&[&words[..], &[Fe32::Q; CHECKSUM]].concat());
        for place in (0..CHECKSUM).rev() {
            words.push(Fe32::try_from(low_bits(checksum >> (5 * place))).map_err(|_| Fault::Shape)?);
        }
        let characters: String = words.iter().map(|word| word.to_char()).collect();
        Ok(format!("{PREFIX}:{characters}"))
    }

    fn form(&self) -> &'static str {
        "CashAddr"
    }

    /// A legacy address has no colon, and 0 is none of its characters.
    fn claims(&self, text: &str) -> bool {
        text.contains(':') || text.starts_with(['q', 'Q', 'p', 'P'])
    }
}

fn low_bits(value: u64) -> u8 {
    value.to_le_bytes()[0] & 31
}

/// The checksum of the prefix and these words: 0 where they end with the right one.
fn polymod(words: &[Fe32]) -> u64 {
    let prefix = PREFIX.bytes().map(|letter| letter & 31).chain([0]);
    let all = prefix.chain(words.iter().map(|word| word.to_u8()));
    let residue = all.fold(1_u64, |residue, word| {
        let top = residue >> 35;
        let shifted = ((residue & 0x07_ffff_ffff) << 5) ^ u64::from(word);
        GENERATOR
            .iter()
            .enumerate()
            .filter(|(bit, _)| (top >> bit) & 1 == 1)
            .fold(shifted, |sum, (_, generator)| sum ^ generator)
    });
    residue ^ 1
}
