//! Signatures of each kind: real ones of wallets and browsers, their spellings, and each way in
//! which one can be none.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a failure fails the test"
)]

#[path = "../support/mod.rs"]
mod support;

mod p256;
mod secp256k1;
mod webauthn;
