// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title Where the data of off-chain names can be found (ENSIP-16, text of November 2025), interface
///        id 0x8a596ebe
interface IOffchainMetadata {
    /// @notice The metadata of a name changed.
    /// @param name The name in DNS wire form; it stands for the names below it, too.
    /// @param rpcURLs JSON-RPC endpoints that serve the events of the data.
    /// @param chainId The chain that holds the data; 0 for an off-chain database.
    /// @param baseRegistry The contract that emits the events, if any.
    event MetadataChanged(bytes name, string[] rpcURLs, uint256 chainId, address baseRegistry);

    /// @notice The metadata of a name.
    /// @param name The name in DNS wire form.
    /// @return rpcURLs JSON-RPC endpoints that serve the events of the data.
    /// @return chainId The chain that holds the data; 0 for an off-chain database.
    /// @return baseRegistry The contract that emits the events, if any.
    function metadata(bytes calldata name)
        external
        view
        returns (string[] memory rpcURLs, uint256 chainId, address baseRegistry);
}
