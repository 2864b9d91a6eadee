//! Other chains: what their nodes say, and what is made of it.

mod configured;
mod deployed;
mod nodes;
pub(crate) mod world;
