//! Which of the keys signs.

use std::collections::BTreeSet;

use alloy_primitives::Address;

use super::Keyring;
use crate::sign::KeyPlace;

/// A key, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Where it is.
    pub place: KeyPlace,
    /// Its address.
    pub address: Address,
    /// How it stands.
    pub standing: Standing,
}

/// How a key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The settings name it: it signs unless a resolver is seen not to list it.
    Configured,
    /// It was added, and signs once every resolver lists it.
    Waiting,
    /// It was added, and every resolver was seen to list it.
    Active,
    /// It signs no more, since this Unix second.
    Retired(u64),
}

/// All keys, in the order in which they are preferred: those of the keyring, the newest first, then
/// those of the settings as they stand there.
pub fn members(configured: &[(KeyPlace, Address)], keyring: &Keyring) -> Vec<Member> {
    let of_keyring = keyring.keys.iter().rev().map(|entry| Member {
        place: entry.key.clone(),
        address: entry.address,
        standing: match (entry.retired_at, entry.active_from) {
            (Some(at), _) => Standing::Retired(at),
            (None, Some(_)) => Standing::Active,
            (None, None) => Standing::Waiting,
        },
    });
    let mut members: Vec<Member> = of_keyring.collect();
    for (place, address) in configured {
        if !members.iter().any(|member| member.address == *address) {
            members.push(Member {
                place: place.clone(),
                address: *address,
                standing: Standing::Configured,
            });
        }
    }
    members
}

impl Member {
    /// Whether it may sign, where the resolvers list these keys; nothing if that is not known.
    pub fn may_sign(&self, listed: Option<&BTreeSet<Address>>) -> bool {
        match (self.standing, listed) {
            (Standing::Retired(_), _) => false,
            (_, Some(listed)) => listed.contains(&self.address),
            (Standing::Configured | Standing::Active, None) => true,
            (Standing::Waiting, None) => false,
        }
    }

    /// Whether answers that it signed may still be about: then resolvers must go on listing it.
    pub fn lingers(&self, now: u64, overlap: u64) -> bool {
        matches!(self.standing, Standing::Retired(at) if now <= at.saturating_add(overlap))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Entry;

    fn address(byte: u8) -> Address {
        Address::repeat_byte(byte)
    }

    fn place(byte: u8) -> KeyPlace {
        KeyPlace::Environment(format!("K{byte}"))
    }

    fn entry(byte: u8, active_from: Option<u64>, retired_at: Option<u64>) -> Entry {
        Entry {
            key: place(byte),
            address: address(byte),
            added_at: 1,
            active_from,
            retired_at,
        }
    }

    fn signs(configured: &[u8], keys: Vec<Entry>, listed: Option<&[u8]>) -> Option<Address> {
        let configured: Vec<_> = configured
            .iter()
            .map(|byte| (place(*byte), address(*byte)))
            .collect();
        let listed = listed.map(|bytes| bytes.iter().map(|byte| address(*byte)).collect());
        let members = members(&configured, &Keyring { keys });
        let mut may_sign = members.iter().filter(|member| member.may_sign(listed.as_ref()));
        may_sign.next().map(|member| member.address)
    }

    #[test]
    fn the_newest_key_that_the_resolvers_list_signs() {
        let waiting = || vec![entry(2, None, None)];
        // What the resolvers list is not known: a new key waits until it was seen to be listed.
        assert_eq!(signs(&[1], waiting(), None), Some(address(1)));
        assert_eq!(signs(&[1], vec![entry(2, Some(9), None)], None), Some(address(2)));
        // It is known: that alone counts.
        assert_eq!(signs(&[1], waiting(), Some(&[1])), Some(address(1)));
        assert_eq!(signs(&[1], waiting(), Some(&[1, 2])), Some(address(2)));
        assert_eq!(
            signs(&[1], vec![entry(2, Some(9), None)], Some(&[1])),
            Some(address(1))
        );
        assert_eq!(signs(&[1, 3], vec![], Some(&[3])), Some(address(3)));
        assert_eq!(
            signs(&[1], waiting(), Some(&[])),
            None,
            "none is better than a wrong one"
        );
    }

    #[test]
    fn a_retired_key_never_signs() {
        let retired = || vec![entry(1, None, Some(5)), entry(2, Some(4), None)];
        assert_eq!(signs(&[1], retired(), None), Some(address(2)));
        assert_eq!(signs(&[1], retired(), Some(&[1, 2])), Some(address(2)));
        assert_eq!(signs(&[1], retired(), Some(&[1])), None);
        let member = &members(&[], &Keyring { keys: retired() })[1];
        assert!(member.lingers(5, 420) && member.lingers(425, 420) && !member.lingers(426, 420));
    }
}
