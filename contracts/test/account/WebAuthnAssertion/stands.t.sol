// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {KeyRing} from "../KeyRing.sol";
import {SignatureHarness} from "../SignatureHarness.sol";

/// @title WebAuthnAssertion.stands: the rules of crates/keystore/src/signature/webauthn.rs
contract WebAuthnAssertionStandsTest is KeyRing {
    bytes32 private constant DIGEST = keccak256("digest");

    SignatureHarness private _harness = new SignatureHarness();

    function test_presentAndVerified() external view {
        _data(true, _authenticatorData(0x05));
        // Backup eligible, and backed up.
        _data(true, _authenticatorData(0x0d));
        _data(true, _authenticatorData(0x1d));
        // Reserved bits say nothing.
        _data(true, _authenticatorData(0x27));
    }

    function testFuzz_flags(uint8 flags) external view {
        bool expected =
            flags & 0x05 == 0x05 && flags & 0xc0 == 0 && (flags & 0x10 == 0 || flags & 0x08 != 0);
        _data(expected, _authenticatorData(flags));
    }

    function test_presentOrVerifiedIsNotEnough() external view {
        _data(false, _authenticatorData(0x01));
        _data(false, _authenticatorData(0x04));
        _data(false, _authenticatorData(0x00));
    }

    function test_backedUpThoughNotEligible() external view {
        _data(false, _authenticatorData(0x15));
    }

    function test_onlyExtensionsMakeItLonger() external view {
        _data(true, bytes.concat(_authenticatorData(0x85), hex"a0"));
        _data(false, bytes.concat(_authenticatorData(0x05), hex"a0"));
        _data(false, _authenticatorData(0x85));
        // A credential belongs to a registration.
        _data(false, _authenticatorData(0x45));
        _data(false, bytes.concat(_authenticatorData(0xc5), hex"a0"));
    }

    function test_tooShort() external view {
        _data(false, "");
        _data(false, abi.encodePacked(RP_ID_HASH, uint8(5)));
        _data(false, abi.encodePacked(RP_ID_HASH, uint8(5), uint24(7)));
    }

    function test_anotherRelyingParty() external view {
        vm.assertFalse(
            _harness.stands(
                _authenticatorData(0x05), _clientData(DIGEST), DIGEST, sha256("evil.example")
            )
        );
    }

    function test_anotherChallenge() external view {
        _client(false, _clientData(keccak256("other")));
        vm.assertFalse(
            _harness.stands(
                _authenticatorData(0x05), _clientData(DIGEST), keccak256("other"), RP_ID_HASH
            )
        );
    }

    function test_typeAndChallengeStandFirstToTheLetter() external view {
        bytes memory challenge = bytes(Base64.encodeURL(bytes.concat(DIGEST)));
        _client(true, bytes.concat('{"type":"webauthn.get","challenge":"', challenge, '"}'));
        _client(true, bytes.concat('{"type":"webauthn.get","challenge":"', challenge, '",'));
        _client(false, bytes.concat('{"type":"webauthn.get","challenge":"', challenge, '"'));
        _client(false, bytes.concat('{"type":"webauthn.get","challenge":"', challenge, '"x'));
        _client(false, bytes.concat('{"type":"webauthn.get","challenge":"', challenge));
        _client(false, bytes.concat('{"type":"webauthn.get","challenge":"', challenge, 'A"}'));
        _client(false, bytes.concat('{"type":"webauthn.create","challenge":"', challenge, '"}'));
        _client(false, bytes.concat('{"challenge":"', challenge, '","type":"webauthn.get"}'));
        _client(false, bytes.concat(' {"type":"webauthn.get","challenge":"', challenge, '"}'));
        _client(false, bytes.concat('{"type": "webauthn.get","challenge":"', challenge, '"}'));
        _client(false, "");
    }

    function test_tooLong() external view {
        bytes memory client = _clientData(DIGEST);
        _client(true, bytes.concat(client, new bytes(2048 - client.length)));
        _client(false, bytes.concat(client, new bytes(2049 - client.length)));
        bytes memory data = _authenticatorData(0x85);
        _data(true, bytes.concat(data, new bytes(2048 - data.length)));
        _data(false, bytes.concat(data, new bytes(2049 - data.length)));
    }

    function _data(bool expected, bytes memory data) private view {
        vm.assertTrue(_harness.stands(data, _clientData(DIGEST), DIGEST, RP_ID_HASH) == expected);
    }

    function _client(bool expected, bytes memory client) private view {
        vm.assertTrue(
            _harness.stands(_authenticatorData(0x05), client, DIGEST, RP_ID_HASH) == expected
        );
    }
}
