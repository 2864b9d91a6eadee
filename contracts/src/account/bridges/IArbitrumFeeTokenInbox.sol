// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title What is needed of the way from L1 into an Arbitrum chain whose fees are paid in a token
interface IArbitrumFeeTokenInbox {
    /// @notice As with ether, but fees are taken from the sender in the token. Keeping a message is free.
    /// @param to Whom it calls there.
    /// @param l2CallValue What it sends along there.
    /// @param maxSubmissionCost What keeping it may cost.
    /// @param excessFeeRefundAddress Who gets back there what was too much.
    /// @param callValueRefundAddress Who may cancel it there.
    /// @param gasLimit The gas it has there.
    /// @param maxFeePerGas What that gas may cost.
    /// @param tokenTotalFeeAmount What is taken, in the token's own smallest unit on L1.
    /// @param data Its call data.
    /// @return The message's number.
    function createRetryableTicket(
        address to,
        uint256 l2CallValue,
        uint256 maxSubmissionCost,
        address excessFeeRefundAddress,
        address callValueRefundAddress,
        uint256 gasLimit,
        uint256 maxFeePerGas,
        uint256 tokenTotalFeeAmount,
        bytes calldata data
    ) external returns (uint256);

    /// @notice What holds the tokens.
    /// @return The chain's bridge.
    function bridge() external view returns (IArbitrumFeeTokenBridge);
}

/// @title What is needed of such a chain's bridge
interface IArbitrumFeeTokenBridge {
    /// @notice The token.
    /// @return Its address on L1.
    function nativeToken() external view returns (address);
}
