// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Ed25519} from "../libraries/Ed25519.sol";
import {IAddressRule, ZeroConstant} from "./IAddressRule.sol";

/// @title Addresses on Solana
/// @notice Program-derived addresses with the seeds "mini-account" and the node
///         (`Pubkey::find_program_address`). Which Keystore the accounts obey is fixed in the program.
contract SolanaAddressRule is IAddressRule {
    /// @dev The first seed.
    bytes private constant SEED = "mini-account";

    /// @dev What the hash ends with.
    bytes private constant MARKER = "ProgramDerivedAddress";

    /// @notice The program that owns the accounts: its public key.
    bytes32 public immutable program;

    /// @param program_ The program that owns the accounts: its public key.
    constructor(bytes32 program_) {
        if (program_ == 0) revert ZeroConstant("program");
        program = program_;
    }

    /// @inheritdoc IAddressRule
    /// @return 32 bytes: the first hash that is no point of the curve, for which nobody can have a key.
    ///         Every second one is none, so two are tried on average; Solana tries 255 in all.
    function derive(bytes32 node, address) external view returns (bytes memory) {
        for (uint8 bump = 255; bump != 0; --bump) {
            bytes32 hash = sha256(abi.encodePacked(SEED, node, bump, program, MARKER));
            if (!Ed25519.isOnCurve(hash)) return abi.encodePacked(hash);
        }
        return "";
    }
}
