//! Bindings of what mini-accounts live by (contracts/src/account), and of the bridges that bring them
//! roots.
#![allow(
    missing_docs,
    reason = "the contracts document their functions, and the macro makes much of its own"
)]

use alloy_primitives::{Bytes, U256, uint};
use alloy_sol_types::{SolInterface, sol};

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
        error NotFinal(uint64 number, uint64 finalFrom);

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

/// Where mini-accounts keep their state (ERC-7201, `mononym.storage.Account`): the same for every
/// implementation, so it is read rather than asked for.
const STATE_SLOT: U256 = uint!(0x0_U256);

/// The error that one of these contracts reverted with, by name; nothing if it is none of theirs.
pub fn explain(data: &Bytes) -> Option<String> {
    let account = MiniAccount::MiniAccountErrors::abi_decode(data).map(|error| format!("{error:?}"));
    account
        .or_else(|_| RootOracle::RootOracleErrors::abi_decode(data).map(|error| format!("{error:?}")))
        .or_else(|_| RootBroadcaster::RootBroadcasterErrors::abi_decode(data).map(|error| format!("{error:?}")))
        .or_else(|_| {
            MiniAccountFactory::MiniAccountFactoryErrors::abi_decode(data).map(|error| format!("{error:?}"))
        })
        .ok()
}
