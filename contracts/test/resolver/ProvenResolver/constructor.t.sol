// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IKeystore} from "../../../src/keystore/IKeystore.sol";
import {ChainList} from "../../../src/resolver/ChainList.sol";
import {GatewayResolver} from "../../../src/resolver/GatewayResolver.sol";
import {ProvenResolver} from "../../../src/resolver/ProvenResolver.sol";
import {ProvenBase} from "../ProvenBase.sol";

/// @title ProvenResolver's constructor
contract ProvenResolverConstructorTest is ProvenBase {
    function testFuzz_keepsWhatItIsGiven(address owner, uint64 maxAge) external {
        vm.assume(owner != address(0));
        maxAge = uint64(_bound(maxAge, 1, 12 hours + 100));
        if (maxAge > 12 hours) maxAge = 12 hours;
        resolver = new ProvenResolver(owner, _list("https://b.example"), keystore, chains, maxAge);
        vm.assertEq(resolver.owner(), owner);
        vm.assertEq(resolver.gateways(), _list("https://b.example"));
        vm.assertEq(address(resolver.keystore()), address(keystore));
        vm.assertEq(address(resolver.chains()), address(chains));
        vm.assertEq(resolver.maxAge(), maxAge);
    }

    function testFuzz_refusesALongerAge(uint64 maxAge) external {
        _refusesAge(uint64(_bound(maxAge, 12 hours + 1, type(uint64).max)));
    }

    function test_refusesOneSecondMore() external {
        _refusesAge(12 hours + 1);
    }

    function test_refusesNoAge() external {
        _refusesAge(0);
    }

    function testFuzz_refusesAKeystoreWithoutContract(address nobody) external {
        vm.assume(nobody.code.length == 0);
        vm.expectRevert(abi.encodeWithSelector(ProvenResolver.NoContract.selector, nobody));
        new ProvenResolver(OWNER, _list("https://a.example"), IKeystore(nobody), chains, MAX_AGE);
    }

    function testFuzz_refusesAListWithoutContract(address nobody) external {
        vm.assume(nobody.code.length == 0);
        vm.expectRevert(abi.encodeWithSelector(ProvenResolver.NoContract.selector, nobody));
        new ProvenResolver(OWNER, _list("https://a.example"), keystore, ChainList(nobody), MAX_AGE);
    }

    function test_refusesNoGateway() external {
        vm.expectRevert(GatewayResolver.NoGateway.selector);
        new ProvenResolver(OWNER, new string[](0), keystore, chains, MAX_AGE);
    }

    function test_refusesTheZeroOwner() external {
        vm.expectRevert(abi.encodeWithSignature("OwnableInvalidOwner(address)", address(0)));
        new ProvenResolver(address(0), _list("https://a.example"), keystore, chains, MAX_AGE);
    }

    /// @dev The gateway's limits (crates/ens/src/limits.rs).
    function test_limits() external view {
        vm.assertEq(resolver.MULTICALL_CALLS(), 64);
        vm.assertEq(resolver.MULTICALL_DEPTH(), 2);
        vm.assertEq(resolver.LONGEST_MAX_AGE(), 43_200);
    }

    function _refusesAge(uint64 maxAge) private {
        vm.expectRevert(abi.encodeWithSelector(ProvenResolver.MaxAgeOutOfRange.selector, maxAge));
        new ProvenResolver(OWNER, _list("https://a.example"), keystore, chains, maxAge);
    }
}
