// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ResolverBase} from "../ResolverBase.sol";

/// @title The two steps of a change of owner
contract GatewayResolverTransferOwnershipTest is ResolverBase {
    function testFuzz_takesTwoSteps(address next) external {
        vm.assume(next != OWNER && next != address(0));
        vm.prank(OWNER);
        resolver.transferOwnership(next);
        vm.assertEq(resolver.owner(), OWNER);
        vm.assertEq(resolver.pendingOwner(), next);

        vm.prank(next);
        resolver.acceptOwnership();
        vm.assertEq(resolver.owner(), next);
        _expectUnauthorized(OWNER);
        resolver.setGateways(_list("https://a.example"));
    }

    function testFuzz_nobodyElseCanAccept(address next, address caller) external {
        vm.assume(next != caller && caller != address(0));
        vm.prank(OWNER);
        resolver.transferOwnership(next);
        _expectUnauthorized(caller);
        resolver.acceptOwnership();
    }

    function testFuzz_nobodyElseCanBegin(address caller) external {
        vm.assume(caller != OWNER);
        _expectUnauthorized(caller);
        resolver.transferOwnership(caller);
    }
}
