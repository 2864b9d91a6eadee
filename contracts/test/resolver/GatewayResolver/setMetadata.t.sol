// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {DnsName} from "../../../src/libraries/DnsName.sol";
import {IOffchainMetadata} from "../../../src/resolver/IOffchainMetadata.sol";
import {ResolverBase} from "../ResolverBase.sol";

/// @title GatewayResolver.setMetadata
contract GatewayResolverSetMetadataTest is ResolverBase {
    /// @dev mononym.eth in DNS wire form.
    bytes private constant PARENT = hex"076d6f6e6f6e796d0365746800";

    function testFuzz_storesAndAnnounces(string calldata url, address registry) external {
        vm.expectEmit(address(resolver));
        emit IOffchainMetadata.MetadataChanged(PARENT, _list(url), 0, registry);
        vm.prank(OWNER);
        resolver.setMetadata(PARENT, _list(url), registry);

        (string[] memory urls, uint256 chainId, address baseRegistry) = resolver.metadata(PARENT);
        vm.assertEq(urls, _list(url));
        vm.assertEq(chainId, 0);
        vm.assertEq(baseRegistry, registry);
    }

    function test_replacesAll() external {
        vm.prank(OWNER);
        resolver.setMetadata(PARENT, _list("https://a.example", "https://b.example"), OWNER);
        vm.prank(OWNER);
        resolver.setMetadata(PARENT, new string[](0), address(0));
        (string[] memory urls,, address baseRegistry) = resolver.metadata(PARENT);
        vm.assertEq(urls, new string[](0));
        vm.assertEq(baseRegistry, address(0));
    }

    function test_refusesWhatIsNoName() external {
        vm.expectRevert(abi.encodeWithSelector(DnsName.MalformedName.selector, "mononym.eth"));
        vm.prank(OWNER);
        resolver.setMetadata("mononym.eth", _list("https://a.example"), address(0));
    }

    function testFuzz_refusesOthers(address caller) external {
        vm.assume(caller != OWNER);
        _expectUnauthorized(caller);
        resolver.setMetadata(PARENT, _list("https://evil.example"), caller);
    }
}
