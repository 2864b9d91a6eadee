// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IOffchainMetadata} from "../../../src/resolver/IOffchainMetadata.sol";
import {ResolverBase} from "../ResolverBase.sol";

/// @title GatewayResolver.metadata
contract GatewayResolverMetadataTest is ResolverBase {
    function test_startsAsAnOffchainDatabase() external view {
        (string[] memory urls, uint256 chainId, address registry) = resolver.metadata(ALICE_DNS);
        vm.assertEq(urls, new string[](0));
        vm.assertEq(chainId, 0);
        vm.assertEq(registry, address(0));
    }

    function testFuzz_isTheSameForEveryName(bytes calldata name) external {
        vm.prank(OWNER);
        resolver.setMetadata(ALICE_DNS, _list("https://rpc.example"), OWNER);
        (string[] memory urls, uint256 chainId, address registry) = resolver.metadata(name);
        vm.assertEq(urls, _list("https://rpc.example"));
        vm.assertEq(chainId, 0);
        vm.assertEq(registry, OWNER);
    }

    /// @dev The numbers that clients look for.
    function test_selectorAndEvent() external pure {
        vm.assertEq(IOffchainMetadata.metadata.selector, bytes4(0x8a596ebe));
        vm.assertEq(
            IOffchainMetadata.MetadataChanged.selector,
            keccak256("MetadataChanged(bytes,string[],uint256,address)")
        );
    }
}
