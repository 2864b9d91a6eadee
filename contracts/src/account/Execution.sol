// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Call} from "./Call.sol";

/// @title Making calls
library Execution {
    /// @notice A call failed, and with it all the others.
    /// @param index Which one.
    /// @param reason What it reverted with.
    error CallFailed(uint256 index, bytes reason);

    /// @notice Makes the calls, in order, all or none.
    /// @param calls The calls.
    function run(Call[] calldata calls) internal {
        for (uint256 i; i < calls.length; ++i) {
            (bool success, bytes memory reason) =
                calls[i].target.call{value: calls[i].value}(calls[i].data);
            if (!success) revert CallFailed(i, reason);
        }
    }
}
