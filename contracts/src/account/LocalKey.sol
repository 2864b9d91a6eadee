// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {_packValidationData} from "@account-abstraction/contracts/core/Helpers.sol";
import {UserOperationLib} from "@account-abstraction/contracts/core/UserOperationLib.sol";
import {
    PackedUserOperation
} from "@account-abstraction/contracts/interfaces/PackedUserOperation.sol";
import {AccountState} from "./AccountState.sol";
import {Activity} from "./Activity.sol";
import {Approval} from "./Approvals.sol";
import {Call} from "./Call.sol";
import {LocalKeyState, MiniAccountStore} from "./MiniAccountStore.sol";
import {SignerKey} from "./SignerKey.sol";
import {TokenCall} from "./TokenCall.sol";

/// @notice What a local key may spend in all.
/// @param token The token; zero for the native coin.
/// @param amount How much.
struct Allowance {
    address token;
    uint128 amount;
}

/// @title A key that may spend a little, for some time
/// @notice Void with any change of the account's signers. Gas that the account pays for it counts as
///         spent native coin, so that a stolen key cannot burn more than it may spend.
library LocalKey {
    using UserOperationLib for PackedUserOperation;

    /// @notice There is another local key, or none.
    /// @param id Its id; 0 for none.
    /// @param validUntil Its last second (Unix).
    event LocalKeySet(bytes32 indexed id, uint48 validUntil);

    /// @notice The local key would be void from the beginning.
    /// @param id The key's id.
    /// @param validUntil Its last second (Unix).
    error UselessLocalKey(bytes32 id, uint48 validUntil);

    /// @notice There is no local key, or it was set by signers who are no more.
    error NoLocalKey();

    /// @notice A local key makes native transfers without data and ERC-20 transfers only.
    /// @param index The call that is neither.
    error NotATransfer(uint256 index);

    /// @notice More than the local key may still spend.
    /// @param token The token; zero for the native coin.
    /// @param amount What was to be spent.
    /// @param left What it may still spend.
    error AllowanceExceeded(address token, uint256 amount, uint256 left);

    /// @notice Puts a key in the place of the one that there is.
    /// @param signer The key; empty for none.
    /// @param validUntil Its last second (Unix).
    /// @param allowances What it may spend. Of a token that is named twice, the last counts.
    function set(bytes calldata signer, uint48 validUntil, Allowance[] calldata allowances)
        internal
    {
        clear();
        if (signer.length == 0) return;
        if (!SignerKey.isKnown(signer) || validUntil < block.timestamp) {
            revert UselessLocalKey(SignerKey.id(signer), validUntil);
        }
        MiniAccountStore.Store storage store = MiniAccountStore.get();
        LocalKeyState storage key = store.localKey;
        key.id = SignerKey.id(signer);
        key.signersHash = AccountState.get().signersHash;
        key.validUntil = validUntil;
        for (uint256 i; i < allowances.length; ++i) {
            store.allowances[key.generation][allowances[i].token] = allowances[i].amount;
        }
        emit LocalKeySet(key.id, validUntil);
    }

    /// @notice Removes the key, and what was left of its allowances.
    function clear() internal {
        LocalKeyState storage key = MiniAccountStore.get().localKey;
        if (key.id == 0) return;
        key.id = 0;
        ++key.generation;
        emit LocalKeySet(0, 0);
    }

    /// @notice Judges a user operation by its signature, and counts its gas.
    /// @param operation The operation.
    /// @param hash Its hash, which was signed.
    /// @return ERC-4337's validation data.
    function validate(PackedUserOperation calldata operation, bytes32 hash)
        internal
        returns (uint256)
    {
        LocalKeyState storage key = MiniAccountStore.get().localKey;
        Approval memory approval = abi.decode(operation.signature[1:], (Approval));
        bool valid = SignerKey.signed(
            approval.signer, approval.signature, hash, AccountState.get().hasP256
        ) && SignerKey.id(approval.signer) == key.id && _isCurrent(key);
        (uint48 validAfter, uint48 validUntil) = Activity.window(key.validUntil);
        // Zero would mean: without end.
        if (validUntil == 0) valid = false;
        if (valid && operation.paymasterAndData.length == 0) {
            _spend(key.generation, address(0), _mostGas(operation));
        }
        return _packValidationData(!valid, validUntil, validAfter);
    }

    /// @notice Counts what calls spend, and refuses what the key may not do now.
    /// @param calls The calls, before any is made.
    function count(Call[] calldata calls) internal {
        LocalKeyState storage key = MiniAccountStore.get().localKey;
        // An operation before this one, in the same bundle, may have changed all that was validated.
        if (key.id == 0 || !_isCurrent(key)) revert NoLocalKey();
        Activity.requireNow();
        for (uint256 i; i < calls.length; ++i) {
            Call calldata call = calls[i];
            if (call.data.length == 0) {
                _spend(key.generation, address(0), call.value);
            } else if (TokenCall.isTransfer(call.data) && call.value == 0) {
                _spend(key.generation, call.target, TokenCall.amount(call.data));
            } else {
                revert NotATransfer(i);
            }
        }
    }

    /// @dev Counts an amount.
    function _spend(uint64 generation, address token, uint256 amount) private {
        mapping(address => uint128) storage left = MiniAccountStore.get().allowances[generation];
        uint128 before = left[token];
        if (amount > before) revert AllowanceExceeded(token, amount, before);
        left[token] = before - uint128(amount);
    }

    /// @dev Whether the signers who set a key are still the account's.
    function _isCurrent(LocalKeyState storage key) private view returns (bool) {
        return key.signersHash == AccountState.get().signersHash;
    }

    /// @dev The most that the account can pay for an operation. What is not used stays in its deposit.
    function _mostGas(PackedUserOperation calldata operation) private pure returns (uint256) {
        uint256 gas = operation.preVerificationGas + operation.unpackVerificationGasLimit()
            + operation.unpackCallGasLimit();
        return gas * operation.unpackMaxFeePerGas();
    }
}
