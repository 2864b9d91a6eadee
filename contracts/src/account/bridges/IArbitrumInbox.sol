// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title What is needed of the way from L1 into an Arbitrum chain with ether
interface IArbitrumInbox {
    /// @notice Sends a message that is called on the chain at once, or later by anyone if that fails. The
    ///         sender's address is aliased there.
    /// @param to Whom it calls there.
    /// @param l2CallValue What it sends along there, in wei.
    /// @param maxSubmissionCost What keeping it may cost, in wei.
    /// @param excessFeeRefundAddress Who gets back there what was too much.
    /// @param callValueRefundAddress Who may cancel it there.
    /// @param gasLimit The gas it has there.
    /// @param maxFeePerGas What that gas may cost, in wei.
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
        bytes calldata data
    ) external payable returns (uint256);

    /// @notice What keeping a message costs.
    /// @param dataLength The length of its call data.
    /// @param baseFee L1's base fee, in wei.
    /// @return Its cost, in wei.
    function calculateRetryableSubmissionFee(uint256 dataLength, uint256 baseFee)
        external
        view
        returns (uint256);
}
