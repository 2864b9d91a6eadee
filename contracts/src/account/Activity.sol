// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AccountState} from "./AccountState.sol";

/// @title Whether an account is neither frozen nor retired
/// @notice As far as is known here. Freezes end and retirements begin by themselves.
library Activity {
    /// @notice The account is frozen or retired: only its threshold can act.
    /// @param frozenUntil When the freeze ends (Unix seconds); 0 if there was none.
    /// @param retiredFrom When the retirement begins (Unix seconds); 0 for never.
    error Inactive(uint64 frozenUntil, uint64 retiredFrom);

    /// @notice Reverts unless the account is active now.
    function requireNow() internal view {
        AccountState.State storage state = AccountState.get();
        requireActive(state.frozenUntil, state.retiredFrom);
    }

    /// @notice Reverts unless an account is active now.
    /// @param frozenUntil When the freeze ends (Unix seconds); 0 if there was none.
    /// @param retiredFrom When the retirement begins (Unix seconds); 0 for never.
    function requireActive(uint64 frozenUntil, uint64 retiredFrom) internal view {
        bool retired = retiredFrom != 0 && block.timestamp >= retiredFrom;
        if (retired || block.timestamp < frozenUntil) revert Inactive(frozenUntil, retiredFrom);
    }

    /// @notice When the account is active, for ERC-4337's validation, which must not ask for the time
    ///         (ERC-7562, OP-011).
    /// @param until A time that it must end with in any case (Unix seconds).
    /// @return validAfter The last second before it is active.
    /// @return validUntil The last second in which it is.
    function window(uint48 until) internal view returns (uint48 validAfter, uint48 validUntil) {
        AccountState.State storage state = AccountState.get();
        uint64 frozenUntil = state.frozenUntil;
        uint64 retiredFrom = state.retiredFrom;
        if (frozenUntil > type(uint48).max) frozenUntil = type(uint48).max;
        if (frozenUntil != 0) validAfter = uint48(frozenUntil - 1);
        validUntil = until;
        if (retiredFrom != 0 && retiredFrom <= until) validUntil = uint48(retiredFrom - 1);
    }
}
