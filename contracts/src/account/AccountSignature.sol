// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AccountState} from "./AccountState.sol";
import {Approvals} from "./Approvals.sol";

/// @title Who signed: the first byte of a mini-account's signatures
library AccountSignature {
    /// @notice The threshold of the account's signers.
    uint8 internal constant THRESHOLD = 0;

    /// @notice The local key.
    uint8 internal constant LOCAL_KEY = 1;

    /// @notice The threshold, over a personal message that stands behind its approvals.
    uint8 internal constant WITH_MESSAGE = 2;

    /// @notice The signature is of no kind that is accepted here.
    /// @param mode Its first byte.
    error UnknownMode(uint8 mode);

    /// @notice The signature has not even a first byte.
    error EmptySignature();

    /// @notice Who is said to have signed.
    /// @param signature The signature.
    /// @return Its first byte.
    function mode(bytes calldata signature) internal pure returns (uint8) {
        if (signature.length == 0) revert EmptySignature();
        return uint8(signature[0]);
    }

    /// @notice Whether a signature is the threshold's; reverts if it does not even say so.
    /// @param signature The signature, with its first byte.
    /// @param digest What was signed.
    /// @return Whether it is.
    function byThreshold(bytes calldata signature, bytes32 digest) internal view returns (bool) {
        uint8 found = mode(signature);
        if (found != THRESHOLD) revert UnknownMode(found);
        return met(signature[1:], digest);
    }

    /// @notice Whether the threshold of the account's present signers approved.
    /// @param approvals What `Approvals.met` reads.
    /// @param digest What was signed.
    /// @return Whether it did.
    function met(bytes calldata approvals, bytes32 digest) internal view returns (bool) {
        AccountState.State storage state = AccountState.get();
        return Approvals.met(approvals, digest, state.signersHash, state.hasP256);
    }
}
