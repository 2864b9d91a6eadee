// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ZeroConstant} from "../../../src/resolver/IAddressRule.sol";
import {TronAddressRule} from "../../../src/resolver/TronAddressRule.sol";
import {Base} from "../../Base.sol";

/// @title TronAddressRule's constructor
contract TronAddressRuleConstructorTest is Base {
    function testFuzz_keepsWhatItIsGiven(address factory, address implementation) external {
        vm.assume(factory != address(0) && implementation != address(0));
        TronAddressRule rule = new TronAddressRule(factory, implementation);
        vm.assertEq(rule.factory(), factory);
        vm.assertEq(rule.implementation(), implementation);
    }

    function test_refusesZero() external {
        vm.expectRevert(abi.encodeWithSelector(ZeroConstant.selector, "factory"));
        new TronAddressRule(address(0), address(1));
        vm.expectRevert(abi.encodeWithSelector(ZeroConstant.selector, "implementation"));
        new TronAddressRule(address(1), address(0));
    }
}
