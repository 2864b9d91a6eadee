// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {DnsName} from "../../../src/libraries/DnsName.sol";
import {Base} from "../../Base.sol";

/// @title DnsName.labels
contract DnsNameLabelsTest is Base {
    function test_givesHashesAndOffsets() external pure {
        (bytes32[] memory hashes, uint256[] memory offsets) = DnsName.labels(ALICE_DNS);
        vm.assertEq(hashes.length, 3);
        vm.assertEq(hashes[0], keccak256("alice"));
        vm.assertEq(hashes[1], keccak256("mononym"));
        vm.assertEq(hashes[2], keccak256("eth"));
        vm.assertEq(offsets[0], 0);
        vm.assertEq(offsets[1], 6);
        vm.assertEq(offsets[2], 14);
    }

    function test_theRootHasNone() external pure {
        (bytes32[] memory hashes, uint256[] memory offsets) = DnsName.labels(hex"00");
        vm.assertEq(hashes.length, 0);
        vm.assertEq(offsets.length, 0);
    }

    function test_readsLongLabels() external pure {
        bytes memory label = new bytes(255);
        (bytes32[] memory hashes,) = DnsName.labels(abi.encodePacked(uint8(255), label, uint8(0)));
        vm.assertEq(hashes.length, 1);
        vm.assertEq(hashes[0], keccak256(label));
    }
}
