// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AccountDomain} from "./AccountDomain.sol";
import {Call} from "./Call.sol";

/// @title What the threshold signs for `executeSigned`
library SignedExecution {
    /// @dev EIP-712 type of a call.
    bytes32 private constant CALL_TYPEHASH =
        keccak256("Call(address target,uint256 value,bytes data)");

    /// @dev EIP-712 type of an execution.
    bytes32 private constant EXECUTE_TYPEHASH = keccak256(
        "Execute(Call[] calls,uint256 nonce,uint64 deadline)"
        "Call(address target,uint256 value,bytes data)"
    );

    /// @notice The digest. It holds for one chain and one account.
    /// @param calls The calls.
    /// @param nonce A number that was not used before.
    /// @param deadline Until when they may be executed (Unix seconds).
    /// @return The digest.
    function digest(Call[] calldata calls, uint256 nonce, uint64 deadline)
        internal
        view
        returns (bytes32)
    {
        bytes32[] memory hashes = new bytes32[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            Call calldata call = calls[i];
            hashes[i] =
                keccak256(abi.encode(CALL_TYPEHASH, call.target, call.value, keccak256(call.data)));
        }
        return AccountDomain.digest(
            keccak256(
                abi.encode(EXECUTE_TYPEHASH, keccak256(abi.encodePacked(hashes)), nonce, deadline)
            )
        );
    }
}
