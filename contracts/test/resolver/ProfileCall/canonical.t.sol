// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ProfileCall} from "../../../src/resolver/ProfileCall.sol";
import {ProfileCases} from "../ProfileCases.sol";

/// @title ProfileCall.canonical
contract ProfileCallCanonicalTest is ProfileCases {
    function testFuzz_zeroesTheNodeOfEveryProfile(bytes32 node) external view {
        Case[] memory cases = _cases();
        for (uint256 i; i < cases.length; ++i) {
            bytes memory call = cases[i].call;
            bytes memory expected = bytes4(call) == ADDR ? _addrKey(ETH) : _withNode(call, 0);
            vm.assertEq(this.canonical(_withNode(call, node)), expected);
            if (cases[i].record.length != 0) vm.assertEq(expected, cases[i].record);
        }
    }

    function testFuzz_refusesEveryOtherLength(uint256 length, bytes calldata more) external {
        vm.assume(more.length != 0);
        Case[] memory cases = _cases();
        for (uint256 i; i < cases.length; ++i) {
            bytes memory data = cases[i].call;
            _refuses(bytes.concat(data, more));
            _refuses(bytes.concat(data, bytes32(0)));
            uint256 rest = data.length - 36;
            if (rest == 0) continue;
            uint256 shorter = 36 + length % rest;
            assembly {
                mstore(data, shorter)
            }
            _refuses(data);
        }
    }

    /// @dev Whatever stands behind the node: what abi.encode writes for these types, or refused.
    function testFuzz_takesWhatAbiEncodeWritesAndNothingElse(
        uint8 which,
        uint256 place,
        bytes1 change,
        uint256[4] memory words,
        bool random
    ) external view {
        Case[] memory cases = _cases();
        bytes memory call = cases[which % cases.length].call;
        bytes4 selector = bytes4(call);
        if (random) {
            for (uint256 i; i < 4; ++i) {
                if (words[i] % 4 != 0) words[i] = words[i] % 128;
            }
            // Offset of 64 half of the time.
            if (words[0] % 2 == 0) words[0] = 64;
            bytes memory rest = abi.encode(words);
            uint256 length = place % 129;
            assembly {
                mstore(rest, length)
            }
            call = bytes.concat(selector, ALICE, rest);
        } else if (call.length > 36) {
            call[36 + place % (call.length - 36)] ^= change;
        }
        _agrees(selector, call);
    }

    function testFuzz_leavesUnknownCallsAsTheyAre(
        bytes4 selector,
        bytes32 node,
        bytes calldata rest
    ) external view {
        vm.assume(!_isKnown(selector));
        vm.assertEq(
            this.canonical(bytes.concat(selector, node, rest)),
            bytes.concat(selector, bytes32(0), rest)
        );
    }

    function test_refusesValuesOutOfRange() external {
        _refuses(abi.encodeWithSelector(DNS_RECORD, ALICE, bytes32(0), uint256(65_536)));
        _refuses(abi.encodeWithSelector(INTERFACE, ALICE, bytes32(uint256(1))));
        _refuses(abi.encodeWithSelector(INTERFACE, ALICE, bytes32(uint256(1) << 223)));
        vm.assertEq(
            this.canonical(abi.encodeWithSelector(INTERFACE, ALICE, bytes32(uint256(1) << 224))),
            abi.encodeWithSelector(INTERFACE, 0, bytes4(uint32(1)))
        );
    }

    function test_refusesOtherLayoutsOfAKey() external {
        bytes4[3] memory selectors = [TEXT, DATA, ADDR_OF_CHAIN];
        for (uint256 i; i < 3; ++i) {
            bytes4 s = selectors[i];
            bytes memory right = abi.encodeWithSelector(s, ALICE, 64, 3, bytes32("url"));
            vm.assertEq(this.canonical(right), abi.encodeWithSelector(s, 0, "url"));
            // A gap; dirty padding; a word too many; a length that is too great.
            _refuses(abi.encodeWithSelector(s, ALICE, 96, 0, 3, bytes32("url")));
            _refuses(abi.encodeWithSelector(s, ALICE, 64, 3, bytes32("urls")));
            _refuses(abi.encodeWithSelector(s, ALICE, 64, 3, bytes32("url"), 0));
            _refuses(abi.encodeWithSelector(s, ALICE, 64, 33, bytes32("url")));
            _refuses(abi.encodeWithSelector(s, ALICE, 64, type(uint256).max, bytes32("url")));
            // The key within the head, the offset over the end or over all numbers.
            _refuses(abi.encodeWithSelector(s, ALICE, 32, 3, bytes32("url")));
            _refuses(abi.encodeWithSelector(s, ALICE, 0, 3, bytes32("url")));
            _refuses(abi.encodeWithSelector(s, ALICE, 128, 3, bytes32("url")));
            _refuses(abi.encodeWithSelector(s, ALICE, type(uint256).max - 31, 3, bytes32("url")));
            _refuses(abi.encodeWithSelector(s, ALICE, type(uint256).max - 67, 3, bytes32("url")));
            _refuses(abi.encodeWithSelector(s, ALICE, 64));
        }
    }

    /// @notice The function under test, as an external call.
    /// @param call A profile call.
    /// @return The canonical call.
    function canonical(bytes memory call) external pure returns (bytes memory) {
        return ProfileCall.canonical(call);
    }

    /// @notice What Solidity makes of a call's arguments, encoded again.
    /// @param selector The call's selector.
    /// @param arguments Its arguments.
    /// @return The call, its node zeroed.
    function abiAgain(bytes4 selector, bytes calldata arguments)
        external
        pure
        returns (bytes memory)
    {
        if (selector == TEXT || selector == DATA) {
            (, string memory key) = abi.decode(arguments, (bytes32, string));
            return abi.encodeWithSelector(selector, 0, key);
        }
        if (selector == ADDR_OF_CHAIN) {
            (, bytes memory chain) = abi.decode(arguments, (bytes32, bytes));
            return abi.encodeWithSelector(selector, 0, chain);
        }
        if (selector == INTERFACE) {
            (, bytes4 id) = abi.decode(arguments, (bytes32, bytes4));
            return abi.encodeWithSelector(selector, 0, id);
        }
        if (selector == DNS_RECORD) {
            (, bytes32 name, uint16 resource) = abi.decode(arguments, (bytes32, bytes32, uint16));
            return abi.encodeWithSelector(selector, 0, name, resource);
        }
        if (selector == ADDR_OF || selector == HAS_ADDR || selector == ABI) {
            (, uint256 number) = abi.decode(arguments, (bytes32, uint256));
            return abi.encodeWithSelector(selector, 0, number);
        }
        abi.decode(arguments, (bytes32));
        return abi.encodeWithSelector(selector, 0);
    }

    function _agrees(bytes4 selector, bytes memory call) private view {
        bytes memory zeroed = _withNode(call, 0);
        bytes memory arguments = new bytes(call.length - 4);
        for (uint256 i; i < arguments.length; ++i) {
            arguments[i] = call[i + 4];
        }
        bool right;
        try this.abiAgain(selector, arguments) returns (bytes memory again) {
            right = keccak256(again) == keccak256(zeroed);
        } catch {}
        try this.canonical(call) returns (bytes memory result) {
            vm.assertTrue(right, "accepted what abi.encode does not write");
            vm.assertEq(result, selector == ADDR ? _addrKey(ETH) : zeroed);
        } catch (bytes memory reason) {
            vm.assertFalse(right);
            vm.assertEq(reason, abi.encodeWithSelector(ProfileCall.NonCanonicalCall.selector));
        }
    }

    function _refuses(bytes memory call) private {
        vm.expectRevert(ProfileCall.NonCanonicalCall.selector);
        this.canonical(call);
    }

    function _withNode(bytes memory call, bytes32 node) private pure returns (bytes memory copy) {
        copy = bytes.concat(call);
        assembly {
            mstore(add(copy, 36), node)
        }
    }
}
