// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {DnsName} from "../../../src/libraries/DnsName.sol";
import {Base} from "../../Base.sol";

/// @title DnsName.countLabels
contract DnsNameCountLabelsTest is Base {
    function test_counts() external pure {
        vm.assertEq(DnsName.countLabels(hex"00"), 0);
        vm.assertEq(DnsName.countLabels(hex"0365746800"), 1);
        vm.assertEq(DnsName.countLabels(ALICE_DNS), 3);
    }

    function testFuzz_countsWhateverItAccepts(uint8 count) external pure {
        bytes memory name = hex"00";
        for (uint256 i; i < count; ++i) {
            name = bytes.concat(hex"0161", name);
        }
        vm.assertEq(DnsName.countLabels(name), count);
    }

    function testFuzz_neverReadsBeyondTheEnd(bytes calldata name) external {
        vm.assume(name.length != 0);
        // A first label that claims to be longer than what is there.
        bytes memory broken = bytes.concat(name);
        vm.assume(name.length < 255);
        broken[0] = bytes1(uint8(name.length));
        vm.expectRevert(abi.encodeWithSelector(DnsName.MalformedName.selector, broken));
        this.countLabels(broken);
    }

    /// @notice The function under test, as an external call that can revert.
    /// @param name The name in DNS wire form.
    /// @return The number of labels.
    function countLabels(bytes calldata name) external pure returns (uint256) {
        return DnsName.countLabels(name);
    }
}
