// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {CosmWasmAddressRule} from "../../../src/resolver/CosmWasmAddressRule.sol";
import {Base} from "../../Base.sol";

/// @title CosmWasmAddressRule.creator
contract CosmWasmAddressRuleCreatorTest is Base {
    function testFuzz_isWhatWasGiven(bytes20 short, bytes32 long) external {
        vm.assume(short != 0 && long != 0);
        _is(abi.encodePacked(short));
        _is(abi.encodePacked(long));
    }

    /// @dev An address of 32 bytes may end with zeros, one of 20 too.
    function testFuzz_zerosAtTheEndStay(bytes10 start) external {
        vm.assume(start != 0);
        _is(abi.encodePacked(start, bytes10(0)));
        _is(abi.encodePacked(start, bytes22(0)));
    }

    function _is(bytes memory creator) private {
        vm.assertEq(new CosmWasmAddressRule(keccak256("code"), creator).creator(), creator);
    }
}
