//! The text forms, one file each.

pub(crate) mod algo;
pub(crate) mod base58check;
pub(crate) mod bech32;
pub(crate) mod cardano;
pub(crate) mod cashaddr;
pub(crate) mod filecoin;
pub(crate) mod hedera;
pub(crate) mod hex;
pub(crate) mod near;
pub(crate) mod segwit;
pub(crate) mod solana;
pub(crate) mod ss58;
pub(crate) mod starknet;
pub(crate) mod stellar;
pub(crate) mod ton;
