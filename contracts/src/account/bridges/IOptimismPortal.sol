// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title What is needed of the way from L1 into an OP Stack chain
interface IOptimismPortal {
    /// @notice Sends a transaction to the chain. A contract's address is aliased there.
    /// @param to Whom it calls there.
    /// @param value What it sends along there, in wei.
    /// @param gasLimit The gas it has there; paid for by burning gas on L1.
    /// @param isCreation Whether it creates a contract.
    /// @param data Its call data.
    function depositTransaction(
        address to,
        uint256 value,
        uint64 gasLimit,
        bool isCreation,
        bytes calldata data
    ) external payable;
}
