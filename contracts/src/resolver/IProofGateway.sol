// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Proof} from "../keystore/KeystoreProof.sol";

/// @title What a gateway is asked for proven answers
interface IProofGateway {
    /// @notice Proofs from which a profile call can be answered (docs/proofs.md, "Proven answer").
    /// @param name The name in DNS wire form.
    /// @param data The profile call.
    /// @return number The commit whose root the proofs lead to.
    /// @return account The proof of the name's account.
    /// @return records The proofs of the records that the answer needs, in that order.
    function prove(bytes calldata name, bytes calldata data)
        external
        view
        returns (uint64 number, Proof memory account, Proof[] memory records);
}
