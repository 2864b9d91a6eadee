//! The list of chains against the catalogue: the same chains, the same addresses.

use alloy_primitives::Address;
use mononym_derive::Catalogue;

use super::{
    look::Look,
    report::{Report, span},
};
use crate::{
    chain::{ChainList, NodeError, compare},
    cli::values::time_text,
};

pub(super) async fn check(
    look: &Look,
    list: Address,
    keystore: Address,
    catalogue: &Catalogue,
    report: &mut Report,
) -> Result<(), NodeError> {
    let owner = look.ask(list, &ChainList::ownerCall {}).await?;
    let delay = look.ask(list, &ChainList::delayCall {}).await?;
    report.ok(
        "chains-owner",
        format!(
            "{owner} can add chains, {} ahead, and change none that is listed",
            span(delay)
        ),
    );
    let Some(found) = compare(look.node(), look.block, list, keystore, catalogue).await? else {
        report.problem("chains", format!("{list} claims more rows than there are chains"));
        return Ok(());
    };
    let texts = |texts: &mut dyn Iterator<Item = String>| texts.collect::<Vec<_>>().join(", ");
    let announced = found.announced.iter();
    let announced =
        texts(&mut announced.map(|(coin_type, from)| format!("{coin_type} from {} on", time_text(*from))));
    let wrong = texts(&mut found.wrong.iter().map(ToString::to_string));
    let missing = texts(&mut found.missing.iter().map(ToString::to_string));
    if !announced.is_empty() {
        report.warning("chains", format!("announced: {announced}"));
    }
    if !wrong.is_empty() {
        report.problem(
            "chains",
            format!(
                "{list} contradicts the catalogue, coin types: {wrong}; rows stay for ever: \
                 the name needs a resolver with another list, or the gateway another release"
            ),
        );
    }
    if !missing.is_empty() {
        report.problem(
            "chains",
            format!(
                "{list} lacks coin types that the catalogue gives addresses for, so that proofs fail there: \
                 {missing}; its owner adds them"
            ),
        );
    }
    if wrong.is_empty() && missing.is_empty() {
        report.ok(
            "chains",
            format!(
                "{list} has the catalogue's {} coin types, and its addresses",
                found.listed.len()
            ),
        );
    }
    Ok(())
}
