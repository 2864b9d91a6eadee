//! The EIP-712 domain: which deployment an operation is signed for.

use alloc::borrow::Cow;

use alloy_primitives::{Address, U256};
use alloy_sol_types::Eip712Domain;

/// A deployment: one L1 network and one `Keystore` contract.
///
/// It is part of everything that is signed, so an operation of one deployment is worthless in
/// another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Domain {
    /// Chain id of the L1 network that carries the `Keystore` contract.
    pub l1_chain_id: u64,
    /// Address of the `Keystore` contract, known before it is deployed.
    pub keystore: Address,
}

impl Domain {
    /// `name` of the EIP-712 domain.
    pub const NAME: &'static str = "Mononym Keystore";
    /// `version` of the EIP-712 domain.
    pub const VERSION: &'static str = "1";

    /// The domain in the form that EIP-712 hashes.
    pub fn eip712(&self) -> Eip712Domain {
        Eip712Domain::new(
            Some(Cow::Borrowed(Self::NAME)),
            Some(Cow::Borrowed(Self::VERSION)),
            Some(U256::from(self.l1_chain_id)),
            Some(self.keystore),
            None,
        )
    }
}
