// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {TypedData} from "../libraries/TypedData.sol";
import {Approval} from "./Approvals.sol";

/// @notice An operation of the keystore, signed by the account's owner. Name and nonce follow from where
///         it stands.
/// @param kind Its kind in the keystore's log: 2 SetRecords, 3 SetRegistrar, 4 SetSigners,
///        5 SetGuardians, 6 SetImplementation, 8 SetOutbox.
/// @param deadline Its deadline (Unix seconds).
/// @param fields Its other fields: `abi.encode(uint8 threshold, bytes[] signers)` for SetSigners, the
///        words of its EIP-712 encoding for all others.
/// @param approvals Who approved it, ascending by their ids.
struct ReplayedOperation {
    uint8 kind;
    uint64 deadline;
    bytes fields;
    Approval[] approvals;
}

/// @title The keystore's operations as wallets sign them (EIP-712)
library KeystoreOperation {
    /// @notice Kind of SetSigners.
    uint8 internal constant SET_SIGNERS = 4;

    /// @notice Kind of SetImplementation.
    uint8 internal constant SET_IMPLEMENTATION = 6;

    /// @notice Kind of SetOutbox.
    uint8 internal constant SET_OUTBOX = 8;

    uint8 private constant SET_RECORDS = 2;
    uint8 private constant SET_REGISTRAR = 3;
    uint8 private constant SET_GUARDIANS = 5;

    bytes32 private constant SET_RECORDS_TYPEHASH = keccak256(
        "SetRecords(string name,uint64 nonce,uint64 deadline,Record[] records)"
        "Record(bytes call,uint8 state,bytes value)"
    );
    bytes32 private constant SET_REGISTRAR_TYPEHASH = keccak256(
        "SetRegistrar(string name,uint64 nonce,uint64 deadline,address registrar,uint8 policy)"
    );
    bytes32 private constant SET_SIGNERS_TYPEHASH = keccak256(
        "SetSigners(string name,uint64 nonce,uint64 deadline,uint8 threshold,bytes[] signers)"
    );
    bytes32 private constant SET_GUARDIANS_TYPEHASH = keccak256(
        "SetGuardians(string name,uint64 nonce,uint64 deadline,uint8 guardianThreshold,"
        "bytes32 guardiansHash,uint32 recoveryDelay)"
    );
    bytes32 private constant SET_IMPLEMENTATION_TYPEHASH = keccak256(
        "SetImplementation(string name,uint64 nonce,uint64 deadline,address implementation)"
    );
    bytes32 private constant SET_OUTBOX_TYPEHASH =
        keccak256("SetOutbox(string name,uint64 nonce,uint64 deadline,bytes32 outboxRoot)");

    /// @notice The operation is of no kind that can be brought by hand.
    /// @param kind Its kind.
    error NotReplayable(uint8 kind);

    /// @notice The fields are not those of the kind.
    /// @param kind The kind.
    /// @param fields The fields.
    error MalformedFields(uint8 kind, bytes fields);

    /// @notice The domain of the keystore's operations.
    /// @param l1ChainId The chain id of the Keystore's chain.
    /// @param keystore The Keystore on it.
    /// @return The domain's separator.
    function domain(uint64 l1ChainId, address keystore) internal pure returns (bytes32) {
        return TypedData.separator("Mononym Keystore", "1", l1ChainId, keystore);
    }

    /// @notice The digest that an operation's signers sign, and by which it is known.
    /// @param separator The domain's separator.
    /// @param nameHash keccak256 of the name.
    /// @param nonce The account's nonce before the operation.
    /// @param operation The operation.
    /// @param ids Of SetSigners, the ids of the new signers.
    /// @return The digest.
    function digest(
        bytes32 separator,
        bytes32 nameHash,
        uint64 nonce,
        ReplayedOperation memory operation,
        bytes32[] memory ids
    ) internal pure returns (bytes32) {
        (bytes32 typeHash, uint256 words) = _type(operation.kind);
        bytes memory fields = operation.fields;
        if (operation.kind == SET_SIGNERS) {
            // A signer's id is the hash by which EIP-712 knows the element of a bytes[].
            (uint8 threshold,) = abi.decode(fields, (uint8, bytes[]));
            fields = abi.encode(threshold, keccak256(abi.encodePacked(ids)));
        }
        if (fields.length != 32 * words) revert MalformedFields(operation.kind, fields);
        bytes memory head = abi.encode(typeHash, nameHash, nonce, operation.deadline);
        return TypedData.digest(separator, keccak256(bytes.concat(head, fields)));
    }

    /// @dev The type of a kind.
    /// @param kind The kind.
    /// @return typeHash The hash of its EIP-712 type.
    /// @return words How many fields it has behind the deadline.
    function _type(uint8 kind) private pure returns (bytes32 typeHash, uint256 words) {
        if (kind == SET_RECORDS) return (SET_RECORDS_TYPEHASH, 1);
        if (kind == SET_REGISTRAR) return (SET_REGISTRAR_TYPEHASH, 2);
        if (kind == SET_SIGNERS) return (SET_SIGNERS_TYPEHASH, 2);
        if (kind == SET_GUARDIANS) return (SET_GUARDIANS_TYPEHASH, 3);
        if (kind == SET_IMPLEMENTATION) return (SET_IMPLEMENTATION_TYPEHASH, 1);
        if (kind == SET_OUTBOX) return (SET_OUTBOX_TYPEHASH, 1);
        revert NotReplayable(kind);
    }
}
