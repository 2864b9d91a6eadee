//! The catalogue: every chain that is known, and where the contracts stand.

mod check;
mod coin_types;
mod error;
mod file;

use std::collections::HashMap;

use alloy_primitives::{Address, B256, Bytes};
use mononym_ens::CoinType;

use crate::chain::{Chain, Origin};
use crate::evm::Evm;
use crate::mini_account::Deployment;
use crate::placement::{Placement, Stage};

pub use error::CatalogueError;
pub use file::ChainRow;

/// The catalogue that comes with this crate.
const BUILTIN: &str = include_str!("../chains.toml");

/// Every chain that is known, and where the contracts stand that enter its addresses.
///
/// It holds chains on which nothing can be received, too: ask each [`Chain`].
#[derive(Clone, Debug)]
pub struct Catalogue {
    placement: Placement,
    chains: Vec<Chain>,
    /// For each chain, the first whose addresses are the same.
    alike: Vec<usize>,
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
        let chains = file.chains.into_iter();
        let chains = chains.map(|row| row.chain(Origin::BuiltIn, evm(&placement)));
        let chains = chains.collect::<Result<_, _>>()?;
        Self::new(placement, chains)
    }

    /// This catalogue with the chains of an operator's configuration, and without those built-in
    /// ones that it switches off, by their short names.
    ///
    /// # Errors
    ///
    /// When a row is wrong, or about a chain that is built in, switched off or not: what money was
    /// sent to by one rule would be lost under another. When nothing goes by a name that is to be
    /// switched off.
    pub fn configured(self, rows: Vec<ChainRow>, disabled: &[String]) -> Result<Self, CatalogueError> {
        if let Some(unknown) = disabled
            .iter()
            .find(|name| !self.chains.iter().any(|chain| chain.short_name == **name))
        {
            return Err(CatalogueError::NotBuiltIn(unknown.clone()));
        }
        let mut added = Vec::new();
        for row in rows {
            let chain = row.chain(Origin::Configured, evm(&self.placement))?;
            for builtin in &self.chains {
                if let Some(what) = shared(builtin, &chain) {
                    return Err(CatalogueError::BuiltIn {
                        chain: chain.short_name,
                        builtin: builtin.short_name.clone(),
                        what,
                    });
                }
            }
            added.push(chain);
        }
        let mut chains = self.chains;
        chains.retain(|chain| !disabled.contains(&chain.short_name));
        chains.extend(added);
        Self::new(self.placement, chains)
    }

    fn new(placement: Placement, mut chains: Vec<Chain>) -> Result<Self, CatalogueError> {
        // Chain id 0 is refused, so Ethereum comes first; chains without an id come last.
        chains.sort_by_key(|chain| (chain.chain_id.is_none(), chain.chain_id, chain.coin_type()));
        let mut alike = Vec::with_capacity(chains.len());
        let mut by_chain_id = HashMap::new();
        let mut by_coin_type = HashMap::new();
        for (index, chain) in chains.iter().enumerate() {
            let mut before = chains.iter().take(index);
            if let Some((other, what)) = before.find_map(|other| Some((other, shared(other, chain)?))) {
                return Err(CatalogueError::Duplicate {
                    first: other.short_name.clone(),
                    second: chain.short_name.clone(),
                    what,
                });
            }
            by_chain_id.extend(chain.chain_id.map(|chain_id| (chain_id, index)));
            by_coin_type.extend(chain.coin_types.iter().map(|coin_type| (*coin_type, index)));
            let first = chains
                .iter()
                .position(|other| other.rule.agrees_with(&chain.rule));
            alike.push(first.unwrap_or(index));
        }
        Ok(Self {
            placement,
            chains,
            alike,
            by_chain_id,
            by_coin_type,
        })
    }

    /// All chains, by chain id, Ethereum first; then those without one, by coin type.
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

    /// The would-be address of a node on every chain, in binary form, receivable or not. What chains
    /// have in common is computed once.
    #[must_use]
    pub fn addresses(&self, node: &B256, keystore: &Address) -> Vec<(&Chain, Option<Bytes>)> {
        let mut found: Vec<(&Chain, Option<Bytes>)> = Vec::with_capacity(self.chains.len());
        for (chain, alike) in self.chains.iter().zip(&self.alike) {
            let address = match found.get(*alike) {
                Some((_, address)) => address.clone(),
                None => chain.address(node, keystore),
            };
            found.push((chain, address));
        }
        found
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

/// The rule of EVM chains.
fn evm(placement: &Placement) -> Evm {
    Evm {
        factory: placement.factory.address,
        implementation: placement.bootstrap.address,
    }
}

/// What two chains share that only one may have.
fn shared(first: &Chain, second: &Chain) -> Option<&'static str> {
    if first.short_name == second.short_name {
        return Some("short_name");
    }
    if first.chain_id.is_some() && first.chain_id == second.chain_id {
        return Some("chain_id");
    }
    let shares = |coin_type| second.coin_types.contains(coin_type);
    first.coin_types.iter().any(shares).then_some("coin type")
}
