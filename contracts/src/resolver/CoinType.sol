// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title Coin types: the number of a chain in ENS (ENSIP-9, 11, 19)
library CoinType {
    /// @notice Ethereum mainnet, the coin type of `addr(bytes32)`.
    uint256 internal constant ETH = 60;

    /// @notice The address for every EVM chain that has none of its own. It is no chain itself.
    uint256 internal constant DEFAULT_EVM = 0x80000000;

    /// @notice Whether a coin type is an EVM chain's, so that the default counts for it.
    /// @param coinType The coin type.
    /// @return True for 60 and for 0x80000000 with a chain id in the lower 31 bits; legacy SLIP-44
    ///         numbers of EVM chains are none.
    function isEvmChain(uint256 coinType) internal pure returns (bool) {
        return coinType == ETH || (coinType > DEFAULT_EVM && coinType <= type(uint32).max);
    }
}
