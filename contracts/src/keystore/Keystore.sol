// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {CommitHash} from "./CommitHash.sol";
import {IKeystore} from "./IKeystore.sol";
import {IRootVerifier} from "./IRootVerifier.sol";
import {Commit, ForcedOperation, Head} from "./KeystoreState.sol";
import {Steps} from "./Steps.sol";
import {TreeHash} from "./TreeHash.sol";
import {VerifierSeat} from "./VerifierSeat.sol";

/// @title The log's commits and the queue of forced operations
/// @notice Keeps the roots of the tree of accounts and records (docs/proofs.md). Every operation travels
///         through it, so anyone can rebuild the tree from this contract's events alone.
///
///         The owner can announce another verifier, a public delay ahead, and nothing else: no pause, no
///         root, no fee, no queue.
contract Keystore is IKeystore, VerifierSeat {
    using Steps for bytes;

    /// @notice How many commits are kept; each one overwrites the one this many before it.
    uint256 public constant SIZE = 8192;

    /// @notice The root of commit 0: the hash of a tree without leaves.
    bytes32 public constant EMPTY_ROOT = TreeHash.EMPTY;

    /// @notice Longest forced operation, in bytes.
    uint256 public constant MAX_FORCED_BYTES = 16_384;

    /// @notice How many forced operations a commit must serve at most. Were there no bound, a queue that
    ///         has grown beyond what fits into a transaction while nobody committed could never be
    ///         served again.
    uint256 public constant MAX_SERVED = 256;

    /// @notice Within how many seconds a forced operation must be served.
    uint32 public immutable forcedPeriod;

    /// @notice What every forced operation costs, in wei.
    uint96 public immutable flatFee;

    /// @notice What each byte of it costs besides, in wei.
    uint96 public immutable feePerByte;

    /// @dev What the steps of a commit come to.
    struct Result {
        /// @dev Root of the tree after them.
        bytes32 root;
        /// @dev What stands for all of them.
        bytes32 stepsHash;
        /// @dev Fees of the forced operations among them, in wei.
        uint256 fees;
    }

    /// @dev Where log and queue stand.
    Head private _head;

    /// @dev The latest commits, each at its number modulo the size.
    Commit[SIZE] private _ring;

    /// @dev The forced operations. Those that wait stand from `first` to before `end`.
    mapping(uint256 index => ForcedOperation) private _queue;

    /// @notice A commit. All that is needed to check it.
    /// @param number Its number.
    /// @param root Root of the tree after it.
    /// @param asOf The time of the log that the root shows (Unix seconds).
    /// @param sequence Operations applied up to and with it: its place in the log.
    /// @param preRoot Root of the tree before it.
    /// @param stepsHash What stands for its steps.
    /// @param steps The steps, empty for a heartbeat. Here too and not in the call data alone, so that
    ///        logs suffice to rebuild the tree, whoever called.
    event Committed(
        uint64 indexed number,
        bytes32 indexed root,
        uint64 asOf,
        uint64 sequence,
        bytes32 preRoot,
        bytes32 stepsHash,
        bytes steps
    );

    /// @notice An operation was queued.
    /// @param index Its place in the queue.
    /// @param operationHash keccak256 of it.
    /// @param dueBy The last second in which commits may leave it waiting (Unix seconds).
    /// @param body The operation, in the shortened form in which operations are committed.
    event Forced(uint64 indexed index, bytes32 operationHash, uint64 dueBy, bytes body);

    /// @notice A queued operation was served.
    /// @param index Its place in the queue.
    /// @param applied Whether it was applied; otherwise it was rejected.
    /// @param reason Why it was rejected; 0 if it was applied.
    event Served(uint64 indexed index, bool applied, uint8 reason);

    /// @notice Forced operations must be due some time after they are queued.
    error ZeroForcedPeriod();

    /// @notice The commit does not follow the latest one: another was first.
    /// @param expected The latest root.
    /// @param found The root that the commit builds on.
    error WrongPreRoot(bytes32 expected, bytes32 found);

    /// @notice The commit's time is before the previous commit's.
    /// @param asOf The commit's time (Unix seconds).
    /// @param previous The previous commit's.
    error AsOfBeforePrevious(uint64 asOf, uint64 previous);

    /// @notice The commit's time has not come yet.
    /// @param asOf The commit's time (Unix seconds).
    /// @param time The block's time.
    error AsOfAhead(uint64 asOf, uint256 time);

    /// @notice An operation was accepted before the one before it, or before the previous commit's time.
    /// @param step Its place among the steps, from 0.
    /// @param acceptedAt When it was accepted (Unix seconds).
    /// @param earliest The earliest time that is allowed.
    error AcceptedTooEarly(uint256 step, uint64 acceptedAt, uint64 earliest);

    /// @notice An operation was accepted after the commit's time.
    /// @param step Its place among the steps, from 0.
    /// @param acceptedAt When it was accepted (Unix seconds).
    /// @param asOf The commit's time.
    error AcceptedTooLate(uint256 step, uint64 acceptedAt, uint64 asOf);

    /// @notice A forced operation was accepted or rejected before it was queued.
    /// @param step Its place among the steps, from 0.
    /// @param acceptedAt When it was accepted (Unix seconds).
    /// @param queuedAt When it was queued.
    error AcceptedBeforeQueued(uint256 step, uint64 acceptedAt, uint64 queuedAt);

    /// @notice An operation that was applied always changes the root: it counts up a nonce.
    /// @param step Its place among the steps, from 0.
    /// @param root The root before and after it.
    error RootUnchanged(uint256 step, bytes32 root);

    /// @notice A step takes an operation from the queue, and there is none.
    /// @param step Its place among the steps, from 0.
    error QueueEmpty(uint256 step);

    /// @notice The commit leaves a forced operation waiting beyond its time. Serve it in the commit.
    /// @param index Its place in the queue.
    /// @param dueBy The last second in which commits could leave it (Unix seconds).
    error ForcedOverdue(uint64 index, uint64 dueBy);

    /// @notice The commit that would be overwritten is not final yet. Commit more rarely.
    /// @param number Its number.
    /// @param finalFrom From when on it is final (Unix seconds).
    error RingFull(uint64 number, uint64 finalFrom);

    /// @notice The commit has not been made yet.
    /// @param number The number asked for.
    /// @param head The latest commit's.
    error FutureCommit(uint64 number, uint64 head);

    /// @notice The commit is no longer kept.
    /// @param number The number asked for.
    /// @param oldest The number of the oldest commit that is kept.
    error OverwrittenCommit(uint64 number, uint64 oldest);

    /// @notice The commit is not final yet.
    /// @param number Its number.
    /// @param finalFrom From when on it is (Unix seconds).
    error NotFinal(uint64 number, uint64 finalFrom);

    /// @notice A forced operation has no bytes.
    error ForcedEmpty();

    /// @notice A forced operation is too long.
    /// @param length Its bytes.
    /// @param limit The bound.
    error ForcedTooLong(uint256 length, uint256 limit);

    /// @notice No operation begins with a zero: its first byte is its kind.
    error ForcedWithoutKind();

    /// @notice A forced operation costs exactly its fee.
    /// @param expected The fee in wei.
    /// @param found What was sent.
    error WrongFee(uint256 expected, uint256 found);

    /// @notice No operation waits there.
    /// @param index The place asked for.
    /// @param first Index of the queue's first operation.
    /// @param end Index behind its last one.
    error NotInQueue(uint64 index, uint64 first, uint64 end);

    /// @notice Makes commit 0: the empty tree, final at once.
    /// @param owner_ Who may announce another verifier.
    /// @param verifier_ Who approves commits.
    /// @param forcedPeriod_ Within how many seconds a forced operation must be served.
    /// @param flatFee_ What every forced operation costs, in wei.
    /// @param feePerByte_ What each byte of it costs besides, in wei.
    constructor(
        address owner_,
        IRootVerifier verifier_,
        uint32 forcedPeriod_,
        uint96 flatFee_,
        uint96 feePerByte_
    ) VerifierSeat(owner_, verifier_) {
        if (forcedPeriod_ == 0) revert ZeroForcedPeriod();
        forcedPeriod = forcedPeriod_;
        flatFee = flatFee_;
        feePerByte = feePerByte_;

        uint40 time = uint40(block.timestamp);
        _head.asOf = time;
        _head.finalFrom = time;
        _ring[0] = Commit({root: EMPTY_ROOT, number: 0, sequence: 0, asOf: time, finalFrom: time});
        emit Committed(0, EMPTY_ROOT, time, 0, EMPTY_ROOT, keccak256(""), "");
    }

    /// @notice Commits the next operations of the log and of the queue. Anyone may send what the verifier
    ///         approves of; whoever sends it gets the fees of the forced operations in it.
    /// @param preRoot The latest root.
    /// @param asOf The time of the log that the root after the steps shows (Unix seconds).
    /// @param steps The steps, one behind the other (docs/proofs.md, "Commit"); empty for a heartbeat.
    /// @param approval What the verifier takes for an approval.
    function commit(bytes32 preRoot, uint64 asOf, bytes calldata steps, bytes calldata approval)
        external
    {
        Head memory next = _head;
        bytes32 latest = _at(next.number).root;
        if (preRoot != latest) revert WrongPreRoot(latest, preRoot);
        if (asOf < next.asOf) revert AsOfBeforePrevious(asOf, next.asOf);
        if (asOf > block.timestamp) revert AsOfAhead(asOf, block.timestamp);

        uint256 first = next.first;
        Result memory result = _run(next, preRoot, asOf, steps);
        if (next.first - first < MAX_SERVED) _requireNoneOverdue(next.first, next.end, asOf);
        _append(next, result.root, asOf);
        _announce(next, preRoot, result, steps);

        // What other contracts do comes last: they find everything written.
        bytes32 commitHash = CommitHash.hash(
            address(this), next.number, preRoot, result.root, asOf, result.stepsHash
        );
        verifier.verify(commitHash, approval);
        // A sender that refuses its fees blocks only itself: others may send the same approval.
        if (result.fees != 0) SafeTransferLib.safeTransferETH(msg.sender, result.fees);
    }

    /// @notice Queues an operation, past the service. A commit must serve it within `forcedPeriod`: apply
    ///         it, or reject it with the reason. Costs exactly `forcedFee(body.length)`.
    /// @param body The operation, in the shortened form in which operations are committed.
    /// @return index Its place in the queue.
    function force(bytes calldata body) external payable returns (uint64 index) {
        if (body.length == 0) revert ForcedEmpty();
        if (body.length > MAX_FORCED_BYTES) revert ForcedTooLong(body.length, MAX_FORCED_BYTES);
        if (body[0] == 0) revert ForcedWithoutKind();
        uint256 fee = forcedFee(body.length);
        if (msg.value != fee) revert WrongFee(fee, msg.value);

        index = _head.end++;
        bytes32 operationHash = keccak256(body);
        _queue[index] = ForcedOperation({
            operationHash: operationHash,
            queuedAt: uint40(block.timestamp),
            fee: uint128(fee) // at most 2^96 + 2^14 * 2^96
        });
        emit Forced(index, operationHash, uint64(block.timestamp + forcedPeriod), body);
    }

    /// @notice The latest commit.
    /// @return number Its number.
    /// @return root Root of the tree after it.
    /// @return sequence Operations applied up to and with it: its place in the log.
    /// @return asOf The time of the log that its root shows (Unix seconds).
    function head()
        external
        view
        returns (uint64 number, bytes32 root, uint64 sequence, uint64 asOf)
    {
        Head memory latest = _head;
        return (latest.number, _at(latest.number).root, latest.sequence, latest.asOf);
    }

    /// @notice A commit, final or not.
    /// @param number Its number.
    /// @return root Root of the tree after it.
    /// @return asOf The time of the log that its root shows (Unix seconds).
    /// @return finalFrom From when on it is final (Unix seconds).
    /// @return sequence Operations applied up to and with it.
    function commitAt(uint64 number)
        external
        view
        returns (bytes32 root, uint64 asOf, uint64 finalFrom, uint64 sequence)
    {
        Commit storage kept = _find(number);
        return (kept.root, kept.asOf, kept.finalFrom, kept.sequence);
    }

    /// @inheritdoc IKeystore
    function finalRoot(uint64 number) external view returns (bytes32 root, uint64 asOf) {
        Commit storage kept = _find(number);
        uint64 finalFrom = kept.finalFrom;
        if (finalFrom > block.timestamp) revert NotFinal(number, finalFrom);
        return (kept.root, kept.asOf);
    }

    /// @inheritdoc IKeystore
    /// @dev Reads at most 15 of the commits that are kept.
    function latestFinal() external view returns (uint64 number) {
        uint64 high = _head.number;
        number = _oldest(high);
        uint64 finalFrom = _at(number).finalFrom;
        if (finalFrom > block.timestamp) revert NotFinal(number, finalFrom);
        // No commit is final before the one before it, so halving finds the last one that is.
        while (number < high) {
            uint64 middle = high - (high - number) / 2;
            if (_at(middle).finalFrom <= block.timestamp) number = middle;
            else high = middle - 1;
        }
    }

    /// @notice The queue's bounds; it is empty if they are equal.
    /// @return first Index of its first operation.
    /// @return end Index behind its last one.
    function queue() external view returns (uint64 first, uint64 end) {
        return (_head.first, _head.end);
    }

    /// @notice An operation that waits in the queue.
    /// @param index Its place.
    /// @return operationHash keccak256 of it.
    /// @return queuedAt When it was queued (Unix seconds).
    /// @return dueBy The last second in which commits may leave it waiting (Unix seconds).
    /// @return fee What whoever serves it gets, in wei.
    function forcedAt(uint64 index)
        external
        view
        returns (bytes32 operationHash, uint64 queuedAt, uint64 dueBy, uint256 fee)
    {
        (uint64 first, uint64 end) = (_head.first, _head.end);
        if (index < first || index >= end) revert NotInQueue(index, first, end);
        ForcedOperation storage waiting = _queue[index];
        queuedAt = waiting.queuedAt;
        return (waiting.operationHash, queuedAt, queuedAt + forcedPeriod, waiting.fee);
    }

    /// @notice What it costs to force an operation.
    /// @param length Its bytes, in the shortened form.
    /// @return The fee in wei.
    function forcedFee(uint256 length) public view returns (uint256) {
        return flatFee + feePerByte * length;
    }

    /// @dev Runs through the steps of a commit.
    /// @param next Where log and queue stand; moved on here.
    /// @param preRoot Root of the tree before them.
    /// @param asOf The commit's time.
    /// @param steps The steps.
    /// @return result What they come to.
    function _run(Head memory next, bytes32 preRoot, uint64 asOf, bytes calldata steps)
        private
        returns (Result memory result)
    {
        result.root = preRoot;
        uint256 count = steps.check();
        bytes memory records = Steps.newRecords(count);
        Steps.Step memory step;
        uint64 earliest = next.asOf;
        uint256 offset;
        for (uint256 i; i < count; ++i) {
            offset = steps.read(offset, step);
            uint64 acceptedAt = step.acceptedAt;
            if (acceptedAt < earliest) revert AcceptedTooEarly(i, acceptedAt, earliest);
            if (acceptedAt > asOf) revert AcceptedTooLate(i, acceptedAt, asOf);
            earliest = acceptedAt;

            if (step.flag != Steps.OPERATION) result.fees += _serve(next, i, step);
            if (step.flag == Steps.FORCED_REJECTED) {
                step.rootAfter = result.root;
            } else {
                if (step.rootAfter == result.root) revert RootUnchanged(i, result.root);
                result.root = step.rootAfter;
                ++next.sequence;
            }
            records.record(i, step);
        }
        result.stepsHash = keccak256(records);
    }

    /// @dev Takes the queue's first operation out.
    /// @param next Where log and queue stand; moved on here.
    /// @param i Place of the step that serves it.
    /// @param step That step; gets the operation's hash here.
    /// @return fee What was paid for it, in wei.
    function _serve(Head memory next, uint256 i, Steps.Step memory step)
        private
        returns (uint256 fee)
    {
        uint64 index = next.first;
        if (index == next.end) revert QueueEmpty(i);
        next.first = uint40(index + 1);
        ForcedOperation storage waiting = _queue[index];
        uint64 queuedAt = waiting.queuedAt;
        if (step.acceptedAt < queuedAt) revert AcceptedBeforeQueued(i, step.acceptedAt, queuedAt);
        // It stays in storage: clearing costs more than the refund, of which a transaction gets back a
        // fifth of its gas at most, just when there is much to serve.
        step.operationHash = waiting.operationHash;
        fee = waiting.fee;
        emit Served(index, step.flag == Steps.FORCED_APPLIED, step.reason);
    }

    /// @dev Reverts if the queue's first operation waits beyond its time; the others wait since later.
    /// @param first The queue's first index.
    /// @param end The index behind its last one.
    /// @param asOf The commit's time. It counts, and not the block's: a log that was not committed for
    ///        long is caught up with batch by batch, and its old roots are of no use meanwhile.
    function _requireNoneOverdue(uint64 first, uint64 end, uint64 asOf) private view {
        if (first == end) return;
        uint64 dueBy = uint64(_queue[first].queuedAt) + forcedPeriod;
        if (dueBy < asOf) revert ForcedOverdue(first, dueBy);
    }

    /// @dev Keeps a commit.
    /// @param next Where log and queue stand; moved on and stored here.
    /// @param root Root of the tree after it.
    /// @param asOf Its time; not after the block's.
    function _append(Head memory next, bytes32 root, uint64 asOf) private {
        ++next.number;
        next.asOf = uint40(asOf);
        // Not before the previous commit, even if the verifier has been replaced by a faster one: this
        // root rests on that one.
        uint40 finalFrom = uint40(block.timestamp + _delayOf(verifier));
        if (finalFrom > next.finalFrom) next.finalFrom = finalFrom;
        _head = next;

        Commit storage kept = _at(next.number);
        if (kept.finalFrom > block.timestamp) revert RingFull(kept.number, kept.finalFrom);
        kept.root = root;
        kept.number = next.number;
        kept.sequence = next.sequence;
        kept.asOf = next.asOf;
        kept.finalFrom = next.finalFrom;
    }

    /// @dev Emits a commit's event.
    /// @param next Where the log stands after it.
    /// @param preRoot Root of the tree before it.
    /// @param result What its steps came to.
    /// @param steps Its steps.
    function _announce(
        Head memory next,
        bytes32 preRoot,
        Result memory result,
        bytes calldata steps
    ) private {
        emit Committed(
            next.number, result.root, next.asOf, next.sequence, preRoot, result.stepsHash, steps
        );
    }

    /// @dev A commit; reverts unless it is kept.
    /// @param number Its number.
    /// @return kept The commit.
    function _find(uint64 number) private view returns (Commit storage kept) {
        kept = _at(number);
        if (kept.number != number) {
            uint64 latest = _head.number;
            if (number > latest) revert FutureCommit(number, latest);
            revert OverwrittenCommit(number, _oldest(latest));
        }
    }

    /// @dev The number of the oldest commit that is kept.
    /// @param latest The number of the latest one.
    /// @return Its number.
    function _oldest(uint64 latest) private pure returns (uint64) {
        return latest < SIZE ? 0 : uint64(latest - SIZE + 1);
    }

    /// @dev The place of a commit.
    /// @param number Its number.
    /// @return The place.
    function _at(uint64 number) private view returns (Commit storage) {
        return _ring[number % SIZE];
    }
}
