#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod catalogue;
pub mod chain;
pub mod createx;
pub mod evm;
pub mod interoperable;
pub mod mini_account;
pub mod placement;

pub use catalogue::{Catalogue, CatalogueError};
pub use chain::{Chain, Currency, Derived, Inputs, RootPath, Rule};
pub use interoperable::{Checksum, InteroperableError, InteroperableName, TargetChain};
pub use mini_account::Deployment;
pub use placement::{Placement, Stage};
