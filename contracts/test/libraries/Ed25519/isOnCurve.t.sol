// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Ed25519} from "../../../src/libraries/Ed25519.sol";
import {Base} from "../../Base.sol";

/// @title Ed25519.isOnCurve
/// @notice The bits are what curve25519-dalek 4.1.3 says, which Solana uses.
contract Ed25519IsOnCurveTest is Base {
    /// @dev The field's prime.
    uint256 private constant P = 2 ** 255 - 19;

    /// @dev The sign of x.
    uint256 private constant SIGN = 1 << 255;

    /// @dev Bit y is set if y is a point's, from 0 to 255.
    uint256 private constant LOWEST =
        0xddc4f50836761b4b88b5586700e1ac2b839190720ef0684af7d91dab7fadc67b;

    /// @dev Bit i is set if p - 1 - i is a point's, from 0 to 236.
    uint256 private constant HIGHEST =
        0x00001a841b3b0da5c45aac338070d615c1c8c839077834257bec8ed5bfd6e33d;

    function test_theLowestAndTheHighest() external view {
        for (uint256 i; i < 256; ++i) {
            _is(i, LOWEST >> i & 1 == 1);
            if (i < 237) _is(P - 1 - i, HIGHEST >> i & 1 == 1);
        }
    }

    /// @dev x is zero for y = 1 and y = -1 only. RFC 8032 refuses the sign there, dalek does not.
    function test_zeroMayHaveASign() external view {
        _is(1, true);
        _is(P - 1, true);
    }

    /// @dev What is not below p counts as its remainder. RFC 8032 refuses it, dalek does not.
    function test_nonCanonicalOnesCountAsTheirRemainder() external view {
        for (uint256 i; i < 19; ++i) {
            _is(P + i, LOWEST >> i & 1 == 1);
        }
    }

    /// @dev The points of RFC 8032's first two keys, and the base point.
    function test_knownPoints() external view {
        vm.assertTrue(
            Ed25519.isOnCurve(0xd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a)
        );
        vm.assertTrue(
            Ed25519.isOnCurve(0x3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c)
        );
        vm.assertTrue(
            Ed25519.isOnCurve(0x5866666666666666666666666666666666666666666666666666666666666666)
        );
    }

    /// @dev (x, y) and (-x, y) are points together.
    function testFuzz_theSignCountsForNothing(bytes32 encoded) external view {
        bytes32 other = encoded ^ bytes32(uint256(0x80));
        vm.assertTrue(Ed25519.isOnCurve(encoded) == Ed25519.isOnCurve(other));
    }

    /// @dev -y is a point's if y is.
    function testFuzz_theNegativeIsAPointToo(uint256 y) external view {
        y = _bound(y, 1, P - 1);
        vm.assertTrue(Ed25519.isOnCurve(_encode(y)) == Ed25519.isOnCurve(_encode(P - y)));
    }

    function _is(uint256 y, bool expected) private view {
        vm.assertTrue(Ed25519.isOnCurve(_encode(y)) == expected);
        vm.assertTrue(Ed25519.isOnCurve(_encode(y | SIGN)) == expected);
    }

    /// @dev A number's 32 bytes in little-endian order.
    function _encode(uint256 number) private pure returns (bytes32) {
        bytes memory encoded = new bytes(32);
        for (uint256 i; i < 32; ++i) {
            encoded[i] = bytes1(uint8(number >> 8 * i));
        }
        return bytes32(encoded);
    }
}
