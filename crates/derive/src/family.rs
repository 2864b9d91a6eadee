//! What every chain family can do: turn a node into an address.
//!
//! One file for each family. docs/adding-a-family.md adds one as an example.

use alloy_primitives::{Address, B256, Bytes};

/// A family's rule with the constants of one deployment.
///
/// An address follows from the constants, the node and the Keystore alone, so that anyone can compute
/// it before the account exists, and nobody else can put anything there.
pub trait Family {
    /// The address of the mini-account of `node` in the chain's binary form, which ENS answers
    /// (ENSIP-9). Nothing for the node, if there is one, that the rule has no address for.
    fn address(&self, node: &B256, keystore: &Address) -> Option<Bytes>;

    /// An address in binary form as people of this family read it, with its checksum if it has one.
    /// Nothing for bytes that are no address of this family.
    fn text(&self, address: &[u8]) -> Option<String>;

    /// The constants, as the catalogue writes them.
    fn constants(&self) -> Vec<Input>;

    /// What `address` is computed from for one node, besides the constants: enough to compute it
    /// again with somebody else's tools.
    fn inputs(&self, node: &B256, keystore: &Address) -> Vec<Input>;
}

/// One thing that an address is computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its name in the API, such as `initCodeHash`.
    pub name: &'static str,
    /// Hex, or the family's own text form.
    pub value: String,
}

impl Input {
    /// An input whose value has a text form.
    pub fn new(name: &'static str, value: impl ToString) -> Self {
        Self {
            name,
            value: value.to_string(),
        }
    }
}
