// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SignedResolver} from "../../../src/resolver/SignedResolver.sol";
import {ResolverBase} from "../ResolverBase.sol";

/// @title SignedResolver.addSigner, signers and isSigner
contract SignedResolverAddSignerTest is ResolverBase {
    function test_bothSignersCountDuringARotation() external {
        address next = vm.addr(OTHER_KEY);
        vm.assertFalse(resolver.isSigner(next));
        vm.expectEmit(address(resolver));
        emit SignedResolver.SignerAdded(next);
        vm.prank(OWNER);
        resolver.addSigner(next);

        vm.assertTrue(resolver.isSigner(next));
        vm.assertTrue(resolver.isSigner(vm.addr(KEY)));
        vm.assertEq(resolver.signers(), _list(vm.addr(KEY), next));
        bytes memory callData = _callData(ADDR);
        bytes memory answer = abi.encode(OWNER);
        bytes memory response = _response(KEY, NOW, callData, answer);
        vm.assertEq(resolver.resolveWithProof(response, _extraData(callData)), answer);
        response = _response(OTHER_KEY, NOW, callData, answer);
        vm.assertEq(resolver.resolveWithProof(response, _extraData(callData)), answer);
    }

    function test_refusesTheZeroAddress() external {
        vm.expectRevert(SignedResolver.ZeroSigner.selector);
        vm.prank(OWNER);
        resolver.addSigner(address(0));
        vm.assertFalse(resolver.isSigner(address(0)));
    }

    function test_refusesASignerTwice() external {
        vm.expectRevert(abi.encodeWithSelector(SignedResolver.AlreadySigner.selector, vm.addr(KEY)));
        vm.prank(OWNER);
        resolver.addSigner(vm.addr(KEY));
    }

    function testFuzz_refusesOthers(address caller) external {
        vm.assume(caller != OWNER);
        _expectUnauthorized(caller);
        resolver.addSigner(caller);
    }
}
