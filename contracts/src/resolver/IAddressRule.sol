// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @notice A constant of a rule is zero, where nothing ever stands.
/// @param name The constant's name.
error ZeroConstant(string name);

/// @title How a node becomes an address on a family of chains
/// @notice A rule is a contract of its own, without owner or setting: rows of a ChainList never change,
///         so neither may what they point at.
interface IAddressRule {
    /// @notice The address of a node's mini-account.
    /// @param node The namehash of the account's name.
    /// @param keystore The Keystore on L1 that the account obeys.
    /// @return The address in the chain's binary form, as ENS answers it; empty if it has none.
    function derive(bytes32 node, address keystore) external view returns (bytes memory);
}
