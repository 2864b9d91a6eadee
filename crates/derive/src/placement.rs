//! Where the contracts stand that enter every address, and how they got there.

use alloy_primitives::{Address, B256, keccak256};
use serde::{Deserialize, Serialize};

use crate::createx;

/// How far the placed bytecode is from being final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Addresses are for trying out: the bytecode they hang on may still change, and all of them
    /// with it.
    Testing,
}

impl Stage {
    /// The name that the catalogue and the API use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Testing => "testing",
        }
    }
}

/// The contracts that stand at the same address on every chain, all placed through CreateX. Those up
/// to the factory enter every derived address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Whether addresses are final.
    pub stage: Stage,
    /// CreateX's address.
    pub createx: Address,
    /// The messenger: its clones on L1 say that a root is final.
    pub messenger: Create2Placed,
    /// The oracle, which says what root of a Keystore counts on a chain.
    pub oracle: Create2Placed,
    /// The bootstrap, the first implementation of every mini-account.
    pub bootstrap: Create2Placed,
    /// The factory of mini-accounts.
    pub factory: Create2Placed,
    /// Checks P-256 signatures where a chain has no precompile for them.
    pub p256_fallback: Create2Placed,
    /// Reads the operations that an account replays.
    pub replay_rules: Create2Placed,
    /// What mini-accounts move to unless their owners choose another: this release's implementation.
    pub mini_account: Create2Placed,
    /// Knows how roots are sent from L1; trusted by nobody.
    pub broadcaster: Create2Placed,
    /// The Keystore for trying out.
    pub trial_keystore: Create3Placed,
}

impl Placement {
    /// The contracts that mini-accounts need on every chain, each after those that it names.
    #[must_use]
    pub fn on_every_chain(&self) -> Vec<(&'static str, &Create2Placed)> {
        vec![
            ("oracle", &self.oracle),
            ("bootstrap", &self.bootstrap),
            ("factory", &self.factory),
            ("p256-fallback", &self.p256_fallback),
            ("replay-rules", &self.replay_rules),
            ("mini-account", &self.mini_account),
        ]
    }
}

/// A contract whose address follows from its salt and its code (CREATE2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Create2Placed {
    /// The text whose keccak-256 is the salt.
    pub salt: String,
    /// keccak-256 of the contract's init code.
    pub init_code_hash: B256,
    /// Where CreateX puts it.
    pub address: Address,
}

/// A contract whose address follows from its salt alone (CREATE3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Create3Placed {
    /// The text whose keccak-256 is the salt.
    pub salt: String,
    /// Where CreateX puts it.
    pub address: Address,
}

impl Placement {
    /// The contracts placed by CREATE2, by the names that the catalogue has for them: each after those
    /// that it names.
    #[must_use]
    pub fn contracts(&self) -> [(&'static str, &Create2Placed); 8] {
        [
            ("messenger", &self.messenger),
            ("oracle", &self.oracle),
            ("bootstrap", &self.bootstrap),
            ("factory", &self.factory),
            ("p256_fallback", &self.p256_fallback),
            ("replay_rules", &self.replay_rules),
            ("mini_account", &self.mini_account),
            ("broadcaster", &self.broadcaster),
        ]
    }
}

impl Create2Placed {
    /// The address that CreateX would give; nothing for a salt with a rule of its own.
    #[must_use]
    pub fn computed(&self, createx: Address) -> Option<Address> {
        createx::create2_address(createx, keccak256(&self.salt), self.init_code_hash)
    }
}

impl Create3Placed {
    /// The address that CreateX would give; nothing for a salt with a rule of its own.
    #[must_use]
    pub fn computed(&self, createx: Address) -> Option<Address> {
        createx::create3_address(createx, keccak256(&self.salt))
    }
}
