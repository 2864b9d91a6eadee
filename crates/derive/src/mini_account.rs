//! The mini-account: the smart account that stands, or can be put, at the address computed from a
//! node.
//!
//! It is a minimal ERC-1967 proxy whose immutable arguments are `abi.encode(node, keystore)`, in
//! the layout of Solady's `LibClone.initCodeERC1967(implementation, args)`. It has no initialiser:
//! everything is in the code, so nobody gains by deploying somebody else's first.

use alloy_primitives::{Address, B256, hex, keccak256};

use crate::evm;

/// Length of the proxy's init code in bytes.
pub const INIT_CODE_LENGTH: usize = 160;
/// Length of the proxy's runtime code with its arguments, in bytes.
pub const RUNTIME_CODE_LENGTH: usize = 0x7d;

/// Returns the 0x7d bytes (runtime and arguments) that follow the 35 bytes of constructor.
const CONSTRUCTOR: [u8; 10] = hex!("61007d3d8160233d3973");
/// Stores the implementation in its ERC-1967 slot, then returns.
const STORE_IMPLEMENTATION: [u8; 5] = hex!("60095155f3");
/// Delegates every call to what the ERC-1967 slot holds.
const RUNTIME: [u8; 61] = hex!(
    "363d3d373d3d363d7f360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc545af43d60"
    "00803e6038573d6000fd5b3d6000f3"
);

/// What enters every mini-account's address besides its node: the same for all names of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Deployment {
    /// The factory, which creates the proxies.
    pub factory: Address,
    /// The bootstrap implementation, which a new proxy delegates to.
    pub implementation: Address,
    /// The Keystore on L1, whose account of the same node rules the mini-account.
    pub keystore: Address,
}

/// Init code of the mini-account of `node`.
#[must_use]
pub fn init_code(node: &B256, deployment: &Deployment) -> [u8; INIT_CODE_LENGTH] {
    let keystore = deployment.keystore.into_word();
    let bytes = CONSTRUCTOR
        .iter()
        .chain(deployment.implementation.iter())
        .chain(&STORE_IMPLEMENTATION)
        .chain(&RUNTIME)
        .chain(node.iter())
        .chain(keystore.iter());

    let mut code = [0; INIT_CODE_LENGTH];
    for (slot, byte) in code.iter_mut().zip(bytes) {
        *slot = *byte;
    }
    code
}

/// Runtime code of the mini-account of `node`: what stands at its address once it is deployed, on
/// every chain that follows the EVM rule.
#[must_use]
pub fn runtime_code(node: &B256, keystore: Address) -> [u8; RUNTIME_CODE_LENGTH] {
    let keystore = keystore.into_word();
    let mut code = [0; RUNTIME_CODE_LENGTH];
    for (slot, byte) in code
        .iter_mut()
        .zip(RUNTIME.iter().chain(node.iter()).chain(keystore.iter()))
    {
        *slot = *byte;
    }
    code
}

/// keccak-256 of [`init_code`].
#[must_use]
pub fn init_code_hash(node: &B256, deployment: &Deployment) -> B256 {
    keccak256(init_code(node, deployment))
}

/// Address of the mini-account of `node` on every chain that follows the EVM rule: CREATE2 by the
/// factory, with the node as salt.
#[must_use]
pub fn address(node: &B256, deployment: &Deployment) -> Address {
    evm::create2(deployment.factory, *node, init_code_hash(node, deployment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_fill_the_init_code() {
        let arguments = 2 * B256::len_bytes();
        let constructor = CONSTRUCTOR.len() + Address::len_bytes() + STORE_IMPLEMENTATION.len();
        assert_eq!(constructor, 0x23);
        assert_eq!(RUNTIME.len() + arguments, 0x7d);
        assert_eq!(constructor + RUNTIME.len() + arguments, INIT_CODE_LENGTH);
        assert_eq!(RUNTIME.len() + arguments, RUNTIME_CODE_LENGTH);
    }

    #[test]
    fn the_init_code_ends_in_the_runtime_code() {
        let deployment = Deployment {
            factory: Address::repeat_byte(1),
            implementation: Address::repeat_byte(2),
            keystore: Address::repeat_byte(3),
        };
        let node = B256::repeat_byte(4);
        let runtime = runtime_code(&node, deployment.keystore);
        assert!(init_code(&node, &deployment).ends_with(&runtime));
    }
}
