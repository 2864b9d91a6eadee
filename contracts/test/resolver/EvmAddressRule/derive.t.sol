// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {EvmAddressRule} from "../../../src/resolver/EvmAddressRule.sol";
import {Placement} from "../../account/Placement.sol";

/// @title EvmAddressRule.derive
contract EvmAddressRuleDeriveTest is Placement {
    EvmAddressRule private rule = new EvmAddressRule();

    function testFuzz_isWhereTheFactoryDeploys(bytes32 node, address keystore) external {
        vm.assertEq(rule.derive(node, keystore), abi.encodePacked(factory.deploy(node, keystore)));
    }

    function test_itsConstantsAreWhatArtifactsSay() external view {
        string memory json = vm.readFile("artifacts/deployment.json");
        vm.assertEq(rule.FACTORY(), vm.parseJsonAddress(json, ".factory.address"));
        vm.assertEq(rule.BOOTSTRAP(), vm.parseJsonAddress(json, ".bootstrap.address"));
        vm.assertEq(rule.FACTORY(), address(factory));
        vm.assertEq(rule.BOOTSTRAP(), factory.BOOTSTRAP());
    }

    /// @dev The shared vectors are computed with these very contracts.
    function test_vectors() external view {
        string memory json = vm.readFile("../tests/vectors/addresses.json");
        uint256 checked;
        for (uint256 i; vm.keyExistsJson(json, _path(i, "")); ++i) {
            if (vm.parseJsonAddress(json, _path(i, ".factory")) != rule.FACTORY()) continue;
            if (vm.parseJsonAddress(json, _path(i, ".implementation")) != rule.BOOTSTRAP()) {
                continue;
            }
            vm.assertEq(
                rule.derive(
                    vm.parseJsonBytes32(json, _path(i, ".node")),
                    vm.parseJsonAddress(json, _path(i, ".keystore"))
                ),
                abi.encodePacked(vm.parseJsonAddress(json, _path(i, ".address")))
            );
            ++checked;
        }
        vm.assertTrue(checked != 0, "no vectors");
    }

    function _path(uint256 index, string memory field) private pure returns (string memory) {
        return string.concat(".[", vm.toString(index), "]", field);
    }
}
