// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Vectors} from "../../Vectors.sol";

/// @title ProfileCall.canonical on the shared vectors: the calls that the gateway keys records by
contract ProfileCallVectorsTest is Vectors {
    function test_everyRecordsCallIsCanonical() external view {
        string memory json = _vectors("records");
        for (uint256 i = _count(json); i > 0; --i) {
            bytes memory record = vm.parseJsonBytes(json, _at(i - 1, "call"));
            bytes memory asked = bytes.concat(record);
            bytes32 node = vm.parseJsonBytes32(json, _at(i - 1, "node"));
            assembly {
                mstore(add(asked, 36), node)
            }
            vm.assertEq(
                harness.canonicalCall(asked),
                record,
                vm.parseJsonString(json, _at(i - 1, "comment"))
            );
        }
    }
}
