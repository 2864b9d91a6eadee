// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @notice Whether an account answers.
enum Status {
    Active,
    Frozen,
    Retired
}

/// @notice An account as it stands in the tree (docs/proofs.md, "Tree").
/// @param nonce Operations accepted so far.
/// @param historyHash Hash over all of them.
/// @param frozenUntil When the freeze ends (Unix seconds); 0 if there was none.
/// @param retiredFrom When the retirement begins (Unix seconds); 0 for never.
/// @param threshold Signatures that an operation needs.
/// @param signersHash Commits to threshold and signers.
/// @param guardianThreshold Guardians that a recovery needs.
/// @param guardiansHash Commits to the guardians, who stay private.
/// @param recoveryDelay Seconds between the start and the end of a recovery.
/// @param recoveryHash Commits to what only the log's rules need.
/// @param implementation Logic of the account's mini-accounts; zero if not chosen.
/// @param outboxRoot Merkle root of what the mini-accounts are to execute.
/// @param limitsHash Commits to the spending rules.
/// @param registrar Who vouches for names below this one; zero for nobody.
/// @param policy On what terms names below this one are registered.
struct Account {
    uint64 nonce;
    bytes32 historyHash;
    uint64 frozenUntil;
    uint64 retiredFrom;
    uint8 threshold;
    bytes32 signersHash;
    uint8 guardianThreshold;
    bytes32 guardiansHash;
    uint32 recoveryDelay;
    bytes32 recoveryHash;
    address implementation;
    bytes32 outboxRoot;
    bytes32 limitsHash;
    address registrar;
    uint8 policy;
}

/// @title Accounts in the keystore's tree: their keys and values
library AccountLeaf {
    /// @notice Length of an account's value.
    uint256 internal constant LENGTH = 264;

    /// @notice First byte of an account's value.
    bytes1 internal constant TYPE = 0x01;

    /// @notice The value is no account's.
    /// @param value The value.
    error MalformedAccount(bytes value);

    /// @notice The key of an account. The tag keeps it from ever being the key of a record.
    /// @param node The namehash of the account's name.
    /// @return The key.
    function key(bytes32 node) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked("mononym.account.v1", node));
    }

    /// @notice Reads an account.
    /// @param value The leaf's value.
    /// @return account The account.
    function decode(bytes calldata value) internal pure returns (Account memory account) {
        _requireAccount(value);
        account.nonce = uint64(bytes8(value[1:9]));
        account.historyHash = bytes32(value[9:41]);
        (account.frozenUntil, account.retiredFrom) = _times(value);
        account.threshold = uint8(value[57]);
        account.signersHash = bytes32(value[58:90]);
        account.guardianThreshold = uint8(value[90]);
        account.guardiansHash = bytes32(value[91:123]);
        account.recoveryDelay = uint32(bytes4(value[123:127]));
        account.recoveryHash = bytes32(value[127:159]);
        account.implementation = address(bytes20(value[159:179]));
        account.outboxRoot = bytes32(value[179:211]);
        account.limitsHash = bytes32(value[211:243]);
        account.registrar = address(bytes20(value[243:263]));
        account.policy = uint8(value[263]);
    }

    /// @notice Whether an account answers, without reading the rest of it.
    /// @param value The leaf's value.
    /// @param time A moment (Unix seconds).
    /// @return Its status then. Freezes end and retirements begin by themselves.
    function statusAt(bytes calldata value, uint256 time) internal pure returns (Status) {
        _requireAccount(value);
        (uint64 frozenUntil, uint64 retiredFrom) = _times(value);
        if (retiredFrom != 0 && time >= retiredFrom) return Status.Retired;
        return time < frozenUntil ? Status.Frozen : Status.Active;
    }

    /// @dev When the freeze ends and the retirement begins.
    /// @param value The leaf's value.
    /// @return frozenUntil Unix seconds; 0 if there was no freeze.
    /// @return retiredFrom Unix seconds; 0 for never.
    function _times(bytes calldata value)
        private
        pure
        returns (uint64 frozenUntil, uint64 retiredFrom)
    {
        return (uint64(bytes8(value[41:49])), uint64(bytes8(value[49:57])));
    }

    /// @dev Reverts unless type and length are an account's.
    /// @param value The leaf's value.
    function _requireAccount(bytes calldata value) private pure {
        if (value.length != LENGTH || value[0] != TYPE) revert MalformedAccount(value);
    }
}
