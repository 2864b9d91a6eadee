// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IRootVerifier} from "./IRootVerifier.sol";

/// @title Approval by a threshold of proposers
/// @notice Nobody can change the proposers, the threshold or the delay: another set of proposers is
///         another verifier, and the Keystore announces it a public delay ahead.
contract ProposerVerifier is IRootVerifier {
    /// @dev Bytes of a signature: r, s, v.
    uint256 private constant SIGNATURE_BYTES = 65;

    /// @notice How many proposers must sign a commit.
    uint256 public immutable threshold;

    /// @inheritdoc IRootVerifier
    uint64 public immutable delay;

    /// @notice Whether an address is a proposer.
    mapping(address proposer => bool) public isProposer;

    /// @dev All of them, ascending.
    address[] private _proposers;

    /// @notice Proposers must be given in strictly ascending order, above the zero address.
    /// @param previous The one before, zero for none.
    /// @param proposer The one that does not follow it.
    error ProposersNotAscending(address previous, address proposer);

    /// @notice The threshold must be at least one, and at most the number of proposers.
    /// @param threshold The threshold.
    /// @param proposers How many proposers there are.
    error InvalidThreshold(uint256 threshold, uint256 proposers);

    /// @notice An approval is whole signatures of 65 bytes.
    /// @param length Its bytes.
    error MalformedApproval(uint256 length);

    /// @notice Fewer signatures than the threshold.
    /// @param required The threshold.
    /// @param found How many there are.
    error TooFewSignatures(uint256 required, uint256 found);

    /// @notice The signature is not r, s, v with a low s and a v of 27 or 28, or is of no key.
    /// @param signature The signature as it came.
    error MalformedSignature(bytes signature);

    /// @notice Signatures must stand in strictly ascending order of their signers, each once.
    /// @param previous The signer before.
    /// @param signer The signer that does not follow it.
    error SignersNotAscending(address previous, address signer);

    /// @notice Signed, but not by a proposer; or another commit was signed.
    /// @param signer The address of the key that signed.
    error UnknownProposer(address signer);

    /// @param proposers_ Their addresses, strictly ascending.
    /// @param threshold_ How many must sign; at least one.
    /// @param delay_ Seconds from a commit to its finality: the time in which others can look at it.
    constructor(address[] memory proposers_, uint256 threshold_, uint64 delay_) {
        if (threshold_ == 0 || threshold_ > proposers_.length) {
            revert InvalidThreshold(threshold_, proposers_.length);
        }
        address previous;
        for (uint256 i; i < proposers_.length; ++i) {
            address proposer = proposers_[i];
            if (proposer <= previous) revert ProposersNotAscending(previous, proposer);
            isProposer[proposer] = true;
            previous = proposer;
        }
        _proposers = proposers_;
        threshold = threshold_;
        delay = delay_;
    }

    /// @notice All proposers.
    /// @return Their addresses, ascending.
    function proposers() external view returns (address[] memory) {
        return _proposers;
    }

    /// @inheritdoc IRootVerifier
    /// @param approval Signatures of at least `threshold` proposers over `digest(commitHash)`, 65 bytes
    ///        each, in strictly ascending order of the signers. Each one must hold.
    function verify(bytes32 commitHash, bytes calldata approval) external view {
        if (approval.length % SIGNATURE_BYTES != 0) revert MalformedApproval(approval.length);
        uint256 count = approval.length / SIGNATURE_BYTES;
        if (count < threshold) revert TooFewSignatures(threshold, count);

        bytes32 signed = digest(commitHash);
        address previous;
        for (uint256 i; i < approval.length; i += SIGNATURE_BYTES) {
            address signer = _signer(signed, approval[i:i + SIGNATURE_BYTES]);
            if (signer <= previous) revert SignersNotAscending(previous, signer);
            if (!isProposer[signer]) revert UnknownProposer(signer);
            previous = signer;
        }
    }

    /// @notice What a proposer signs: keccak256(0x1900 ‖ this contract ‖ commit hash), as EIP-191 has
    ///         it for data with an intended validator.
    /// @param commitHash What stands for the commit.
    /// @return The digest.
    function digest(bytes32 commitHash) public view returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1900", address(this), commitHash));
    }

    /// @dev Reverts unless a signature is well-formed.
    /// @param signed What was signed.
    /// @param signature The signature.
    /// @return signer Who signed it.
    function _signer(bytes32 signed, bytes calldata signature)
        private
        pure
        returns (address signer)
    {
        ECDSA.RecoverError problem;
        (signer, problem,) = ECDSA.tryRecoverCalldata(signed, signature);
        if (problem != ECDSA.RecoverError.NoError) revert MalformedSignature(signature);
    }
}
