//! Keys of owners, as the command line uses them.

use std::path::Path;

use alloy_primitives::B256;
use mononym_keystore::{Approval, P256Key, Signature, SignatureError, Signer};
use p256::ecdsa::{SigningKey, signature::Signer as _};
use zeroize::Zeroizing;

use super::{KeyError, KeySource, LocalSigner, SecretKey, key::read_text};

/// How the file of a P-256 key begins.
const P256_PREFIX: &str = "p256:";

/// A key that may sign for an account, or guard it. Never printed.
pub enum OwnerKey {
    /// An Ethereum key.
    Secp256k1(LocalSigner),
    /// A P-256 key, which signs as WebCrypto does.
    P256(Box<SigningKey>),
}

impl OwnerKey {
    /// A new Ethereum key from the system's randomness.
    pub fn generate() -> Self {
        Self::Secp256k1(LocalSigner::new(SecretKey::generate()))
    }

    /// Reads a key from a file that holds its hex digits, behind `p256:` if it is a P-256 key.
    ///
    /// # Errors
    /// As [`SecretKey::read`].
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let text = read_text(path)?;
        let Some(digits) = text.trim().strip_prefix(P256_PREFIX) else {
            return Ok(Self::Secp256k1(LocalSigner::new(text.trim().parse()?)));
        };
        let mut bytes = Zeroizing::new([0; 32]);
        alloy_primitives::hex::decode_to_slice(digits.trim(), bytes.as_mut())
            .map_err(|_| KeyError::MalformedP256)?;
        let key = SigningKey::from_slice(bytes.as_ref()).map_err(|_| KeyError::MalformedP256)?;
        Ok(Self::P256(Box::new(key)))
    }

    /// Reads a key, or makes the file with a new Ethereum key (mode 0600) if there is none.
    ///
    /// # Errors
    /// As [`OwnerKey::read`], or if the file cannot be written.
    pub fn read_or_create(path: &Path) -> Result<(Self, KeySource), KeyError> {
        if path.exists() {
            return Ok((Self::read(path)?, KeySource::Read));
        }
        let (key, source) = SecretKey::read_or_create(path)?;
        Ok((Self::Secp256k1(LocalSigner::new(key)), source))
    }

    /// The public key, as accounts name it.
    pub fn signer(&self) -> Signer {
        match self {
            Self::Secp256k1(signer) => Signer::Secp256k1(signer.address()),
            Self::P256(key) => {
                let point = key.verifying_key().to_encoded_point(false);
                let word = |coordinate: Option<&p256::FieldBytes>| {
                    coordinate.map_or(B256::ZERO, |bytes| B256::from_slice(bytes))
                };
                Signer::P256(P256Key {
                    x: word(point.x()),
                    y: word(point.y()),
                })
            }
        }
    }

    /// The key's approval of a digest.
    ///
    /// # Errors
    /// Never in practice: the library's signatures are canonical.
    pub fn approve(&self, digest: &B256) -> Result<Approval, SignatureError> {
        let signature = match self {
            Self::Secp256k1(signer) => Signature::try_from(signer.sign_digest(digest).as_slice())?,
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(digest.as_slice());
                Signature::try_from(&*signature.to_bytes())?
            }
        };
        Ok(Approval {
            signer: self.signer(),
            signature,
        })
    }
}

/// 32 bytes of the system's randomness: a salt, or the secret of an API key.
pub fn random_word() -> B256 {
    B256::from(secp256k1::rand::random::<[u8; 32]>())
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use mononym_keystore::PureCurves;

    use super::*;

    fn read(text: &str) -> Result<OwnerKey, KeyError> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("owner.key");
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        OwnerKey::read(&path)
    }

    #[test]
    fn keys_of_both_kinds_sign_what_their_signers_stand_for() {
        let digits = "11".repeat(32);
        for text in [
            format!("0x{digits}\n"),
            format!("p256:0x{digits}\n"),
            format!("p256:{digits}"),
        ] {
            let key = read(&text).unwrap();
            let digest = B256::repeat_byte(7);
            let approval = key.approve(&digest).unwrap();
            assert_eq!(approval.signer, key.signer());
            approval.verify(&digest, &PureCurves).unwrap();
            assert!(approval.verify(&B256::repeat_byte(8), &PureCurves).is_err());
        }
    }

    #[test]
    fn what_is_no_p256_key_is_refused() {
        for digits in ["", "0x00", &"0".repeat(64), &"f".repeat(64)] {
            assert!(matches!(
                read(&format!("p256:{digits}")),
                Err(KeyError::MalformedP256)
            ));
        }
    }
}
