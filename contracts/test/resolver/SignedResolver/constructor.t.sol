// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {GatewayResolver} from "../../../src/resolver/GatewayResolver.sol";
import {SignedResolver} from "../../../src/resolver/SignedResolver.sol";
import {ResolverBase} from "../ResolverBase.sol";

/// @title SignedResolver's constructor
contract SignedResolverConstructorTest is ResolverBase {
    function testFuzz_keepsWhatItIsGiven(address owner, address a, address b, uint64 maxTtl)
        external
    {
        vm.assume(owner != address(0) && a != address(0) && b != address(0) && a != b);
        vm.assume(maxTtl != 0);
        vm.assume(a != SENTINEL && b != SENTINEL);
        resolver = new SignedResolver(owner, _list("https://a.example"), _list(a, b), maxTtl);
        vm.assertEq(resolver.owner(), owner);
        vm.assertEq(resolver.gateways(), _list("https://a.example"));
        vm.assertEq(resolver.signers(), _list(a, b));
        vm.assertEq(resolver.maxTtl(), maxTtl);
    }

    function test_refusesNoGateway() external {
        vm.expectRevert(GatewayResolver.NoGateway.selector);
        new SignedResolver(OWNER, new string[](0), _list(OWNER), MAX_TTL);
    }

    function test_refusesNoSigner() external {
        vm.expectRevert(SignedResolver.NoSigner.selector);
        new SignedResolver(OWNER, _list("https://a.example"), new address[](0), MAX_TTL);
    }

    function test_refusesTheZeroSigner() external {
        vm.expectRevert(SignedResolver.ZeroSigner.selector);
        new SignedResolver(OWNER, _list("https://a.example"), _list(OWNER, address(0)), MAX_TTL);
    }

    function test_refusesASignerTwice() external {
        vm.expectRevert(abi.encodeWithSelector(SignedResolver.AlreadySigner.selector, OWNER));
        new SignedResolver(OWNER, _list("https://a.example"), _list(OWNER, OWNER), MAX_TTL);
    }

    function test_refusesAZeroCap() external {
        vm.expectRevert(SignedResolver.ZeroMaxTtl.selector);
        new SignedResolver(OWNER, _list("https://a.example"), _list(OWNER), 0);
    }

    function test_refusesTheZeroOwner() external {
        vm.expectRevert(abi.encodeWithSignature("OwnableInvalidOwner(address)", address(0)));
        new SignedResolver(address(0), _list("https://a.example"), _list(OWNER), MAX_TTL);
    }
}
