// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @notice A transaction for a ZK Stack chain.
/// @param chainId The chain's id.
/// @param mintValue What fees and value may cost together, in the chain's base token.
/// @param l2Contract Whom it calls there.
/// @param l2Value What it sends along there.
/// @param l2Calldata Its call data.
/// @param l2GasLimit The gas it has there.
/// @param l2GasPerPubdataByteLimit What a byte of published data may cost, in gas.
/// @param factoryDeps Codes that it brings along.
/// @param refundRecipient Who gets back there what was too much.
struct L2TransactionRequestDirect {
    uint256 chainId;
    uint256 mintValue;
    address l2Contract;
    uint256 l2Value;
    bytes l2Calldata;
    uint256 l2GasLimit;
    uint256 l2GasPerPubdataByteLimit;
    bytes[] factoryDeps;
    address refundRecipient;
}

/// @title What is needed of the way from L1 into all ZK Stack chains
interface IBridgehub {
    /// @notice Sends a transaction to a chain. A contract's address is aliased there.
    /// @param request The transaction.
    /// @return Its hash on the chain.
    function requestL2TransactionDirect(L2TransactionRequestDirect calldata request)
        external
        payable
        returns (bytes32);

    /// @notice What a transaction costs, in the chain's base token.
    /// @param chainId The chain's id.
    /// @param gasPrice L1's gas price, in wei.
    /// @param l2GasLimit The gas it has there.
    /// @param l2GasPerPubdataByteLimit What a byte of published data may cost, in gas.
    /// @return Its cost.
    function l2TransactionBaseCost(
        uint256 chainId,
        uint256 gasPrice,
        uint256 l2GasLimit,
        uint256 l2GasPerPubdataByteLimit
    ) external view returns (uint256);

    /// @notice What a chain's fees are paid in.
    /// @param chainId The chain's id.
    /// @return The token on L1; 1 for ether.
    function baseToken(uint256 chainId) external view returns (address);
}
