//! Where a key is: what settings and keyrings say of it.

use std::{fmt, path::PathBuf, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// Variables with this prefix are settings.
const SETTINGS_PREFIX: &str = "MONONYM_";

/// Where a key is. Not the key: it may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum KeyPlace {
    /// In a file that its owner alone may read.
    File(PathBuf),
    /// In a variable of the environment.
    Environment(String),
    /// In AWS KMS: a key id, an ARN, or an alias.
    AwsKms(String),
    /// In GCP KMS: the resource name of a key's version.
    GcpKms(String),
}

/// A text that names no place of a key.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeyPlaceError {
    /// Nothing.
    #[error("the place of a key is empty: name a file, env:NAME, aws-kms:KEY or gcp-kms:VERSION")]
    Empty,
    /// A key where its place should be. Not shown.
    #[error(
        "that is a key itself, not where one is: put it into a file (chmod 600) and name the file, or env:NAME"
    )]
    KeyItself,
    /// A scheme that does not exist.
    #[error(
        "{0}: is no place of keys: write env:NAME, aws-kms:KEY, gcp-kms:VERSION or a file, ./{0}:… if it is called so"
    )]
    Scheme(String),
    /// No name of a variable, or that of a setting.
    #[error("env:NAME is a variable of letters, digits and _, which does not begin with {SETTINGS_PREFIX}")]
    Variable,
    /// No id of a key in AWS KMS.
    #[error("aws-kms: is followed by a key's id, its ARN or an alias (alias/NAME)")]
    AwsKey,
    /// No key's version in GCP KMS.
    #[error(
        "gcp-kms: is followed by projects/…/locations/…/keyRings/…/cryptoKeys/…/cryptoKeyVersions/…: a version of \
         a key, since another version is another key"
    )]
    GcpVersion,
}

impl KeyPlace {
    /// The same place, whatever directory a program runs in.
    #[must_use]
    pub fn absolute(self) -> Self {
        match self {
            Self::File(path) => Self::File(std::path::absolute(&path).unwrap_or(path)),
            place => place,
        }
    }
}

impl FromStr for KeyPlace {
    type Err = KeyPlaceError;

    fn from_str(text: &str) -> Result<Self, KeyPlaceError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(KeyPlaceError::Empty);
        }
        if is_key(text) {
            return Err(KeyPlaceError::KeyItself);
        }
        let scheme = text.split_once(':').filter(|(scheme, _)| {
            scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        });
        match scheme {
            None => Ok(Self::File(PathBuf::from(text))),
            Some((_, rest)) if is_key(rest) => Err(KeyPlaceError::KeyItself),
            Some(("env", name)) if is_variable(name) => Ok(Self::Environment(name.to_owned())),
            Some(("env", _)) => Err(KeyPlaceError::Variable),
            Some(("aws-kms", key)) if is_identifier(key) => Ok(Self::AwsKms(key.to_owned())),
            Some(("aws-kms", _)) => Err(KeyPlaceError::AwsKey),
            Some(("gcp-kms", version)) if is_version(version) => Ok(Self::GcpKms(version.to_owned())),
            Some(("gcp-kms", _)) => Err(KeyPlaceError::GcpVersion),
            Some((scheme, _)) => Err(KeyPlaceError::Scheme(scheme.to_owned())),
        }
    }
}

/// Hexadecimal digits, as many as a key has, or nearly: a slip must not show them.
fn is_key(text: &str) -> bool {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    (48..=160).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_variable(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(SETTINGS_PREFIX)
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn is_identifier(text: &str) -> bool {
    (1..=2048).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b":/_-.".contains(&byte))
}

fn is_version(text: &str) -> bool {
    const PARTS: [&str; 5] = [
        "projects",
        "locations",
        "keyRings",
        "cryptoKeys",
        "cryptoKeyVersions",
    ];
    let parts: Vec<&str> = text.split('/').collect();
    let named = parts.chunks(2).zip(PARTS).all(|(pair, part)| {
        matches!(pair, [name, value] if *name == part && is_identifier(value) && !value.starts_with('.'))
    });
    named && parts.len() == 2 * PARTS.len()
}

impl fmt::Display for KeyPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Environment(name) => write!(f, "env:{name}"),
            Self::AwsKms(key) => write!(f, "aws-kms:{key}"),
            Self::GcpKms(version) => write!(f, "gcp-kms:{version}"),
        }
    }
}

impl<'de> Deserialize<'de> for KeyPlace {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl Serialize for KeyPlace {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERSION: &str = "projects/p/locations/eu/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1";

    #[test]
    fn places_are_read_and_written_alike() {
        let places = [
            (
                "/etc/mononym/signer.key",
                KeyPlace::File("/etc/mononym/signer.key".into()),
            ),
            ("./odd:name", KeyPlace::File("./odd:name".into())),
            ("env:SIGNER", KeyPlace::Environment("SIGNER".to_owned())),
            (
                "aws-kms:alias/mononym",
                KeyPlace::AwsKms("alias/mononym".to_owned()),
            ),
            (
                "aws-kms:arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab",
                KeyPlace::AwsKms("arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab".to_owned()),
            ),
            (
                &format!("gcp-kms:{VERSION}"),
                KeyPlace::GcpKms(VERSION.to_owned()),
            ),
        ];
        for (text, place) in places {
            assert_eq!(text.parse(), Ok(place.clone()));
            assert_eq!(place.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_place_is_refused_and_a_key_is_not_shown() {
        use KeyPlaceError::{AwsKey, Empty, GcpVersion, KeyItself, Variable};
        let refused = [
            ("", Empty),
            ("env:", Variable),
            ("env:A B", Variable),
            ("env:MONONYM_SIGNER_KEY", Variable),
            ("aws-kms:", AwsKey),
            ("aws-kms:a key", AwsKey),
            (
                "gcp-kms:projects/p/locations/eu/keyRings/r/cryptoKeys/k",
                GcpVersion,
            ),
            (&format!("gcp-kms:{VERSION}/x"), GcpVersion),
            (&format!("gcp-kms:{}", VERSION.replace("/p/", "/../")), GcpVersion),
            ("vault:secret", KeyPlaceError::Scheme("vault".to_owned())),
        ];
        for (text, error) in refused {
            assert_eq!(text.parse::<KeyPlace>(), Err(error), "{text}");
        }
        let digits = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
        for text in [
            digits.to_owned(),
            format!("0x{digits}"),
            format!("env:{digits}"),
            format!("p256:0x{digits}"),
        ] {
            let error = text.parse::<KeyPlace>().unwrap_err();
            assert_eq!(error, KeyItself);
            assert!(!error.to_string().contains("ac0974"));
        }
    }
}
