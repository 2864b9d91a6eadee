// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Vectors} from "../../Vectors.sol";

/// @title MiniAccountProxy.addressOf
contract MiniAccountProxyAddressOfTest is Vectors {
    function test_vectors() external view {
        string memory json = _vectors("addresses");
        for (uint256 i = _count(json); i > 0; --i) {
            vm.assertEq(
                harness.miniAccountAddress(
                    vm.parseJsonAddress(json, _at(i - 1, "factory")),
                    vm.parseJsonAddress(json, _at(i - 1, "implementation")),
                    vm.parseJsonBytes32(json, _at(i - 1, "node")),
                    vm.parseJsonAddress(json, _at(i - 1, "keystore"))
                ),
                vm.parseJsonAddress(json, _at(i - 1, "address")),
                vm.parseJsonString(json, _at(i - 1, "comment"))
            );
        }
    }

    /// @dev As viem has them.
    function test_vectorsOfTheFamily() external view {
        string memory json = _vectors("families");
        for (uint256 i = _count(json, "evm"); i > 0; --i) {
            vm.assertEq(
                harness.miniAccountAddress(
                    vm.parseJsonAddress(json, _at("evm", i - 1, "factory")),
                    vm.parseJsonAddress(json, _at("evm", i - 1, "implementation")),
                    vm.parseJsonBytes32(json, _at("evm", i - 1, "node")),
                    vm.parseJsonAddress(json, _at("evm", i - 1, "keystore"))
                ),
                vm.parseJsonAddress(json, _at("evm", i - 1, "address"))
            );
        }
    }

    /// @dev What the EVM itself makes of the init code.
    function testFuzz_isWhereCreate2PutsIt(address implementation, bytes32 node, address keystore)
        external
    {
        bytes memory initCode = harness.miniAccountInitCode(implementation, node, keystore);
        address account;
        assembly {
            account := create2(0, add(initCode, 32), mload(initCode), node)
        }
        vm.assertNotEq(account, address(0));
        vm.assertEq(
            harness.miniAccountAddress(address(this), implementation, node, keystore), account
        );
    }
}
