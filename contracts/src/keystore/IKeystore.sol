// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title What resolvers and mini-accounts need of the Keystore
interface IKeystore {
    /// @notice The root after a commit; reverts unless the commit exists, is final and still kept.
    /// @param number The commit's number.
    /// @return root The root of the tree.
    /// @return asOf The time of the log that the root shows (Unix seconds): its age counts from there.
    function finalRoot(uint64 number) external view returns (bytes32 root, uint64 asOf);

    /// @notice The newest commit that is final.
    /// @return number Its number.
    function latestFinal() external view returns (uint64 number);
}
