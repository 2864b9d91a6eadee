//! Tron: CREATE2 with Tron's own first byte, and addresses of 21 bytes
//! (`TransactionUtil.generateContractAddress2` in
//! [java-tron](https://github.com/tronprotocol/java-tron)).

use alloy_primitives::{Address, B256, Bytes, keccak256};
use serde::{Deserialize, Deserializer};

use crate::{
    constant::{self, ConstantError},
    family::{Family, Input},
    mini_account::{self, Deployment},
};

/// What every address begins with, and what CREATE2 hashes in the place of Ethereum's 0xff.
const PREFIX: u8 = 0x41;
/// Length of an address in bytes.
const ADDRESS_LENGTH: usize = 21;

/// `0x41 ‖ keccak256(0x41 ‖ factory ‖ node ‖ keccak256(init code))[12:]`, where the init code is that
/// of EVM chains with Tron's implementation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tron {
    /// The factory, which creates the proxies, without the first byte.
    #[serde(deserialize_with = "address")]
    pub factory: Address,
    /// The bootstrap implementation, which a new proxy delegates to, without the first byte.
    #[serde(deserialize_with = "address")]
    pub implementation: Address,
}

fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Address, D::Error> {
    constant::from_text(deserializer, |text| {
        let refused =
            |reason: &dyn ToString| ConstantError::text(text, "address of Tron", reason.to_string());
        let bytes = bs58::decode(text)
            .with_check(None)
            .into_vec()
            .map_err(|error| refused(&error))?;
        let address = match bytes.split_first() {
            Some((&PREFIX, rest)) => Address::try_from(rest).ok(),
            _ => None,
        };
        let address = address.ok_or_else(|| refused(&"it is not 0x41 and 20 bytes"))?;
        if address.is_zero() {
            return Err(ConstantError::Zero);
        }
        Ok(address)
    })
}

impl Tron {
    fn init_code_hash(&self, node: &B256, keystore: &Address) -> B256 {
        let deployment = Deployment {
            factory: self.factory,
            implementation: self.implementation,
            keystore: *keystore,
        };
        mini_account::init_code_hash(node, &deployment)
    }
}

impl Family for Tron {
    fn address(&self, node: &B256, keystore: &Address) -> Option<Bytes> {
        let address = create2(self.factory, *node, self.init_code_hash(node, keystore));
        Some(Bytes::copy_from_slice(&with_prefix(&address)))
    }

    fn text(&self, address: &[u8]) -> Option<String> {
        (address.len() == ADDRESS_LENGTH && address.first() == Some(&PREFIX)).then(|| base58check(address))
    }

    fn constants(&self) -> Vec<Input> {
        vec![
            Input::new("factory", base58check(&with_prefix(&self.factory))),
            Input::new("implementation", base58check(&with_prefix(&self.implementation))),
        ]
    }

    fn inputs(&self, node: &B256, keystore: &Address) -> Vec<Input> {
        vec![
            Input::new("salt", node),
            Input::new("keystore", keystore),
            Input::new("initCodeHash", self.init_code_hash(node, keystore)),
        ]
    }
}

/// Address, without its first byte, of the contract that `deployer` creates with CREATE2.
#[must_use]
pub fn create2(deployer: Address, salt: B256, init_code_hash: B256) -> Address {
    let bytes = [
        &[PREFIX],
        deployer.as_slice(),
        salt.as_slice(),
        init_code_hash.as_slice(),
    ]
    .concat();
    Address::from_word(keccak256(bytes))
}

fn with_prefix(address: &Address) -> Vec<u8> {
    [&[PREFIX], address.as_slice()].concat()
}

fn base58check(bytes: &[u8]) -> String {
    bs58::encode(bytes).with_check().into_string()
}
