//! The names that are asked for: names, records and answers follow from an index.

use std::sync::LazyLock;

use alloy_primitives::{B256, Bytes};
use mononym_ens::{Answer, Limits, Name, Query, child_node, namehash};

use crate::Result;

pub(crate) const PARENT: &str = "mononym.eth";
/// The key of the text record that each name has.
pub(crate) const KEY: &str = "url";
/// Of every label, so that every request is as long as any other.
pub(crate) const LABEL_BYTES: usize = 12;

static PARENT_NODE: LazyLock<B256> = LazyLock::new(|| namehash(PARENT.split('.').map(str::as_bytes)));

pub(crate) fn parent_node() -> B256 {
    *PARENT_NODE
}

pub(crate) fn label(index: u64) -> String {
    format!("name{index:08}")
}

pub(crate) fn name(index: u64) -> String {
    format!("{}.{PARENT}", label(index))
}

pub(crate) fn node(index: u64) -> B256 {
    child_node(parent_node(), label(index).as_bytes())
}

/// The name as it travels.
pub(crate) fn parsed(index: u64) -> Result<Name> {
    Ok(Name::from_text(&name(index), &Limits::default())?)
}

/// What a name's record says.
pub(crate) fn text(index: u64) -> String {
    format!("https://name{index:08}.example/")
}

/// The call that asks for it.
pub(crate) fn query() -> Query {
    Query::Text(KEY.to_owned())
}

/// The encoded answer to it.
pub(crate) fn answer(index: u64) -> Bytes {
    Answer::Text(text(index)).encode().into()
}

/// All indexes below `names` in an order that jumps about, each once before any comes again.
pub(crate) fn scattered(count: u64, names: u64) -> u64 {
    // A prime above any number of names, so that it has no factor in common with it.
    const STEP: u128 = 2_654_435_761;
    let place = u128::from(count) * STEP;
    u64::try_from(place.checked_rem(u128::from(names)).unwrap_or_default()).unwrap_or_default()
}
