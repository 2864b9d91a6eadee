//! What can be wrong with a catalogue.

use alloy_primitives::Address;

use crate::rule::RuleError;

/// What is wrong with a catalogue, and where. Chains go by their short names.
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
    /// A short name that fits into no name.
    #[error("short_name {0:?} should be lower-case letters, digits and hyphens, such as \"base\"")]
    ShortName(String),
    /// The rule of a row is none.
    #[error("chain {chain}: {source}")]
    Rule {
        /// The chain.
        chain: String,
        /// What is wrong.
        source: RuleError,
    },
    /// ENSIP-11 has no coin type for such a chain id.
    #[error(
        "chain {chain}: chain_id {chain_id} is not between 1 and 2^31 - 1, so it has no coin type (ENSIP-11)"
    )]
    ChainId {
        /// The chain.
        chain: String,
        /// What the row says.
        chain_id: u64,
    },
    /// An EVM chain is found by its chain id.
    #[error("chain {chain}: the rule {rule} needs the chain_id of EIP-155")]
    MissingChainId {
        /// The chain.
        chain: String,
        /// Its rule.
        rule: &'static str,
    },
    /// A chain id that is not that of a chain of this rule.
    #[error(
        "chain {chain}: a chain of the rule {rule} has not the chain_id {chain_id} of EIP-155; leave it out"
    )]
    UnexpectedChainId {
        /// The chain.
        chain: String,
        /// Its rule.
        rule: &'static str,
        /// What the row says.
        chain_id: u64,
    },
    /// A Cosmos chain that has no number of its own.
    #[error(
        "chain {chain}: addresses that begin with {prefix:?} have no coin type of their own that is known here; {known:?} have"
    )]
    UnknownPrefix {
        /// The chain.
        chain: String,
        /// What its addresses begin with.
        prefix: String,
        /// Those that are known.
        known: Vec<&'static str>,
    },
    /// The coin types are not those of the chain.
    #[error(
        "chain {chain}: coin_types should be {expected:?} (ENSIP-11 and its exceptions, SLIP-44), not {found:?}"
    )]
    CoinTypes {
        /// The chain.
        chain: String,
        /// Its coin types by the standard.
        expected: Vec<String>,
        /// What the row says.
        found: Vec<String>,
    },
    /// Two rows are about one chain.
    #[error("chains {first} and {second} have the same {what}; merge their rows")]
    Duplicate {
        /// The short name of one.
        first: String,
        /// That of the other.
        second: String,
        /// What they share.
        what: &'static str,
    },
    /// A row of the configuration is about a chain that is built in.
    #[error(
        "chain {chain} has the {what} of {builtin}, which is built in: its row never changes, since money goes to its addresses; leave yours out (disabled_chains switches {builtin} off)"
    )]
    BuiltIn {
        /// The short name in the configuration.
        chain: String,
        /// The short name of the built-in chain.
        builtin: String,
        /// What they share.
        what: &'static str,
    },
    /// No built-in chain can be switched off by this name.
    #[error("disabled_chains: {0:?} is the short_name of no built-in chain; GET /v1/chains shows them")]
    NotBuiltIn(String),
    /// Only Ethereum has the Keystore, and so a direct root path.
    #[error("chain {0}: root_path is `direct` on Ethereum, where the Keystore is, and only there")]
    Direct(String),
    /// Aliases are of Ethereum addresses.
    #[error(
        "chain {0}: root_path `aliased` is for chains with EVM addresses; here it is `adapter` or `none`"
    )]
    AliasedElsewhere(String),
    /// Mini-accounts on EVM chains believe aliased messages alone.
    #[error(
        "chain {0}: root_path `adapter` is for families without EVM addresses; here it is `aliased` or `none`"
    )]
    AdapterOnEvm(String),
    /// Nobody would know where to send a root.
    #[error(
        "chain {0}: root_path `aliased` needs `bridge`, the contract on Ethereum that roots are sent through"
    )]
    NoBridge(String),
    /// A bridge that nothing is sent through.
    #[error("chain {0}: `bridge` is for root_path `aliased`; leave it out")]
    IdleBridge(String),
    /// An explorer that cannot be linked to.
    #[error("chain {chain}: explorer `{explorer}` should begin with https:// and not end with a slash")]
    Explorer {
        /// The chain.
        chain: String,
        /// What the row says.
        explorer: String,
    },
    /// A page that shows no address.
    #[error("chain {chain}: address_page `{page}` should begin with https:// and hold {{address}} once")]
    AddressPage {
        /// The chain.
        chain: String,
        /// What the row says.
        page: String,
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
