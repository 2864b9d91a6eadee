// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

/// @notice What was spent of a limit.
/// @param amount How much since `start`.
/// @param start When the period began (Unix seconds).
struct Spent {
    uint128 amount;
    uint64 start;
}

/// @notice A key for one device or app, which may spend its allowances and nothing else.
/// @param id Its id as a signer; 0 if there is none.
/// @param signersHash The account's signers when it was set: with others it is void.
/// @param validUntil Its last second (Unix).
/// @param generation Counts the local keys that there were; allowances are kept by it.
struct LocalKeyState {
    bytes32 id;
    bytes32 signersHash;
    uint48 validUntil;
    uint64 generation;
}

/// @notice What signed operations that were brought by hand make of the account.
/// @param rootNumber The newest root that the account had used: any sync ends what is pending.
/// @param readyAt From when on they can be made to count (Unix seconds); 0 if nothing is pending.
/// @param implementation The implementation that they choose; zero if they choose none.
/// @param signersHash The signers after them.
/// @param outboxRoot The outbox after them.
/// @param histories The history after each.
struct PendingReplay {
    uint64 rootNumber;
    uint64 readyAt;
    address implementation;
    bytes32 signersHash;
    bytes32 outboxRoot;
    bytes32[] histories;
}

/// @notice Operations that were brought by hand and count.
/// @param rootNumber The newest root that the account had used: any sync shows the truth about them.
/// @param operations How many they are.
struct Replayed {
    uint64 rootNumber;
    uint64 operations;
}

/// @title What this implementation keeps beside the account's state
library MiniAccountStore {
    /// @notice The store.
    /// @custom:storage-location erc7201:mononym.storage.MiniAccount
    /// @param nonces Those of signed executions that are used up.
    /// @param executed The outbox's operations, by their leaves, that were executed.
    /// @param spent What was spent of each token's limit; token 0 is the native coin.
    /// @param localKey The local key.
    /// @param allowances What a local key may still spend: by generation, then token.
    /// @param pending The replay that waits.
    /// @param replayed The replay that counts.
    struct Store {
        BitMaps.BitMap nonces;
        mapping(bytes32 leaf => bool) executed;
        mapping(address token => Spent) spent;
        LocalKeyState localKey;
        mapping(uint64 generation => mapping(address token => uint128)) allowances;
        PendingReplay pending;
        Replayed replayed;
    }

    /// @dev keccak256(abi.encode(uint256(keccak256("mononym.storage.MiniAccount")) - 1)) &
    ///      ~bytes32(0xff) (ERC-7201).
    bytes32 private constant SLOT =
        0x5aabb9070f1bf5818317154b67ecf8b49df8e7ff0ef86625807d1000c9112f00;

    /// @notice The store of the proxy that runs.
    /// @return store The store.
    function get() internal pure returns (Store storage store) {
        assembly ("memory-safe") {
            store.slot := SLOT
        }
    }
}
