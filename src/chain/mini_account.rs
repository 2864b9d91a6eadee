//! Bindings of what mini-accounts live by (contracts/src/account), and of the bridges that bring them
//! roots.
#![allow(
    missing_docs,
    reason = "the contracts document their functions, and the macro makes much of its own"
)]

use std::fmt::Debug;

use alloy_primitives::{Address, B256, U256, uint};
use alloy_sol_types::{SolInterface, sol};
use mononym_keystore::{Limit, OutboxOperation};

use super::{Node, NodeError, Request};

sol! {
    #[derive(Debug, PartialEq, Eq)]
    struct Root {
        uint64 number;
        uint64 asOf;
        uint64 l1ChainId;
        bytes32 root;
    }

    #[derive(Debug, PartialEq, Eq)]
    interface RootOracle {
        error NoRoot(address keystore);
        error NotL1(uint256 chainId);
        error ReadsKeystore(uint256 chainId);
        error MessengerMissing(address messenger);
        error OlderRoot(uint64 number, uint64 known);
        error NotMessenger(address caller, address[2] messengers);

        function latest(address keystore) external view returns (Root memory root);
        function push(address keystore, Root root) external;
        function messengers(address keystore, uint64 number) external returns (address[2] memory pair);
        function messengersOf(address keystore, Root root) external view returns (address[2] memory pair);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface MiniAccountFactory {
        error BootstrapMissing(address bootstrap);

        function deployAndSync(bytes32 node, address keystore, (bytes,bytes32[],bytes32,bytes32) proof) external returns (address account);
        function getAddress(bytes32 node, address keystore) external view returns (address);
    }

    /// What the bootstrap and every implementation have, then what this release's has. The errors are
    /// those of the libraries that they are made of, too.
    #[derive(Debug, PartialEq, Eq)]
    interface MiniAccount {
        error StaleRoot(uint64 number, uint64 asOf, uint256 time);
        error OlderRoot(uint64 number, uint64 used);
        error UnknownAccount(bytes32 node, uint64 number);
        error StaleAccount(uint64 nonce, uint64 known);
        error ImplementationMissing(address implementation);
        error ForAnotherAccount(uint256 chainId, address account);
        error NotDue(uint64 validFrom, uint64 deadline);
        error NotInOutbox(bytes32 leaf, bytes32 outboxRoot);
        error AlreadyExecuted(bytes32 leaf);
        error OtherLimits(bytes32 limitsHash);
        error MalformedLimit(uint256 index);
        error LimitExceeded(address token, uint256 amount, uint256 left);
        error UncountableCall(address token, bytes4 selector);
        error Inactive(uint64 frozenUntil, uint64 retiredFrom);
        error CallFailed(uint256 index, bytes reason);

        function sync((bytes,bytes32[],bytes32,bytes32) account) external;
        function executeFromOutbox((uint256,address,uint256,uint64,uint64,(address,uint256,bytes)[]) operation, (address,uint128,uint32)[] limits, bytes32[] proof) external;
        function isExecuted(bytes32 leaf) external view returns (bool);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface RootBroadcaster {
        error BridgeMissing(address bridge);
        error TooLittleValue(uint256 needed, uint256 found);
        error OtherBaseToken(uint256 chainId, address baseToken);

        function viaPortal(address keystore, uint64 number, address portal, uint64 gasLimit) external;
        function viaInbox(address keystore, uint64 number, address inbox, uint256 gasLimit, uint256 maxFeePerGas) external payable;
        function viaFeeTokenInbox(address keystore, uint64 number, address inbox, uint256 gasLimit, uint256 maxFeePerGas, uint256 fee) external;
        function viaBridgehub(address keystore, uint64 number, address bridgehub, uint256 chainId, uint256 gasLimit, uint256 gasPerPubdata) external payable;
    }

    #[derive(Debug, PartialEq, Eq)]
    interface ArbitrumInbox {
        function calculateRetryableSubmissionFee(uint256 dataLength, uint256 baseFee) external view returns (uint256);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface Bridgehub {
        function l2TransactionBaseCost(uint256 chainId, uint256 gasPrice, uint256 l2GasLimit, uint256 l2GasPerPubdataByteLimit) external view returns (uint256);
        function baseToken(uint256 chainId) external view returns (address);
    }
}

/// Where mini-accounts keep what they know of their account (ERC-7201, `mononym.storage.Account`,
/// contracts/src/account/AccountState.sol): the same for every implementation, so it is read rather
/// than asked for.
const STATE_SLOT: U256 = uint!(0xbc5100b9c02cca5dc0a5970fac3c8f0b7ca935e2dcda0ba5de5fe7f17d912800_U256);
/// Where proxies keep their implementation (ERC-1967).
const IMPLEMENTATION_SLOT: U256 =
    uint!(0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc_U256);

/// What a mini-account knows of its account in the keystore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MiniAccountState {
    /// The commit whose root it used last; 0 if it never took its account.
    pub root_number: u64,
    /// The account's nonce.
    pub nonce: u64,
    /// Hash over the account's operations.
    pub history_hash: B256,
    /// The root of its outbox.
    pub outbox_root: B256,
    /// Hash of its spending limits.
    pub limits_hash: B256,
    /// What the proxy runs.
    pub implementation: Address,
}

impl Node {
    /// What a mini-account knows as of a block; nothing if it is not deployed.
    ///
    /// # Errors
    /// If the node does not say.
    pub async fn mini_account(
        &self,
        account: Address,
        block: B256,
    ) -> Result<Option<MiniAccountState>, NodeError> {
        if !self.has_code(account, block).await? {
            return Ok(None);
        }
        let word = async |place: u64| {
            let slot = STATE_SLOT.wrapping_add(U256::from(place));
            self.storage(account, slot, block).await
        };
        // The first of a struct's members stands in the lowest bits.
        let [root_number, nonce, ..] = U256::from_be_bytes(word(0).await?.0).into_limbs();
        let implementation = self.storage(account, IMPLEMENTATION_SLOT, block).await?;
        Ok(Some(MiniAccountState {
            root_number,
            nonce,
            history_hash: word(2).await?,
            outbox_root: word(4).await?,
            limits_hash: word(5).await?,
            implementation: Address::from_word(implementation),
        }))
    }
}

/// The call that takes an operation out of the outbox and executes it.
pub fn execute_from_outbox(
    account: Address,
    operation: &OutboxOperation,
    limits: &[Limit],
    proof: Vec<B256>,
) -> Request {
    let calls = operation.calls.iter().cloned().map(Into::into).collect();
    let call = MiniAccount::executeFromOutboxCall {
        operation: (
            operation.chain_id,
            operation.account,
            operation.nonce,
            operation.valid_from,
            operation.deadline,
            calls,
        ),
        limits: limits.iter().cloned().map(Into::into).collect(),
        proof,
    };
    Request::call(account, &call)
}

/// The error that one of these contracts reverted with, by name and with its parameters; nothing if it
/// is none of theirs.
pub fn explain(data: &[u8]) -> Option<String> {
    fn named<E: SolInterface + Debug>(data: &[u8]) -> Option<String> {
        E::abi_decode(data).ok().map(|error| format!("{error:?}"))
    }
    named::<MiniAccount::MiniAccountErrors>(data)
        .or_else(|| named::<RootOracle::RootOracleErrors>(data))
        .or_else(|| named::<RootBroadcaster::RootBroadcasterErrors>(data))
        .or_else(|| named::<MiniAccountFactory::MiniAccountFactoryErrors>(data))
        .or_else(|| named::<super::Keystore::KeystoreErrors>(data))
}
