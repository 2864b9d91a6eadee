//! Opening a key, wherever it is.

use std::path::Path;

use tokio::task;

use super::{DigestSigner, Environment, KeyError, KeyPlace, LocalSigner, RemoteSettings, SecretKey, kms};
use crate::clock::Clock;

/// Opens keys.
#[derive(Clone, Debug)]
pub struct KeyOpener {
    /// Where keys and the clouds' credentials are found.
    pub environment: Environment,
    /// The time, which requests to AWS bear.
    pub clock: Clock,
    /// Bounds on what is asked of a KMS.
    pub remote: RemoteSettings,
}

impl KeyOpener {
    /// Opens a key. One in a KMS is asked for its public key.
    ///
    /// # Errors
    /// If there is no such key, or it may not be used.
    pub async fn open(&self, place: &KeyPlace) -> Result<DigestSigner, KeyError> {
        match place {
            KeyPlace::File(path) => Ok(in_file(path)?.into()),
            KeyPlace::Environment(name) => Ok(self.in_environment(name)?.into()),
            KeyPlace::AwsKms(_) | KeyPlace::GcpKms(_) => {
                let (opener, place) = (self.clone(), place.clone());
                let opened = task::spawn_blocking(move || kms::open(&opener, &place));
                opened.await.unwrap_or(Err(KeyError::GivenUp))
            }
        }
    }

    fn in_environment(&self, name: &str) -> Result<LocalSigner, KeyError> {
        let text = self
            .environment
            .get(name)
            .ok_or_else(|| KeyError::NoVariable(name.to_owned()))?;
        let key: SecretKey = text
            .trim()
            .parse()
            .map_err(|_| KeyError::MalformedVariable(name.to_owned()))?;
        Ok(LocalSigner::new(key))
    }
}

fn in_file(path: &Path) -> Result<LocalSigner, KeyError> {
    Ok(LocalSigner::new(SecretKey::read(path)?))
}
