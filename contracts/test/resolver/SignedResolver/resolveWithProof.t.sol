// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SignedResponse} from "../../../src/libraries/SignedResponse.sol";
import {GatewayResolver} from "../../../src/resolver/GatewayResolver.sol";
import {SignedResolver} from "../../../src/resolver/SignedResolver.sol";
import {ResolverBase} from "../ResolverBase.sol";

/// @title SignedResolver.resolveWithProof
contract SignedResolverResolveWithProofTest is ResolverBase {
    /// @dev Order of secp256k1.
    uint256 private constant ORDER =
        0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function testFuzz_acceptsWhatASignerSigned(bytes calldata data, bytes32[] calldata words)
        external
        view
    {
        bytes memory callData = _callData(data);
        bytes memory result = abi.encodePacked(words);
        bytes memory response = _response(KEY, NOW + 300, callData, result);
        vm.assertEq(resolver.resolveWithProof(response, _extraData(callData)), result);
    }

    function test_gas() external {
        bytes memory callData = _callData(ADDR);
        bytes memory response = _response(KEY, NOW + 300, callData, abi.encode(OWNER));
        resolver.resolveWithProof(response, _extraData(callData));
        vm.snapshotGasLastCall("SignedResolver", "resolveWithProof");
    }

    function test_acceptsASignedNothing() external view {
        bytes memory callData = _callData(ADDR);
        bytes memory response = _response(KEY, NOW, callData, "");
        vm.assertEq(resolver.resolveWithProof(response, _extraData(callData)), "");
    }

    function testFuzz_throwsAnErrorThatWasSigned(bytes calldata problem) external {
        vm.assume(problem.length % 32 != 0);
        bytes memory callData = _callData(ADDR);
        bytes memory response = _response(KEY, NOW, callData, problem);
        vm.expectRevert(problem);
        resolver.resolveWithProof(response, _extraData(callData));
    }

    /// @dev Otherwise anyone could make the resolver throw whatever they like.
    function test_checksTheSignatureOfAnErrorToo() external {
        bytes memory callData = _callData(ADDR);
        bytes memory problem = abi.encodeWithSelector(0x7b1c461b, bytes4(0x12345678));
        bytes memory response = _response(OTHER_KEY, NOW, callData, problem);
        _expect(SignedResolver.UnknownSigner.selector, vm.addr(OTHER_KEY));
        resolver.resolveWithProof(response, _extraData(callData));
    }

    function testFuzz_lastsUntilItExpiresAndNotLonger(uint64 expires, uint256 time) external {
        expires = uint64(_bound(expires, NOW, NOW + MAX_TTL));
        time = _bound(time, NOW, NOW + 2 * MAX_TTL);
        bytes memory callData = _callData(ADDR);
        bytes memory response = _response(KEY, expires, callData, abi.encode(OWNER));
        vm.warp(time);
        if (time > expires) {
            vm.expectRevert(
                abi.encodeWithSelector(SignedResolver.ResponseExpired.selector, expires, time)
            );
        }
        resolver.resolveWithProof(response, _extraData(callData));
    }

    function test_lastSecond() external {
        bytes memory callData = _callData(ADDR);
        bytes memory response = _response(KEY, NOW + 5, callData, abi.encode(OWNER));
        vm.warp(NOW + 5);
        resolver.resolveWithProof(response, _extraData(callData));
        vm.warp(NOW + 6);
        vm.expectRevert(
            abi.encodeWithSelector(SignedResolver.ResponseExpired.selector, NOW + 5, NOW + 6)
        );
        resolver.resolveWithProof(response, _extraData(callData));
    }

    function testFuzz_refusesALongLife(uint64 expires) external {
        expires = uint64(_bound(expires, NOW + MAX_TTL + 1, type(uint64).max));
        bytes memory callData = _callData(ADDR);
        bytes memory response = _response(KEY, expires, callData, abi.encode(OWNER));
        vm.expectRevert(
            abi.encodeWithSelector(SignedResolver.ExpiresTooLate.selector, expires, NOW + MAX_TTL)
        );
        resolver.resolveWithProof(response, _extraData(callData));
    }

    function test_acceptsTheLongestLife() external view {
        bytes memory callData = _callData(ADDR);
        bytes memory response = _response(KEY, NOW + MAX_TTL, callData, abi.encode(OWNER));
        vm.assertEq(resolver.resolveWithProof(response, _extraData(callData)), abi.encode(OWNER));
    }

    function testFuzz_refusesAStrangersSignature(uint256 key) external {
        key = _bound(key, 1, ORDER - 1);
        vm.assume(key != KEY);
        bytes memory callData = _callData(ADDR);
        bytes memory response = _response(key, NOW, callData, abi.encode(OWNER));
        _expect(SignedResolver.UnknownSigner.selector, vm.addr(key));
        resolver.resolveWithProof(response, _extraData(callData));
    }

    /// @dev Whatever bit is changed, the answer is no longer the signer's.
    function testFuzz_refusesAnAlteredAnswer(uint256 bit) external {
        bytes memory callData = _callData(ADDR);
        bytes memory result = abi.encode(OWNER);
        bytes memory signature = _sign(KEY, address(resolver), NOW, callData, result);
        _flip(result, bit);
        vm.expectRevert();
        resolver.resolveWithProof(abi.encode(result, NOW, signature), _extraData(callData));
    }

    function testFuzz_refusesAnAlteredSignature(uint256 bit) external {
        bytes memory callData = _callData(ADDR);
        bytes memory signature = _sign(KEY, address(resolver), NOW, callData, abi.encode(OWNER));
        _flip(signature, bit);
        vm.expectRevert();
        resolver.resolveWithProof(
            abi.encode(abi.encode(OWNER), NOW, signature), _extraData(callData)
        );
    }

    function testFuzz_refusesAnAnswerToAnotherCall(bytes calldata data) external {
        vm.assume(keccak256(data) != keccak256(ADDR));
        bytes memory response = _response(KEY, NOW, _callData(ADDR), abi.encode(OWNER));
        vm.expectRevert();
        resolver.resolveWithProof(response, _extraData(_callData(data)));
    }

    function test_refusesAProlongedAnswer() external {
        bytes memory callData = _callData(ADDR);
        bytes memory signature = _sign(KEY, address(resolver), NOW, callData, abi.encode(OWNER));
        vm.expectRevert();
        resolver.resolveWithProof(
            abi.encode(abi.encode(OWNER), NOW + 1, signature), _extraData(callData)
        );
    }

    /// @dev The reference takes the target from the extra data, which the client chooses.
    function testFuzz_refusesAnotherTarget(address target) external {
        vm.assume(target != address(resolver));
        bytes memory callData = _callData(ADDR);
        bytes memory signature = _sign(KEY, target, NOW, callData, abi.encode(OWNER));
        bytes memory response = abi.encode(abi.encode(OWNER), NOW, signature);
        _expect(GatewayResolver.WrongTarget.selector, target);
        resolver.resolveWithProof(response, abi.encode(callData, target));
        // Nor does it help to name this contract: the signature is for the other one.
        vm.expectRevert();
        resolver.resolveWithProof(response, _extraData(callData));
    }

    function testFuzz_refusesAnotherFunction(bytes4 selector) external {
        vm.assume(selector != 0x9061b923);
        bytes memory callData = abi.encodeWithSelector(selector, ALICE_DNS, ADDR);
        bytes memory response = _response(KEY, NOW, callData, abi.encode(OWNER));
        vm.expectRevert(abi.encodeWithSelector(GatewayResolver.WrongCall.selector, selector));
        resolver.resolveWithProof(response, _extraData(callData));
    }

    /// @dev Malleability: for every signature there is another one with a high s.
    function test_refusesAHighS() external {
        bytes memory callData = _callData(ADDR);
        (bytes32 r, bytes32 s, uint8 v) =
            _split(_sign(KEY, address(resolver), NOW, callData, abi.encode(OWNER)));
        bytes memory high = abi.encodePacked(r, ORDER - uint256(s), v == 27 ? uint8(28) : uint8(27));
        _refusesSignature(callData, high);
    }

    /// @dev EIP-2098's 64 bytes, which the reference gateway emits.
    function test_refusesACompactSignature() external {
        bytes memory callData = _callData(ADDR);
        (bytes32 r, bytes32 s, uint8 v) =
            _split(_sign(KEY, address(resolver), NOW, callData, abi.encode(OWNER)));
        _refusesSignature(callData, abi.encodePacked(r, uint256(s) | uint256(v - 27) << 255));
    }

    function testFuzz_refusesAnyOtherV(uint8 v) external {
        vm.assume(v != 27 && v != 28);
        bytes memory callData = _callData(ADDR);
        (bytes32 r, bytes32 s,) =
            _split(_sign(KEY, address(resolver), NOW, callData, abi.encode(OWNER)));
        _refusesSignature(callData, abi.encodePacked(r, s, v));
    }

    function testFuzz_refusesAnyOtherLength(bytes calldata signature) external {
        vm.assume(signature.length != 65);
        _refusesSignature(_callData(ADDR), signature);
    }

    function testFuzz_refusesRubbish(bytes calldata response) external {
        vm.assume(response.length < 160);
        vm.expectRevert(
            abi.encodeWithSelector(SignedResponse.MalformedResponse.selector, response.length)
        );
        resolver.resolveWithProof(response, _extraData(_callData(ADDR)));
    }

    function _refusesSignature(bytes memory callData, bytes memory signature) private {
        vm.expectRevert(
            abi.encodeWithSelector(SignedResolver.MalformedSignature.selector, signature)
        );
        resolver.resolveWithProof(
            abi.encode(abi.encode(OWNER), NOW, signature), _extraData(callData)
        );
    }

    function _split(bytes memory signature) private pure returns (bytes32 r, bytes32 s, uint8 v) {
        assembly {
            r := mload(add(signature, 32))
            s := mload(add(signature, 64))
            v := byte(0, mload(add(signature, 96)))
        }
    }

    function _flip(bytes memory data, uint256 bit) private pure {
        bit %= data.length * 8;
        data[bit / 8] ^= bytes1(uint8(1 << bit % 8));
    }

    function _expect(bytes4 selector, address argument) private {
        vm.expectRevert(abi.encodeWithSelector(selector, argument));
    }
}
