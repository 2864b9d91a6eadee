// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {KeystoreProof, Proof} from "../keystore/KeystoreProof.sol";
import {RecordLeaf, RecordState} from "../keystore/RecordLeaf.sol";
import {RecordKey} from "../libraries/RecordKey.sol";

/// @title Reads records of one account, one proof after another
/// @notice A proof does not say which key it is of. It is of the record that is read next, or it fails.
library ProofReader {
    /// @notice How far an answer is.
    /// @param root The root that all proofs must lead to.
    /// @param node The namehash of the account's name.
    /// @param next The next proof.
    /// @param callsLeft Calls that multicalls may still hold.
    struct Reader {
        bytes32 root;
        bytes32 node;
        uint256 next;
        uint256 callsLeft;
    }

    /// @notice The answer needs a proof that did not come.
    /// @param index Its place among the proofs of records, from 0.
    error MissingProof(uint256 index);

    /// @notice More proofs came than the answer needs.
    /// @param count How many too many.
    error LeftOverProofs(uint256 count);

    /// @notice Reads a record.
    /// @param reader How far the answer is.
    /// @param proofs The proofs of records.
    /// @param call The canonical call that the record is keyed by.
    /// @return state How the record stands.
    /// @return answer The ABI encoding of what the call returns, if the record has a value.
    function read(Reader memory reader, Proof[] calldata proofs, bytes memory call)
        internal
        pure
        returns (RecordState state, bytes calldata answer)
    {
        uint256 index = reader.next++;
        if (index >= proofs.length) revert MissingProof(index);
        bytes32 key = RecordKey.derive(reader.node, call);
        return RecordLeaf.decode(KeystoreProof.check(reader.root, key, proofs[index]));
    }

    /// @notice Reverts unless every proof was read.
    /// @param reader How far the answer is.
    /// @param proofs The proofs of records.
    function finish(Reader memory reader, Proof[] calldata proofs) internal pure {
        if (reader.next != proofs.length) revert LeftOverProofs(proofs.length - reader.next);
    }
}
