//! Whether addresses are computed there as on Ethereum: CreateX, its CREATE2, and what it places.

use alloy_eips::BlockId;
use alloy_primitives::{B256, keccak256};
use mononym_derive::{Chain, createx, mini_account};

use super::{super::report::span, Probe, agrees, stack::Stack};
use crate::{
    chain::{CreateX, MiniAccountFactory, NodeError, RootOracle},
    cli::doctor::report::Report,
    clock::Clock,
};

/// A node that no name has: any would do.
const SAMPLE: B256 = B256::repeat_byte(0x5a);

/// A rule, as far as a node shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    Evm,
    EvmEmulator,
    Unproven,
}

impl Seen {
    /// The name that the catalogue has for the rule.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Evm => "evm",
            Self::EvmEmulator => "evm-emulator",
            Self::Unproven => "unproven",
        }
    }
}

/// The rule that holds by what is seen.
pub(super) async fn check(
    probe: &Probe,
    stack: Option<Stack>,
    listed: Option<&Chain>,
    report: &mut Report,
) -> Result<Seen, NodeError> {
    let holds = createx(probe, report).await? && create2(probe, report).await?;
    let seen = match stack {
        _ if !holds => Seen::Unproven,
        Some(Stack::Zk) => Seen::EvmEmulator,
        _ => Seen::Evm,
    };
    if stack == Some(Stack::Zk) && holds {
        report.ok(
            "evm-emulator",
            "CreateX is EVM code on a ZK Stack chain, and runs",
        );
    } else if stack == Some(Stack::Zk) {
        report.problem(
            "evm-emulator",
            "this ZK Stack chain does not run CreateX as EVM code",
        );
    }
    match listed {
        _ if !agrees(listed, seen) => report.problem(
            "rule",
            format!(
                "{} by what is seen, and {} in the catalogue",
                seen.as_str(),
                listed.map_or("none", |chain| chain.rule.as_str())
            ),
        ),
        _ if holds => report.ok("rule", format!("{}: addresses are Ethereum's", seen.as_str())),
        _ => report.problem("rule", "unproven: no address is derived there"),
    }
    Ok(seen)
}

async fn createx(probe: &Probe, report: &mut Report) -> Result<bool, NodeError> {
    let address = probe.catalogue.createx();
    let code = probe.endpoint.code(address, BlockId::latest()).await?;
    if code.is_empty() {
        report.problem(
            "createx",
            format!(
                "there is no CreateX at {address}: it must be deployed before anything of ours can be placed"
            ),
        );
        return Ok(false);
    }
    let found = keccak256(&code);
    if found != probe.createx_code_hash {
        let expected = probe.createx_code_hash;
        report.problem(
            "createx",
            format!("the code at {address} is another contract's: its hash is {found}, not {expected}"),
        );
        return Ok(false);
    }
    report.ok("createx", format!("{address}, code hash {found}"));
    Ok(true)
}

/// Has CreateX deploy a mini-account's proxy, without a transaction: is its address Ethereum's?
async fn create2(probe: &Probe, report: &mut Report) -> Result<bool, NodeError> {
    let init_code = mini_account::init_code(&SAMPLE, &probe.deployment);
    // New each time: nobody can have taken its address.
    let salt = keccak256(format!("mononym doctor {}", Clock::system().now()));
    let call = CreateX::deployCreate2Call {
        salt,
        initCode: init_code.into(),
    };
    let address = probe.catalogue.createx();
    let expected = createx::create2_address(address, salt, keccak256(init_code));
    match probe.endpoint.call(address, &call, BlockId::latest()).await {
        Ok(found) if Some(found) == expected => {
            report.ok("create2", "a proxy gets the address that it has on Ethereum");
            Ok(true)
        }
        Ok(found) => {
            report.problem(
                "create2",
                format!("a proxy gets {found}, which is not Ethereum's address"),
            );
            Ok(false)
        }
        Err(error) if error.is_of_contract() => {
            report.problem("create2", format!("CreateX does not deploy a proxy: {error}"));
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// What the oracle there knows of the Keystore.
async fn root(probe: &Probe, report: &mut Report) -> Result<(), NodeError> {
    let keystore = probe.deployment.keystore;
    let oracle = probe.catalogue.placement().oracle.address;
    let latest = RootOracle::latestCall { keystore };
    match probe.endpoint.call(oracle, &latest, BlockId::latest()).await {
        Ok(root) => {
            let age = span(Clock::system().now().saturating_sub(root.asOf));
            report.ok(
                "root",
                format!("commit {}, of the log as of {age} ago", root.number),
            );
        }
        Err(error) if error.is_of_contract() => report.warning(
            "root",
            format!(
                "the oracle knows no root of the Keystore {keystore}: anyone can bring one (mononym broadcast); no \
                 account can be synced before"
            ),
        ),
        Err(error) => return Err(error),
    }
    Ok(())
}

/// Our contracts on every chain, an account by them, and the root that accounts are synced under.
pub(super) async fn placed(probe: &Probe, report: &mut Report) -> Result<(), NodeError> {
    let placement = probe.catalogue.placement();
    let mut all = true;
    for (contract, placed) in placement.on_every_chain() {
        let address = placed.address;
        if probe.endpoint.code(address, BlockId::latest()).await?.is_empty() {
            all = false;
            report.warning(
                contract,
                format!("not placed at {address} yet: anyone can, through CreateX; no account can be deployed before"),
            );
        } else {
            report.ok(contract, address.to_string());
        }
    }
    if !all {
        return Ok(());
    }
    let deployment = &probe.deployment;
    let call = MiniAccountFactory::deployCall {
        node: SAMPLE,
        keystore: deployment.keystore,
    };
    let expected = mini_account::address(&SAMPLE, deployment);
    match probe
        .endpoint
        .call(deployment.factory, &call, BlockId::latest())
        .await
    {
        Ok(found) if found == expected => {
            report.ok("account", "the factory deploys an account at its derived address");
        }
        Ok(found) => report.problem(
            "account",
            format!("the factory deploys an account at {found}, and the derived address is {expected}"),
        ),
        Err(error) if error.is_of_contract() => {
            report.problem(
                "account",
                format!("the factory does not deploy an account: {error}"),
            );
        }
        Err(error) => return Err(error),
    }
    root(probe, report).await
}
