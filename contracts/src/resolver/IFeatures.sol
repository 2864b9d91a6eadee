// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title Feature detection (ERC-7996), interface id 0x582de3e7
interface IFeatures {
    /// @notice Whether a feature is supported.
    /// @param feature First four bytes of keccak256 of the feature's name.
    /// @return True if it is.
    function supportsFeature(bytes4 feature) external view returns (bool);
}
