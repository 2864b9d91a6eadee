// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Approval} from "../../src/account/Approvals.sol";
import {Base} from "../Base.sol";

/// @notice A key that a test signs with.
/// @param kind 1 Ethereum, 2 P-256, 3 passkey.
/// @param secret Its private key.
struct Key {
    uint8 kind;
    uint256 secret;
}

/// @title Keys of every kind, and what they sign
abstract contract KeyRing is Base {
    /// @dev The relying party of the passkeys.
    bytes32 internal constant RP_ID_HASH = sha256("mononym.example");

    /// @dev The order of P-256.
    uint256 internal constant P256_ORDER =
        0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551;

    /// @dev The order of secp256k1.
    uint256 internal constant SECP256K1_ORDER =
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    function _secp(uint256 number) internal pure returns (Key memory) {
        return Key(1, uint256(keccak256(abi.encode("secp256k1", number))) >> 8);
    }

    function _p256(uint256 number) internal pure returns (Key memory) {
        return Key(2, uint256(keccak256(abi.encode("P-256", number))) >> 8);
    }

    function _passkey(uint256 number) internal pure returns (Key memory) {
        return Key(3, uint256(keccak256(abi.encode("passkey", number))) >> 8);
    }

    function _keys(Key memory a) internal pure returns (Key[] memory list) {
        list = new Key[](1);
        list[0] = a;
    }

    /// @dev Sorted by their ids.
    function _keys(Key memory a, Key memory b) internal pure returns (Key[] memory list) {
        list = new Key[](2);
        (list[0], list[1]) = _id(a) < _id(b) ? (a, b) : (b, a);
    }

    /// @dev Sorted by their ids.
    function _keys(Key memory a, Key memory b, Key memory c)
        internal
        pure
        returns (Key[] memory list)
    {
        list = new Key[](3);
        (list[0], list[1], list[2]) = (a, b, c);
        for (uint256 i; i < 4; ++i) {
            uint256 j = i % 2;
            if (_id(list[j]) > _id(list[j + 1])) (list[j], list[j + 1]) = (list[j + 1], list[j]);
        }
    }

    /// @dev `kind ‖ data`.
    function _signer(Key memory key) internal pure returns (bytes memory) {
        if (key.kind == 1) return abi.encodePacked(uint8(1), vm.addr(key.secret));
        (uint256 x, uint256 y) = vm.publicKeyP256(key.secret);
        if (key.kind == 2) return abi.encodePacked(uint8(2), x, y);
        return abi.encodePacked(uint8(3), x, y, RP_ID_HASH);
    }

    function _id(Key memory key) internal pure returns (bytes32) {
        return keccak256(_signer(key));
    }

    function _ids(Key[] memory keys) internal pure returns (bytes32[] memory ids) {
        ids = new bytes32[](keys.length);
        for (uint256 i; i < keys.length; ++i) {
            ids[i] = _id(keys[i]);
        }
    }

    function _signersHash(uint8 threshold, Key[] memory keys) internal pure returns (bytes32) {
        return keccak256(abi.encode(threshold, _ids(keys)));
    }

    /// @dev A key's signature, its s low.
    function _sign(Key memory key, bytes32 digest) internal pure returns (bytes memory) {
        if (key.kind == 1) {
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(key.secret, digest);
            return abi.encodePacked(r, s, v);
        }
        if (key.kind == 2) {
            (bytes32 r, bytes32 s) = _signP256(key, sha256(bytes.concat(digest)));
            return abi.encodePacked(r, s);
        }
        return _assertion(key, _clientData(digest), _authenticatorData(0x05));
    }

    function _clientData(bytes32 digest) internal pure returns (bytes memory) {
        return bytes.concat(
            '{"type":"webauthn.get","challenge":"',
            bytes(Base64.encodeURL(bytes.concat(digest))),
            '","origin":"https://mononym.example","crossOrigin":false}'
        );
    }

    function _authenticatorData(uint8 flags) internal pure returns (bytes memory) {
        return abi.encodePacked(RP_ID_HASH, flags, uint32(7));
    }

    function _assertion(Key memory key, bytes memory clientData, bytes memory authenticatorData)
        internal
        pure
        returns (bytes memory)
    {
        bytes32 message = sha256(bytes.concat(authenticatorData, sha256(clientData)));
        (bytes32 r, bytes32 s) = _signP256(key, message);
        return abi.encode(authenticatorData, clientData, r, s);
    }

    function _signP256(Key memory key, bytes32 hash) internal pure returns (bytes32 r, bytes32 s) {
        (r, s) = vm.signP256(key.secret, hash);
        if (uint256(s) > P256_ORDER / 2) s = bytes32(P256_ORDER - uint256(s));
    }

    function _approval(Key memory key, bytes32 digest) internal pure returns (Approval memory) {
        return Approval(_signer(key), _sign(key, digest));
    }

    function _approvals(Key[] memory keys, bytes32 digest)
        internal
        pure
        returns (Approval[] memory list)
    {
        list = new Approval[](keys.length);
        for (uint256 i; i < keys.length; ++i) {
            list[i] = _approval(keys[i], digest);
        }
    }

    /// @dev The signature of all of a set.
    function _signed(Key[] memory keys, bytes32 digest) internal pure returns (bytes memory) {
        return _signed(keys, uint8(keys.length), keys, digest);
    }

    /// @dev The signature of some of a set.
    function _signed(Key[] memory set, uint8 threshold, Key[] memory keys, bytes32 digest)
        internal
        pure
        returns (bytes memory)
    {
        return _encoded(set, threshold, _approvals(keys, digest));
    }

    function _encoded(Key[] memory set, uint8 threshold, Approval[] memory approvals)
        internal
        pure
        returns (bytes memory)
    {
        return bytes.concat(hex"00", abi.encode(_ids(set), threshold, approvals));
    }
}
