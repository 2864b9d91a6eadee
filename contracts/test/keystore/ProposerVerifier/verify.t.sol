// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ProposerVerifier} from "../../../src/keystore/ProposerVerifier.sol";
import {KeystoreBase} from "../KeystoreBase.sol";

/// @title ProposerVerifier.verify and digest
contract ProposerVerifierVerifyTest is KeystoreBase {
    /// @dev A commit.
    bytes32 private constant COMMIT = keccak256("commit");

    /// @dev The order of secp256k1.
    uint256 private constant ORDER =
        0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function test_takesTheThresholdAndMore() external view {
        proposers.verify(COMMIT, bytes.concat(_by(0), _by(1)));
        proposers.verify(COMMIT, bytes.concat(_by(0), _by(2)));
        proposers.verify(COMMIT, bytes.concat(_by(1), _by(2)));
        proposers.verify(COMMIT, bytes.concat(_by(0), _by(1), _by(2)));
    }

    function test_digestIsOfDataWithAnIntendedValidator() external view {
        bytes memory signed = abi.encodePacked(hex"1900", address(proposers), COMMIT);
        vm.assertEq(signed.length, 54);
        vm.assertEq(proposers.digest(COMMIT), keccak256(signed));
    }

    function test_refusesTooFew() external {
        _refuse("", abi.encodeWithSelector(ProposerVerifier.TooFewSignatures.selector, 2, 0));
        _refuse(_by(0), abi.encodeWithSelector(ProposerVerifier.TooFewSignatures.selector, 2, 1));
    }

    function test_refusesOtherLengths() external {
        bytes memory two = bytes.concat(_by(0), _by(1));
        _refuse(
            bytes.concat(two, hex"00"),
            abi.encodeWithSelector(ProposerVerifier.MalformedApproval.selector, 131)
        );
        assembly ("memory-safe") {
            mstore(two, 129)
        }
        _refuse(two, abi.encodeWithSelector(ProposerVerifier.MalformedApproval.selector, 129));
    }

    function test_refusesASignerTwice() external {
        address signer = vm.addr(keys[1]);
        _refuse(
            bytes.concat(_by(1), _by(1)),
            abi.encodeWithSelector(ProposerVerifier.SignersNotAscending.selector, signer, signer)
        );
    }

    function test_refusesAnotherOrder() external {
        _refuse(
            bytes.concat(_by(1), _by(0)),
            abi.encodeWithSelector(
                ProposerVerifier.SignersNotAscending.selector, vm.addr(keys[1]), vm.addr(keys[0])
            )
        );
        _refuse(
            bytes.concat(_by(0), _by(2), _by(1)),
            abi.encodeWithSelector(
                ProposerVerifier.SignersNotAscending.selector, vm.addr(keys[2]), vm.addr(keys[1])
            )
        );
    }

    function test_refusesStrangers() external {
        // Whose address is above all of the proposers'.
        uint256 key = 1;
        while (vm.addr(key) < vm.addr(keys[2])) ++key;
        bytes memory stranger = _sign(key, proposers, COMMIT);
        bytes memory reason =
            abi.encodeWithSelector(ProposerVerifier.UnknownProposer.selector, vm.addr(key));
        _refuse(bytes.concat(_by(0), stranger), reason);
        // Not even beside enough others.
        _refuse(bytes.concat(_by(0), _by(1), stranger), reason);
    }

    function test_refusesSignaturesOfAnotherCommit() external {
        bytes memory approval = bytes.concat(_by(0), _by(1));
        vm.expectRevert();
        proposers.verify(keccak256("another"), approval);
    }

    function test_refusesSignaturesForAnotherVerifier() external {
        ProposerVerifier other = new ProposerVerifier(proposers.proposers(), 2, DELAY);
        bytes memory approval = bytes.concat(_by(0), _by(1));
        vm.expectRevert();
        other.verify(COMMIT, approval);
    }

    function test_refusesAHighS() external {
        (bytes32 r, bytes32 s, uint8 v) = _split(_by(1));
        bytes memory high = abi.encodePacked(r, ORDER - uint256(s), uint8(55 - v));
        _refuse(
            bytes.concat(_by(0), high),
            abi.encodeWithSelector(ProposerVerifier.MalformedSignature.selector, high)
        );
    }

    function test_refusesAnotherV() external {
        (bytes32 r, bytes32 s, uint8 v) = _split(_by(1));
        bytes memory low = abi.encodePacked(r, s, v - 27);
        _refuse(
            bytes.concat(_by(0), low),
            abi.encodeWithSelector(ProposerVerifier.MalformedSignature.selector, low)
        );
    }

    function test_refusesASignatureOfNoKey() external {
        bytes memory none = new bytes(65);
        _refuse(
            bytes.concat(none, _by(0)),
            abi.encodeWithSelector(ProposerVerifier.MalformedSignature.selector, none)
        );
    }

    function testFuzz_refusesGarbage(bytes32 commitHash, bytes calldata approval) external {
        vm.expectRevert();
        proposers.verify(commitHash, approval);
    }

    function testFuzz_refusesOneBitElsewhere(uint16 bit) external {
        bytes memory approval = bytes.concat(_by(0), _by(1));
        uint256 i = bit % (8 * approval.length);
        approval[i / 8] ^= bytes1(uint8(1 << (i % 8)));
        vm.expectRevert();
        proposers.verify(COMMIT, approval);
    }

    function test_gas() external {
        proposers.verify(COMMIT, bytes.concat(_by(0), _by(1)));
        vm.snapshotGasLastCall("ProposerVerifier", "verify, 2 signatures");
    }

    /// @dev A proposer's signature of the commit.
    function _by(uint256 proposer) private view returns (bytes memory) {
        return _sign(keys[proposer], proposers, COMMIT);
    }

    /// @dev The parts of a signature.
    function _split(bytes memory signature) private pure returns (bytes32 r, bytes32 s, uint8 v) {
        assembly ("memory-safe") {
            r := mload(add(signature, 32))
            s := mload(add(signature, 64))
            v := byte(0, mload(add(signature, 96)))
        }
    }

    /// @dev Expects an approval to be refused.
    function _refuse(bytes memory approval, bytes memory reason) private {
        vm.expectRevert(reason);
        proposers.verify(COMMIT, approval);
    }
}
