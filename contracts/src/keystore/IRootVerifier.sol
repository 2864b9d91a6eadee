// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title What decides whether a commit is accepted, and when it is final
/// @notice A module of the Keystore. It may be replaced, after a public delay.
interface IRootVerifier {
    /// @notice Reverts unless a commit is approved. The Keystore asks once for each commit, after it
    ///         has checked and stored everything else.
    /// @param commitHash What stands for the commit (docs/proofs.md, "Commit").
    /// @param approval Whatever this module takes for an approval.
    function verify(bytes32 commitHash, bytes calldata approval) external;

    /// @notice The time from a commit to its finality.
    /// @return Seconds.
    function delay() external view returns (uint64);
}
