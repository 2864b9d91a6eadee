// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Account} from "../../../src/keystore/AccountLeaf.sol";
import {Vectors} from "../../Vectors.sol";

/// @title Accounts as they are written into the tree
abstract contract AccountBase is Vectors {
    /// @dev An account's value (docs/proofs.md, "Tree").
    function _encode(Account memory a) internal pure returns (bytes memory) {
        return bytes.concat(
            abi.encodePacked(hex"01", a.nonce, a.historyHash, a.frozenUntil, a.retiredFrom),
            abi.encodePacked(a.threshold, a.signersHash, a.guardianThreshold, a.guardiansHash),
            abi.encodePacked(a.recoveryDelay, a.recoveryHash, a.implementation, a.outboxRoot),
            abi.encodePacked(a.limitsHash, a.registrar, a.policy)
        );
    }
}
