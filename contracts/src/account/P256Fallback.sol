// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";

/// @title P-256 in Solidity, for chains without P256VERIFY
/// @notice Stands by itself, so that no account has to carry it. It has no state.
contract P256Fallback {
    /// @notice Whether a signature is a key's over a hash.
    /// @param message The hash that was signed.
    /// @param r The signature's r.
    /// @param s The signature's s; only a low one is accepted.
    /// @param x The key's x.
    /// @param y The key's y.
    /// @return Whether it is: false also for numbers out of range, and for a point off the curve.
    function verify(bytes32 message, bytes32 r, bytes32 s, bytes32 x, bytes32 y)
        external
        view
        returns (bool)
    {
        return P256.verifySolidity(message, r, s, x, y);
    }
}
