// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Call} from "./Call.sol";

/// @title Calls anything for anyone
/// @notice A clone of it stands on L1 where `RootOracle` puts it, and nowhere else: that it calls at all
///         says that a root is final. It has no other authority. Between two transactions it owns nothing
///         for anybody: whatever it has, the next caller may take.
contract RootMessenger {
    /// @notice Takes what bridges give back.
    receive() external payable {}

    /// @notice Makes calls, one after the other; reverts with the reason of the first that fails. The
    ///         caller gets all coins that are left.
    /// @param calls The calls.
    /// @return results What they returned.
    function relay(Call[] calldata calls) external payable returns (bytes[] memory results) {
        results = new bytes[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            Call calldata next = calls[i];
            (bool success, bytes memory result) = next.target.call{value: next.value}(next.data);
            if (!success) _revert(result);
            results[i] = result;
        }
        uint256 left = address(this).balance;
        if (left != 0) SafeTransferLib.safeTransferETH(msg.sender, left);
    }

    /// @dev Reverts with somebody else's reason.
    /// @param reason The reason.
    function _revert(bytes memory reason) private pure {
        assembly ("memory-safe") {
            revert(add(reason, 32), mload(reason))
        }
    }
}
