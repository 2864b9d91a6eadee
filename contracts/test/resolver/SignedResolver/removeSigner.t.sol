// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SignedResolver} from "../../../src/resolver/SignedResolver.sol";
import {ResolverBase} from "../ResolverBase.sol";

/// @title SignedResolver.removeSigner
contract SignedResolverRemoveSignerTest is ResolverBase {
    function test_endsARotation() external {
        (address old, address next) = (vm.addr(KEY), vm.addr(OTHER_KEY));
        vm.prank(OWNER);
        resolver.addSigner(next);
        vm.expectEmit(address(resolver));
        emit SignedResolver.SignerRemoved(old);
        vm.prank(OWNER);
        resolver.removeSigner(old);

        vm.assertFalse(resolver.isSigner(old));
        vm.assertEq(resolver.signers(), _list(next));
        bytes memory callData = _callData(ADDR);
        bytes memory response = _response(KEY, NOW, callData, abi.encode(OWNER));
        vm.expectRevert(abi.encodeWithSelector(SignedResolver.UnknownSigner.selector, old));
        resolver.resolveWithProof(response, _extraData(callData));
    }

    function test_refusesTheLast() external {
        vm.expectRevert(abi.encodeWithSelector(SignedResolver.LastSigner.selector, vm.addr(KEY)));
        vm.prank(OWNER);
        resolver.removeSigner(vm.addr(KEY));
        vm.assertTrue(resolver.isSigner(vm.addr(KEY)));
    }

    function testFuzz_refusesAStranger(address signer) external {
        vm.assume(signer != vm.addr(KEY) && signer != SENTINEL);
        vm.expectRevert(abi.encodeWithSelector(SignedResolver.NotSigner.selector, signer));
        vm.prank(OWNER);
        resolver.removeSigner(signer);
    }

    /// @dev Whatever is added and removed, in whatever order, one signer stays.
    function testFuzz_neverLeavesNone(uint8[16] calldata steps) external {
        for (uint256 i; i < steps.length; ++i) {
            address signer = vm.addr(1 + steps[i] % 4);
            bool present = resolver.isSigner(signer);
            vm.prank(OWNER);
            if (present) {
                try resolver.removeSigner(signer) {} catch {}
            } else {
                resolver.addSigner(signer);
            }
            vm.assertTrue(resolver.signers().length != 0, "no signer left");
        }
    }

    function testFuzz_refusesOthers(address caller) external {
        vm.assume(caller != OWNER);
        _expectUnauthorized(caller);
        resolver.removeSigner(vm.addr(KEY));
    }
}
