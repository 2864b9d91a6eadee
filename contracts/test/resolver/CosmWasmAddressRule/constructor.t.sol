// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {CosmWasmAddressRule} from "../../../src/resolver/CosmWasmAddressRule.sol";
import {ZeroConstant} from "../../../src/resolver/IAddressRule.sol";
import {Base} from "../../Base.sol";

/// @title CosmWasmAddressRule's constructor
contract CosmWasmAddressRuleConstructorTest is Base {
    function testFuzz_keepsWhatItIsGiven(bytes32 checksum, bytes32 creator) external {
        vm.assume(checksum != 0 && bytes20(creator) != 0);
        _keeps(checksum, abi.encodePacked(creator));
        _keeps(checksum, abi.encodePacked(bytes20(creator)));
    }

    function test_refusesZero() external {
        vm.expectRevert(abi.encodeWithSelector(ZeroConstant.selector, "checksum"));
        new CosmWasmAddressRule(0, new bytes(20));
        vm.expectRevert(abi.encodeWithSelector(ZeroConstant.selector, "creator"));
        new CosmWasmAddressRule(keccak256("code"), new bytes(20));
        vm.expectRevert(abi.encodeWithSelector(ZeroConstant.selector, "creator"));
        new CosmWasmAddressRule(keccak256("code"), new bytes(32));
    }

    function test_refusesACreatorOfAnotherLength() external {
        for (uint256 length; length < 65; ++length) {
            if (length == 20 || length == 32) continue;
            vm.expectRevert(
                abi.encodeWithSelector(CosmWasmAddressRule.CreatorLength.selector, length)
            );
            new CosmWasmAddressRule(keccak256("code"), new bytes(length));
        }
    }

    function _keeps(bytes32 checksum, bytes memory creator) private {
        CosmWasmAddressRule rule = new CosmWasmAddressRule(checksum, creator);
        vm.assertEq(rule.checksum(), checksum);
        vm.assertEq(rule.creator(), creator);
    }
}
