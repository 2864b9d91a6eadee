//! Where the keys of answers are.

use std::{
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use serde::{Deserialize, Deserializer};

use super::{ConfigError, Settings, within};
use crate::sign::KeyPlace;

/// Places of keys as they are written: one, or a list. Kept as text until they are checked: whoever
/// writes a key where its place should be must not see it in an error.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyPlaces(pub Vec<String>);

impl std::fmt::Debug for KeyPlaces {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("KeyPlaces").finish_non_exhaustive()
    }
}

impl FromStr for KeyPlaces {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(
            text.split(',').map(|place| place.trim().to_owned()).collect(),
        ))
    }
}

impl<'de> Deserialize<'de> for KeyPlaces {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "the place of a key, or a list of places")]
        enum OneOrMore {
            One(String),
            More(Vec<String>),
        }
        Ok(Self(match OneOrMore::deserialize(deserializer)? {
            OneOrMore::One(place) => vec![place],
            OneOrMore::More(places) => places,
        }))
    }
}

impl KeyPlaces {
    /// The places, checked.
    pub(super) fn parse(&self, setting: &'static str) -> Result<Vec<KeyPlace>, ConfigError> {
        let places = self.0.iter().map(|place| place.parse());
        places
            .collect::<Result<_, _>>()
            .map_err(|source| ConfigError::Key { setting, source })
    }
}

/// The keys of answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignerConfig {
    /// Where they are.
    pub keys: SignerKeys,
    /// The file of those that come and go while the service runs.
    pub keyring: PathBuf,
    /// Longest that a KMS is waited for.
    pub kms_timeout: Duration,
}

/// Where the keys of answers are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignerKeys {
    /// In this file, which is made with a new key if neither it nor a keyring is there: for trying out.
    Trial(PathBuf),
    /// There; those that stand first are preferred.
    Named(Vec<KeyPlace>),
}

pub(super) fn signer(settings: &Settings, data_dir: &Path) -> Result<SignerConfig, ConfigError> {
    let keys = match &settings.signer {
        None => SignerKeys::Trial(data_dir.join("signer.key")),
        Some(places) => SignerKeys::Named(places.parse("signer")?),
    };
    Ok(SignerConfig {
        keys,
        keyring: settings
            .keyring
            .clone()
            .unwrap_or_else(|| data_dir.join("keyring.json")),
        kms_timeout: Duration::from_millis(within(
            "kms_timeout_ms",
            settings.kms_timeout_ms,
            2000,
            50..=20_000,
        )?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer_of(text: &str) -> Result<SignerKeys, ConfigError> {
        let settings: Settings = toml::from_str(text).unwrap();
        Ok(signer(&settings, Path::new("data"))?.keys)
    }

    #[test]
    fn one_place_or_several() {
        let named =
            |places: &[&str]| SignerKeys::Named(places.iter().map(|place| place.parse().unwrap()).collect());
        assert_eq!(
            signer_of("").unwrap(),
            SignerKeys::Trial("data/signer.key".into())
        );
        assert_eq!(signer_of("signer = \"a.key\"").unwrap(), named(&["a.key"]));
        assert_eq!(
            signer_of("signer = [\"aws-kms:alias/x\", \"env:KEY\"]").unwrap(),
            named(&["aws-kms:alias/x", "env:KEY"])
        );
        let several: KeyPlaces = "a.key, env:KEY".parse().unwrap();
        assert_eq!(several.parse("signer").unwrap().len(), 2);
    }

    #[test]
    fn a_key_in_place_of_its_place_is_refused_and_not_shown() {
        let digits = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
        let error = signer_of(&format!("signer = \"0x{digits}\"")).unwrap_err();
        assert!(matches!(
            error,
            ConfigError::Key {
                setting: "signer",
                ..
            }
        ));
        let settings = Settings {
            signer: Some(digits.parse().unwrap()),
            ..Settings::default()
        };
        assert!(!format!("{error} {error:?} {settings:?}").contains("ac0974"));
    }
}
