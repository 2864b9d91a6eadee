// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {P256Fallback} from "../../../src/account/P256Fallback.sol";
import {Placed} from "../../../src/account/Placed.sol";
import {P256VerifyStandIn} from "../../fixtures/P256VerifyStandIn.sol";
import {Vectors} from "../../Vectors.sol";
import {Key, KeyRing} from "../KeyRing.sol";
import {SignatureHarness} from "../SignatureHarness.sol";

/// @title SignerKey.signed
contract SignerKeySignedTest is Vectors, KeyRing {
    SignatureHarness private _harness = new SignatureHarness();

    function setUp() external {
        vm.etch(Placed.P256_FALLBACK, type(P256Fallback).runtimeCode);
        vm.etch(address(0x100), type(P256VerifyStandIn).runtimeCode);
    }

    /// @dev What a browser's WebCrypto signed.
    function test_vectorsOfWebCrypto() external view {
        string memory json = _vectors("p256");
        uint256 count = _count(json, "valid");
        for (uint256 i; i < count; ++i) {
            bytes memory signer = bytes.concat(
                hex"02",
                vm.parseJsonBytes(json, _at("valid", i, "x")),
                vm.parseJsonBytes(json, _at("valid", i, "y"))
            );
            bytes32 digest = vm.parseJsonBytes32(json, _at("valid", i, "digest"));
            bytes memory signature = vm.parseJsonBytes(json, _at("valid", i, "signature"));
            (bytes32 r, bytes32 s) = abi.decode(signature, (bytes32, bytes32));
            _both(signer, abi.encodePacked(r, _low(s)), abi.encodePacked(r, _high(s)), digest);
        }
    }

    /// @dev What a browser's authenticator signed.
    function test_vectorsOfAuthenticators() external view {
        string memory json = _vectors("webauthn");
        uint256 count = _count(json, "valid");
        for (uint256 i; i < count; ++i) {
            bytes memory signer = bytes.concat(
                hex"03",
                vm.parseJsonBytes(json, _at("valid", i, "x")),
                vm.parseJsonBytes(json, _at("valid", i, "y")),
                sha256(bytes(vm.parseJsonString(json, _at("valid", i, "rpId"))))
            );
            bytes memory data = vm.parseJsonBytes(json, _at("valid", i, "authenticatorData"));
            bytes memory client = bytes(vm.parseJsonString(json, _at("valid", i, "clientDataJSON")));
            bytes32 r = vm.parseJsonBytes32(json, _at("valid", i, "r"));
            bytes32 s = vm.parseJsonBytes32(json, _at("valid", i, "s"));
            _both(
                signer,
                abi.encode(data, client, r, _low(s)),
                abi.encode(data, client, r, _high(s)),
                vm.parseJsonBytes32(json, _at("valid", i, "digest"))
            );
        }
    }

    /// @dev What a browser signed for something else, or in another way.
    function test_invalidVectors() external view {
        string memory json = _vectors("webauthn");
        uint256 count = _count(json, "invalid");
        for (uint256 i; i < count; ++i) {
            bytes memory signer = bytes.concat(
                hex"03",
                vm.parseJsonBytes(json, _at("invalid", i, "x")),
                vm.parseJsonBytes(json, _at("invalid", i, "y")),
                sha256(bytes(vm.parseJsonString(json, _at("invalid", i, "rpId"))))
            );
            bytes memory assertion = abi.encode(
                vm.parseJsonBytes(json, _at("invalid", i, "authenticatorData")),
                vm.parseJsonString(json, _at("invalid", i, "clientDataJSON")),
                vm.parseJsonBytes32(json, _at("invalid", i, "r")),
                _low(vm.parseJsonBytes32(json, _at("invalid", i, "s")))
            );
            _none(signer, assertion, vm.parseJsonBytes32(json, _at("invalid", i, "digest")));
        }
        json = _vectors("p256");
        count = _count(json, "invalid");
        for (uint256 i; i < count; ++i) {
            bytes memory signer = bytes.concat(
                hex"02",
                vm.parseJsonBytes(json, _at("invalid", i, "x")),
                vm.parseJsonBytes(json, _at("invalid", i, "y"))
            );
            (bytes32 r, bytes32 s) = abi.decode(
                vm.parseJsonBytes(json, _at("invalid", i, "signature")), (bytes32, bytes32)
            );
            _none(
                signer,
                abi.encodePacked(r, _low(s)),
                vm.parseJsonBytes32(json, _at("invalid", i, "digest"))
            );
        }
    }

    function testFuzz_eachKind(uint256 number, bytes32 digest, bytes32 other) external view {
        vm.assume(digest != other);
        Key memory key = [_secp(number), _p256(number), _passkey(number)][number % 3];
        bool hasP256 = number % 2 == 0;
        bytes memory signature = _sign(key, digest);
        vm.assertTrue(_harness.signed(_signer(key), signature, digest, hasP256));
        vm.assertFalse(_harness.signed(_signer(key), signature, other, hasP256));
        Key memory next = Key(key.kind, key.secret + 1);
        vm.assertFalse(_harness.signed(_signer(next), signature, digest, hasP256));
    }

    function test_noKindIsTakenForAnother() external view {
        bytes32 digest = keccak256("digest");
        (uint256 x, uint256 y) = vm.publicKeyP256(_p256(1).secret);
        bytes memory signature = _sign(_p256(1), digest);
        vm.assertFalse(_harness.signed(abi.encodePacked(uint8(4), x, y), signature, digest, false));
        vm.assertFalse(_harness.signed("", signature, digest, false));
        vm.assertFalse(_harness.signed(abi.encodePacked(uint8(1), x), signature, digest, false));
        vm.assertFalse(
            _harness.signed(abi.encodePacked(uint8(2), x, y, uint8(0)), signature, digest, false)
        );
        // What ecrecover answers when there is no signer.
        vm.assertFalse(
            _harness.signed(abi.encodePacked(uint8(1), address(0)), new bytes(65), digest, false)
        );
    }

    function test_aPointOffTheCurveSignsNothing() external view {
        bytes32 digest = keccak256("digest");
        (uint256 x, uint256 y) = vm.publicKeyP256(_p256(1).secret);
        bytes memory off = abi.encodePacked(uint8(2), x, y + 1);
        vm.assertFalse(_harness.signed(off, _sign(_p256(1), digest), digest, false));
        vm.assertFalse(_harness.signed(off, _sign(_p256(1), digest), digest, true));
    }

    function _both(
        bytes memory signer,
        bytes memory signature,
        bytes memory malleated,
        bytes32 digest
    ) private view {
        for (uint256 j; j < 2; ++j) {
            bool hasP256 = j == 1;
            vm.assertTrue(_harness.signed(signer, signature, digest, hasP256));
            vm.assertFalse(_harness.signed(signer, malleated, digest, hasP256));
            vm.assertFalse(_harness.signed(signer, signature, ~digest, hasP256));
        }
    }

    function _none(bytes memory signer, bytes memory signature, bytes32 digest) private view {
        vm.assertFalse(_harness.signed(signer, signature, digest, false));
        vm.assertFalse(_harness.signed(signer, signature, digest, true));
    }

    function _low(bytes32 s) private pure returns (bytes32) {
        return uint256(s) > P256_ORDER / 2 ? bytes32(P256_ORDER - uint256(s)) : s;
    }

    function _high(bytes32 s) private pure returns (bytes32) {
        return bytes32(P256_ORDER - uint256(_low(s)));
    }
}
