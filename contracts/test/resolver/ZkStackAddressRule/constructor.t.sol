// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ZeroConstant} from "../../../src/resolver/IAddressRule.sol";
import {ZkStackAddressRule} from "../../../src/resolver/ZkStackAddressRule.sol";
import {Base} from "../../Base.sol";

/// @title ZkStackAddressRule's constructor
contract ZkStackAddressRuleConstructorTest is Base {
    /// @dev The hash of code of one word.
    bytes32 private constant HASH = bytes32(hex"01000001") | bytes32(uint256(0xC0DE));

    function testFuzz_keepsWhatItIsGiven(
        address factory,
        address implementation,
        uint16 words,
        uint224 sha
    ) external {
        vm.assume(factory != address(0) && implementation != address(0));
        bytes32 hash = _hash(0x01, 0x00, words | 1, sha);
        ZkStackAddressRule rule = new ZkStackAddressRule(factory, implementation, hash);
        vm.assertEq(rule.factory(), factory);
        vm.assertEq(rule.implementation(), implementation);
        vm.assertEq(rule.bytecodeHash(), hash);
    }

    function test_refusesZero() external {
        vm.expectRevert(abi.encodeWithSelector(ZeroConstant.selector, "factory"));
        new ZkStackAddressRule(address(0), address(1), HASH);
        vm.expectRevert(abi.encodeWithSelector(ZeroConstant.selector, "implementation"));
        new ZkStackAddressRule(address(1), address(0), HASH);
    }

    /// @dev Also no words at all, which is an even number.
    function testFuzz_refusesAnEvenLength(uint16 words, uint224 sha) external {
        _refuses(_hash(0x01, 0x00, 0, sha));
        _refuses(_hash(0x01, 0x00, words & 0xfffe, sha));
    }

    /// @dev 2 is the version of EVM code, which has a rule of its own.
    function testFuzz_refusesAnotherVersion(uint8 version, uint16 words, uint224 sha) external {
        vm.assume(version != 1);
        _refuses(_hash(version, 0x00, words | 1, sha));
        _refuses(_hash(0x02, 0x00, words | 1, sha));
    }

    /// @dev 1 marks code whose constructor still runs.
    function testFuzz_refusesAnotherMarker(uint8 marker, uint16 words, uint224 sha) external {
        vm.assume(marker != 0);
        _refuses(_hash(0x01, marker, words | 1, sha));
        _refuses(_hash(0x01, 0x01, words | 1, sha));
    }

    function test_refusesAHashOfSomethingElse() external {
        _refuses(0);
        _refuses(bytes32(type(uint256).max));
        _refuses(keccak256("code"));
    }

    function _refuses(bytes32 hash) private {
        vm.expectRevert(
            abi.encodeWithSelector(ZkStackAddressRule.MalformedBytecodeHash.selector, hash)
        );
        new ZkStackAddressRule(address(1), address(1), hash);
    }

    function _hash(uint8 version, uint8 marker, uint16 words, uint224 sha)
        private
        pure
        returns (bytes32)
    {
        return bytes32(abi.encodePacked(version, marker, words, sha));
    }
}
