//! EVM chains: CREATE2 (EIP-1014), and how their addresses are written. ZK Stack chains with the EVM
//! emulator follow the same rule for EVM code.

use alloy_primitives::{Address, B256, Bytes};

use crate::{
    family::{Family, Input},
    mini_account::{self, Deployment},
};

/// `keccak256(0xff ‖ factory ‖ node ‖ keccak256(init code))[12:]`, where the init code holds
/// implementation, node and Keystore ([`mini_account::init_code`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Evm {
    /// The factory, which creates the proxies.
    pub factory: Address,
    /// The bootstrap implementation, which a new proxy delegates to.
    pub implementation: Address,
}

impl Evm {
    fn deployment(&self, keystore: &Address) -> Deployment {
        Deployment {
            factory: self.factory,
            implementation: self.implementation,
            keystore: *keystore,
        }
    }
}

impl Family for Evm {
    fn address(&self, node: &B256, keystore: &Address) -> Option<Bytes> {
        let address = mini_account::address(node, &self.deployment(keystore));
        Some(Bytes::copy_from_slice(address.as_slice()))
    }

    fn text(&self, address: &[u8]) -> Option<String> {
        text(address)
    }

    fn constants(&self) -> Vec<Input> {
        vec![
            Input::new("factory", self.factory),
            Input::new("implementation", self.implementation),
        ]
    }

    fn inputs(&self, node: &B256, keystore: &Address) -> Vec<Input> {
        let init_code_hash = mini_account::init_code_hash(node, &self.deployment(keystore));
        vec![
            Input::new("salt", node),
            Input::new("keystore", keystore),
            Input::new("initCodeHash", init_code_hash),
        ]
    }
}

/// Address of the contract that `deployer` creates with CREATE2:
/// `keccak256(0xff ‖ deployer ‖ salt ‖ init_code_hash)[12:]` (EIP-1014).
#[must_use]
pub fn create2(deployer: Address, salt: B256, init_code_hash: B256) -> Address {
    deployer.create2(salt, init_code_hash)
}

/// An address of 20 bytes with EIP-55's checksum.
pub(crate) fn text(address: &[u8]) -> Option<String> {
    let address = Address::try_from(address).ok()?;
    Some(address.to_checksum(None))
}
