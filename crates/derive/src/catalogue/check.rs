//! The rules that a catalogue keeps.

use alloy_primitives::{Address, U256};
use mononym_ens::CoinType;

use super::CatalogueError;
use crate::chain::{Chain, RootPath};
use crate::placement::Placement;

/// Where the Keystore is.
const ETHEREUM: u64 = 1;
const ROOTSTOCK: u64 = 30;
const TRON: u64 = 728_126_428;

/// Every placed contract stands where its salt and code lead to.
pub(super) fn placement(placement: &Placement) -> Result<(), CatalogueError> {
    let (createx, trial) = (placement.createx, &placement.trial_keystore);
    let contracts = placement
        .contracts()
        .into_iter()
        .map(|(contract, placed)| (contract, &placed.salt, placed.address, placed.computed(createx)))
        .chain([(
            "trial_keystore",
            &trial.salt,
            trial.address,
            trial.computed(createx),
        )]);
    for (contract, salt, stated, computed) in contracts {
        filled(salt, "salt", || format!("placement.{contract}"))?;
        placed(contract, stated, computed)?;
    }
    Ok(())
}

fn placed(contract: &'static str, stated: Address, computed: Option<Address>) -> Result<(), CatalogueError> {
    match computed {
        None => Err(CatalogueError::Salt { contract }),
        Some(computed) if computed == stated => Ok(()),
        Some(computed) => Err(CatalogueError::Placement {
            contract,
            stated,
            computed,
        }),
    }
}

/// A row says something everywhere, and nothing that contradicts a standard.
pub(super) fn chain(chain: &Chain) -> Result<(), CatalogueError> {
    let place = || format!("chain {}", chain.chain_id);
    filled(&chain.name, "name", place)?;
    filled(&chain.rule_evidence, "rule_evidence", place)?;
    filled(&chain.root_path_evidence, "root_path_evidence", place)?;
    filled(&chain.currency.name, "currency.name", place)?;
    filled(&chain.currency.symbol, "currency.symbol", place)?;

    let expected = coin_types(chain.chain_id).ok_or(CatalogueError::ChainId(chain.chain_id))?;
    if chain.coin_types != expected {
        return Err(CatalogueError::CoinTypes {
            chain_id: chain.chain_id,
            expected: expected.iter().map(CoinType::to_string).collect(),
            found: chain.coin_types.iter().map(CoinType::to_string).collect(),
        });
    }
    if (chain.root_path == RootPath::Direct) != (chain.chain_id == ETHEREUM) {
        return Err(CatalogueError::Direct(chain.chain_id));
    }
    match &chain.explorer {
        Some(explorer) if !explorer.starts_with("https://") || explorer.ends_with('/') => {
            Err(CatalogueError::Explorer {
                chain_id: chain.chain_id,
                explorer: explorer.clone(),
            })
        }
        _ => Ok(()),
    }
}

/// The coin types of a chain, the one it is listed by first: ENSIP-11, and what differs from it.
fn coin_types(chain_id: u64) -> Option<Vec<CoinType>> {
    let evm = CoinType::from_chain_id(chain_id)?;
    let slip44 = |number: u64| CoinType(U256::from(number));
    Some(match chain_id {
        // ENSIP-11 leaves Rootstock its SLIP-44 number; clients that only know the formula ask for
        // the other.
        ROOTSTOCK => vec![slip44(137), evm],
        // No EVM address: 21 bytes, under SLIP-44's number alone.
        TRON => vec![slip44(195)],
        // Avalanche too: ENSIP-11 leaves its SLIP-44 number 9000 to all its chains, and clients
        // write 20 bytes there as an address of the X-Chain, where no contract account exists.
        _ => vec![evm],
    })
}

fn filled(text: &str, field: &'static str, place: impl Fn() -> String) -> Result<(), CatalogueError> {
    if text.trim().is_empty() {
        return Err(CatalogueError::Empty {
            place: place(),
            field,
        });
    }
    Ok(())
}
