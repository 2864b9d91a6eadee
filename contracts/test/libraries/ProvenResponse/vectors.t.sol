// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Proof} from "../../../src/keystore/KeystoreProof.sol";
import {Vectors} from "../../Vectors.sol";

/// @title ProvenResponse on the shared vectors: envelopes as the gateway writes them
contract ProvenResponseVectorsTest is Vectors {
    function test_answers() external view {
        string memory json = _vectors("tree");
        for (uint256 i = _count(json, "answers"); i > 0; --i) {
            bytes memory encoded = vm.parseJsonBytes(json, _at("answers", i - 1, "encoded"));
            (uint64 number, Proof memory account, Proof[] memory records) =
                harness.provenResponse(encoded);
            vm.assertEq(number, vm.parseJsonUint(json, _at("answers", i - 1, "number")));
            // Accounts and records stand in the file as places in its list of proofs.
            uint256 place = vm.parseJsonUint(json, _at("answers", i - 1, "account"));
            _checkProof(json, place, account);
            uint256[] memory places = vm.parseJsonUintArray(json, _at("answers", i - 1, "records"));
            vm.assertEq(records.length, places.length);
            for (uint256 j; j < places.length; ++j) {
                _checkProof(json, places[j], records[j]);
            }
        }
    }

    function _checkProof(string memory json, uint256 place, Proof memory proof) private pure {
        vm.assertEq(proof.value, vm.parseJsonBytes(json, _at("proofs", place, "value")));
        bytes32[] memory siblings = vm.parseJsonBytes32Array(json, _at("proofs", place, "siblings"));
        vm.assertEq(abi.encode(proof.siblings), abi.encode(siblings));
        vm.assertEq(proof.otherKey, vm.parseJsonBytes32(json, _at("proofs", place, "otherKey")));
        vm.assertEq(
            proof.otherValueHash, vm.parseJsonBytes32(json, _at("proofs", place, "otherValueHash"))
        );
    }
}
