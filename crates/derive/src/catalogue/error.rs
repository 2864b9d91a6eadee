//! What can be wrong with a catalogue.

use alloy_primitives::Address;

/// What is wrong with a catalogue, and where.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// The text is not of the catalogue's format.
    #[error("the catalogue is not well-formed: {0}")]
    Format(#[from] toml::de::Error),
    /// A text that must say something says nothing.
    #[error("{place}: `{field}` is empty; fill it in, or leave it out where that is allowed")]
    Empty {
        /// The row.
        place: String,
        /// The field.
        field: &'static str,
    },
    /// ENSIP-11 has no coin type for such a chain id.
    #[error("chain id {0} is not between 1 and 2^31 - 1, so it has no coin type (ENSIP-11)")]
    ChainId(u64),
    /// Two rows are about one chain.
    #[error("chain {0} has two rows; merge them")]
    DuplicateChainId(u64),
    /// The coin types are not those of the chain.
    #[error(
        "chain {chain_id}: coin_types should be {expected:?} (ENSIP-11 and its exceptions), not {found:?}"
    )]
    CoinTypes {
        /// The chain.
        chain_id: u64,
        /// Its coin types by the standard.
        expected: Vec<String>,
        /// What the row says.
        found: Vec<String>,
    },
    /// Only Ethereum has the Keystore, and so a direct root path.
    #[error("chain {0}: root_path is `direct` on Ethereum, where the Keystore is, and only there")]
    Direct(u64),
    /// An explorer that cannot be linked to.
    #[error("chain {chain_id}: explorer `{explorer}` should begin with https:// and not end with a slash")]
    Explorer {
        /// The chain.
        chain_id: u64,
        /// What the row says.
        explorer: String,
    },
    /// CreateX applies another rule to this salt.
    #[error(
        "placement.{contract}: its salt begins with twenty zero bytes, which CreateX treats by another rule; choose another text"
    )]
    Salt {
        /// The contract.
        contract: &'static str,
    },
    /// A placed contract's address does not follow from its salt and code.
    #[error("placement.{contract}: the address is {stated}, but salt and code lead to {computed}")]
    Placement {
        /// The contract.
        contract: &'static str,
        /// What the file says.
        stated: Address,
        /// What CreateX would do.
        computed: Address,
    },
}
