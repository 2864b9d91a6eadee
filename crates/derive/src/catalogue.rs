//! The catalogue: every chain that is known, and where the contracts stand.

mod check;
mod error;
mod file;

use std::collections::HashMap;

use alloy_primitives::Address;
use mononym_ens::CoinType;

use crate::chain::Chain;
use crate::mini_account::Deployment;
use crate::placement::{Placement, Stage};

pub use error::CatalogueError;

/// The catalogue that comes with this crate.
const BUILTIN: &str = include_str!("../chains.toml");

/// Every chain that is known, and where the contracts stand that enter its addresses.
///
/// It holds chains on which nothing can be derived, or nothing received, too: ask each
/// [`Chain`].
#[derive(Clone, Debug)]
pub struct Catalogue {
    placement: Placement,
    chains: Vec<Chain>,
    by_chain_id: HashMap<u64, usize>,
    by_coin_type: HashMap<CoinType, usize>,
}

impl Catalogue {
    /// The catalogue that comes with this crate, `chains.toml`.
    ///
    /// # Errors
    ///
    /// When that file breaks one of its own rules, which a test rules out.
    pub fn builtin() -> Result<Self, CatalogueError> {
        Self::parse(BUILTIN)
    }

    /// Reads a catalogue in the format that `chains.toml` explains at its top.
    ///
    /// # Errors
    ///
    /// When the text is not of that format, when a row contradicts itself or another row, or when
    /// a placed contract's address does not follow from its salt.
    pub fn parse(text: &str) -> Result<Self, CatalogueError> {
        let file: file::File = toml::from_str(text)?;
        let placement = Placement::from(file.placement);
        check::placement(&placement)?;

        let mut chains: Vec<Chain> = file.chains.into_iter().map(Chain::from).collect();
        // Chain id 0 is refused, so Ethereum comes first.
        chains.sort_by_key(|chain| chain.chain_id);

        let mut by_chain_id = HashMap::new();
        let mut by_coin_type = HashMap::new();
        for (index, chain) in chains.iter().enumerate() {
            check::chain(chain)?;
            if by_chain_id.insert(chain.chain_id, index).is_some() {
                return Err(CatalogueError::DuplicateChainId(chain.chain_id));
            }
            // A chain id decides its coin types, so no two chains share one.
            for coin_type in &chain.coin_types {
                by_coin_type.insert(*coin_type, index);
            }
        }
        Ok(Self {
            placement,
            chains,
            by_chain_id,
            by_coin_type,
        })
    }

    /// All chains, by chain id: Ethereum first.
    #[must_use]
    pub fn chains(&self) -> &[Chain] {
        &self.chains
    }

    /// The chain of an EIP-155 chain id.
    #[must_use]
    pub fn by_chain_id(&self, chain_id: u64) -> Option<&Chain> {
        self.by_chain_id
            .get(&chain_id)
            .and_then(|index| self.chains.get(*index))
    }

    /// The chain that answers under a coin type.
    #[must_use]
    pub fn by_coin_type(&self, coin_type: CoinType) -> Option<&Chain> {
        self.by_coin_type
            .get(&coin_type)
            .and_then(|index| self.chains.get(*index))
    }

    /// Whether the addresses are final.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.placement.stage
    }

    /// Where the contracts stand, with all that their addresses follow from.
    #[must_use]
    pub fn placement(&self) -> &Placement {
        &self.placement
    }

    /// CreateX's address.
    #[must_use]
    pub fn createx(&self) -> Address {
        self.placement.createx
    }

    /// The factory of mini-accounts.
    #[must_use]
    pub fn factory(&self) -> Address {
        self.placement.factory.address
    }

    /// The bootstrap, the first implementation of every mini-account.
    #[must_use]
    pub fn implementation(&self) -> Address {
        self.placement.bootstrap.address
    }

    /// The Keystore for trying out.
    #[must_use]
    pub fn trial_keystore(&self) -> Address {
        self.placement.trial_keystore.address
    }

    /// What enters the addresses of a service whose Keystore is `keystore`.
    #[must_use]
    pub fn deployment(&self, keystore: Address) -> Deployment {
        Deployment {
            factory: self.factory(),
            implementation: self.implementation(),
            keystore,
        }
    }
}
