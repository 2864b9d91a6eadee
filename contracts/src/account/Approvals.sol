// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SignerKey} from "./SignerKey.sol";

/// @notice One key's approval.
/// @param signer The key: `kind ‖ data`.
/// @param signature Its signature over the digest.
struct Approval {
    bytes signer;
    bytes signature;
}

/// @title Signatures by the threshold of an account's signers
library Approvals {
    /// @notice A signature holds as many approvals as the threshold says, not more and not fewer.
    /// @param threshold The threshold.
    /// @param found The approvals that there are.
    error ApprovalCount(uint8 threshold, uint256 found);

    /// @notice Whether the threshold approved.
    /// @param encoded `abi.encode(bytes32[] ids, uint8 threshold, Approval[] approvals)`; anything else
    ///        reverts.
    /// @param digest What was signed.
    /// @param signersHash Commits to ids and threshold.
    /// @param hasP256 Whether the chain has P256VERIFY.
    /// @return approved Whether it did. Each approval is looked at in any case, so that gas can be
    ///         estimated with signatures that are none.
    function met(bytes calldata encoded, bytes32 digest, bytes32 signersHash, bool hasP256)
        internal
        view
        returns (bool approved)
    {
        (bytes32[] memory ids, uint8 threshold, Approval[] memory approvals) =
            abi.decode(encoded, (bytes32[], uint8, Approval[]));
        if (approvals.length != threshold) revert ApprovalCount(threshold, approvals.length);
        approved = threshold != 0 && commitment(threshold, ids) == signersHash;
        uint256 next;
        for (uint256 i; i < approvals.length; ++i) {
            // Ids ascend, and so do those who approve: each search begins behind the last one found,
            // and nobody counts twice.
            bytes32 id = SignerKey.id(approvals[i].signer);
            while (next < ids.length && ids[next] != id) ++next;
            if (next++ >= ids.length) approved = false;
            if (!SignerKey.signed(approvals[i].signer, approvals[i].signature, digest, hasP256)) {
                approved = false;
            }
        }
    }

    /// @notice What an account keeps of its signers.
    /// @param threshold Approvals that it takes.
    /// @param ids The signers' ids, ascending.
    /// @return The hash.
    function commitment(uint8 threshold, bytes32[] memory ids) internal pure returns (bytes32) {
        return keccak256(abi.encode(threshold, ids));
    }
}
