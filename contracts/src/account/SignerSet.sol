// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SignerKey} from "./SignerKey.sol";

/// @title Sets of signers, by the keystore's rules
library SignerSet {
    /// @notice Most signers of one account.
    uint256 internal constant MAX_SIGNERS = 16;

    /// @notice The keystore accepts no such set: 1 to 16 signers of known kinds, ascending by their ids,
    ///         each public key once, and a threshold that they can meet.
    /// @param threshold The threshold.
    /// @param signers The signers.
    error NoSignerSet(uint8 threshold, bytes[] signers);

    /// @notice Checks a set.
    /// @param threshold Approvals that it takes.
    /// @param signers The signers: `kind ‖ data` each.
    /// @return ids Their ids.
    function check(uint8 threshold, bytes[] memory signers)
        internal
        pure
        returns (bytes32[] memory ids)
    {
        bool fits =
            threshold != 0 && threshold <= signers.length && signers.length <= MAX_SIGNERS;
        if (!fits) revert NoSignerSet(threshold, signers);
        ids = new bytes32[](signers.length);
        bytes32[] memory keys = new bytes32[](signers.length);
        for (uint256 i; i < signers.length; ++i) {
            ids[i] = SignerKey.id(signers[i]);
            bool ascends = i == 0 || ids[i - 1] < ids[i];
            if (!ascends || !SignerKey.isKnown(signers[i])) revert NoSignerSet(threshold, signers);
            keys[i] = SignerKey.keyOf(signers[i]);
            if (contains(keys, i, keys[i])) revert NoSignerSet(threshold, signers);
        }
    }

    /// @notice Whether a word is among the first of a list.
    /// @param list The list.
    /// @param length How many are looked at.
    /// @param word The word.
    /// @return Whether it is.
    function contains(bytes32[] memory list, uint256 length, bytes32 word)
        internal
        pure
        returns (bool)
    {
        for (uint256 i; i < length; ++i) {
            if (list[i] == word) return true;
        }
        return false;
    }
}
