// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {CommitHash} from "../../src/keystore/CommitHash.sol";
import {ProposerVerifier} from "../../src/keystore/ProposerVerifier.sol";
import {Steps} from "../../src/keystore/Steps.sol";
import {Vectors} from "../Vectors.sol";
import {StepsHarness} from "./Steps/StepsBase.sol";

/// @title Commits on the shared vectors
contract CommitVectorsTest is Vectors {
    /// @dev The functions under test.
    StepsHarness private immutable steps = new StepsHarness();

    /// @dev Its code goes where the vectors want it.
    ProposerVerifier private immutable anyVerifier = new ProposerVerifier(_list(OWNER), 1, 0);

    /// @dev Some proposer.
    address private constant OWNER = address(0x0511);

    string private json;

    function setUp() external {
        json = _vectors("commits");
    }

    function test_steps() external view {
        for (uint256 i = _count(json, "commits"); i > 0; --i) {
            Steps.Step[] memory list = steps.readAll(_bytes(i - 1, "encoded"));
            for (uint256 j; j < list.length; ++j) {
                _expectStep(
                    string.concat(_at("commits", i - 1, "steps"), "[", vm.toString(j), "]."),
                    list[j]
                );
            }
            string memory behind =
                string.concat(_at("commits", i - 1, "steps"), "[", vm.toString(list.length), "]");
            vm.assertFalse(vm.keyExistsJson(json, behind));
        }
    }

    function test_hashes() external {
        for (uint256 i = _count(json, "commits"); i > 0; --i) {
            (bytes32 root, bytes32 stepsHash) = _run(i - 1);
            vm.assertEq(root, _word(i - 1, "root"));
            vm.assertEq(stepsHash, _word(i - 1, "stepsHash"));
            vm.chainId(vm.parseJsonUint(json, _at("commits", i - 1, "chainId")));
            bytes32 commitHash = CommitHash.hash(
                vm.parseJsonAddress(json, _at("commits", i - 1, "keystore")),
                uint64(vm.parseJsonUint(json, _at("commits", i - 1, "number"))),
                _word(i - 1, "preRoot"),
                root,
                uint64(vm.parseJsonUint(json, _at("commits", i - 1, "asOf"))),
                stepsHash
            );
            vm.assertEq(commitHash, _word(i - 1, "commitHash"));
            address verifier = vm.parseJsonAddress(json, _at("commits", i - 1, "verifier"));
            vm.etch(verifier, address(anyVerifier).code);
            vm.assertEq(ProposerVerifier(verifier).digest(commitHash), _word(i - 1, "digest"));
        }
    }

    function test_badSteps() external {
        for (uint256 i = _count(json, "badSteps"); i > 0; --i) {
            bytes memory bad = vm.parseJsonBytes(json, _at("badSteps", i - 1, "bytes"));
            bytes32 kind =
                keccak256(bytes(vm.parseJsonString(json, _at("badSteps", i - 1, "error"))));
            bytes4 expected = Steps.TruncatedStep.selector;
            if (kind == keccak256("Flag")) expected = Steps.UnknownFlag.selector;
            else if (kind == keccak256("NoBody")) expected = Steps.EmptyBody.selector;
            else vm.assertEq(kind, keccak256("Cut"));
            (bool success, bytes memory reason) =
                address(steps).call(abi.encodeCall(StepsHarness.check, (bad)));
            vm.assertFalse(success);
            vm.assertEq(bytes32(bytes4(reason)), bytes32(expected));
        }
    }

    /// @dev What the steps of a commit come to: forced ones take their hashes from the queue, rejected
    ///      ones leave the root.
    function _run(uint256 i) private view returns (bytes32 root, bytes32 stepsHash) {
        bytes32[] memory queue = vm.parseJsonBytes32Array(json, _at("commits", i, "queue"));
        Steps.Step[] memory list = steps.readAll(_bytes(i, "encoded"));
        root = _word(i, "preRoot");
        uint256 first;
        for (uint256 j; j < list.length; ++j) {
            if (list[j].flag != Steps.OPERATION) list[j].operationHash = queue[first++];
            if (list[j].flag == Steps.FORCED_REJECTED) list[j].rootAfter = root;
            root = list[j].rootAfter;
        }
        stepsHash = keccak256(steps.records(list));
    }

    /// @dev Expects a step to be that of the vectors.
    function _expectStep(string memory path, Steps.Step memory step) private view {
        vm.assertEq(step.flag, vm.parseJsonUint(json, string.concat(path, "flag")));
        vm.assertEq(step.acceptedAt, vm.parseJsonUint(json, string.concat(path, "acceptedAt")));
        if (step.flag == Steps.OPERATION) {
            vm.assertEq(
                step.operationHash, vm.parseJsonBytes32(json, string.concat(path, "operationHash"))
            );
        }
        if (step.flag == Steps.FORCED_REJECTED) {
            vm.assertEq(step.reason, vm.parseJsonUint(json, string.concat(path, "reason")));
        } else {
            vm.assertEq(step.rootAfter, vm.parseJsonBytes32(json, string.concat(path, "root")));
        }
    }

    /// @dev Bytes of a commit.
    function _bytes(uint256 i, string memory field) private view returns (bytes memory) {
        return vm.parseJsonBytes(json, _at("commits", i, field));
    }

    /// @dev A word of a commit.
    function _word(uint256 i, string memory field) private view returns (bytes32) {
        return vm.parseJsonBytes32(json, _at("commits", i, field));
    }
}
