// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ProfileCall} from "../../../src/resolver/ProfileCall.sol";
import {ProvenBase} from "../ProvenBase.sol";

/// @title ProfileCall.elements
contract ProfileCallElementsTest is ProvenBase {
    function testFuzz_readsWhatAbiEncodeWrites(bytes[] calldata calls) external view {
        (bool within, bytes[] memory read) = this.elements(_multicall(calls), calls.length);
        vm.assertTrue(within);
        vm.assertEq(abi.encode(read), abi.encode(calls));
    }

    function testFuzz_doesNotReadMoreThanTheLimit(uint256 count, uint256 limit) external view {
        limit = _bound(limit, 0, 64);
        count = _bound(count, limit + 1, type(uint256).max);
        (bool within, bytes[] memory read) =
            this.elements(abi.encodeWithSelector(MULTICALL, 32, count), limit);
        vm.assertFalse(within);
        vm.assertEq(read.length, 0);
    }

    function testFuzz_takesWhatAbiEncodeWritesAndNothingElse(
        uint256[10] memory words,
        uint256 length
    ) external view {
        for (uint256 i; i < 10; ++i) {
            if (words[i] % 4 != 0) words[i] = words[i] % 8 * 32;
        }
        if (words[0] % 8 != 0) (words[0], words[1]) = (32, words[1] % 4);
        bytes memory arguments = abi.encode(words);
        length = _bound(length, 0, arguments.length);
        assembly {
            mstore(arguments, length)
        }
        _agrees(arguments);
    }

    function testFuzz_everyByteCounts(bytes[3] calldata three, uint256 place, bytes1 change)
        external
        view
    {
        bytes memory arguments = abi.encode(_calls(three[0], three[1], three[2]));
        arguments[place % arguments.length] ^= change;
        _agrees(arguments);
    }

    function test_refusesOtherLayouts() external {
        // Right: one call of three bytes.
        bytes32 url = "url";
        (bool within,) = this.elements(abi.encodeWithSelector(MULTICALL, 32, 1, 32, 3, url), 64);
        vm.assertTrue(within);
        _refuses(abi.encodeWithSelector(MULTICALL, 32, 1, 32, 3, url, 0));
        _refuses(abi.encodeWithSelector(MULTICALL, 32, 1, 32, 3, bytes32("urls")));
        _refuses(abi.encodeWithSelector(MULTICALL, 32, 1, 32, 33, url));
        _refuses(abi.encodeWithSelector(MULTICALL, 32, 1, 32, type(uint256).max, url));
        _refuses(abi.encodeWithSelector(MULTICALL, 32, 1, type(uint256).max - 31, 3, url));
        _refuses(abi.encodeWithSelector(MULTICALL, 32, 1, 64, 0, 3, url));
        _refuses(abi.encodeWithSelector(MULTICALL, 64, 1, 32, 3, url));
        _refuses(abi.encodeWithSelector(MULTICALL, 0, 1, 32, 3, url));
        _refuses(abi.encodeWithSelector(MULTICALL, 32, 1));
        _refuses(abi.encodeWithSelector(MULTICALL, 32));
        // A count that is cut short is none, however great it looks.
        _refuses(bytes.concat(MULTICALL, abi.encode(32), bytes24(type(uint192).max)));
        _refuses(abi.encodeWithSelector(MULTICALL, 32, 0, 0));
        // Two calls that share their bytes.
        _refuses(abi.encodeWithSelector(MULTICALL, 32, 2, 64, 64, 3, url));
    }

    /// @notice The function under test, as an external call.
    /// @param call The `multicall`.
    /// @param limit How many calls to take.
    /// @return Whether there are no more, and the calls.
    function elements(bytes calldata call, uint256 limit)
        external
        pure
        returns (bool, bytes[] memory)
    {
        return ProfileCall.elements(call, limit);
    }

    /// @notice What Solidity makes of the arguments, encoded again.
    /// @param arguments The arguments.
    /// @return The arguments as they were understood.
    function abiAgain(bytes calldata arguments) external pure returns (bytes memory) {
        return abi.encode(abi.decode(arguments, (bytes[])));
    }

    function _agrees(bytes memory arguments) private view {
        bool right;
        try this.abiAgain(arguments) returns (bytes memory again) {
            right = keccak256(again) == keccak256(arguments);
        } catch {}
        try this.elements(bytes.concat(MULTICALL, arguments), 64) returns (
            bool within, bytes[] memory calls
        ) {
            if (!within) return;
            vm.assertTrue(right, "accepted what abi.encode does not write");
            vm.assertEq(abi.encode(calls), arguments);
        } catch (bytes memory reason) {
            vm.assertFalse(right);
            vm.assertEq(reason, abi.encodeWithSelector(ProfileCall.NonCanonicalCall.selector));
        }
    }

    function _refuses(bytes memory call) private {
        vm.expectRevert(ProfileCall.NonCanonicalCall.selector);
        this.elements(call, 64);
    }
}
