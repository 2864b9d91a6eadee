//! Signers of answers, of commits and of transactions, and checking the signatures of owners.

mod curves;
mod digest_signer;
mod environment;
mod key;
mod kms;
mod local;
mod open;
mod owner;
mod place;
mod remote;

pub use curves::NativeCurves;
pub use digest_signer::{DigestSigner, SignError};
pub use environment::Environment;
pub use key::{KeyError, KeySource, SecretKey};
pub use local::LocalSigner;
pub use open::KeyOpener;
pub use owner::{OwnerKey, random_word};
pub use place::{KeyPlace, KeyPlaceError};
pub use remote::{RemoteKey, RemoteSettings, RemoteSigner};
