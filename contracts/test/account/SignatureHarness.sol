// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SignerKey} from "../../src/account/SignerKey.sol";
import {WebAuthnAssertion} from "../../src/account/WebAuthnAssertion.sol";
import {DottedName} from "../../src/libraries/DottedName.sol";

/// @title Library functions from outside, so that tests can expect their errors
contract SignatureHarness {
    function signed(bytes memory signer, bytes memory signature, bytes32 digest, bool hasP256)
        external
        view
        returns (bool)
    {
        return SignerKey.signed(signer, signature, digest, hasP256);
    }

    function stands(bytes memory data, bytes memory client, bytes32 challenge, bytes32 rpIdHash)
        external
        pure
        returns (bool)
    {
        return WebAuthnAssertion.stands(data, client, challenge, rpIdHash);
    }

    function namehash(bytes memory name) external pure returns (bytes32) {
        return DottedName.namehash(name);
    }
}
