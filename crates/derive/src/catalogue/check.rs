//! The rules that a catalogue keeps.

use alloy_primitives::Address;
use mononym_ens::CoinType;

use super::{CatalogueError, coin_types};
use crate::chain::Chain;
use crate::placement::Placement;
use crate::root_path::RootPath;

/// Where the Keystore is.
const ETHEREUM: u64 = 1;

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
    let place = || format!("chain {}", chain.short_name);
    filled(&chain.name, "name", place)?;
    filled(&chain.rule_evidence, "rule_evidence", place)?;
    filled(&chain.root_path_evidence, "root_path_evidence", place)?;
    filled(&chain.currency.name, "currency.name", place)?;
    filled(&chain.currency.symbol, "currency.symbol", place)?;

    let expected = coin_types::expected(&chain.short_name, chain.chain_id, &chain.rule)?;
    if chain.coin_types != expected {
        return Err(CatalogueError::CoinTypes {
            chain: chain.short_name.clone(),
            expected: expected.iter().map(CoinType::to_string).collect(),
            found: chain.coin_types.iter().map(CoinType::to_string).collect(),
        });
    }
    root_path(chain)?;
    pages(chain)
}

/// A short name: lower-case letters, digits and hyphens, which fits into ERC-7828's names.
pub(super) fn short_name(name: &str) -> Result<(), CatalogueError> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if name.is_empty() || !name.bytes().all(fits) {
        return Err(CatalogueError::ShortName(name.to_owned()));
    }
    Ok(())
}

fn root_path(chain: &Chain) -> Result<(), CatalogueError> {
    let name = || chain.short_name.clone();
    let is_ethereum = chain.chain_id == Some(ETHEREUM);
    match chain.root_path {
        RootPath::Direct if is_ethereum => {}
        RootPath::Direct => return Err(CatalogueError::Direct(name())),
        _ if is_ethereum => return Err(CatalogueError::Direct(name())),
        RootPath::Aliased if !chain.rule.is_evm() => return Err(CatalogueError::AliasedElsewhere(name())),
        RootPath::Aliased if chain.bridge.is_none() => return Err(CatalogueError::NoBridge(name())),
        RootPath::Adapter if chain.rule.is_evm() => return Err(CatalogueError::AdapterOnEvm(name())),
        RootPath::Aliased | RootPath::Adapter | RootPath::None => {}
    }
    if chain.bridge.is_some() && chain.root_path != RootPath::Aliased {
        return Err(CatalogueError::IdleBridge(name()));
    }
    Ok(())
}

fn pages(chain: &Chain) -> Result<(), CatalogueError> {
    if let Some(explorer) = &chain.explorer
        && (!explorer.starts_with("https://") || explorer.ends_with('/'))
    {
        return Err(CatalogueError::Explorer {
            chain: chain.short_name.clone(),
            explorer: explorer.clone(),
        });
    }
    if let Some(page) = &chain.address_page
        && (!page.starts_with("https://") || page.matches("{address}").count() != 1)
    {
        return Err(CatalogueError::AddressPage {
            chain: chain.short_name.clone(),
            page: page.clone(),
        });
    }
    Ok(())
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
