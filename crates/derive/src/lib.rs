#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod catalogue;
pub mod chain;
mod constant;
pub mod cosmwasm;
pub mod createx;
pub mod evm;
pub mod family;
pub mod interoperable;
pub mod mini_account;
pub mod placement;
pub mod root_path;
pub mod rule;
pub mod solana;
pub mod starknet;
pub mod tron;
pub mod zk_stack;

pub use catalogue::{Catalogue, CatalogueError, ChainRow};
pub use chain::{Chain, Currency, Derived, Origin};
pub use constant::ConstantError;
pub use family::{Family, Input};
pub use interoperable::{Checksum, InteroperableError, InteroperableName, TargetChain};
pub use mini_account::Deployment;
pub use placement::{Placement, Stage};
pub use root_path::{Bridge, BridgeKind, RootPath};
pub use rule::{Rule, RuleError};

/// The guide's code is compiled and run with the documentation's tests.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/adding-a-family.md")]
struct Guide;
