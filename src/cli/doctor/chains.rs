//! The list of chains against the catalogue: the same chains, the same addresses.

use std::collections::{BTreeSet, HashMap};

use alloy_primitives::{Address, B256, Bytes, U256};
use mononym_derive::Catalogue;
use mononym_ens::CoinType;

use super::{
    look::Look,
    report::{Report, span},
};
use crate::{
    chain::{AddressRule, ChainList, NodeError},
    cli::values::time_text,
};

/// A node that no name has: any would do.
const SAMPLE: B256 = B256::repeat_byte(0x5a);
/// More rows than there are chains: a list that says so is none.
const MOST_ROWS: u64 = 10_000;

pub(super) async fn check(
    look: &Look,
    list: Address,
    keystore: Address,
    report: &mut Report,
) -> Result<(), NodeError> {
    let catalogue = match Catalogue::builtin() {
        Ok(catalogue) => catalogue,
        Err(error) => {
            report.problem("chains", error.to_string());
            return Ok(());
        }
    };
    let owner = look.ask(list, &ChainList::ownerCall {}).await?;
    let delay = look.ask(list, &ChainList::delayCall {}).await?;
    report.ok(
        "chains-owner",
        format!(
            "{owner} can add chains, {} ahead, and change none that is listed",
            span(delay)
        ),
    );
    let length = look.ask(list, &ChainList::lengthCall {}).await?;
    let Some(length) = u64::try_from(length).ok().filter(|length| *length <= MOST_ROWS) else {
        report.problem("chains", format!("{list} says that it has {length} rows"));
        return Ok(());
    };
    let deployment = catalogue.deployment(keystore);
    let mut derived: HashMap<Address, Bytes> = HashMap::new();
    let (mut listed, mut announced, mut wrong) = (BTreeSet::new(), Vec::new(), Vec::new());
    for index in 0..length {
        let index = U256::from(index);
        let row = look.ask(list, &ChainList::atCall { index }).await?;
        let coin_type = CoinType(row.coinType);
        if row.effectiveFrom > look.block.time {
            announced.push(format!("{coin_type} from {} on", time_text(row.effectiveFrom)));
        } else {
            listed.insert(coin_type);
        }
        let found = match derived.get(&row.rule) {
            Some(found) => found.clone(),
            None => {
                let (node, rule) = (SAMPLE, row.rule);
                let call = AddressRule::deriveCall { node, keystore };
                let found = look.try_ask(rule, &call).await?.unwrap_or_default();
                derived.entry(rule).or_insert(found).clone()
            }
        };
        let expected = catalogue
            .by_coin_type(coin_type)
            .filter(|chain| chain.receivable())
            .and_then(|chain| chain.derive(&SAMPLE, &deployment));
        match expected {
            Some(expected) if expected.address == found => {}
            Some(_) => wrong.push(format!("{coin_type} has other addresses in the catalogue")),
            None => wrong.push(format!("{coin_type} has none in the catalogue")),
        }
    }
    let missing: Vec<String> = catalogue
        .chains()
        .iter()
        .filter(|chain| chain.receivable())
        .flat_map(|chain| &chain.coin_types)
        .filter(|coin_type| !listed.contains(coin_type))
        .map(ToString::to_string)
        .collect();
    if !announced.is_empty() {
        report.warning("chains", format!("announced: {}", announced.join(", ")));
    }
    if !wrong.is_empty() {
        report.problem(
            "chains",
            format!(
                "{list} contradicts the catalogue, coin types: {}; rows stay for ever: \
                 the name needs a resolver with another list, or the gateway another release",
                wrong.join(", ")
            ),
        );
    }
    if !missing.is_empty() {
        report.problem(
            "chains",
            format!(
                "{list} lacks coin types that the catalogue gives addresses for, so that proofs fail there: \
                 {}; its owner adds them",
                missing.join(", ")
            ),
        );
    }
    if wrong.is_empty() && missing.is_empty() {
        report.ok(
            "chains",
            format!(
                "{list} has the catalogue's {} coin types, and its addresses",
                listed.len()
            ),
        );
    }
    Ok(())
}
