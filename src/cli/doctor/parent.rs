//! A parent in ENS: which resolver it has, and who can give it another.

use alloy_primitives::{Address, B256, U256, address};

use super::{
    look::Look,
    report::{Report, span},
};
use crate::{
    chain::{EnsRegistry, NameWrapper, NodeError},
    cli::values::time_text,
};

/// ENS's NameWrapper on Ethereum. Elsewhere any contract that answers as one is taken for one.
const WRAPPER: Address = address!("D4416b13d2b3a9aBae7AcD5D6C2BbDBE25686401");
/// The fuses that keep a resolver for good, and their names. A subname that is made in ENS has a resolver
/// of its own, which comes before the parent's.
const FUSES: [(u32, &str); 3] = [
    (1, "CANNOT_UNWRAP"),
    (8, "CANNOT_SET_RESOLVER"),
    (32, "CANNOT_CREATE_SUBDOMAIN"),
];
/// What burned fuses should hold for at least, in seconds: half a year.
const LASTING: u64 = 182 * 86_400;

/// The name that was asked about.
pub(super) struct Parent {
    pub(super) name: String,
    pub(super) node: B256,
}

/// Looks it up; gives its resolver. `expected` is the one that it should have.
pub(super) async fn check(
    look: &Look,
    registry: Address,
    Parent { name, node }: &Parent,
    expected: Option<Address>,
    report: &mut Report,
) -> Result<Option<Address>, NodeError> {
    let node = *node;
    let owner = look.try_ask(registry, &EnsRegistry::ownerCall { node }).await?;
    let resolver = look
        .try_ask(registry, &EnsRegistry::resolverCall { node })
        .await?;
    let (Some(owner), Some(resolver)) = (owner, resolver) else {
        report.problem(
            "name",
            format!("there is no ENS registry at {registry} on this network: --registry names it"),
        );
        return Ok(None);
    };
    if owner.is_zero() {
        report.problem("name", format!("nobody has {name} in ENS: is the name right?"));
        return Ok(None);
    }
    match expected {
        _ if resolver.is_zero() => report.problem(
            "name",
            format!("{name} has no resolver: its owner, {owner}, sets one in ENS"),
        ),
        Some(expected) if expected != resolver => report.problem(
            "name",
            format!("{name} has the resolver {resolver}, not {expected}: its owner, {owner}, sets it"),
        ),
        _ => report.ok("name", format!("{name} has the resolver {resolver}")),
    }
    lasting(look, name, node, owner, report).await?;
    Ok((!resolver.is_zero()).then_some(resolver))
}

/// Whether the resolver can be replaced, and by whom.
async fn lasting(
    look: &Look,
    name: &str,
    node: B256,
    owner: Address,
    report: &mut Report,
) -> Result<(), NodeError> {
    let advice =
        "wrap the name, burn CANNOT_UNWRAP, CANNOT_SET_RESOLVER and CANNOT_CREATE_SUBDOMAIN, and renew it";
    if !look.has_code(owner).await? {
        report.warning(
            "name-owner",
            format!("{owner} can replace the resolver of {name} at any time: {advice}"),
        );
        return Ok(());
    }
    let id = U256::from_be_bytes(node.0);
    let data = look.try_ask(owner, &NameWrapper::getDataCall { id }).await?;
    let is_foreign = look.chain_id == 1 && owner != WRAPPER;
    let Some(data) = data.filter(|_| !is_foreign) else {
        report.warning(
            "name-owner",
            format!(
                "the contract {owner}, which is no NameWrapper, can replace the resolver of {name}: {advice}"
            ),
        );
        return Ok(());
    };
    let missing: Vec<&str> = FUSES
        .iter()
        .filter(|(fuse, _)| data.fuses & fuse == 0)
        .map(|(_, name)| *name)
        .collect();
    let left = data.expiry.saturating_sub(look.block.time);
    let wrapped = format!("wrapped in {owner}, until {}", time_text(data.expiry));
    if left == 0 {
        report.warning(
            "name-owner",
            format!("{wrapped}, which has passed: the fuses hold no more"),
        );
    } else if !missing.is_empty() {
        report.warning(
            "name-owner",
            format!(
                "{wrapped}: {} can replace the resolver, or a subname's, at any time: burn {}",
                data.owner,
                missing.join(", ")
            ),
        );
    } else if left < LASTING {
        report.warning(
            "name-owner",
            format!(
                "{wrapped}: nobody can replace the resolver, but for {} only; renew the name",
                span(left)
            ),
        );
    } else {
        report.ok(
            "name-owner",
            format!("{wrapped}: until then nobody can replace the resolver"),
        );
    }
    Ok(())
}
