// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AccountState} from "./AccountState.sol";
import {Call} from "./Call.sol";
import {MiniAccountStore, Spent} from "./MiniAccountStore.sol";
import {TokenCall} from "./TokenCall.sol";

/// @notice How much of a token may leave the account.
/// @param token The token; zero for the native coin.
/// @param amount At most so much
/// @param period in so many seconds, counted from the first spending.
struct Limit {
    address token;
    uint128 amount;
    uint32 period;
}

/// @title Spending limits
/// @notice They bind every road out of an account. What is spent is counted before anything is called:
///         whoever is called finds it counted.
library SpendingLimits {
    /// @notice These are not the limits that the account's leaf commits to.
    /// @param limitsHash What it commits to; 0 for none.
    error OtherLimits(bytes32 limitsHash);

    /// @notice Limits are ascending by token, one for each, with a period. An account whose leaf commits
    ///         to others can spend nothing until its owner sets new ones.
    /// @param index The first limit that is not as it must be.
    error MalformedLimit(uint256 index);

    /// @notice More than a limit allows at present.
    /// @param token The token; zero for the native coin.
    /// @param amount What was to be spent.
    /// @param left What may be spent.
    error LimitExceeded(address token, uint256 amount, uint256 left);

    /// @notice A limited token takes `transfer` and `approve` only, since these say what they spend.
    /// @param token The token.
    /// @param selector What it was to be called with.
    error UncountableCall(address token, bytes4 selector);

    /// @notice Counts what calls spend, and refuses what is beyond a limit.
    /// @param calls The calls, before any is made.
    /// @param limits The account's limits.
    function count(Call[] calldata calls, Limit[] memory limits) internal {
        check(limits);
        if (limits.length == 0) return;
        for (uint256 i; i < calls.length; ++i) {
            address target = calls[i].target;
            bytes calldata data = calls[i].data;
            _spend(limits, address(0), calls[i].value);
            // Zero stands for the coin, and is no token.
            if (target == address(0) || _find(limits, target) == limits.length) continue;
            if (!TokenCall.isTransfer(data) && !TokenCall.isApprove(data)) {
                revert UncountableCall(target, bytes4(data));
            }
            _spend(limits, target, TokenCall.amount(data));
        }
    }

    /// @notice Reverts unless these are the account's limits.
    /// @param limits The limits.
    function check(Limit[] memory limits) internal view {
        bytes32 limitsHash = AccountState.get().limitsHash;
        if (limitsHash == 0) {
            if (limits.length != 0) revert OtherLimits(limitsHash);
            return;
        }
        if (keccak256(abi.encode(limits)) != limitsHash) revert OtherLimits(limitsHash);
        for (uint256 i; i < limits.length; ++i) {
            bool ascends = i == 0 || limits[i - 1].token < limits[i].token;
            if (!ascends || limits[i].period == 0) revert MalformedLimit(i);
        }
    }

    /// @dev Counts an amount, if the token is limited.
    function _spend(Limit[] memory limits, address token, uint256 amount) private {
        uint256 index = _find(limits, token);
        if (index == limits.length || amount == 0) return;
        Limit memory limit = limits[index];
        Spent storage spent = MiniAccountStore.get().spent[token];
        if (block.timestamp >= uint256(spent.start) + limit.period) {
            (spent.amount, spent.start) = (0, uint64(block.timestamp));
        }
        uint256 before = spent.amount;
        uint256 left = limit.amount > before ? limit.amount - before : 0;
        if (amount > left) revert LimitExceeded(token, amount, left);
        spent.amount = uint128(before + amount);
    }

    /// @dev Where a token's limit stands; the number of limits if it has none.
    function _find(Limit[] memory limits, address token) private pure returns (uint256 index) {
        while (index < limits.length && limits[index].token != token) ++index;
    }
}
