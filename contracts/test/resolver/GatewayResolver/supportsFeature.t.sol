// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ResolverBase} from "../ResolverBase.sol";

/// @title GatewayResolver.supportsFeature
contract GatewayResolverSupportsFeatureTest is ResolverBase {
    /// @dev Where ERC-7996 takes a feature's number from.
    bytes4 private constant MULTICALL = bytes4(keccak256("eth.ens.resolver.extended.multicall"));

    function test_multicall() external view {
        vm.assertEq(MULTICALL, bytes4(0x96b62db8));
        vm.assertTrue(resolver.supportsFeature(MULTICALL));
    }

    function testFuzz_nothingElse(bytes4 feature) external view {
        vm.assume(feature != MULTICALL);
        vm.assertFalse(resolver.supportsFeature(feature));
    }
}
