// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Calls of ERC-20 tokens that say what they spend
library TokenCall {
    /// @dev Selector, address, amount.
    uint256 private constant LENGTH = 68;

    /// @notice Whether a call is `transfer(address,uint256)`.
    /// @param data The call data.
    /// @return Whether it is, with nothing behind its arguments.
    function isTransfer(bytes calldata data) internal pure returns (bool) {
        return data.length == LENGTH && bytes4(data) == IERC20.transfer.selector;
    }

    /// @notice Whether a call is `approve(address,uint256)`.
    /// @param data The call data.
    /// @return Whether it is, with nothing behind its arguments.
    function isApprove(bytes calldata data) internal pure returns (bool) {
        return data.length == LENGTH && bytes4(data) == IERC20.approve.selector;
    }

    /// @notice How much a `transfer` or `approve` is about.
    /// @param data The call data of either.
    /// @return The amount.
    function amount(bytes calldata data) internal pure returns (uint256) {
        return uint256(bytes32(data[36:LENGTH]));
    }
}
