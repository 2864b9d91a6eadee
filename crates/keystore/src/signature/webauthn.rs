//! WebAuthn assertions (Web Authentication Level 3, section 7.2).

use alloc::{string::String, vec::Vec};

use alloy_primitives::{B256, Bytes};
use alloy_sol_types::{SolType, sol_data};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::curves;

/// Most bytes of an assertion's `clientDataJSON` and of its `authenticatorData` each.
const MAX_BYTES: usize = 2048;
/// How `clientDataJSON` begins, to the letter (section 5.8.1.2, the limited verification
/// algorithm): type, then challenge.
const CLIENT_DATA_PREFIX: &[u8] = br#"{"type":"webauthn.get","challenge":""#;
/// rpIdHash, flags, signature counter.
const AUTHENTICATOR_DATA_BYTES: usize = 37;

const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const ATTESTED_CREDENTIAL: u8 = 1 << 6;
const EXTENSIONS: u8 = 1 << 7;

type Encoded = (
    sol_data::Bytes,
    sol_data::Bytes,
    sol_data::FixedBytes<32>,
    sol_data::FixedBytes<32>,
);

/// What an authenticator signed, and its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    authenticator_data: Bytes,
    client_data: Bytes,
    signature: [u8; 64],
}

/// An assertion as `navigator.credentials.get` gives it, its signature in DER.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct BrowserAssertion {
    #[serde(deserialize_with = "bytes")]
    authenticator_data: Vec<u8>,
    #[serde(rename = "clientDataJSON", deserialize_with = "bytes")]
    client_data: Vec<u8>,
    #[serde(deserialize_with = "bytes")]
    signature: Vec<u8>,
}

impl Assertion {
    /// Takes the parts of an assertion; the signature in DER, as authenticators give it.
    ///
    /// # Errors
    /// If a part is too long, or the signature is none.
    pub fn new(
        authenticator_data: &[u8],
        client_data: &[u8],
        signature_der: &[u8],
    ) -> Result<Self, AssertionError> {
        let signature = curves::low_s_from_der(signature_der).ok_or(AssertionError::Signature)?;
        Self::with_signature(authenticator_data, client_data, signature)
    }

    /// Reads `abi.encode(authenticatorData, clientDataJSON, r, s)`.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, AssertionError> {
        // Two fields of the longest size, their offsets and lengths, r and s.
        if bytes.len() > 2 * MAX_BYTES + 6 * 32 {
            return Err(AssertionError::TooLong);
        }
        let (authenticator_data, client_data, r, s) =
            Encoded::abi_decode_params_validate(bytes).map_err(|_| AssertionError::Encoding)?;
        let signature = curves::low_s(&[r.0, s.0].concat()).ok_or(AssertionError::Signature)?;
        Self::with_signature(&authenticator_data, &client_data, signature)
    }

    fn with_signature(
        authenticator_data: &[u8],
        client_data: &[u8],
        signature: [u8; 64],
    ) -> Result<Self, AssertionError> {
        if authenticator_data.len() > MAX_BYTES || client_data.len() > MAX_BYTES {
            return Err(AssertionError::TooLong);
        }
        Ok(Self {
            authenticator_data: Bytes::copy_from_slice(authenticator_data),
            client_data: Bytes::copy_from_slice(client_data),
            signature,
        })
    }

    /// `abi.encode(authenticatorData, clientDataJSON, r, s)`.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let (r, s) = self.signature.split_at(32);
        Encoded::abi_encode_params(&(
            self.authenticator_data.clone(),
            self.client_data.clone(),
            B256::from_slice(r),
            B256::from_slice(s),
        ))
    }

    /// `r ‖ s`, low s.
    pub(super) fn signature(&self) -> &[u8; 64] {
        &self.signature
    }

    /// The hash that was signed: SHA-256(authenticatorData ‖ SHA-256(clientDataJSON)).
    pub(super) fn message(&self) -> [u8; 32] {
        let client_data = Sha256::digest(&self.client_data);
        Sha256::new()
            .chain_update(&self.authenticator_data)
            .chain_update(client_data)
            .finalize()
            .into()
    }

    /// Checks everything but the signature: type, challenge, relying party and flags.
    pub(super) fn check(&self, challenge: &B256, rp_id_hash: &B256) -> Result<(), AssertionError> {
        let rest = self
            .client_data
            .strip_prefix(CLIENT_DATA_PREFIX)
            .ok_or(AssertionError::ClientData)?;
        let rest = rest
            .strip_prefix(URL_SAFE_NO_PAD.encode(challenge).as_bytes())
            .ok_or(AssertionError::Challenge)?;
        match rest.strip_prefix(b"\"") {
            Some([b',' | b'}', ..]) => {}
            _ => return Err(AssertionError::Challenge),
        }
        let (relying_party, rest) = self
            .authenticator_data
            .split_first_chunk::<32>()
            .ok_or(AssertionError::AuthenticatorData)?;
        let [flags, ..] = *rest else {
            return Err(AssertionError::AuthenticatorData);
        };
        let is_set = |flag: u8| flags & flag != 0;
        let length_fits = match self.authenticator_data.len() {
            AUTHENTICATOR_DATA_BYTES => !is_set(EXTENSIONS),
            length => length > AUTHENTICATOR_DATA_BYTES && is_set(EXTENSIONS),
        };
        // An assertion holds no credential; a credential that is backed up can be (section 7.2).
        if !length_fits || is_set(ATTESTED_CREDENTIAL) || is_set(BACKED_UP) && !is_set(BACKUP_ELIGIBLE) {
            return Err(AssertionError::AuthenticatorData);
        }
        if relying_party != rp_id_hash {
            return Err(AssertionError::RelyingParty);
        }
        if !is_set(USER_PRESENT) {
            return Err(AssertionError::UserPresence);
        }
        if !is_set(USER_VERIFIED) {
            return Err(AssertionError::UserVerification);
        }
        Ok(())
    }
}

impl TryFrom<BrowserAssertion> for Assertion {
    type Error = AssertionError;

    fn try_from(parts: BrowserAssertion) -> Result<Self, AssertionError> {
        Self::new(&parts.authenticator_data, &parts.client_data, &parts.signature)
    }
}

/// Bytes in 0x-hex or base64url, with or without padding.
fn bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let decoded = if text.starts_with("0x") {
        alloy_primitives::hex::decode(&text).ok()
    } else {
        URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
    };
    decoded.ok_or_else(|| serde::de::Error::custom("bytes are written in base64url or in 0x-hex"))
}

/// Why a WebAuthn assertion does not stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AssertionError {
    /// A part is too long.
    #[error(
        "a WebAuthn assertion's clientDataJSON and authenticatorData have at most {MAX_BYTES} bytes each"
    )]
    TooLong,
    /// Not the ABI encoding.
    #[error("a WebAuthn assertion is abi.encode(authenticatorData, clientDataJSON, r, s)")]
    Encoding,
    /// The signature is not DER, or r or s is out of range.
    #[error("the signature of the WebAuthn assertion is none")]
    Signature,
    /// Not of an assertion, or not spelled as the standard says.
    #[error(
        "clientDataJSON must begin with {{\"type\":\"webauthn.get\",\"challenge\":\" as the WebAuthn standard spells it"
    )]
    ClientData,
    /// Made for something else.
    #[error("the challenge of the WebAuthn assertion is not this operation's digest in base64url")]
    Challenge,
    /// Too short, too long, or flags that contradict each other.
    #[error("authenticatorData is malformed")]
    AuthenticatorData,
    /// Made for another site.
    #[error("the WebAuthn assertion was made for another relying party than the signer's")]
    RelyingParty,
    /// Nobody touched the authenticator.
    #[error("the user was not present (flag UP) when the WebAuthn assertion was made")]
    UserPresence,
    /// Nobody proved to be the authenticator's owner.
    #[error("the user was not verified (flag UV): ask for userVerification \"required\"")]
    UserVerification,
}
