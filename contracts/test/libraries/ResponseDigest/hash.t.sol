// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Vectors} from "../../Vectors.sol";

/// @title ResponseDigest.hash
contract ResponseDigestHashTest is Vectors {
    function test_vectors() external view {
        string memory json = _vectors("digest");
        for (uint256 i = _count(json); i > 0; --i) {
            bytes memory callData = vm.parseJsonBytes(json, _at(i - 1, "callData"));
            bytes memory result = vm.parseJsonBytes(json, _at(i - 1, "result"));
            string memory comment = vm.parseJsonString(json, _at(i - 1, "comment"));
            vm.assertEq(
                keccak256(callData), vm.parseJsonBytes32(json, _at(i - 1, "callDataHash")), comment
            );
            vm.assertEq(
                keccak256(result), vm.parseJsonBytes32(json, _at(i - 1, "resultHash")), comment
            );
            vm.assertEq(
                harness.responseDigest(
                    vm.parseJsonAddress(json, _at(i - 1, "resolver")),
                    uint64(vm.parseJsonUint(json, _at(i - 1, "expires"))),
                    callData,
                    result
                ),
                vm.parseJsonBytes32(json, _at(i - 1, "digest")),
                comment
            );
        }
    }

    function testFuzz_dependsOnEveryInput(
        address resolver,
        uint64 expires,
        bytes calldata callData,
        bytes calldata result
    ) external view {
        bytes32 digest = harness.responseDigest(resolver, expires, callData, result);
        address another = address(uint160(resolver) ^ 1);
        vm.assertNotEq(harness.responseDigest(another, expires, callData, result), digest);
        vm.assertNotEq(harness.responseDigest(resolver, expires ^ 1, callData, result), digest);
        bytes memory longer = bytes.concat(callData, hex"00");
        vm.assertNotEq(harness.responseDigest(resolver, expires, longer, result), digest);
        longer = bytes.concat(result, hex"00");
        vm.assertNotEq(harness.responseDigest(resolver, expires, callData, longer), digest);
    }
}
