// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {CosmWasmAddressRule} from "../../../src/resolver/CosmWasmAddressRule.sol";
import {Vectors} from "../../Vectors.sol";

/// @title CosmWasmAddressRule.derive
contract CosmWasmAddressRuleDeriveTest is Vectors {
    CosmWasmAddressRule private rule =
        new CosmWasmAddressRule(keccak256("code"), abi.encodePacked(address(0xC)));

    function test_vectors() external {
        string memory json = _vectors("families");
        uint256 count = _count(json, "cosmwasm");
        uint256 long;
        for (uint256 i; i < count; ++i) {
            bytes memory creator = vm.parseJsonBytes(json, _at("cosmwasm", i, "creator"));
            if (creator.length == 32) ++long;
            bytes32 checksum = vm.parseJsonBytes32(json, _at("cosmwasm", i, "checksum"));
            rule = new CosmWasmAddressRule(checksum, creator);
            vm.assertEq(
                rule.derive(vm.parseJsonBytes32(json, _at("cosmwasm", i, "node")), address(0)),
                vm.parseJsonBytes(json, _at("cosmwasm", i, "address"))
            );
        }
        vm.assertTrue(long != 0 && long != count, "creators of one length only");
    }

    function testFuzz_theAddressIsTheNodesOwn(bytes32 a, bytes32 b) external view {
        vm.assume(a != b);
        vm.assertNotEq(keccak256(rule.derive(a, address(0))), keccak256(rule.derive(b, address(0))));
    }

    function testFuzz_theKeystoreCountsForNothing(bytes32 node, address a, address b)
        external
        view
    {
        vm.assertEq(rule.derive(node, a), rule.derive(node, b));
    }

    /// @dev The same bytes as a short and as a long creator are two creators.
    function testFuzz_theLengthOfTheCreatorCounts(bytes32 node, bytes20 creator) external {
        vm.assume(creator != 0);
        bytes32 checksum = rule.checksum();
        CosmWasmAddressRule short = new CosmWasmAddressRule(checksum, abi.encodePacked(creator));
        CosmWasmAddressRule long = new CosmWasmAddressRule(checksum, abi.encode(creator));
        vm.assertNotEq(
            keccak256(short.derive(node, address(0))), keccak256(long.derive(node, address(0)))
        );
    }
}
