//! `mononym account sync`: an account's mini-account on a chain learns its keys

use alloy_primitives::{Address, B256, Bytes};
use clap::Args;
use mononym_derive::Catalogue;
use mononym_ens::{Limits, Name, normalize};
use mononym_keystore::{AccountLeaf, Domain, Proof, account_key};
use serde::Deserialize;
use serde_json::json;
use thiserror::Error;

use crate::{
    chain::{
        Block, MiniAccount, MiniAccountFactory, MiniAccountState, Node, NodeError, Request, Root, RootOracle,
        RpcUrl,
    },
    cli::{
        CliError, ClientArgs,
        client::{Client, segment},
        database::block_on,
        l1::KeystoreArgs,
        output::Output,
        proof::decode,
        relay::{RelayArgs, Story, account_on, node},
        values::time_text,
    },
    config::ConfigError,
};

/// How old the log may be that a root shows, in seconds (contracts/src/account/AccountSync.sol).
const MAX_AGE: u64 = 7 * 86_400;

#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Sync {
    /// The name
    name: String,
    /// A node of the chain
    #[arg(long, env = "MONONYM_RPC", value_name = "URL", hide_env_values = true)]
    rpc: RpcUrl,
    #[command(flatten)]
    relay: RelayArgs,
    #[command(flatten)]
    keystore: KeystoreArgs,
    #[command(flatten)]
    client: ClientArgs,
}

/// Why a mini-account cannot learn its keys at present.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(in crate::cli) enum SyncError {
    /// The contracts are not there.
    #[error(
        "chain {chain_id} has no {contract} at {address}: place it through CreateX first (contracts/README.md)"
    )]
    NotPlaced {
        chain_id: u64,
        contract: &'static str,
        address: Address,
    },
    /// Nobody has brought a root.
    #[error(
        "chain {0} knows no root of this Keystore yet: bring one from L1, with anybody's key: mononym broadcast --help"
    )]
    NoRoot(u64),
    /// The root is of another network.
    #[error(
        "the root there is from a Keystore on chain {found}, not on {expected}: --l1-chain-id names another"
    )]
    OtherL1 { found: u64, expected: u64 },
    /// The root is too old.
    #[error(
        "the newest root there shows the log as of {}, which is more than 7 days ago: bring a newer one from L1, \
         with anybody's key: mononym broadcast --help",
        time_text(*.0)
    )]
    OldRoot(u64),
    /// The account is younger than the root.
    #[error(
        "the newest root there, of the log as of {}, has no account for this name: wait for the next final \
         commit, and bring its root",
        time_text(*.0)
    )]
    Unknown(u64),
    /// The mini-account is ahead of the root.
    #[error(
        "the mini-account knows nonce {known} already, and the newest root there shows {proven}: bring a newer one"
    )]
    Behind { known: u64, proven: u64 },
    /// The account chose nothing.
    #[error("the account has not chosen what its mini-accounts run: sign SetImplementation first")]
    NoImplementation,
    /// The implementation is not there.
    #[error(
        "the account's implementation {implementation} is not on chain {chain_id}: place it there first \
         (contracts/README.md), or choose another"
    )]
    ImplementationMissing { implementation: Address, chain_id: u64 },
}

/// The gateway's answer, as far as it is needed here.
#[derive(Deserialize)]
struct Shown {
    response: Bytes,
}

/// What is known of the chain as of one block.
struct Look {
    node: Node,
    block: Block,
    account: Address,
    root: Root,
    state: Option<MiniAccountState>,
}

impl Sync {
    pub(super) fn run(self) -> Result<(), CliError> {
        let text = normalize(&self.name, &Limits::default())?;
        let name = Name::from_text(&text, &Limits::default())?;
        block_on(self.sync(&text, name.node()))
    }

    async fn sync(&self, text: &str, node: B256) -> Result<(), CliError> {
        let output = Output::new(self.client.json);
        let domain = self.keystore.domain()?;
        let look = self.look(&node, domain).await?;
        let number = look.root.number;
        let shown: Shown = Client::new(&self.client.gateway).get_query(
            &format!("/v1/names/{}/proof", segment(text)),
            &[("commit", &number.to_string())],
        )?;
        let proof = decode(&shown.response)?.account;
        let leaf = look.check(&proof, &node)?;
        let report = |outcome| {
            json!({
                "name": text,
                "chainId": look.node.chain_id(),
                "account": look.account,
                "root": { "number": number, "asOf": look.root.asOf, "root": look.root.root },
                "nonce": leaf.nonce,
                "implementation": leaf.implementation,
                "outcome": outcome,
            })
        };
        if look.knows(&leaf) {
            return output.print(&report("nothing-to-do"), |out| {
                writeln!(
                    out,
                    "nothing to do: {} on chain {} knows {text} at nonce {}",
                    look.account,
                    look.node.chain_id(),
                    leaf.nonce
                )
            });
        }
        look.check_implementation(&leaf).await?;
        let request = look.request(node, domain.keystore, proof)?;
        let (outcome, verb) = match look.state {
            None => ("deployed", "deployed, and synced"),
            Some(_) => ("synced", "synced"),
        };
        let done = format!(
            "{verb} to nonce {}: {} is {text} on chain {}",
            leaf.nonce,
            look.account,
            look.node.chain_id()
        );
        let quote = self.relay.quote(&look.node, &request).await?;
        let story = Story {
            done: &done,
            report: report(outcome),
        };
        self.relay
            .finish(&look.node, request, quote, story, &output)
            .await
    }

    /// Reads all that it takes from the chain.
    async fn look(&self, node_hash: &B256, domain: Domain) -> Result<Look, CliError> {
        let node = node(&self.rpc).await?;
        let failed = |error| CliError::node(&node, error);
        let block = node.latest_block().await.map_err(failed)?;
        let chain_id = node.chain_id();
        let catalogue = Catalogue::builtin().map_err(ConfigError::from)?;
        let placement = catalogue.placement();
        for (contract, placed) in [("factory", &placement.factory), ("oracle", &placement.oracle)] {
            if !node.has_code(placed.address, block.hash).await.map_err(failed)? {
                return Err(SyncError::NotPlaced {
                    chain_id,
                    contract,
                    address: placed.address,
                }
                .into());
            }
        }
        let account = account_on(chain_id, node_hash, domain.keystore)?;
        let latest = RootOracle::latestCall {
            keystore: domain.keystore,
        };
        let root = match node.call_at(placement.oracle.address, &latest, block.hash).await {
            Ok(root) => root,
            Err(error) if says_no_root(&error) => return Err(SyncError::NoRoot(chain_id).into()),
            Err(error) => return Err(failed(error)),
        };
        if root.l1ChainId != domain.l1_chain_id {
            return Err(SyncError::OtherL1 {
                found: root.l1ChainId,
                expected: domain.l1_chain_id,
            }
            .into());
        }
        if block.time > root.asOf.saturating_add(MAX_AGE) {
            return Err(SyncError::OldRoot(root.asOf).into());
        }
        let state = node.mini_account(account, block.hash).await.map_err(failed)?;
        Ok(Look {
            node,
            block,
            account,
            root,
            state,
        })
    }
}

impl Look {
    /// The account as the proof shows it under the root that the chain has: whatever the gateway says.
    fn check(&self, proof: &Proof, node: &B256) -> Result<AccountLeaf, CliError> {
        let unproven = |reason: String| CliError::Unproven(reason);
        let value = proof
            .check(&self.root.root, &account_key(node))
            .map_err(|error| {
                unproven(format!(
                    "the gateway's proof does not hold under the root that chain {} has: {error}",
                    self.node.chain_id()
                ))
            })?
            .ok_or(SyncError::Unknown(self.root.asOf))?;
        let leaf = AccountLeaf::from_bytes(value).map_err(|error| unproven(error.to_string()))?;
        match self.state {
            Some(state) if state.nonce > leaf.nonce => Err(SyncError::Behind {
                known: state.nonce,
                proven: leaf.nonce,
            }
            .into()),
            _ => Ok(leaf),
        }
    }

    /// Whether a sync would change nothing.
    fn knows(&self, leaf: &AccountLeaf) -> bool {
        self.state.is_some_and(|state| {
            state.root_number > 0
                && state.nonce == leaf.nonce
                && state.history_hash == leaf.history_hash
                && state.implementation == leaf.implementation
        })
    }

    async fn check_implementation(&self, leaf: &AccountLeaf) -> Result<(), CliError> {
        let implementation = leaf.implementation;
        if implementation.is_zero() {
            return Err(SyncError::NoImplementation.into());
        }
        let is_there = self.node.has_code(implementation, self.block.hash).await;
        if !is_there.map_err(|error| CliError::node(&self.node, error))? {
            let chain_id = self.node.chain_id();
            return Err(SyncError::ImplementationMissing {
                implementation,
                chain_id,
            }
            .into());
        }
        Ok(())
    }

    fn request(&self, node: B256, keystore: Address, proof: Proof) -> Result<Request, CliError> {
        let catalogue = Catalogue::builtin().map_err(ConfigError::from)?;
        let proof = proof.into();
        Ok(match self.state {
            Some(_) => Request::call(self.account, &MiniAccount::syncCall { account: proof }),
            None => Request::call(
                catalogue.factory(),
                &MiniAccountFactory::deployAndSyncCall {
                    node,
                    keystore,
                    proof,
                },
            ),
        })
    }
}

fn says_no_root(error: &NodeError) -> bool {
    use alloy_sol_types::SolError;
    error
        .revert()
        .is_some_and(|data| RootOracle::NoRoot::abi_decode(data).is_ok())
}
