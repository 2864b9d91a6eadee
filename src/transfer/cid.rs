//! Contenthashes (ENSIP-7) from how people write them: `ipfs://` and a CID.

use alloy_primitives::{Bytes, hex};

/// ENSIP-7's codec of IPFS, as a varint.
const IPFS: [u8; 2] = [0xe3, 0x01];
/// CID version 1, codec dag-pb: what a version 0 is.
const VERSION_1_DAG_PB: [u8; 2] = [0x01, 0x70];
/// Longest CID in text: far above what any hash needs.
const CID_LETTERS: usize = 128;

const BASE58: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE32: &[u8] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The contenthash of a text in hex, or of `ipfs://` and a CID of version 0 (base58) or 1 (base32).
pub(super) fn contenthash_of(text: &str) -> Option<Bytes> {
    if text.starts_with("0x") {
        return hex::decode(text).ok().map(Into::into);
    }
    let cid = text.strip_prefix("ipfs://")?.trim_end_matches('/');
    if cid.len() > CID_LETTERS {
        return None;
    }
    let bytes = match cid.strip_prefix('b') {
        Some(rest) => {
            let bytes = base32(rest)?;
            (bytes.first() == Some(&1)).then_some(bytes)?
        }
        None => {
            let hash = base58(cid)?;
            // A SHA-256 multihash.
            (hash.len() == 34 && hash.starts_with(&[0x12, 0x20])).then_some(())?;
            [&VERSION_1_DAG_PB[..], &hash].concat()
        }
    };
    Some([&IPFS[..], &bytes].concat().into())
}

fn digit(alphabet: &[u8], letter: u8) -> Option<u8> {
    let place = alphabet.iter().position(|known| *known == letter)?;
    u8::try_from(place).ok()
}

fn base58(text: &str) -> Option<Vec<u8>> {
    // Least significant byte first.
    let mut bytes: Vec<u8> = Vec::new();
    for letter in text.bytes() {
        let mut carry = u32::from(digit(BASE58, letter)?);
        for byte in &mut bytes {
            carry = carry.checked_add(u32::from(*byte).checked_mul(58)?)?;
            *byte = carry.to_le_bytes()[0];
            carry >>= 8;
        }
        if carry > 0 {
            bytes.push(carry.to_le_bytes()[0]);
        }
    }
    let zeros = text.bytes().take_while(|letter| *letter == b'1').count();
    bytes.extend(std::iter::repeat_n(0, zeros));
    bytes.reverse();
    Some(bytes)
}

/// RFC 4648 in lower case, without padding.
fn base32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut buffer, mut bits) = (0u32, 0u32);
    for letter in text.bytes() {
        buffer = (buffer << 5) | u32::from(digit(BASE32, letter)?);
        bits = bits.saturating_add(5);
        if bits >= 8 {
            bits = bits.saturating_sub(8);
            bytes.push((buffer >> bits).to_le_bytes()[0]);
            buffer &= (1 << bits) - 1;
        }
    }
    (buffer == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ENSIP-7's own example, and the same CID in version 1.
    #[test]
    fn both_versions_of_a_cid_are_one_contenthash() {
        let expected = "0xe3010170122029f2d17be6139079dc48696d1f582a8530eb9805b561eda517e22a892c7e3f1f";
        for text in [
            "ipfs://QmRAQB6YaCyidP37UdDnjFY5vQuiBrcqdyoW1CuDgwxkD4",
            "ipfs://bafybeibj6lixxzqtsb45ysdjnupvqkufgdvzqbnvmhw2kf7cfkesy7r7d4",
            "ipfs://QmRAQB6YaCyidP37UdDnjFY5vQuiBrcqdyoW1CuDgwxkD4/",
            expected,
        ] {
            let found = contenthash_of(text).map(|bytes| bytes.to_string());
            assert_eq!(found.as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_contenthash_is_refused() {
        for text in [
            "",
            "ipfs://",
            "ipfs://Qm",
            "ipfs://QmRAQB6YaCyidP37UdDnjFY5vQuiBrcqdyoW1CuDgwxkD0",
            "ipfs://b0",
            "https://example.com",
            "0xe",
        ] {
            assert_eq!(contenthash_of(text), None, "{text}");
        }
    }
}
