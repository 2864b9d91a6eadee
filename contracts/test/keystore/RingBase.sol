// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Keystore} from "../../src/keystore/Keystore.sol";
import {OpenVerifier} from "../fixtures/Verifiers.sol";
import {KeystoreBase} from "./KeystoreBase.sol";

/// @title Many commits
abstract contract RingBase is KeystoreBase {
    /// @dev Takes the proposers' place in `_fillRing`, which saves thousands of signatures.
    OpenVerifier internal open;

    /// @dev Commits nothing, many times, from now on without proposers and without a delay.
    function _fillRing(uint256 count) internal {
        if (address(open) == address(0)) {
            open = new OpenVerifier();
            keystore = new Keystore(OWNER, open, PERIOD, FLAT_FEE, FEE_PER_BYTE);
        }
        (, bytes32 root,,) = keystore.head();
        uint64 asOf = uint64(block.timestamp);
        for (uint256 i; i < count; ++i) {
            keystore.commit(root, asOf, "", "");
        }
    }
}
