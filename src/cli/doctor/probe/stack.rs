//! What a chain is built of, as far as its own contracts tell, and how the Keystore's root gets there.

use alloy_eips::BlockId;
use alloy_primitives::{Address, address};
use mononym_derive::{Chain, RootPath};
use serde::Serialize;

use crate::{
    chain::{Endpoint, NodeError},
    cli::doctor::report::Report,
};

/// Software whose messages from Ethereum arrive under the aliased sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Stack {
    #[serde(rename = "op-stack")]
    Op,
    Arbitrum,
    #[serde(rename = "zk-stack")]
    Zk,
}

impl Stack {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Op => "OP Stack",
            Self::Arbitrum => "Arbitrum",
            Self::Zk => "ZK Stack",
        }
    }
}

/// A contract of each that stands nowhere else: L1Block, ArbSys, ContractDeployer.
const MARKS: [(Stack, Address); 3] = [
    (Stack::Op, address!("0x4200000000000000000000000000000000000015")),
    (
        Stack::Arbitrum,
        address!("0x0000000000000000000000000000000000000064"),
    ),
    (Stack::Zk, address!("0x0000000000000000000000000000000000008006")),
];

/// Nothing where it cannot be told.
pub(super) async fn find(endpoint: &Endpoint) -> Result<Option<Stack>, NodeError> {
    for (stack, mark) in MARKS {
        if !endpoint.code(mark, BlockId::latest()).await?.is_empty() {
            return Ok(Some(stack));
        }
    }
    Ok(None)
}

/// The root path to go by. Whether a chain settles on Ethereum its own node cannot tell, so that of a
/// chain that is not listed is none.
pub(super) fn root_path(stack: Option<Stack>, listed: Option<&Chain>, report: &mut Report) -> RootPath {
    let seen = stack.map_or_else(
        || "no OP Stack, Arbitrum or ZK Stack chain".to_owned(),
        |stack| format!("{} chain", stack.name()),
    );
    let Some(chain) = listed else {
        report.warning(
            "root-path",
            format!(
                "none is known, {seen}: look for its inbox on Ethereum (docs/chains.md); until then \
                 nothing can be received there"
            ),
        );
        return RootPath::None;
    };
    let (path, evidence) = (chain.root_path.as_str(), &chain.root_path_evidence);
    let text = format!("{path} in the catalogue ({evidence}); seen here: {seen}");
    match chain.root_path {
        RootPath::None => report.warning("root-path", format!("{text}; nothing can be received there")),
        RootPath::Aliased if stack.is_none() => report.warning("root-path", text),
        RootPath::Aliased | RootPath::Adapter | RootPath::Direct => report.ok("root-path", text),
    }
    chain.root_path
}
