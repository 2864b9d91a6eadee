// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IRootVerifier} from "./IRootVerifier.sol";

/// @title The module that approves commits, and how another one takes its seat
/// @notice The owner announces a successor, everybody sees it for 30 days, and then anyone lets it take
///         over. This is all that the owner can do.
abstract contract VerifierSeat is Ownable2Step {
    /// @notice From a verifier's announcement to the earliest time when it may take over, in seconds:
    ///         longer than any recovery, so that owners can leave before.
    uint256 public constant VERIFIER_PERIOD = 30 days;

    /// @notice The longest delay of a verifier, in seconds.
    uint256 public constant MAX_DELAY = 30 days;

    /// @notice Who approves commits.
    IRootVerifier public verifier;

    /// @notice Who has been announced to take over, zero for nobody.
    IRootVerifier public nextVerifier;

    /// @notice From when on the announced verifier may take over (Unix seconds).
    uint64 public nextVerifierFrom;

    /// @notice Another verifier is to take over.
    /// @param next The verifier.
    /// @param from From when on anyone may let it take over (Unix seconds).
    event VerifierAnnounced(IRootVerifier indexed next, uint64 from);

    /// @notice The announced verifier is not to take over after all.
    /// @param next The verifier.
    event VerifierCancelled(IRootVerifier indexed next);

    /// @notice Another verifier has taken over.
    /// @param previous The one before.
    /// @param next The one from now on.
    event VerifierReplaced(IRootVerifier indexed previous, IRootVerifier indexed next);

    /// @notice The verifier has no code.
    /// @param verifier Its address.
    error NoVerifier(IRootVerifier verifier);

    /// @notice The verifier's delay is longer than this contract allows.
    /// @param delay Its delay, in seconds.
    /// @param limit The bound, in seconds.
    error DelayTooLong(uint64 delay, uint256 limit);

    /// @notice No verifier has been announced.
    error NothingAnnounced();

    /// @notice The announced verifier may not take over yet.
    /// @param from From when on it may (Unix seconds).
    /// @param time The block's time.
    error VerifierTooEarly(uint64 from, uint256 time);

    /// @param owner_ Who may announce another verifier.
    /// @param verifier_ Who approves commits.
    constructor(address owner_, IRootVerifier verifier_) Ownable(owner_) {
        _checkVerifier(verifier_);
        verifier = verifier_;
        emit VerifierReplaced(IRootVerifier(address(0)), verifier_);
    }

    /// @notice Announces another verifier. Announcing again begins the period anew.
    /// @param next The verifier.
    function announceVerifier(IRootVerifier next) external onlyOwner {
        _checkVerifier(next);
        uint64 from = uint64(block.timestamp + VERIFIER_PERIOD);
        nextVerifier = next;
        nextVerifierFrom = from;
        emit VerifierAnnounced(next, from);
    }

    /// @notice Takes the announcement back.
    function cancelVerifier() external onlyOwner {
        emit VerifierCancelled(_takeAnnounced());
    }

    /// @notice Lets the announced verifier take over, once its time has come. Anyone may call this.
    function replaceVerifier() external {
        if (block.timestamp < nextVerifierFrom) {
            revert VerifierTooEarly(nextVerifierFrom, block.timestamp);
        }
        IRootVerifier next = _takeAnnounced();
        emit VerifierReplaced(verifier, next);
        verifier = next;
    }

    /// @dev Clears the announcement.
    /// @return next Who was announced.
    function _takeAnnounced() private returns (IRootVerifier next) {
        next = nextVerifier;
        if (address(next) == address(0)) revert NothingAnnounced();
        delete nextVerifier;
        delete nextVerifierFrom;
    }

    /// @dev Reverts unless a verifier can be asked, and makes commits final in time.
    /// @param candidate The verifier.
    function _checkVerifier(IRootVerifier candidate) private view {
        if (address(candidate).code.length == 0) revert NoVerifier(candidate);
        _delayOf(candidate);
    }

    /// @dev A verifier's delay; reverts if it is too long.
    /// @param module The verifier.
    /// @return delay Seconds.
    function _delayOf(IRootVerifier module) internal view returns (uint64 delay) {
        delay = module.delay();
        if (delay > MAX_DELAY) revert DelayTooLong(delay, MAX_DELAY);
    }
}
