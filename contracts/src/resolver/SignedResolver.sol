// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EnumerableSetLib} from "solady/utils/EnumerableSetLib.sol";
import {ResponseDigest} from "../libraries/ResponseDigest.sol";
import {SignedResponse} from "../libraries/SignedResponse.sol";
import {GatewayResolver} from "./GatewayResolver.sol";
import {IExtendedResolver} from "./IExtendedResolver.sol";

/// @title Resolver whose answers rest on a gateway's signature
/// @notice Sends every `resolve` to the gateway (ERC-3668) and accepts what one of its signers has
///         signed for this contract and this call. Trusting an answer means to trust these keys.
contract SignedResolver is GatewayResolver {
    using EnumerableSetLib for EnumerableSetLib.AddressSet;

    /// @notice How far ahead of the block's time an answer may expire, in seconds. A bound on the
    ///         harm of a stolen key after its removal from the gateway, and of a slip in the units.
    uint64 public immutable maxTtl;

    /// @dev The keys whose answers are accepted.
    EnumerableSetLib.AddressSet private _signers;

    /// @notice Answers of this signer are accepted from now on.
    /// @param signer Its address.
    event SignerAdded(address indexed signer);

    /// @notice Answers of this signer are no longer accepted.
    /// @param signer Its address.
    event SignerRemoved(address indexed signer);

    /// @notice The cap on the lifetime of answers must not be zero.
    error ZeroMaxTtl();

    /// @notice A resolver needs at least one signer.
    error NoSigner();

    /// @notice The zero address is what a failed signature recovery gives; it cannot sign.
    error ZeroSigner();

    /// @notice The address is a signer already.
    /// @param signer The address.
    error AlreadySigner(address signer);

    /// @notice The address is no signer.
    /// @param signer The address.
    error NotSigner(address signer);

    /// @notice The last signer cannot be removed; add its successor first.
    /// @param signer The last signer.
    error LastSigner(address signer);

    /// @notice The answer is no longer valid; ask again.
    /// @param expires Its last valid second (Unix time).
    /// @param time The block's time.
    error ResponseExpired(uint64 expires, uint256 time);

    /// @notice The answer claims to be valid for longer than this contract allows.
    /// @param expires Its last valid second (Unix time).
    /// @param latest The latest that is allowed now.
    error ExpiresTooLate(uint64 expires, uint256 latest);

    /// @notice The signature is not 65 bytes r, s, v with a low s and a v of 27 or 28, or is of no key.
    /// @param signature The signature as it came.
    error MalformedSignature(bytes signature);

    /// @notice The answer is signed, but not by a signer of this contract.
    /// @param signer The address of the key that signed it.
    error UnknownSigner(address signer);

    /// @param owner_ Who may change gateways, signers and metadata.
    /// @param gateways_ The gateway's base URLs, without a slash at the end.
    /// @param signers_ The addresses of the gateway's signing keys; at least one.
    /// @param maxTtl_ How far ahead an answer may expire, in seconds: the gateway's time to live, its
    ///        rounding grid, and a minute for clocks.
    constructor(
        address owner_,
        string[] memory gateways_,
        address[] memory signers_,
        uint64 maxTtl_
    ) GatewayResolver(owner_, gateways_) {
        if (maxTtl_ == 0) revert ZeroMaxTtl();
        if (signers_.length == 0) revert NoSigner();
        maxTtl = maxTtl_;
        for (uint256 i; i < signers_.length; ++i) {
            _addSigner(signers_[i]);
        }
    }

    /// @notice Accepts a further signer: the first step of a rotation.
    /// @param signer Its address.
    function addSigner(address signer) external onlyOwner {
        _addSigner(signer);
    }

    /// @notice Stops accepting a signer: the last step of a rotation.
    /// @param signer Its address.
    function removeSigner(address signer) external onlyOwner {
        if (!_signers.contains(signer)) revert NotSigner(signer);
        if (_signers.length() == 1) revert LastSigner(signer);
        _signers.remove(signer);
        emit SignerRemoved(signer);
    }

    /// @notice All signers, in no particular order.
    /// @return Their addresses.
    function signers() external view returns (address[] memory) {
        return _signers.values();
    }

    /// @notice Whether an address is a signer.
    /// @param signer The address.
    /// @return True if its answers are accepted.
    function isSigner(address signer) external view returns (bool) {
        return _signers.contains(signer);
    }

    /// @inheritdoc IExtendedResolver
    /// @dev Always reverts with `OffchainLookup`; the answer comes from `resolveWithProof`.
    function resolve(bytes calldata name, bytes calldata data)
        external
        view
        returns (bytes memory)
    {
        bytes memory callData = abi.encodeCall(IExtendedResolver.resolve, (name, data));
        _lookup(callData, data, this.resolveWithProof.selector);
    }

    /// @notice Takes the gateway's response (the callback of ERC-3668).
    /// @param response `abi.encode(bytes result, uint64 expires, bytes signature)`.
    /// @param extraData `abi.encode(bytes callData, address target)`, as `resolve` gave it.
    /// @return The ABI-encoded return values of the profile call. If the gateway answered with an
    ///         encoded error (its length is no multiple of 32), that error is thrown instead.
    function resolveWithProof(bytes calldata response, bytes calldata extraData)
        external
        view
        returns (bytes memory)
    {
        bytes memory callData = _asked(extraData, IExtendedResolver.resolve.selector);
        (bytes calldata result, uint64 expires, bytes calldata signature) =
            SignedResponse.decode(response);
        _checkExpiry(expires);
        _checkSignature(ResponseDigest.hash(address(this), expires, callData, result), signature);

        return _answerOrThrow(result);
    }

    /// @dev Reverts unless an answer is valid now, and not for too long.
    /// @param expires Its last valid second (Unix time).
    function _checkExpiry(uint64 expires) private view {
        if (expires < block.timestamp) revert ResponseExpired(expires, block.timestamp);
        uint256 latest = block.timestamp + maxTtl;
        if (expires > latest) revert ExpiresTooLate(expires, latest);
    }

    /// @dev Reverts unless a signer has signed.
    /// @param digest What must have been signed.
    /// @param signature The signature.
    function _checkSignature(bytes32 digest, bytes calldata signature) private view {
        (address signer, ECDSA.RecoverError problem,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (problem != ECDSA.RecoverError.NoError) revert MalformedSignature(signature);
        if (!_signers.contains(signer)) revert UnknownSigner(signer);
    }

    /// @dev Checks and stores a signer.
    /// @param signer Its address.
    function _addSigner(address signer) private {
        if (signer == address(0)) revert ZeroSigner();
        if (!_signers.add(signer)) revert AlreadySigner(signer);
        emit SignerAdded(signer);
    }
}
