// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {LibBit} from "solady/utils/LibBit.sol";

/// @title Which 32 bytes are a point of the curve Ed25519
/// @notice As Solana decides it (curve25519-dalek, `CompressedEdwardsY::decompress`), and so, where the
///         two differ, not as RFC 8032 does: a y of 2^255 - 19 or more counts as its remainder, and the
///         sign of an x that is zero counts for nothing.
library Ed25519 {
    /// @dev The field's prime, 2^255 - 19.
    uint256 private constant P = 2 ** 255 - 19;

    /// @dev -121665 / 121666 in the field: no square.
    uint256 private constant D = 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3;

    /// @notice Whether bytes are a point: whether x² = (y² - 1) / (d·y² + 1) is a square.
    /// @param encoded y in little-endian order; the top bit of the last byte is the sign of x.
    /// @return True if they are.
    function isOnCurve(bytes32 encoded) internal view returns (bool) {
        uint256 y = LibBit.reverseBytes(uint256(encoded)) & type(uint256).max >> 1;
        uint256 yy = mulmod(y, y, P);
        uint256 u = addmod(yy, P - 1, P);
        uint256 v = addmod(mulmod(D, yy, P), 1, P);
        // v is never zero, since -1/d is no square. So u/v is a square if and only if u·v is one.
        uint256 uv = mulmod(u, v, P);
        // Euler's criterion. The precompile at 5 computes it (EIP-198); if it fails, this reverts.
        return uv == 0 || Math.modExp(uv, (P - 1) / 2, P) == 1;
    }
}
