// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title The chains on which a Keystore can stand
library L1Chains {
    /// @notice Whether a chain is one of them.
    /// @param chainId The chain's id (EIP-155).
    /// @return Whether it is Ethereum, Sepolia, Hoodi, or a chain for trying out.
    function contains(uint256 chainId) internal pure returns (bool) {
        return chainId == 1 || chainId == 11_155_111 || chainId == 560_048 || chainId == 31_337;
    }
}
