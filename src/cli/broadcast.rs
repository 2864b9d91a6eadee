//! `mononym broadcast`: brings the newest final root from L1 to another chain

use alloy_primitives::{Address, U256, address};
use clap::{ArgGroup, Args};
use mononym_derive::{BridgeKind, Catalogue, TargetChain};
use mononym_keystore::Domain;
use serde_json::json;
use thiserror::Error;

use super::{
    CliError,
    database::block_on,
    l1::KeystoreArgs,
    output::Output,
    relay::{RelayArgs, Story, node},
    values::time_text,
};
use crate::{
    chain::{
        ArbitrumInbox, Block, Bridgehub, Keystore, Node, NodeError, Offer, Request, Root, RootBroadcaster,
        RootOracle, RpcUrl,
    },
    config::ConfigError,
};

/// What stands for ether among the base tokens of ZK Stack chains.
const ETHER: Address = address!("0x0000000000000000000000000000000000000001");
/// Bytes of the call that each message makes (`RootOracle.push`).
const MESSAGE_BYTES: u64 = 164;
/// What a byte of published data may cost on a ZK Stack chain, in gas: what its bridge asks for at least.
const GAS_PER_PUBDATA: u64 = 800;
/// Gas of a message there: it takes less than 82,000 (docs/mini-accounts.md, "Bringing a root").
const GAS: u64 = 100_000;
/// The same on a ZK Stack chain, which counts otherwise and gives back the rest.
const ZK_GAS: u64 = 1_000_000;

#[derive(Args, Clone, Debug)]
#[command(group = ArgGroup::new("bridge").required(true))]
pub(super) struct Broadcast {
    /// The chain, by its short name or chain id: the catalogue has its bridge
    #[arg(long, value_name = "CHAIN", group = "bridge")]
    chain: Option<String>,
    /// The chain is an OP Stack chain with this portal on L1
    #[arg(long, value_name = "PORTAL", group = "bridge")]
    op_stack: Option<Address>,
    /// The chain is an Arbitrum chain with this inbox on L1
    #[arg(long, value_name = "INBOX", group = "bridge")]
    arbitrum: Option<Address>,
    /// The chain is a ZK Stack chain that this bridgehub on L1 leads to
    #[arg(long, value_name = "BRIDGEHUB", group = "bridge", requires = "chain_id")]
    zk_stack: Option<Address>,
    /// The ZK Stack chain's id
    #[arg(long, value_name = "ID", requires = "zk_stack")]
    chain_id: Option<u64>,
    /// A node of L1
    #[arg(long, env = "MONONYM_L1_RPC", value_name = "URL", hide_env_values = true)]
    l1: RpcUrl,
    /// A node of the chain: asked for its gas price, and whether it has the root already
    #[arg(long, value_name = "URL", hide_env_values = true)]
    to: Option<RpcUrl>,
    /// Gas of each of the two messages there [default: 100000; on a ZK Stack chain 1000000]
    #[arg(long, value_name = "GAS")]
    gas: Option<u64>,
    /// What that gas may cost on an Arbitrum chain, in wei [default: twice what the node of --to says]
    #[arg(long, value_name = "WEI")]
    gas_price: Option<u128>,
    /// For an Arbitrum chain whose fees are paid in a token: what each message may cost, in the token's
    /// smallest unit. The broadcaster must be allowed to take twice as much
    #[arg(long, value_name = "AMOUNT")]
    token_fee: Option<U256>,
    #[command(flatten)]
    relay: RelayArgs,
    #[command(flatten)]
    keystore: KeystoreArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Why a root cannot be brought at present.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum BroadcastError {
    /// The contracts are not there.
    #[error("L1 has no {contract} at {address}: place it through CreateX first (contracts/README.md)")]
    NotPlaced {
        contract: &'static str,
        address: Address,
    },
    /// Nothing to bring.
    #[error("no commit of this Keystore is final yet: try again when one is")]
    NothingFinal,
    /// No bridge.
    #[error("L1 has no contract at {0}, where the bridge should be: is this its address on this network?")]
    NoBridge(Address),
    /// The price on the other chain.
    #[error("what gas may cost there is not known: name a node with --to, or the price with --gas-price")]
    NoGasPrice,
    /// Fees in a token.
    #[error(
        "fees of chain {chain_id} are paid in the token {token}, not in ether: let the messengers call its bridge \
         yourself (docs/mini-accounts.md, \"Bringing a root\")"
    )]
    TokenFees { chain_id: u64, token: Address },
}

/// The road that a root takes.
#[derive(Clone, Copy, Debug)]
enum Bridge {
    OpStack(Address),
    Arbitrum(Address),
    ZkStack(Address, u64),
}

impl Bridge {
    fn address(self) -> Address {
        match self {
            Self::OpStack(bridge) | Self::Arbitrum(bridge) | Self::ZkStack(bridge, _) => bridge,
        }
    }
}

/// The final root that L1 has, as of one block.
struct Look {
    node: Node,
    block: Block,
    root: Root,
    domain: Domain,
    broadcaster: Address,
    oracle: Address,
}

impl Broadcast {
    pub(super) fn run(self) -> Result<(), CliError> {
        block_on(self.broadcast())
    }

    async fn broadcast(&self) -> Result<(), CliError> {
        let output = Output::new(self.json);
        let look = self.look().await?;
        let bridge = self.bridge()?;
        if !look.has_code(bridge.address()).await? {
            return Err(BroadcastError::NoBridge(bridge.address()).into());
        }
        let there = match &self.to {
            Some(url) => Some(node(url).await?),
            None => None,
        };
        let Root {
            number, asOf, root, ..
        } = look.root;
        let report = |outcome, messages: Option<U256>| {
            json!({
                "commit": number,
                "asOf": asOf,
                "root": root,
                "bridge": bridge.address(),
                "outcome": outcome,
                "messagesCost": messages,
            })
        };
        if let Some(there) = &there
            && look.known(there).await?.is_some_and(|known| known >= number)
        {
            return output.print(&report("nothing-to-do", None), |out| {
                writeln!(
                    out,
                    "nothing to do: chain {} knows commit {number}",
                    there.chain_id()
                )
            });
        }
        let request = self.request(&look, bridge, there.as_ref()).await?;
        let quote = self.relay.quote(&look.node, &request).await?;
        output.note(&format!(
            "commit {number}, of the log as of {}: at most {} wei, of which {} for the two messages; what is left \
             of that comes back",
            time_text(asOf),
            quote.most(&request),
            request.value
        ));
        let done = format!(
            "commit {number} is on its way: the chain knows it when both messages have arrived, minutes from now \
             on most"
        );
        let story = Story {
            done: &done,
            report: report("sent", Some(request.value)),
        };
        self.relay
            .finish(&look.node, request, quote, story, &output)
            .await
    }

    fn bridge(&self) -> Result<Bridge, CliError> {
        let bridge = match &self.chain {
            Some(chain) => self.listed_bridge(chain)?,
            None => self.given_bridge()?,
        };
        let for_arbitrum = self.gas_price.is_some() || self.token_fee.is_some();
        if for_arbitrum && !matches!(bridge, Bridge::Arbitrum(_)) {
            let reason = "--gas-price and --token-fee are for Arbitrum chains";
            return Err(CliError::Usage(reason.to_owned()));
        }
        Ok(bridge)
    }

    /// The bridge of a chain of the catalogue.
    fn listed_bridge(&self, chain: &str) -> Result<Bridge, CliError> {
        let catalogue = self.keystore.catalogue()?;
        let target = TargetChain::parse(chain, &catalogue)?;
        let listed = catalogue.by_coin_type(target.coin_type);
        let Some((bridge, chain_id)) = listed.and_then(|chain| chain.bridge.zip(chain.chain_id)) else {
            let evidence = listed.map_or("it is not in the catalogue", |chain| &chain.root_path_evidence);
            return Err(CliError::Usage(format!(
                "no bridge to {chain} is known: {evidence}; name it with --op-stack, --arbitrum or --zk-stack"
            )));
        };
        Ok(match bridge.kind {
            BridgeKind::OpStack => Bridge::OpStack(bridge.l1),
            BridgeKind::Arbitrum => Bridge::Arbitrum(bridge.l1),
            BridgeKind::ZkStack => Bridge::ZkStack(bridge.l1, chain_id),
        })
    }

    fn given_bridge(&self) -> Result<Bridge, CliError> {
        match (self.op_stack, self.arbitrum, self.zk_stack, self.chain_id) {
            (Some(portal), ..) => Ok(Bridge::OpStack(portal)),
            (_, Some(inbox), ..) => Ok(Bridge::Arbitrum(inbox)),
            (.., Some(bridgehub), Some(chain_id)) => Ok(Bridge::ZkStack(bridgehub, chain_id)),
            // Refused when the arguments were read.
            _ => Err(CliError::Usage("name the chain's bridge".to_owned())),
        }
    }

    async fn look(&self) -> Result<Look, CliError> {
        let domain = self.keystore.domain()?;
        let node = node(&self.l1).await?;
        let failed = |error| CliError::node(&node, error);
        let (expected, found) = (domain.l1_chain_id, node.chain_id());
        if expected != found {
            return Err(failed(NodeError::WrongChain { expected, found }));
        }
        let block = node.latest_block().await.map_err(failed)?;
        let keystore = domain.keystore;
        if !node.has_code(keystore, block.hash).await.map_err(failed)? {
            return Err(failed(NodeError::NoKeystore(keystore)));
        }
        let catalogue = Catalogue::builtin().map_err(ConfigError::from)?;
        let placement = catalogue.placement();
        for (contract, placed) in [
            ("messenger", &placement.messenger),
            ("oracle", &placement.oracle),
            ("broadcaster", &placement.broadcaster),
        ] {
            let address = placed.address;
            if !node.has_code(address, block.hash).await.map_err(failed)? {
                return Err(BroadcastError::NotPlaced { contract, address }.into());
            }
        }
        let oracle = placement.oracle.address;
        let latest = Keystore::latestFinalCall {};
        let number = node
            .call_at(keystore, &latest, block.hash)
            .await
            .map_err(failed)?;
        if number == 0 {
            return Err(BroadcastError::NothingFinal.into());
        }
        let latest = RootOracle::latestCall { keystore };
        let root = node.call_at(oracle, &latest, block.hash).await.map_err(failed)?;
        Ok(Look {
            broadcaster: placement.broadcaster.address,
            oracle,
            node,
            block,
            root,
            domain,
        })
    }

    /// The broadcaster's call, with what the messages may cost.
    async fn request(&self, look: &Look, bridge: Bridge, there: Option<&Node>) -> Result<Request, CliError> {
        let (keystore, number) = (look.domain.keystore, look.root.number);
        let offer = Offer::of(look.node.fees().await.map_err(|error| look.failed(error))?);
        // L1's gas costs at most so much when the transaction is included.
        let l1_price = U256::from(offer.max_fee);
        let gas = self.gas.unwrap_or(match bridge {
            Bridge::ZkStack(..) => ZK_GAS,
            _ => GAS,
        });
        match bridge {
            Bridge::OpStack(portal) => Ok(Request::call(
                look.broadcaster,
                &RootBroadcaster::viaPortalCall {
                    keystore,
                    number,
                    portal,
                    gasLimit: gas,
                },
            )),
            Bridge::Arbitrum(inbox) => {
                let (gas, price) = (U256::from(gas), self.price(there).await?);
                if let Some(fee) = self.token_fee {
                    let call = RootBroadcaster::viaFeeTokenInboxCall {
                        keystore,
                        number,
                        inbox,
                        gasLimit: gas,
                        maxFeePerGas: price,
                        fee,
                    };
                    return Ok(Request::call(look.broadcaster, &call));
                }
                let kept = ArbitrumInbox::calculateRetryableSubmissionFeeCall {
                    dataLength: U256::from(MESSAGE_BYTES),
                    baseFee: l1_price,
                };
                let kept = look.ask(inbox, &kept).await?;
                let call = RootBroadcaster::viaInboxCall {
                    keystore,
                    number,
                    inbox,
                    gasLimit: gas,
                    maxFeePerGas: price,
                };
                Ok(Request::call(look.broadcaster, &call)
                    .with_value(twice(kept.saturating_add(gas.saturating_mul(price)))))
            }
            Bridge::ZkStack(bridgehub, chain_id) => {
                let chain = U256::from(chain_id);
                let token = look
                    .ask(bridgehub, &Bridgehub::baseTokenCall { chainId: chain })
                    .await?;
                if token != ETHER {
                    return Err(BroadcastError::TokenFees { chain_id, token }.into());
                }
                let (gas, per_pubdata) = (U256::from(gas), U256::from(GAS_PER_PUBDATA));
                let cost = Bridgehub::l2TransactionBaseCostCall {
                    chainId: chain,
                    gasPrice: l1_price,
                    l2GasLimit: gas,
                    l2GasPerPubdataByteLimit: per_pubdata,
                };
                let cost = look.ask(bridgehub, &cost).await?;
                let call = RootBroadcaster::viaBridgehubCall {
                    keystore,
                    number,
                    bridgehub,
                    chainId: chain,
                    gasLimit: gas,
                    gasPerPubdata: per_pubdata,
                };
                Ok(Request::call(look.broadcaster, &call).with_value(twice(cost)))
            }
        }
    }

    /// What gas may cost on the other chain, in wei.
    async fn price(&self, there: Option<&Node>) -> Result<U256, CliError> {
        if let Some(price) = self.gas_price {
            return Ok(U256::from(price));
        }
        let there = there.ok_or(BroadcastError::NoGasPrice)?;
        let fees = there.fees().await.map_err(|error| CliError::node(there, error))?;
        Ok(U256::from(Offer::of(fees).max_fee))
    }
}

impl Look {
    fn failed(&self, error: NodeError) -> CliError {
        CliError::node(&self.node, error)
    }

    async fn has_code(&self, address: Address) -> Result<bool, CliError> {
        let found = self.node.has_code(address, self.block.hash).await;
        found.map_err(|error| self.failed(error))
    }

    async fn ask<C: alloy_sol_types::SolCall>(
        &self,
        contract: Address,
        call: &C,
    ) -> Result<C::Return, CliError> {
        let answer = self.node.call_at(contract, call, self.block.hash).await;
        answer.map_err(|error| self.failed(error))
    }

    /// The number of the commit that another chain knows; nothing if it knows none.
    async fn known(&self, there: &Node) -> Result<Option<u64>, CliError> {
        let failed = |error| CliError::node(there, error);
        let block = there.latest_block().await.map_err(failed)?;
        let latest = RootOracle::latestCall {
            keystore: self.domain.keystore,
        };
        match there.call_at(self.oracle, &latest, block.hash).await {
            Ok(root) => Ok(Some(root.number)),
            Err(error) if error.revert().is_some() => Ok(None),
            // Without an oracle there, messages are lost.
            Err(NodeError::Returned(_)) => Err(super::account::SyncError::NotPlaced {
                chain_id: there.chain_id(),
                contract: "oracle",
                address: self.oracle,
            }
            .into()),
            Err(error) => Err(failed(error)),
        }
    }
}

/// Each root travels twice.
fn twice(cost: U256) -> U256 {
    cost.saturating_mul(U256::from(2))
}
