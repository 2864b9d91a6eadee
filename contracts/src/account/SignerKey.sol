// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {LibBytes} from "solady/utils/LibBytes.sol";
import {P256Fallback} from "./P256Fallback.sol";
import {P256Precompile} from "./P256Precompile.sol";
import {Placed} from "./Placed.sol";
import {WebAuthnAssertion} from "./WebAuthnAssertion.sol";

/// @title Keys that may sign for an account, and their signatures
/// @notice A signer is a kind byte and the key's data, as in the keystore: 1 an Ethereum address, 2 a
///         P-256 point, 3 a P-256 point and the rpIdHash that a passkey is used for.
library SignerKey {
    /// @dev Half of the order of P-256, rounded down: the greatest low s.
    uint256 private constant P256_HALF_ORDER =
        0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8;

    uint8 private constant SECP256K1 = 1;
    uint8 private constant P256_KEY = 2;
    uint8 private constant WEB_AUTHN = 3;

    /// @notice The chain has no P256VERIFY, and nobody placed what stands in for it yet.
    /// @param fallbackAddress Where it must stand.
    error P256FallbackMissing(address fallbackAddress);

    /// @notice The key's place in its account's ordered set.
    /// @param signer The signer.
    /// @return keccak256(kind ‖ data).
    function id(bytes memory signer) internal pure returns (bytes32) {
        return keccak256(signer);
    }

    /// @notice Whether bytes are a signer of a known kind.
    /// @param signer The bytes.
    /// @return Whether they are.
    function isKnown(bytes memory signer) internal pure returns (bool) {
        if (signer.length == 0) return false;
        uint8 kind = uint8(signer[0]);
        if (kind == SECP256K1) return signer.length == 21 && _address(signer) != address(0);
        if (kind == P256_KEY) return signer.length == 65;
        return kind == WEB_AUTHN && signer.length == 97;
    }

    /// @notice Stands for the public key itself, under whatever kind it appears.
    /// @param signer A signer of a known kind.
    /// @return The same for signers that are the same key.
    function keyOf(bytes memory signer) internal pure returns (bytes32) {
        return signer.length == 21 ? id(signer) : keccak256(LibBytes.slice(signer, 1, 65));
    }

    /// @notice Whether a signature is the signer's over a digest. Only one of the two signatures that
    ///         differ by their s alone is: the one with the low s.
    /// @param signer The signer.
    /// @param signature Its signature: `r ‖ s ‖ v`, `r ‖ s`, or
    ///        `abi.encode(authenticatorData, clientDataJSON, r, s)`.
    /// @param digest What was signed.
    /// @param hasP256 Whether the chain has P256VERIFY; it is called exactly then.
    /// @return Whether it is. A signature of kind 3 that is no such encoding reverts.
    function signed(bytes memory signer, bytes memory signature, bytes32 digest, bool hasP256)
        internal
        view
        returns (bool)
    {
        if (!isKnown(signer)) return false;
        uint8 kind = uint8(signer[0]);
        if (kind == SECP256K1) {
            (address recovered,,) = ECDSA.tryRecover(digest, signature);
            return recovered == _address(signer);
        }
        if (kind == P256_KEY) {
            if (signature.length != 64) return false;
            (bytes32 r, bytes32 s) = abi.decode(signature, (bytes32, bytes32));
            return _verify(signer, sha256(bytes.concat(digest)), r, s, hasP256);
        }
        return _asserted(signer, signature, digest, hasP256);
    }

    /// @dev Whether a passkey made an assertion over a digest.
    function _asserted(bytes memory signer, bytes memory assertion, bytes32 digest, bool hasP256)
        private
        view
        returns (bool)
    {
        (bytes memory authenticatorData, bytes memory clientData, bytes32 r, bytes32 s) =
            abi.decode(assertion, (bytes, bytes, bytes32, bytes32));
        bytes32 rpIdHash = LibBytes.load(signer, 65);
        if (!WebAuthnAssertion.stands(authenticatorData, clientData, digest, rpIdHash)) {
            return false;
        }
        bytes32 message = WebAuthnAssertion.message(authenticatorData, clientData);
        return _verify(signer, message, r, s, hasP256);
    }

    /// @dev Whether a P-256 key signed a hash. A call of the precompile where there is none would be a
    ///      call to an address without code, which ERC-7562 forbids (OP-041).
    function _verify(bytes memory signer, bytes32 message, bytes32 r, bytes32 s, bool hasP256)
        private
        view
        returns (bool)
    {
        (bytes32 x, bytes32 y) = (LibBytes.load(signer, 1), LibBytes.load(signer, 33));
        if (uint256(s) > P256_HALF_ORDER) return false;
        if (hasP256) return P256Precompile.verify(message, r, s, x, y);
        if (Placed.P256_FALLBACK.code.length == 0) {
            revert P256FallbackMissing(Placed.P256_FALLBACK);
        }
        return P256Fallback(Placed.P256_FALLBACK).verify(message, r, s, x, y);
    }

    /// @dev The address of a signer of kind 1.
    function _address(bytes memory signer) private pure returns (address) {
        return address(bytes20(LibBytes.load(signer, 1)));
    }
}
