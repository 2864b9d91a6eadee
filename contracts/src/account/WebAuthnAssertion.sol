// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {LibBytes} from "solady/utils/LibBytes.sol";

/// @title WebAuthn assertions (Web Authentication Level 3, section 7.2)
/// @notice The rules of the keystore's operations: what the one accepts, the other does. Libraries for
///         this leave out the relying party, or take the challenge wherever the caller says it stands.
library WebAuthnAssertion {
    /// @notice Most bytes of clientDataJSON and of authenticatorData each.
    uint256 internal constant MAX_BYTES = 2048;

    /// @dev How clientDataJSON begins, to the letter (section 5.8.1.2, the limited verification
    ///      algorithm): type, then challenge.
    bytes private constant PREFIX = '{"type":"webauthn.get","challenge":"';

    /// @dev rpIdHash, flags, signature counter.
    uint256 private constant AUTHENTICATOR_DATA_BYTES = 37;

    uint256 private constant USER_PRESENT = 1;
    uint256 private constant USER_VERIFIED = 1 << 2;
    uint256 private constant BACKUP_ELIGIBLE = 1 << 3;
    uint256 private constant BACKED_UP = 1 << 4;
    uint256 private constant ATTESTED_CREDENTIAL = 1 << 6;
    uint256 private constant EXTENSIONS = 1 << 7;

    /// @notice Checks everything but the signature: type, challenge, relying party and flags.
    /// @param authenticatorData What the authenticator says.
    /// @param clientData What the browser says, as JSON.
    /// @param challenge What was to be signed.
    /// @param rpIdHash SHA-256 of the relying party's id.
    /// @return Whether all is as it must be.
    function stands(
        bytes memory authenticatorData,
        bytes memory clientData,
        bytes32 challenge,
        bytes32 rpIdHash
    ) internal pure returns (bool) {
        if (authenticatorData.length > MAX_BYTES || clientData.length > MAX_BYTES) return false;
        return _clientDataStands(clientData, challenge)
            && _authenticatorDataStands(authenticatorData, rpIdHash);
    }

    /// @notice The hash that was signed: SHA-256(authenticatorData ‖ SHA-256(clientDataJSON)).
    /// @param authenticatorData What the authenticator says.
    /// @param clientData What the browser says, as JSON.
    /// @return The hash.
    function message(bytes memory authenticatorData, bytes memory clientData)
        internal
        pure
        returns (bytes32)
    {
        return sha256(bytes.concat(authenticatorData, sha256(clientData)));
    }

    /// @dev Whether the JSON is an assertion's over the challenge.
    /// @param clientData What the browser says, as JSON.
    /// @param challenge What was to be signed.
    /// @return Whether it is.
    function _clientDataStands(bytes memory clientData, bytes32 challenge)
        private
        pure
        returns (bool)
    {
        bytes memory start =
            bytes.concat(PREFIX, bytes(Base64.encodeURL(bytes.concat(challenge))), '"');
        uint256 length = start.length;
        if (clientData.length <= length) return false;
        if (keccak256(LibBytes.slice(clientData, 0, length)) != keccak256(start)) return false;
        return clientData[length] == "," || clientData[length] == "}";
    }

    /// @dev Whether the authenticator's data is an assertion's for the relying party, its user present
    ///      and verified.
    /// @param data What the authenticator says.
    /// @param rpIdHash SHA-256 of the relying party's id.
    /// @return Whether it is.
    function _authenticatorDataStands(bytes memory data, bytes32 rpIdHash)
        private
        pure
        returns (bool)
    {
        if (data.length < AUTHENTICATOR_DATA_BYTES) return false;
        if (LibBytes.load(data, 0) != rpIdHash) return false;
        uint256 flags = uint8(data[32]);
        // Only extensions stand behind the counter: an assertion holds no credential.
        if ((data.length > AUTHENTICATOR_DATA_BYTES) != _has(flags, EXTENSIONS)) return false;
        if (_has(flags, ATTESTED_CREDENTIAL)) return false;
        if (_has(flags, BACKED_UP) && !_has(flags, BACKUP_ELIGIBLE)) return false;
        return _has(flags, USER_PRESENT) && _has(flags, USER_VERIFIED);
    }

    /// @dev Whether a flag is set.
    /// @param flags All flags.
    /// @param flag One of them.
    /// @return Whether it is.
    function _has(uint256 flags, uint256 flag) private pure returns (bool) {
        return flags & flag != 0;
    }
}
