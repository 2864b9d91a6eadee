// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {GatewayResolver} from "../../../src/resolver/GatewayResolver.sol";
import {ResolverBase} from "../ResolverBase.sol";

/// @title GatewayResolver.setGateways and gateways
contract GatewayResolverSetGatewaysTest is ResolverBase {
    function test_startsWithTheConstructors() external view {
        vm.assertEq(resolver.gateways(), _list("https://a.example", "https://b.example/x"));
    }

    function test_replacesAll() external {
        string[] memory list = _list("https://c.example");
        vm.expectEmit(address(resolver));
        emit GatewayResolver.GatewaysChanged(list);
        vm.prank(OWNER);
        resolver.setGateways(list);
        vm.assertEq(resolver.gateways(), list);
    }

    function test_refusesNone() external {
        vm.expectRevert(GatewayResolver.NoGateway.selector);
        vm.prank(OWNER);
        resolver.setGateways(new string[](0));
    }

    function test_refusesAnEmptyUrl() external {
        _expectInvalid("");
        resolver.setGateways(_list("https://a.example", ""));
    }

    function test_refusesASlashAtTheEnd() external {
        _expectInvalid("https://b.example/");
        resolver.setGateways(_list("https://a.example", "https://b.example/"));
    }

    function testFuzz_refusesOthers(address caller) external {
        vm.assume(caller != OWNER);
        _expectUnauthorized(caller);
        resolver.setGateways(_list("https://evil.example"));
    }

    function _expectInvalid(string memory url) private {
        vm.expectRevert(abi.encodeWithSelector(GatewayResolver.InvalidGateway.selector, url));
        vm.prank(OWNER);
    }
}
