// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title What a mini-account knows of its name's account in the keystore
/// @notice The bootstrap writes it and every later implementation reads it: the layout is frozen, and
///         later implementations keep what else they need elsewhere.
library AccountState {
    /// @notice The state.
    /// @custom:storage-location erc7201:mononym.storage.Account
    /// @param rootNumber The commit whose root was used last; 0 before the first.
    /// @param nonce The account's nonce in the keystore.
    /// @param l1ChainId The chain id of the Keystore's chain, part of its signatures' domain.
    /// @param frozenUntil When the freeze ends (Unix seconds); 0 if there was none.
    /// @param retiredFrom When the retirement begins (Unix seconds); 0 for never.
    /// @param hasP256 Whether the chain had P256VERIFY at 0x100 when last looked at.
    /// @param historyHash Stands for all operations of the account.
    /// @param signersHash keccak256(abi.encode(threshold, ids of the signers)).
    /// @param outboxRoot The tree of the operations that it published; 0 for none.
    /// @param limitsHash keccak256(abi.encode(limits)); 0 for none.
    struct State {
        uint64 rootNumber;
        uint64 nonce;
        uint64 l1ChainId;
        uint64 frozenUntil;
        uint64 retiredFrom;
        bool hasP256;
        bytes32 historyHash;
        bytes32 signersHash;
        bytes32 outboxRoot;
        bytes32 limitsHash;
    }

    /// @dev keccak256(abi.encode(uint256(keccak256("mononym.storage.Account")) - 1)) & ~bytes32(0xff)
    ///      (ERC-7201).
    bytes32 private constant SLOT =
        0xbc5100b9c02cca5dc0a5970fac3c8f0b7ca935e2dcda0ba5de5fe7f17d912800;

    /// @notice The state of the proxy that runs.
    /// @return state The state.
    function get() internal pure returns (State storage state) {
        assembly ("memory-safe") {
            state.slot := SLOT
        }
    }
}
