//! How parts of an account stand in one column: one canonical form each, the same in every
//! database.

use mononym_keystore::{Guardians, OutgoingGuardians, OutgoingSigners, Recovery, Signer, restore};

/// What the bytes of a column are not.
#[derive(Debug)]
pub(super) struct Damage;

/// Signers in order, each behind its length in two bytes, big-endian.
pub(super) fn signers_to_bytes(signers: &[Signer]) -> Vec<u8> {
    let mut bytes = Vec::new();
    append_signers(&mut bytes, signers);
    bytes
}

pub(super) fn signers_from_bytes(mut bytes: &[u8]) -> Result<Vec<Signer>, Damage> {
    let mut signers = Vec::new();
    while !bytes.is_empty() {
        let length = u16::from_be_bytes(take(&mut bytes)?);
        let (signer, rest) = bytes.split_at_checked(usize::from(length)).ok_or(Damage)?;
        signers.push(Signer::try_from(signer).map_err(|_| Damage)?);
        bytes = rest;
    }
    Ok(signers)
}

fn append_signers(bytes: &mut Vec<u8>, signers: &[Signer]) {
    for signer in signers {
        let signer = signer.to_bytes();
        // The longest kind has 97 bytes.
        let length = u16::try_from(signer.len()).unwrap_or(u16::MAX);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(&signer);
    }
}

/// `threshold (1) ‖ after (8) ‖ guardians (37) ‖ outgoing (1) ‖ joined (1) ‖ signers`.
pub(super) fn recovery_to_bytes(recovery: &Recovery) -> Vec<u8> {
    let mut bytes = vec![recovery.threshold];
    bytes.extend_from_slice(&recovery.after.to_be_bytes());
    append_guardians(&mut bytes, &recovery.guardians);
    bytes.extend_from_slice(&[u8::from(recovery.outgoing), u8::from(recovery.joined)]);
    append_signers(&mut bytes, &recovery.signers);
    bytes
}

pub(super) fn recovery_from_bytes(mut bytes: &[u8]) -> Result<Recovery, Damage> {
    let [threshold] = take(&mut bytes)?;
    let after = u64::from_be_bytes(take(&mut bytes)?);
    let guardians = take_guardians(&mut bytes)?;
    let [outgoing, joined] = take(&mut bytes)?;
    Ok(Recovery {
        threshold,
        signers: signers_from_bytes(bytes)?,
        after,
        guardians,
        outgoing: flag(outgoing)?,
        joined: flag(joined)?,
    })
}

/// `until (8) ‖ guardians (37)`.
pub(super) fn outgoing_guardians_to_bytes(outgoing: &OutgoingGuardians) -> Vec<u8> {
    let mut bytes = outgoing.until.to_be_bytes().to_vec();
    append_guardians(&mut bytes, &outgoing.guardians);
    bytes
}

pub(super) fn outgoing_guardians_from_bytes(mut bytes: &[u8]) -> Result<OutgoingGuardians, Damage> {
    let until = u64::from_be_bytes(take(&mut bytes)?);
    let guardians = take_guardians(&mut bytes)?;
    if bytes.is_empty() {
        Ok(OutgoingGuardians { guardians, until })
    } else {
        Err(Damage)
    }
}

/// `until (8) ‖ threshold (1) ‖ signers`.
pub(super) fn outgoing_signers_to_bytes(outgoing: &OutgoingSigners) -> Vec<u8> {
    let mut bytes = outgoing.until.to_be_bytes().to_vec();
    bytes.push(outgoing.threshold);
    append_signers(&mut bytes, &outgoing.signers);
    bytes
}

pub(super) fn outgoing_signers_from_bytes(mut bytes: &[u8]) -> Result<OutgoingSigners, Damage> {
    let until = u64::from_be_bytes(take(&mut bytes)?);
    let [threshold] = take(&mut bytes)?;
    Ok(OutgoingSigners {
        threshold,
        signers: signers_from_bytes(bytes)?,
        until,
    })
}

/// `threshold (1) ‖ hash (32) ‖ recovery delay (4)`.
fn append_guardians(bytes: &mut Vec<u8>, guardians: &Guardians) {
    bytes.push(guardians.threshold);
    bytes.extend_from_slice(guardians.hash.as_slice());
    bytes.extend_from_slice(&guardians.recovery_delay.to_be_bytes());
}

fn take_guardians(bytes: &mut &[u8]) -> Result<Guardians, Damage> {
    let [threshold] = take(bytes)?;
    Ok(Guardians {
        threshold,
        hash: take::<32>(bytes)?.into(),
        recovery_delay: u32::from_be_bytes(take(bytes)?),
    })
}

/// The body of an operation as it is stored: shortened, or as it was in rows of earlier releases.
/// Behind its kind begins an ABI encoding, with many zeros; in its short form with a zero and their
/// number.
pub(super) fn body_from_stored(stored: Vec<u8>) -> Result<Vec<u8>, Damage> {
    match stored.get(1..3) {
        Some([0, 0]) => Ok(stored),
        _ => restore(&stored, LONGEST_BODY).map_err(|_| Damage),
    }
}

/// Far above what an operation takes.
const LONGEST_BODY: usize = 16 << 20;

fn take<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], Damage> {
    let (first, rest) = bytes.split_first_chunk::<N>().ok_or(Damage)?;
    *bytes = rest;
    Ok(*first)
}

fn flag(byte: u8) -> Result<bool, Damage> {
    match byte {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Damage),
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{Address, B256};
    use mononym_keystore::P256Key;

    use super::*;

    fn signers() -> Vec<Signer> {
        let key = P256Key {
            x: B256::repeat_byte(2),
            y: B256::repeat_byte(3),
        };
        vec![
            Signer::Secp256k1(Address::repeat_byte(1)),
            Signer::P256(key),
            Signer::WebAuthn {
                key,
                rp_id_hash: B256::repeat_byte(4),
            },
        ]
    }

    fn guardians() -> Guardians {
        Guardians {
            threshold: 2,
            hash: B256::repeat_byte(5),
            recovery_delay: 86_400,
        }
    }

    /// Comes back as it went, and no other length does.
    fn check<T: PartialEq + std::fmt::Debug>(
        value: &T,
        write: impl Fn(&T) -> Vec<u8>,
        read: impl Fn(&[u8]) -> Result<T, Damage>,
    ) {
        let bytes = write(value);
        assert_eq!(&read(&bytes).unwrap(), value);
        let ends: Vec<usize> = (0..bytes.len())
            .filter(|&end| read(&bytes[..end]).is_ok())
            .collect();
        for end in ends {
            assert_eq!(
                write(&read(&bytes[..end]).unwrap()),
                &bytes[..end],
                "one form each"
            );
        }
        assert!(read(&[&bytes[..], &[0]].concat()).is_err());
    }

    #[test]
    fn every_part_comes_back_as_it_went() {
        check(&signers(), |value| signers_to_bytes(value), signers_from_bytes);
        for (outgoing, joined) in [(false, true), (true, false)] {
            let recovery = Recovery {
                threshold: 2,
                signers: signers(),
                after: u64::MAX,
                guardians: guardians(),
                outgoing,
                joined,
            };
            check(&recovery, recovery_to_bytes, recovery_from_bytes);
        }
        let outgoing = OutgoingGuardians {
            guardians: guardians(),
            until: 7,
        };
        check(
            &outgoing,
            outgoing_guardians_to_bytes,
            outgoing_guardians_from_bytes,
        );
        let outgoing = OutgoingSigners {
            threshold: 2,
            signers: signers(),
            until: 7,
        };
        check(&outgoing, outgoing_signers_to_bytes, outgoing_signers_from_bytes);
    }

    #[test]
    fn a_body_is_read_shortened_and_as_earlier_releases_wrote_it() {
        let mut body = vec![1];
        body.extend([0; 31]);
        body.extend([0x60, 0, 0, 7]);
        assert_eq!(body_from_stored(body.clone()).unwrap(), body);
        let short = mononym_keystore::shorten(&body);
        assert!(short.len() < body.len());
        assert_eq!(body_from_stored(short).unwrap(), body);
        assert!(body_from_stored(vec![1, 0]).is_err());
    }

    #[test]
    fn a_flag_is_zero_or_one() {
        let recovery = Recovery {
            threshold: 1,
            signers: signers(),
            after: 1,
            guardians: guardians(),
            outgoing: false,
            joined: false,
        };
        let mut bytes = recovery_to_bytes(&recovery);
        bytes[47] = 2;
        assert!(recovery_from_bytes(&bytes).is_err());
    }
}
