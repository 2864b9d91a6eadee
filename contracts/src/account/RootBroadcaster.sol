// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IKeystore} from "../keystore/IKeystore.sol";
import {Call} from "./Call.sol";
import {Root} from "./IRootOracle.sol";
import {Placed} from "./Placed.sol";
import {RootMessenger} from "./RootMessenger.sol";
import {RootOracle} from "./RootOracle.sol";
import {IArbitrumFeeTokenInbox} from "./bridges/IArbitrumFeeTokenInbox.sol";
import {IArbitrumInbox} from "./bridges/IArbitrumInbox.sol";
import {IBridgehub, L2TransactionRequestDirect} from "./bridges/IBridgehub.sol";
import {IOptimismPortal} from "./bridges/IOptimismPortal.sol";

/// @title Brings final roots from L1 to other chains
/// @notice Knows how bridges are called and paid; nobody trusts it, and anyone may use it or do without.
///         Each root travels twice, once from each of its messengers. What a call leaves of its value goes
///         back to the caller; refunds on the other chain go to the caller's address there.
contract RootBroadcaster {
    /// @notice The oracle, here and on the chains that roots are brought to: `RootOracle`.
    RootOracle public constant ORACLE = RootOracle(Placed.ORACLE);

    /// @dev What stands for ether among the base tokens of ZK Stack chains.
    address private constant ETHER = address(1);

    /// @notice There is nothing at a bridge's address: a call would be lost.
    /// @param bridge The address.
    error BridgeMissing(address bridge);

    /// @notice The messages cost more than was sent along.
    /// @param needed What they cost, in wei.
    /// @param found What was sent along.
    error TooLittleValue(uint256 needed, uint256 found);

    /// @notice The chain's fees are not paid in ether.
    /// @param chainId The chain's id.
    /// @param baseToken What they are paid in.
    error OtherBaseToken(uint256 chainId, address baseToken);

    /// @notice Takes what messengers give back.
    receive() external payable {}

    /// @notice Brings a root to an OP Stack chain. Gas there is paid by burning gas here.
    /// @param keystore The Keystore.
    /// @param number The number of a commit that is final.
    /// @param portal The chain's portal.
    /// @param gasLimit Gas of each message there.
    function viaPortal(address keystore, uint64 number, IOptimismPortal portal, uint64 gasLimit)
        external
    {
        bytes memory data = _prepare(keystore, number, address(portal));
        data = abi.encodeCall(
            IOptimismPortal.depositTransaction, (address(ORACLE), 0, gasLimit, false, data)
        );
        _relay(keystore, number, _list(Call(address(portal), 0, data)));
    }

    /// @notice Brings a root to an Arbitrum chain whose fees are paid in ether.
    /// @param keystore The Keystore.
    /// @param number The number of a commit that is final.
    /// @param inbox The chain's inbox.
    /// @param gasLimit Gas of each message there.
    /// @param maxFeePerGas What that gas may cost, in wei.
    function viaInbox(
        address keystore,
        uint64 number,
        IArbitrumInbox inbox,
        uint256 gasLimit,
        uint256 maxFeePerGas
    ) external payable {
        bytes memory data = _prepare(keystore, number, address(inbox));
        uint256 kept = inbox.calculateRetryableSubmissionFee(data.length, block.basefee);
        uint256 cost = kept + gasLimit * maxFeePerGas;
        _requireValue(2 * cost);
        data = abi.encodeCall(
            IArbitrumInbox.createRetryableTicket,
            (address(ORACLE), 0, kept, msg.sender, msg.sender, gasLimit, maxFeePerGas, data)
        );
        _relay(keystore, number, _list(Call(address(inbox), cost, data)));
    }

    /// @notice Brings a root to an Arbitrum chain whose fees are paid in a token, which the caller must
    ///         have approved of for this contract.
    /// @param keystore The Keystore.
    /// @param number The number of a commit that is final.
    /// @param inbox The chain's inbox.
    /// @param gasLimit Gas of each message there.
    /// @param maxFeePerGas What that gas may cost there.
    /// @param fee What each message costs, in the token's smallest unit on L1.
    function viaFeeTokenInbox(
        address keystore,
        uint64 number,
        IArbitrumFeeTokenInbox inbox,
        uint256 gasLimit,
        uint256 maxFeePerGas,
        uint256 fee
    ) external {
        bytes memory data = _prepare(keystore, number, address(inbox));
        address token = inbox.bridge().nativeToken();
        address[2] memory pair = ORACLE.messengers(keystore, number);
        for (uint256 i; i < 2; ++i) {
            SafeTransferLib.safeTransferFrom(token, msg.sender, pair[i], fee);
        }
        Call[] memory calls = new Call[](2);
        calls[0] = Call(token, 0, abi.encodeCall(IERC20.approve, (address(inbox), fee)));
        calls[1].target = address(inbox);
        calls[1].data = abi.encodeCall(
            IArbitrumFeeTokenInbox.createRetryableTicket,
            (address(ORACLE), 0, 0, msg.sender, msg.sender, gasLimit, maxFeePerGas, fee, data)
        );
        _relay(keystore, number, calls);
        // An inbox that had tokens already took less.
        for (uint256 i; i < 2; ++i) {
            uint256 left = IERC20(token).balanceOf(pair[i]);
            if (left == 0) continue;
            data = abi.encodeCall(IERC20.transfer, (msg.sender, left));
            RootMessenger(payable(pair[i])).relay(_list(Call(token, 0, data)));
        }
    }

    /// @notice Brings a root to a ZK Stack chain whose fees are paid in ether. (Where they are paid in a
    ///         token, the contract that must be allowed to take it changes with the bridge's versions:
    ///         call the messengers yourself.)
    /// @param keystore The Keystore.
    /// @param number The number of a commit that is final.
    /// @param bridgehub The way into all such chains.
    /// @param chainId The chain's id.
    /// @param gasLimit Gas of each message there.
    /// @param gasPerPubdata What a byte of published data may cost there, in gas.
    function viaBridgehub(
        address keystore,
        uint64 number,
        IBridgehub bridgehub,
        uint256 chainId,
        uint256 gasLimit,
        uint256 gasPerPubdata
    ) external payable {
        bytes memory data = _prepare(keystore, number, address(bridgehub));
        address baseToken = bridgehub.baseToken(chainId);
        if (baseToken != ETHER) revert OtherBaseToken(chainId, baseToken);
        uint256 cost =
            bridgehub.l2TransactionBaseCost(chainId, tx.gasprice, gasLimit, gasPerPubdata);
        _requireValue(2 * cost);
        L2TransactionRequestDirect memory request = L2TransactionRequestDirect({
            chainId: chainId,
            mintValue: cost,
            l2Contract: address(ORACLE),
            l2Value: 0,
            l2Calldata: data,
            l2GasLimit: gasLimit,
            l2GasPerPubdataByteLimit: gasPerPubdata,
            factoryDeps: new bytes[](0),
            refundRecipient: msg.sender
        });
        data = abi.encodeCall(IBridgehub.requestL2TransactionDirect, (request));
        _relay(keystore, number, _list(Call(address(bridgehub), cost, data)));
    }

    /// @dev The call that is to be made on the other chain.
    /// @param keystore The Keystore.
    /// @param number The commit's number.
    /// @param bridge What will be asked to bring it there.
    /// @return The call data.
    function _prepare(address keystore, uint64 number, address bridge)
        private
        view
        returns (bytes memory)
    {
        if (bridge.code.length == 0) revert BridgeMissing(bridge);
        (bytes32 root, uint64 asOf) = IKeystore(keystore).finalRoot(number);
        return abi.encodeCall(
            RootOracle.push, (keystore, Root(number, asOf, uint64(block.chainid), root))
        );
    }

    /// @dev Lets both messengers make the same calls, and gives back what is left.
    /// @param keystore The Keystore.
    /// @param number The commit's number.
    /// @param calls The calls.
    function _relay(address keystore, uint64 number, Call[] memory calls) private {
        address[2] memory pair = ORACLE.messengers(keystore, number);
        uint256 value = calls[calls.length - 1].value;
        for (uint256 i; i < 2; ++i) {
            RootMessenger(payable(pair[i])).relay{value: value}(calls);
        }
        uint256 left = address(this).balance;
        if (left != 0) SafeTransferLib.safeTransferETH(msg.sender, left);
    }

    /// @dev Reverts unless enough was sent along.
    /// @param needed What the messages cost, in wei.
    function _requireValue(uint256 needed) private view {
        if (msg.value < needed) revert TooLittleValue(needed, msg.value);
    }

    /// @dev A list of one.
    /// @param call The call.
    /// @return calls The list.
    function _list(Call memory call) private pure returns (Call[] memory calls) {
        calls = new Call[](1);
        calls[0] = call;
    }
}
