//! The coin types of a chain follow from its rule: ENSIP-11 for EVM chains, SLIP-44 for others.

use alloy_primitives::U256;
use mononym_ens::CoinType;

use super::CatalogueError;
use crate::rule::Rule;

const ROOTSTOCK: u64 = 30;
/// Tron, which has an EIP-155 chain id, but no EVM addresses.
const TRON: u64 = 728_126_428;

/// CosmWasm chains that SLIP-44 has a number of their own for, by what their addresses begin with.
/// Under the number of another chain, a client would write that chain's address.
const COSMWASM: [(&str, u64); 4] = [
    ("cosmos", 118),
    ("terra", 330),
    ("osmo", 10_000_118),
    ("sei", 19_000_118),
];

/// The coin types of a chain, the one it is listed by first.
pub(super) fn expected(
    short_name: &str,
    chain_id: Option<u64>,
    rule: &Rule,
) -> Result<Vec<CoinType>, CatalogueError> {
    let chain = || short_name.to_owned();
    let no_chain_id = |coin_type| match chain_id {
        None => Ok(vec![slip44(coin_type)]),
        Some(chain_id) => Err(CatalogueError::UnexpectedChainId {
            chain: chain(),
            rule: rule.as_str(),
            chain_id,
        }),
    };
    match rule {
        Rule::Evm(_) | Rule::EvmEmulator(_) | Rule::ZkStack(_) => {
            let chain_id = chain_id.ok_or_else(|| CatalogueError::MissingChainId {
                chain: chain(),
                rule: rule.as_str(),
            })?;
            of_evm(chain_id).ok_or_else(|| CatalogueError::ChainId {
                chain: chain(),
                chain_id,
            })
        }
        Rule::Tron(_) if chain_id == Some(TRON) => Ok(vec![slip44(195)]),
        Rule::Tron(_) => no_chain_id(195),
        Rule::Starknet(_) => no_chain_id(9004),
        Rule::Solana(_) => no_chain_id(501),
        Rule::CosmWasm(family) => {
            let prefix = family.creator.prefix.as_str();
            let known = COSMWASM.iter().find(|(known, _)| *known == prefix);
            let (_, coin_type) = known.ok_or_else(|| CatalogueError::UnknownPrefix {
                chain: chain(),
                prefix: prefix.to_owned(),
                known: COSMWASM.iter().map(|(known, _)| *known).collect(),
            })?;
            no_chain_id(*coin_type)
        }
    }
}

fn of_evm(chain_id: u64) -> Option<Vec<CoinType>> {
    let evm = CoinType::from_chain_id(chain_id)?;
    Some(match chain_id {
        // ENSIP-11 leaves Rootstock its SLIP-44 number; clients that only know the formula ask for
        // the other.
        ROOTSTOCK => vec![slip44(137), evm],
        // Avalanche too: ENSIP-11 leaves its SLIP-44 number 9000 to all its chains, and clients
        // write 20 bytes there as an address of the X-Chain, where no contract account exists.
        _ => vec![evm],
    })
}

fn slip44(number: u64) -> CoinType {
    CoinType(U256::from(number))
}
