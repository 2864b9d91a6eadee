//! A resolver's list of chains, held against the catalogue: the same coin types, the same addresses.
//! Where they differ, proofs fail, or a resolver answers what the gateway does not.

use std::collections::{BTreeSet, HashMap};

use alloy_primitives::{Address, B256, Bytes, U256};
use mononym_derive::Catalogue;
use mononym_ens::CoinType;

use super::{AddressRule, Block, ChainList, Node, NodeError, Resolver};

/// A node that no name has: any would do.
const SAMPLE: B256 = B256::repeat_byte(0x5a);
/// More rows than there are chains: a list that says so is none.
const MOST_ROWS: u64 = 10_000;

/// How a list and the catalogue compare, as of one block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Coin types that the list has in force.
    pub listed: BTreeSet<CoinType>,
    /// Those that it has announced, and from when on they are in force, in Unix seconds.
    pub announced: Vec<(CoinType, u64)>,
    /// Coin types that lead elsewhere, or nowhere, in the catalogue.
    pub wrong: Vec<Difference>,
    /// Coin types that the catalogue gives addresses for, and that the list does not have in force.
    pub missing: Vec<CoinType>,
}

/// A row of a list that the catalogue contradicts. Rows stay for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The row's coin type.
    pub coin_type: CoinType,
    /// Whether the catalogue has another address; if not, it has none.
    pub has_another: bool,
    /// Whether the row is in force.
    pub in_force: bool,
}

impl Comparison {
    /// What a gateway must not start with: rows in force that it does not answer, addresses that
    /// differ, chains that it answers and the list has not even announced.
    pub fn contradictions(&self) -> Vec<String> {
        let wrong = self
            .wrong
            .iter()
            .filter(|difference| difference.has_another || difference.in_force)
            .map(ToString::to_string);
        let is_announced = |coin_type: &CoinType| self.announced.iter().any(|(other, _)| other == coin_type);
        let missing = self
            .missing
            .iter()
            .filter(|coin_type| !is_announced(coin_type))
            .map(|coin_type| format!("{coin_type} is not in the list"));
        wrong.chain(missing).collect()
    }
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = if self.has_another {
            "other addresses"
        } else {
            "none"
        };
        write!(f, "{} has {what} in the catalogue", self.coin_type)
    }
}

/// The list of a proven resolver; nothing if the contract has none.
///
/// # Errors
/// If the node does not answer.
pub async fn list_of(node: &Node, block: Block, resolver: Address) -> Result<Option<Address>, NodeError> {
    match node.call_at(resolver, &Resolver::chainsCall {}, block.hash).await {
        Ok(list) => Ok(Some(list)),
        Err(error) if error.is_of_contract() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Compares a list with the catalogue, for names of this Keystore. Nothing if the list claims more
/// rows than there can be chains.
///
/// # Errors
/// If the node does not answer.
pub async fn compare(
    node: &Node,
    block: Block,
    list: Address,
    keystore: Address,
    catalogue: &Catalogue,
) -> Result<Option<Comparison>, NodeError> {
    let length = node.call_at(list, &ChainList::lengthCall {}, block.hash).await?;
    let Some(length) = u64::try_from(length).ok().filter(|length| *length <= MOST_ROWS) else {
        return Ok(None);
    };
    let mut derived: HashMap<Address, Bytes> = HashMap::new();
    let mut found = Comparison::default();
    for index in 0..length {
        let index = U256::from(index);
        let row = node
            .call_at(list, &ChainList::atCall { index }, block.hash)
            .await?;
        let coin_type = CoinType(row.coinType);
        let in_force = row.effectiveFrom <= block.time;
        if in_force {
            found.listed.insert(coin_type);
        } else {
            found.announced.push((coin_type, row.effectiveFrom));
        }
        let address = match derived.get(&row.rule) {
            Some(address) => address.clone(),
            None => {
                let address = derive(node, block, row.rule, keystore).await?;
                derived.entry(row.rule).or_insert(address).clone()
            }
        };
        let expected = catalogue
            .by_coin_type(coin_type)
            .filter(|chain| chain.receivable())
            .and_then(|chain| chain.address(&SAMPLE, &keystore));
        if expected.as_ref() != Some(&address) {
            found.wrong.push(Difference {
                coin_type,
                has_another: expected.is_some(),
                in_force,
            });
        }
    }
    let chains = catalogue.chains().iter().filter(|chain| chain.receivable());
    found.missing = chains
        .flat_map(|chain| &chain.coin_types)
        .filter(|coin_type| !found.listed.contains(coin_type))
        .copied()
        .collect();
    Ok(Some(found))
}

/// What a rule on L1 derives; nothing if it cannot.
async fn derive(node: &Node, block: Block, rule: Address, keystore: Address) -> Result<Bytes, NodeError> {
    let call = AddressRule::deriveCall {
        node: SAMPLE,
        keystore,
    };
    match node.call_at(rule, &call, block.hash).await {
        Err(error) if error.is_of_contract() => Ok(Bytes::new()),
        answer => answer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coin(number: u64) -> CoinType {
        CoinType(U256::from(number))
    }

    fn difference(number: u64, has_another: bool, in_force: bool) -> Difference {
        Difference {
            coin_type: coin(number),
            has_another,
            in_force,
        }
    }

    #[test]
    fn what_is_announced_contradicts_nothing_unless_it_leads_elsewhere() {
        let comparison = Comparison {
            announced: vec![(coin(1), 9), (coin(2), 9), (coin(3), 9)],
            wrong: vec![
                difference(2, false, false),
                difference(3, true, false),
                difference(4, false, true),
            ],
            missing: vec![coin(1), coin(5)],
            ..Comparison::default()
        };
        assert_eq!(
            comparison.contradictions(),
            [
                "3 has other addresses in the catalogue",
                "4 has none in the catalogue",
                "5 is not in the list",
            ]
        );
        assert_eq!(Comparison::default().contradictions(), Vec::<String>::new());
    }
}
