//! Keys in a KMS. Of each cloud's API two calls are needed, the public key and a signature: the HTTP
//! client that the program has anyway makes them, and the clouds' SDKs are left out.

#[cfg(feature = "aws-kms")]
mod aws;
#[cfg(feature = "aws-kms")]
mod aws_credentials;
#[cfg(feature = "gcp-kms")]
mod gcp;
#[cfg(any(feature = "aws-kms", feature = "gcp-kms"))]
mod http;
#[cfg(any(feature = "aws-kms", feature = "gcp-kms"))]
mod public_key;
#[cfg(feature = "aws-kms")]
mod sigv4;

use super::{DigestSigner, KeyError, KeyPlace, open::KeyOpener};

/// Opens a key in a KMS; waits for the network.
#[cfg_attr(
    not(any(feature = "aws-kms", feature = "gcp-kms")),
    expect(unused_variables, reason = "there is nothing to open")
)]
pub(super) fn open(opener: &KeyOpener, place: &KeyPlace) -> Result<DigestSigner, KeyError> {
    match place {
        #[cfg(feature = "aws-kms")]
        KeyPlace::AwsKms(key) => aws::open(opener, key).map_err(|reason| failed(place, reason)),
        #[cfg(not(feature = "aws-kms"))]
        KeyPlace::AwsKms(_) => Err(KeyError::NotBuilt("aws-kms")),
        #[cfg(feature = "gcp-kms")]
        KeyPlace::GcpKms(version) => gcp::open(opener, version).map_err(|reason| failed(place, reason)),
        #[cfg(not(feature = "gcp-kms"))]
        KeyPlace::GcpKms(_) => Err(KeyError::NotBuilt("gcp-kms")),
        KeyPlace::File(_) | KeyPlace::Environment(_) => Err(KeyError::GivenUp),
    }
}

#[cfg(any(feature = "aws-kms", feature = "gcp-kms"))]
fn failed(place: &KeyPlace, reason: String) -> KeyError {
    KeyError::Kms {
        place: place.clone(),
        reason,
    }
}

/// A signer with a key of a KMS whose public key is this, in DER.
#[cfg(any(feature = "aws-kms", feature = "gcp-kms"))]
fn signer(opener: &KeyOpener, key: impl super::RemoteKey, public_key: &[u8]) -> Result<DigestSigner, String> {
    let public_key = public_key::parse(public_key).ok_or(
        "the key is none of secp256k1: make one of ECC_SECG_P256K1 (AWS), EC_SIGN_SECP256K1_SHA256 (GCP)",
    )?;
    let signer = super::RemoteSigner::new(std::sync::Arc::new(key), public_key, opener.remote);
    Ok(DigestSigner::Remote(std::sync::Arc::new(signer)))
}
