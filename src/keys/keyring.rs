//! The keyring: a file that says which keys were added and retired while the service ran. `mononym keys`
//! writes it, services read it again and again. It holds no key, only where each is.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use alloy_primitives::Address;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::sign::KeyPlace;

/// Longest file that is read.
const LONGEST: u64 = 1 << 20;

/// Keys that were added or retired, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keyring {
    /// Each key once.
    pub keys: Vec<Entry>,
}

/// A key of a keyring. Times in Unix seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Where it is.
    pub key: KeyPlace,
    /// Its address: what is there must have it.
    pub address: Address,
    /// When it came into the keyring.
    pub added_at: u64,
    /// When every resolver was seen to list it. Before, it signs only where the service itself sees so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_from: Option<u64>,
    /// When it stopped signing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<u64>,
}

/// Why there is no keyring. A missing file is none.
#[derive(Debug, Error)]
pub enum KeyringError {
    /// The file cannot be read.
    #[error("cannot read the keyring {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is no keyring.
    #[error("the keyring {}: {reason}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        reason: String,
    },
    /// The file cannot be written.
    #[error("cannot write the keyring {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Somebody else writes it.
    #[error("another `mononym keys` is at work, or was interrupted: if none is, remove {}", .0.display())]
    Locked(PathBuf),
}

impl Keyring {
    /// The keyring in a file; empty if there is none.
    ///
    /// # Errors
    /// If the file cannot be read, or holds something else.
    pub fn read(path: &Path) -> Result<Self, KeyringError> {
        match Self::read_text(path)? {
            Some(text) => Self::parse(path, &text),
            None => Ok(Self::default()),
        }
    }

    /// What the file holds; nothing if there is none.
    pub(super) fn read_text(path: &Path) -> Result<Option<String>, KeyringError> {
        let unreadable = |source| KeyringError::Read {
            path: path.to_owned(),
            source,
        };
        match fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unreadable(error)),
            Ok(data) if data.len() > LONGEST => {
                return Err(KeyringError::Malformed {
                    path: path.to_owned(),
                    reason: format!("it has more than {LONGEST} bytes"),
                });
            }
            Ok(_) => {}
        }
        fs::read_to_string(path).map(Some).map_err(unreadable)
    }

    pub(super) fn parse(path: &Path, text: &str) -> Result<Self, KeyringError> {
        let malformed = |reason| KeyringError::Malformed {
            path: path.to_owned(),
            reason,
        };
        let keyring: Self = serde_json::from_str(text).map_err(|error| malformed(error.to_string()))?;
        for (index, entry) in keyring.keys.iter().enumerate() {
            if keyring
                .keys
                .iter()
                .take(index)
                .any(|before| before.address == entry.address)
            {
                return Err(malformed(format!("{} is in it twice", entry.address)));
            }
        }
        Ok(keyring)
    }

    /// Changes the keyring in a file; the file is whole at every time, and nobody changes it meanwhile.
    ///
    /// # Errors
    /// Those of `change`, or if the file cannot be read or written. Then it stays as it is.
    pub fn change<T, E: From<KeyringError>>(
        path: &Path,
        change: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let unwritable = |source| KeyringError::Write {
            path: path.to_owned(),
            source,
        };
        let new = path.with_extension("json.new");
        let mut file = match fs::OpenOptions::new().write(true).create_new(true).open(&new) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(KeyringError::Locked(new).into());
            }
            Err(error) => return Err(unwritable(error).into()),
        };
        let changed = Self::read(path).map_err(E::from).and_then(|mut keyring| {
            let done = change(&mut keyring)?;
            let mut write = || {
                serde_json::to_writer_pretty(&file, &keyring)?;
                file.write_all(b"\n")?;
                file.sync_all()?;
                fs::rename(&new, path)
            };
            write().map_err(unwritable)?;
            Ok(done)
        });
        if changed.is_err() {
            // What is left of it would lock everybody out.
            let _ = fs::remove_file(&new);
        }
        changed
    }

    /// Whether the key at a place was retired.
    pub fn has_retired(&self, place: &KeyPlace) -> bool {
        let place = place.clone().absolute();
        let mut retired = self.keys.iter().filter(|entry| entry.retired_at.is_some());
        retired.any(|entry| entry.key.clone().absolute() == place)
    }

    /// Whether any of its keys may still come to sign.
    pub fn has_keys(&self) -> bool {
        self.keys.iter().any(|entry| entry.retired_at.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(byte: u8) -> Entry {
        Entry {
            key: KeyPlace::File("a.key".into()),
            address: Address::repeat_byte(byte),
            added_at: 5,
            active_from: None,
            retired_at: None,
        }
    }

    #[test]
    fn a_keyring_is_written_whole_and_read_back() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keyring.json");
        assert_eq!(Keyring::read(&path).unwrap(), Keyring::default());
        let add = |keyring: &mut Keyring| {
            keyring.keys.push(entry(1));
            Ok::<_, KeyringError>(())
        };
        Keyring::change(&path, add).unwrap();
        assert_eq!(Keyring::read(&path).unwrap().keys, [entry(1)]);

        let fail = |keyring: &mut Keyring| {
            keyring.keys.clear();
            Err::<(), _>(KeyringError::Locked("x".into()))
        };
        assert!(Keyring::change(&path, fail).is_err());
        assert_eq!(Keyring::read(&path).unwrap().keys, [entry(1)], "as it was");
        Keyring::change(&path, |keyring| {
            keyring.keys.push(entry(2));
            Ok::<_, KeyringError>(())
        })
        .unwrap();
        assert_eq!(Keyring::read(&path).unwrap().keys.len(), 2);
    }

    #[test]
    fn two_do_not_change_it_at_once() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keyring.json");
        let outer = Keyring::change(&path, |_| {
            let inner = Keyring::change(&path, |_| Ok::<_, KeyringError>(()));
            assert!(matches!(inner, Err(KeyringError::Locked(_))), "{inner:?}");
            Ok::<_, KeyringError>(())
        });
        outer.unwrap();
    }

    #[test]
    fn what_is_no_keyring_is_refused() {
        let path = Path::new("keyring.json");
        let twice = serde_json::to_string(&Keyring {
            keys: vec![entry(1), entry(1)],
        })
        .unwrap();
        let unknown = twice.replacen("added_at", "added", 1);
        for text in ["", "[]", "{\"keys\":[{}]}", &twice, &unknown] {
            let error = Keyring::parse(path, text).unwrap_err();
            assert!(matches!(error, KeyringError::Malformed { .. }), "{text}");
        }
    }
}
