// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title The steps of a commit
/// @notice Steps stand one behind the other without separators (docs/proofs.md, "Commit"):
///         flag (1) ‖ accepted at (5), then by the flag
///         0: length (3) ‖ body ‖ root after (32),
///         1: root after (32),
///         2: reason (1).
library Steps {
    /// @notice An operation of the log.
    uint8 internal constant OPERATION = 0;

    /// @notice The queue's first operation, applied.
    uint8 internal constant FORCED_APPLIED = 1;

    /// @notice The queue's first operation, rejected.
    uint8 internal constant FORCED_REJECTED = 2;

    /// @notice Longest body in bytes: what readers of the log take. No transaction of Ethereum's carries
    ///         as much; a chain with larger ones must not commit what cannot be audited.
    uint256 internal constant MAX_BODY_BYTES = 1 << 20;

    /// @dev Where what depends on the flag begins: behind flag and time.
    uint256 private constant PREFIX = 6;

    /// @dev Where a body begins: behind its length.
    uint256 private constant BODY = 9;

    /// @dev Bytes of a step in what is hashed.
    uint256 private constant RECORD = 74;

    /// @notice One step.
    struct Step {
        /// @notice What kind of step it is.
        uint8 flag;
        /// @notice When the operation was accepted or rejected (Unix seconds).
        uint40 acceptedAt;
        /// @notice keccak256 of the operation as it travels. A forced step has none of its own: the
        ///         queue knows it.
        bytes32 operationHash;
        /// @notice Root of the tree after it. A rejected step has none of its own: the root stays.
        bytes32 rootAfter;
        /// @notice Why the operation was rejected; 0 if it was not.
        uint8 reason;
    }

    /// @notice The bytes end within a step.
    /// @param step Its place among the steps, from 0.
    error TruncatedStep(uint256 step);

    /// @notice A flag that means nothing.
    /// @param step Its place among the steps, from 0.
    /// @param flag The flag.
    error UnknownFlag(uint256 step, uint8 flag);

    /// @notice An operation without bytes.
    /// @param step Its place among the steps, from 0.
    error EmptyBody(uint256 step);

    /// @notice An operation that is longer than readers take.
    /// @param step Its place among the steps, from 0.
    /// @param length Its bytes.
    /// @param limit The bound.
    error BodyTooLong(uint256 step, uint256 length, uint256 limit);

    /// @notice Checks that every step is well-formed; `read` relies on it.
    /// @param steps All steps.
    /// @return count How many there are.
    function check(bytes calldata steps) internal pure returns (uint256 count) {
        uint256 offset;
        while (offset < steps.length) {
            uint256 left = steps.length - offset;
            bytes32 start = _word(steps, offset);
            uint8 flag = uint8(start[0]);
            uint256 size;
            if (flag == OPERATION) {
                if (left < BODY) revert TruncatedStep(count);
                uint256 length = _length(start);
                if (length == 0) revert EmptyBody(count);
                if (length > MAX_BODY_BYTES) revert BodyTooLong(count, length, MAX_BODY_BYTES);
                size = BODY + length + 32;
            } else if (flag == FORCED_APPLIED) {
                size = PREFIX + 32;
            } else if (flag == FORCED_REJECTED) {
                size = PREFIX + 1;
            } else {
                revert UnknownFlag(count, flag);
            }
            if (left < size) revert TruncatedStep(count);
            offset += size;
            ++count;
        }
    }

    /// @notice Reads one step. The steps must have passed `check`.
    /// @param steps All steps.
    /// @param offset Where the step begins.
    /// @param step Where to write it; every field is written.
    /// @return next Where the next step begins.
    function read(bytes calldata steps, uint256 offset, Step memory step)
        internal
        pure
        returns (uint256 next)
    {
        bytes32 start = _word(steps, offset);
        step.flag = uint8(start[0]);
        step.acceptedAt = uint40(uint256(start) >> 208);
        step.operationHash = 0;
        step.rootAfter = 0;
        step.reason = 0;
        if (step.flag == FORCED_REJECTED) {
            step.reason = uint8(start[PREFIX]);
            return offset + PREFIX + 1;
        }
        next = offset + PREFIX;
        if (step.flag == OPERATION) {
            uint256 body = offset + BODY;
            next = body + _length(start);
            step.operationHash = keccak256(steps[body:next]);
        }
        step.rootAfter = _word(steps, next);
        next += 32;
    }

    /// @notice Memory for the records of some steps.
    /// @param count How many steps.
    /// @return records Their records, to be written by `record`; their keccak256 is the steps hash.
    function newRecords(uint256 count) internal pure returns (bytes memory records) {
        return new bytes(count * RECORD);
    }

    /// @notice Writes the record that stands for a step in the steps hash:
    ///         flag (1) ‖ operation hash (32) ‖ accepted at (8) ‖ root after (32) ‖ reason (1).
    /// @param records The memory that `newRecords` gave for at least `index + 1` steps.
    /// @param index Place of the step, from 0.
    /// @param step The step, with the hash and the root that a forced one takes from elsewhere.
    function record(bytes memory records, uint256 index, Step memory step) internal pure {
        uint8 flag = step.flag;
        bytes32 operationHash = step.operationHash;
        uint256 acceptedAt = step.acceptedAt;
        bytes32 rootAfter = step.rootAfter;
        uint8 reason = step.reason;
        // Concatenating in Solidity would copy all records before it for every step.
        assembly ("memory-safe") {
            let at := add(add(records, 32), mul(index, RECORD))
            mstore8(at, flag)
            mstore(add(at, 1), operationHash)
            mstore(add(at, 33), shl(192, acceptedAt)) // and 24 bytes that the root overwrites
            mstore(add(at, 41), rootAfter)
            mstore8(add(at, 73), reason)
        }
    }

    /// @dev Length of an operation's body.
    /// @param start The first word of its step.
    /// @return Bytes.
    function _length(bytes32 start) private pure returns (uint256) {
        return uint24(uint256(start) >> 184);
    }

    /// @dev The word at an offset, without the cost of a slice.
    /// @param steps All steps.
    /// @param offset Where it begins. What lies behind the end of the steps is arbitrary.
    /// @return word The word.
    function _word(bytes calldata steps, uint256 offset) private pure returns (bytes32 word) {
        assembly ("memory-safe") {
            word := calldataload(add(steps.offset, offset))
        }
    }
}
