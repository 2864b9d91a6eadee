// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ERC7739Utils} from "@openzeppelin/contracts/utils/cryptography/draft-ERC7739Utils.sol";
import {ECDSA} from "solady/utils/ECDSA.sol";
import {TypedData} from "../libraries/TypedData.sol";
import {AccountDomain} from "./AccountDomain.sol";
import {AccountSignature} from "./AccountSignature.sol";
import {AccountState} from "./AccountState.sol";

/// @title Signatures of the account itself (ERC-1271), rehashed for it alone (ERC-7739)
/// @notice The threshold signs a TypedDataSign or a PersonalSign that names this account: a signature
///         serves no second account of the same signers.
library ContractSignature {
    /// @dev The answer to "no".
    bytes4 private constant INVALID = 0xffffffff;

    /// @dev The hash that asks for ERC-7739, and the answer.
    bytes32 private constant DETECTION =
        0x7739773977397739773977397739773977397739773977397739773977397739;
    bytes4 private constant DETECTED = 0x77390001;

    /// @notice Whether a signature is the account's.
    /// @param hash The hash that an app asks about.
    /// @param signature The signature, nested as ERC-7739 says. A personal message may stand behind the
    ///        approvals (`2 ‖ approvals ‖ message ‖ uint16 its length`); while there are spending
    ///        limits it must, since a bare hash might be a permit's.
    /// @return IERC1271's magic value, or 0xffffffff; a malformed signature reverts.
    function answer(bytes32 hash, bytes calldata signature) internal view returns (bytes4) {
        if (signature.length == 0 && hash == DETECTION) return DETECTED;
        bool valid = AccountSignature.mode(signature) == AccountSignature.WITH_MESSAGE
            ? _messageSigned(hash, signature)
            : AccountState.get().limitsHash == 0
                && (_typedDataSigned(hash, signature) || _hashSigned(hash, signature));
        return valid ? IERC1271.isValidSignature.selector : INVALID;
    }

    /// @dev Whether the hash is that of a message that is given too, and signed.
    function _messageSigned(bytes32 hash, bytes calldata signature) private view returns (bool) {
        if (signature.length < 3) return false;
        uint256 end = signature.length - 2;
        uint256 length = uint16(bytes2(signature[end:]));
        if (length + 1 > end) return false;
        if (ECDSA.toEthSignedMessageHash(signature[end - length:end]) != hash) {
            return false;
        }
        return AccountSignature.met(signature[1:end - length], _personal(hash));
    }

    /// @dev Whether the hash was signed as a personal message's.
    function _hashSigned(bytes32 hash, bytes calldata signature) private view returns (bool) {
        return AccountSignature.byThreshold(signature, _personal(hash));
    }

    /// @dev Whether the hash is that of typed data that was signed.
    function _typedDataSigned(bytes32 hash, bytes calldata signature) private view returns (bool) {
        (bytes calldata inner, bytes32 separator, bytes32 contents, string calldata description) =
            ERC7739Utils.decodeTypedDataSig(signature);
        if (hash != TypedData.digest(separator, contents)) return false;
        bytes32 structHash =
            ERC7739Utils.typedDataSignStructHash(description, contents, AccountDomain.encoded());
        // A malformed description gives zero, which would bind neither contents nor account.
        if (structHash == 0) return false;
        return AccountSignature.byThreshold(inner, TypedData.digest(separator, structHash));
    }

    /// @dev The digest of a PersonalSign.
    function _personal(bytes32 hash) private view returns (bytes32) {
        return AccountDomain.digest(ERC7739Utils.personalSignStructHash(hash));
    }
}
