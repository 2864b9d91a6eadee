// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SignatureHarness} from "../../account/SignatureHarness.sol";
import {Vectors} from "../../Vectors.sol";

/// @title DottedName.namehash
contract DottedNameNamehashTest is Vectors {
    SignatureHarness private _harness = new SignatureHarness();

    function test_vectors() external view {
        string memory json = _vectors("namehash");
        uint256 count = _count(json);
        for (uint256 i; i < count; ++i) {
            string memory name = vm.parseJsonString(json, _at(i, "name"));
            vm.assertEq(
                _harness.namehash(bytes(name)), vm.parseJsonBytes32(json, _at(i, "node")), name
            );
        }
    }

    function test_aliceOfMononym() external view {
        vm.assertEq(_harness.namehash("alice.mononym.eth"), ALICE);
        vm.assertEq(_harness.namehash(""), 0);
    }

    /// @dev Empty labels are labels: nobody's name, and not that without them.
    function test_emptyLabels() external view {
        bytes32 empty = keccak256("");
        bytes32 eth = keccak256(abi.encode(bytes32(0), keccak256("eth")));
        vm.assertEq(_harness.namehash(".eth"), keccak256(abi.encode(eth, empty)));
        bytes32 root = keccak256(abi.encode(bytes32(0), empty));
        vm.assertEq(_harness.namehash("eth."), keccak256(abi.encode(root, keccak256("eth"))));
        vm.assertEq(_harness.namehash("."), keccak256(abi.encode(root, empty)));
    }
}
