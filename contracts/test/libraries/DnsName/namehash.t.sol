// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {DnsName} from "../../../src/libraries/DnsName.sol";
import {Vectors} from "../../Vectors.sol";

/// @title DnsName.namehash
contract DnsNameNamehashTest is Vectors {
    function test_vectors() external view {
        string memory json = _vectors("namehash");
        for (uint256 i = _count(json); i > 0; --i) {
            vm.assertEq(
                harness.namehash(vm.parseJsonBytes(json, _at(i - 1, "dns"))),
                vm.parseJsonBytes32(json, _at(i - 1, "node")),
                vm.parseJsonString(json, _at(i - 1, "name"))
            );
        }
    }

    function testFuzz_followsTheRecursionOfEip137(bytes[3] memory labels) external view {
        bytes memory name = hex"00";
        bytes32 node;
        for (uint256 i; i < 3; ++i) {
            bytes memory label = _label(labels[i]);
            name = abi.encodePacked(uint8(label.length), label, name);
            node = keccak256(abi.encode(node, keccak256(label)));
        }
        vm.assertEq(harness.namehash(name), node);
    }

    function testFuzz_refusesEveryTruncation(uint256 length) external {
        bytes memory name = ALICE_DNS;
        length = _bound(length, 0, name.length - 1);
        assembly {
            mstore(name, length)
        }
        vm.expectRevert(abi.encodeWithSelector(DnsName.MalformedName.selector, name));
        harness.namehash(name);
    }

    function testFuzz_refusesTrailingBytes(bytes calldata rest) external {
        vm.assume(rest.length != 0);
        bytes memory name = bytes.concat(ALICE_DNS, rest);
        vm.expectRevert(abi.encodeWithSelector(DnsName.MalformedName.selector, name));
        harness.namehash(name);
    }

    /// @dev A label is 1 to 255 bytes long.
    function _label(bytes memory label) private pure returns (bytes memory) {
        if (label.length == 0) return "x";
        if (label.length > 255) {
            assembly {
                mstore(label, 255)
            }
        }
        return label;
    }
}
