// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @notice A final root of a Keystore.
/// @param number The commit's number.
/// @param asOf The time of the log that the root shows (Unix seconds).
/// @param l1ChainId The chain id of the Keystore's chain.
/// @param root The root of the tree.
struct Root {
    uint64 number;
    uint64 asOf;
    uint64 l1ChainId;
    bytes32 root;
}

/// @title What accounts need of the oracle
interface IRootOracle {
    /// @notice The newest root that is known on this chain; reverts if none is.
    /// @param keystore The Keystore on L1.
    /// @return The root.
    function latest(address keystore) external view returns (Root memory);
}
