// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {CommitHash} from "../../../src/keystore/CommitHash.sol";
import {Base} from "../../Base.sol";

/// @title CommitHash.hash
contract CommitHashHashTest is Base {
    function testFuzz_isOfSevenWords(
        uint32 chainId,
        address keystore,
        uint64 number,
        bytes32 preRoot,
        bytes32 root,
        uint64 asOf,
        bytes32 stepsHash
    ) external {
        vm.chainId(chainId);
        bytes memory words = bytes.concat(
            bytes32(uint256(chainId)),
            bytes32(uint256(uint160(keystore))),
            bytes32(uint256(number)),
            preRoot,
            root,
            bytes32(uint256(asOf)),
            stepsHash
        );
        vm.assertEq(
            CommitHash.hash(keystore, number, preRoot, root, asOf, stepsHash), keccak256(words)
        );
    }
}
