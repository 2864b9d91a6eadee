//! Every family that a row of the catalogue can name.

use crate::{
    cosmwasm::CosmWasm,
    evm::Evm,
    family::{Family, Input},
    solana::Solana,
    starknet::Starknet,
    tron::Tron,
    zk_stack::ZkStack,
};

/// How a node becomes an address on a chain, with the constants that this takes there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// CREATE2 as on Ethereum (EIP-1014).
    Evm(Evm),
    /// The same formula, on a ZK Stack chain that runs EVM code in its EVM emulator.
    EvmEmulator(Evm),
    /// ZK Stack's own CREATE2, of its own bytecode.
    ZkStack(ZkStack),
    /// Tron's CREATE2.
    Tron(Tron),
    /// Starknet's contract addresses.
    Starknet(Starknet),
    /// Solana's program-derived addresses.
    Solana(Solana),
    /// CosmWasm's `instantiate2`.
    CosmWasm(CosmWasm),
}

/// Why a row has no rule.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    /// No family of that name.
    #[error("the rule {0:?} is unknown; there are {known}", known = Rule::NAMES.join(", "))]
    Unknown(String),
    /// The factory of EVM chains is the catalogue's.
    #[error("the rule {0:?} takes no constants: factory and implementation are those of [placement]")]
    OfPlacement(&'static str),
    /// A constant is missing, unknown or wrong.
    #[error("the constants of the rule {rule:?}: {source}")]
    Constants {
        /// The rule.
        rule: &'static str,
        /// Which constant, and what is wrong.
        source: Box<toml::de::Error>,
    },
}

impl Rule {
    /// The names that the catalogue and the API use.
    pub const NAMES: [&'static str; 7] = [
        "evm",
        "evm-emulator",
        "zk-stack",
        "tron",
        "starknet",
        "solana",
        "cosmwasm",
    ];

    /// The rule of this name with these constants; that of EVM chains is given.
    pub(crate) fn new(name: &str, constants: Option<toml::Table>, evm: Evm) -> Result<Self, RuleError> {
        let constants = constants.unwrap_or_default();
        let given = !constants.is_empty();
        let wrong = |rule| {
            move |source| RuleError::Constants {
                rule,
                source: Box::new(source),
            }
        };
        match name {
            "evm" if given => Err(RuleError::OfPlacement("evm")),
            "evm-emulator" if given => Err(RuleError::OfPlacement("evm-emulator")),
            "evm" => Ok(Self::Evm(evm)),
            "evm-emulator" => Ok(Self::EvmEmulator(evm)),
            "zk-stack" => constants.try_into().map(Self::ZkStack).map_err(wrong("zk-stack")),
            "tron" => constants.try_into().map(Self::Tron).map_err(wrong("tron")),
            "starknet" => constants
                .try_into()
                .map(Self::Starknet)
                .map_err(wrong("starknet")),
            "solana" => constants.try_into().map(Self::Solana).map_err(wrong("solana")),
            "cosmwasm" => constants
                .try_into()
                .map(Self::CosmWasm)
                .map_err(wrong("cosmwasm")),
            _ => Err(RuleError::Unknown(name.to_owned())),
        }
    }

    /// The name that the catalogue and the API use.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Evm(_) => "evm",
            Self::EvmEmulator(_) => "evm-emulator",
            Self::ZkStack(_) => "zk-stack",
            Self::Tron(_) => "tron",
            Self::Starknet(_) => "starknet",
            Self::Solana(_) => "solana",
            Self::CosmWasm(_) => "cosmwasm",
        }
    }

    /// The formula.
    #[must_use]
    pub fn family(&self) -> &dyn Family {
        match self {
            Self::Evm(family) | Self::EvmEmulator(family) => family,
            Self::ZkStack(family) => family,
            Self::Tron(family) => family,
            Self::Starknet(family) => family,
            Self::Solana(family) => family,
            Self::CosmWasm(family) => family,
        }
    }

    /// Whether addresses are those of EVM chains: 20 bytes, found by an EIP-155 chain id.
    #[must_use]
    pub const fn is_evm(&self) -> bool {
        matches!(self, Self::Evm(_) | Self::EvmEmulator(_) | Self::ZkStack(_))
    }

    /// Whether both give every node the same address.
    #[must_use]
    pub fn agrees_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Evm(ours) | Self::EvmEmulator(ours), Self::Evm(theirs) | Self::EvmEmulator(theirs)) => {
                ours == theirs
            }
            _ => self == other,
        }
    }

    /// The constants, as the catalogue writes them.
    #[must_use]
    pub fn constants(&self) -> Vec<Input> {
        self.family().constants()
    }
}
