//! Secret keys and the files that hold them.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    str::FromStr,
};

use alloy_primitives::hex;
use thiserror::Error;
use zeroize::Zeroizing;

use super::KeyPlace;

/// A secp256k1 secret key. Wiped from memory when dropped, never printed.
#[derive(Clone)]
pub struct SecretKey(secp256k1::SecretKey);

impl SecretKey {
    /// A new key from the system's randomness.
    pub fn generate() -> Self {
        Self(secp256k1::SecretKey::new(&mut secp256k1::rand::rng()))
    }

    pub(super) fn expose(&self) -> &secp256k1::SecretKey {
        &self.0
    }

    /// Reads a key from a file that holds its hex digits.
    ///
    /// # Errors
    /// If the file cannot be read, or others than its owner may read it, or it holds no key.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        read_text(path)?.trim().parse()
    }

    /// Reads a key, or makes the file with a new key (mode 0600) if there is none.
    ///
    /// # Errors
    /// As [`SecretKey::read`], or if the file cannot be written.
    pub fn read_or_create(path: &Path) -> Result<(Self, KeySource), KeyError> {
        if path.exists() {
            return Ok((Self::read(path)?, KeySource::Read));
        }
        let key = Self::generate();
        key.write(path).map_err(|source| KeyError::Write {
            path: path.to_owned(),
            source,
        })?;
        Ok((key, KeySource::Created))
    }

    /// Writes the key to a new file that only its owner can read. There is all of it or no file, whatever
    /// happens meanwhile.
    fn write(&self, path: &Path) -> io::Result<()> {
        let text = Zeroizing::new(hex::encode_prefixed(Zeroizing::new(self.0.secret_bytes())));
        let directory = path.parent().filter(|path| !path.as_os_str().is_empty());
        // Its owner's alone from the beginning.
        let mut file = tempfile::NamedTempFile::new_in(directory.unwrap_or(Path::new(".")))?;
        file.write_all(text.as_bytes())?;
        file.write_all(b"\n")?;
        file.as_file().sync_all()?;
        file.persist_noclobber(path)?;
        Ok(())
    }
}

/// What a key file holds, if its owner alone may read it.
pub(super) fn read_text(path: &Path) -> Result<Zeroizing<String>, KeyError> {
    let unreadable = |source| KeyError::Read {
        path: path.to_owned(),
        source,
    };
    let mode = fs::metadata(path).map_err(unreadable)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(KeyError::Exposed {
            path: path.to_owned(),
            mode: mode & 0o777,
        });
    }
    Ok(Zeroizing::new(fs::read_to_string(path).map_err(unreadable)?))
}

impl Drop for SecretKey {
    fn drop(&mut self) {
        self.0.non_secure_erase();
    }
}

impl FromStr for SecretKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let mut bytes = Zeroizing::new([0; 32]);
        hex::decode_to_slice(text, bytes.as_mut()).map_err(|_| KeyError::Malformed)?;
        secp256k1::SecretKey::from_byte_array(*bytes)
            .map(Self)
            .map_err(|_| KeyError::Malformed)
    }
}

/// Where a key came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// From an existing file.
    Read,
    /// Made just now.
    Created,
}

/// Why there is no key. Never shows the key.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The file cannot be read.
    #[error("cannot read the key file {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file cannot be made.
    #[error("cannot write the key file {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Others may read the file.
    #[error("others may read the key file {} (mode {mode:o}): chmod 600 it", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Not 32 bytes of hex, or out of the curve's range.
    #[error("a key is 0x and 64 hexadecimal digits, not zero and below the order of secp256k1")]
    Malformed,
    /// A variable that is not set.
    #[error("the environment variable {0} is not set: it should hold a key")]
    NoVariable(String),
    /// A variable that holds no key.
    #[error(
        "the environment variable {0} holds no key: 0x and 64 hexadecimal digits, not zero and below the order of secp256k1"
    )]
    MalformedVariable(String),
    /// A kind of key that this program was built without.
    #[error("this program was built without {0}: build it with the feature of that name")]
    NotBuilt(&'static str),
    /// A key in a KMS that cannot be had.
    #[error("{place}: {reason}")]
    Kms {
        /// Where it is.
        place: KeyPlace,
        /// Why, without any secret.
        reason: String,
    },
    /// The program ends.
    #[error("the key was not opened: the program ends")]
    GivenUp,
    /// The same, of the other curve.
    #[error("a P-256 key is p256:0x and 64 hexadecimal digits, not zero and below the order of P-256")]
    MalformedP256,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::LocalSigner;

    #[test]
    fn a_new_key_file_is_for_its_owner_alone_and_reads_back() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("signer.key");
        let (made, source) = SecretKey::read_or_create(&path).unwrap();
        assert_eq!(source, KeySource::Created);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let (read, source) = SecretKey::read_or_create(&path).unwrap();
        assert_eq!(source, KeySource::Read);
        assert_eq!(LocalSigner::new(made).address(), LocalSigner::new(read).address());
    }

    #[test]
    fn a_key_file_that_others_may_read_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("signer.key");
        SecretKey::read_or_create(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(
            SecretKey::read(&path),
            Err(KeyError::Exposed { mode: 0o644, .. })
        ));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "0x", "0x00", "zz", &"0".repeat(64), &"f".repeat(64)] {
            assert!(
                matches!(text.parse::<SecretKey>(), Err(KeyError::Malformed)),
                "{text}"
            );
        }
    }
}
