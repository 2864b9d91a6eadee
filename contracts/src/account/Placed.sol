// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title Where CreateX puts the contracts that stand at the same address on every chain
/// @notice Each address follows from a contract's bytes, and each contract names the one before it: all
///         up to the factory are frozen with the first release. `npm run artifacts` says what to write
///         here.
library Placed {
    /// @notice `RootMessenger`, with the salt keccak256("mononym.root-messenger.v1").
    address internal constant MESSENGER = 0xe4eE02197Ff2D65ffDdfBa562Dc86E5067ffB200;

    /// @notice `RootOracle`, with the salt keccak256("mononym.root-oracle.v1").
    address internal constant ORACLE = 0x996F0d566CB919e03414441Aa26E9Cf2233123Ca;

    /// @notice `MiniAccountBootstrap`, with the salt keccak256("mononym.bootstrap.v1").
    address internal constant BOOTSTRAP = 0xBF4590A32C642c8599475c79f670dE3d47839eE8;

    /// @notice `MiniAccountFactory`, with the salt keccak256("mononym.factory.v1").
    address internal constant FACTORY = 0x9b80cB61928a96c542FB16d2760dF793A452f62b;

    /// @notice `P256Fallback`, with the salt keccak256("mononym.p256-fallback.v1").
    address internal constant P256_FALLBACK = 0x10cF725a12c85F69eDF967654EA8836434C7f888;

    /// @notice `ReplayRules`, with the salt keccak256("mononym.replay-rules.v1").
    address internal constant REPLAY_RULES = 0x0820073C6c24A5178442103C57148a1Ba25e0188;
}
