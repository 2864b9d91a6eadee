// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Vectors} from "../../Vectors.sol";

/// @title MiniAccountProxy.initCode
contract MiniAccountProxyInitCodeTest is Vectors {
    /// @dev The layout, byte for byte: it is frozen with the first release.
    function testFuzz_layout(address implementation, bytes32 node, address keystore) external view {
        bytes memory expected = abi.encodePacked(
            hex"61007d3d8160233d3973",
            implementation,
            hex"60095155f3363d3d373d3d363d7f360894a13ba1a3210667c828492db98dca3e2076",
            hex"cc3735a920a3ca505d382bbc545af43d6000803e6038573d6000fd5b3d6000f3",
            node,
            bytes32(uint256(uint160(keystore)))
        );
        vm.assertEq(expected.length, 160);
        vm.assertEq(harness.miniAccountInitCode(implementation, node, keystore), expected);
    }
}
