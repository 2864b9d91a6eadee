// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title Whether the chain checks P-256 signatures itself
library P256Precompile {
    /// @notice P256VERIFY (RIP-7212, EIP-7951).
    address internal constant P256VERIFY = address(0x100);

    /// @notice Asks it about a signature that is known to be good.
    /// @return Whether it said so. Where it is missing the answer is empty.
    function exists() internal view returns (bool) {
        // RFC 6979, A.2.5: SHA-256 of "test", r, s (a low one), and the public key x, y.
        (bool success, bytes memory answer) = P256VERIFY.staticcall(
            hex"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
            hex"f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
            hex"019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"
            hex"60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
            hex"7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
        );
        return success && answer.length == 32 && bytes32(answer) == bytes32(uint256(1));
    }

    /// @notice Asks it about a signature. It must exist.
    /// @param message The hash that was signed.
    /// @param r The signature's r.
    /// @param s The signature's s, low or high.
    /// @param x The key's x.
    /// @param y The key's y.
    /// @return Whether the signature is the key's; false also for numbers out of range and for a point
    ///         off the curve (EIP-7951).
    function verify(bytes32 message, bytes32 r, bytes32 s, bytes32 x, bytes32 y)
        internal
        view
        returns (bool)
    {
        (bool success, bytes memory answer) = P256VERIFY.staticcall(abi.encode(message, r, s, x, y));
        return success && answer.length == 32 && bytes32(answer) == bytes32(uint256(1));
    }
}
