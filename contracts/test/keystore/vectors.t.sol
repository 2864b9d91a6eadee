// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Account, Status} from "../../src/keystore/AccountLeaf.sol";
import {KeystoreProof, Proof} from "../../src/keystore/KeystoreProof.sol";
import {RecordState} from "../../src/keystore/RecordLeaf.sol";
import {ReferenceTree} from "../fixtures/ReferenceTree.sol";
import {AccountBase} from "./AccountLeaf/AccountBase.sol";

/// @title Tree, leaves and proofs on the shared vectors
contract KeystoreVectorsTest is AccountBase {
    string private json;

    function setUp() external {
        json = _vectors("tree");
    }

    function test_accountKeys() external view {
        for (uint256 i = _count(json, "accountKeys"); i > 0; --i) {
            vm.assertEq(
                harness.accountKey(_word("accountKeys", i - 1, "node")),
                _word("accountKeys", i - 1, "key")
            );
        }
    }

    function test_recordKeys() external view {
        for (uint256 i = _count(json, "recordKeys"); i > 0; --i) {
            bytes memory call = vm.parseJsonBytes(json, _at("recordKeys", i - 1, "call"));
            vm.assertEq(
                harness.recordKey(_word("recordKeys", i - 1, "node"), call),
                _word("recordKeys", i - 1, "key")
            );
        }
    }

    function test_accountLeaves() external view {
        for (uint256 i = _count(json, "accountLeaves"); i > 0; --i) {
            Account memory account;
            account.nonce = uint64(_number(i - 1, "nonce"));
            account.historyHash = _word("accountLeaves", i - 1, "historyHash");
            account.frozenUntil = uint64(_number(i - 1, "frozenUntil"));
            account.retiredFrom = uint64(_number(i - 1, "retiredFrom"));
            account.threshold = uint8(_number(i - 1, "threshold"));
            account.signersHash = _word("accountLeaves", i - 1, "signersHash");
            account.guardianThreshold = uint8(_number(i - 1, "guardianThreshold"));
            account.guardiansHash = _word("accountLeaves", i - 1, "guardiansHash");
            account.recoveryDelay = uint32(_number(i - 1, "recoveryDelay"));
            account.recoveryHash = _word("accountLeaves", i - 1, "recoveryHash");
            account.implementation = _address(i - 1, "implementation");
            account.outboxRoot = _word("accountLeaves", i - 1, "outboxRoot");
            account.limitsHash = _word("accountLeaves", i - 1, "limitsHash");
            account.registrar = _address(i - 1, "registrar");
            account.policy = uint8(_number(i - 1, "policy"));

            bytes memory leaf = vm.parseJsonBytes(json, _at("accountLeaves", i - 1, "leaf"));
            vm.assertEq(abi.encode(harness.accountLeaf(leaf)), abi.encode(account));
            vm.assertEq(leaf, _encode(account));
        }
    }

    function test_recordLeaves() external view {
        for (uint256 i = _count(json, "recordLeaves"); i > 0; --i) {
            (RecordState state, bytes memory answer) =
                harness.recordLeaf(vm.parseJsonBytes(json, _at("recordLeaves", i - 1, "leaf")));
            string[3] memory names = ["unset", "none", "set"];
            vm.assertEq(
                names[uint256(state)], vm.parseJsonString(json, _at("recordLeaves", i - 1, "state"))
            );
            vm.assertEq(answer, vm.parseJsonBytes(json, _at("recordLeaves", i - 1, "value")));
        }
    }

    function test_statuses() external view {
        for (uint256 i = _count(json, "statuses"); i > 0; --i) {
            Account memory account;
            account.frozenUntil =
                uint64(vm.parseJsonUint(json, _at("statuses", i - 1, "frozenUntil")));
            account.retiredFrom =
                uint64(vm.parseJsonUint(json, _at("statuses", i - 1, "retiredFrom")));
            uint256 time = vm.parseJsonUint(json, _at("statuses", i - 1, "time"));
            string[3] memory names = ["active", "frozen", "retired"];
            vm.assertEq(
                names[uint256(harness.accountStatus(_encode(account), time))],
                vm.parseJsonString(json, _at("statuses", i - 1, "status"))
            );
        }
    }

    /// @dev Not of the contracts, but of the tree that their other tests use.
    function test_trees() external {
        for (uint256 i = _count(json, "trees"); i > 0; --i) {
            ReferenceTree tree = new ReferenceTree();
            bytes32[] memory keys = vm.parseJsonBytes32Array(json, _at("trees", i - 1, "keys"));
            bytes[] memory values = vm.parseJsonBytesArray(json, _at("trees", i - 1, "values"));
            for (uint256 j; j < keys.length; ++j) {
                tree.set(keys[j], values[j]);
            }
            vm.assertEq(tree.root(), _word("trees", i - 1, "root"));
        }
    }

    function test_proofs() external view {
        for (uint256 i = _count(json, "proofs"); i > 0; --i) {
            Proof memory proof = _proof("proofs", i - 1);
            bytes memory value = harness.checkProof(
                _word("proofs", i - 1, "root"), _word("proofs", i - 1, "key"), proof
            );
            vm.assertEq(value, proof.value);
        }
    }

    /// @dev Each is refused for its own reason.
    function test_badProofs() external view {
        for (uint256 i = _count(json, "badProofs"); i > 0; --i) {
            Proof memory proof = _proof("badProofs", i - 1);
            string memory comment = vm.parseJsonString(json, _at("badProofs", i - 1, "comment"));
            try harness.checkProof(
                _word("badProofs", i - 1, "root"), _word("badProofs", i - 1, "key"), proof
            ) {
                vm.assertTrue(false, comment);
            } catch (bytes memory reason) {
                vm.assertEq(
                    _errorName(bytes4(reason)),
                    vm.parseJsonString(json, _at("badProofs", i - 1, "error"))
                );
            }
        }
    }

    /// @dev One field of an account.
    function _number(uint256 index, string memory field) private view returns (uint256) {
        return vm.parseJsonUint(json, _at("accountLeaves", index, field));
    }

    /// @dev One field of an account.
    function _address(uint256 index, string memory field) private view returns (address) {
        return vm.parseJsonAddress(json, _at("accountLeaves", index, field));
    }

    function _word(string memory list, uint256 index, string memory field)
        private
        view
        returns (bytes32)
    {
        return vm.parseJsonBytes32(json, _at(list, index, field));
    }

    function _proof(string memory list, uint256 index) private view returns (Proof memory) {
        return Proof({
            value: vm.parseJsonBytes(json, _at(list, index, "value")),
            siblings: vm.parseJsonBytes32Array(json, _at(list, index, "siblings")),
            otherKey: _word(list, index, "otherKey"),
            otherValueHash: _word(list, index, "otherValueHash")
        });
    }

    function _errorName(bytes4 selector) private pure returns (string memory) {
        if (selector == KeystoreProof.TooLong.selector) return "TooLong";
        if (selector == KeystoreProof.WrongRoot.selector) return "WrongRoot";
        if (selector == KeystoreProof.OwnLeaf.selector) return "OwnLeaf";
        if (selector == KeystoreProof.LeafElsewhere.selector) return "LeafElsewhere";
        if (selector == KeystoreProof.NeedlessLeaf.selector) return "NeedlessLeaf";
        return "another";
    }
}
