// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SIG_VALIDATION_FAILED} from "@account-abstraction/contracts/core/Helpers.sol";
import {IAccount} from "@account-abstraction/contracts/interfaces/IAccount.sol";
import {
    PackedUserOperation
} from "@account-abstraction/contracts/interfaces/PackedUserOperation.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/token/ERC721/IERC721Receiver.sol";
import {IERC1155Receiver} from "@openzeppelin/contracts/token/ERC1155/IERC1155Receiver.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {Receiver} from "solady/accounts/Receiver.sol";
import {Proof} from "../keystore/KeystoreProof.sol";
import {AccountDomain} from "./AccountDomain.sol";
import {AccountProxy} from "./AccountProxy.sol";
import {AccountSignature} from "./AccountSignature.sol";
import {AccountState} from "./AccountState.sol";
import {AccountSync} from "./AccountSync.sol";
import {Activity} from "./Activity.sol";
import {Call} from "./Call.sol";
import {ContractSignature} from "./ContractSignature.sol";
import {Execution} from "./Execution.sol";
import {Allowance, LocalKey} from "./LocalKey.sol";
import {LocalKeyState, MiniAccountStore, Spent} from "./MiniAccountStore.sol";
import {Outbox, OutboxOperation} from "./Outbox.sol";
import {Replay} from "./Replay.sol";
import {SignedExecution} from "./SignedExecution.sol";
import {Limit, SpendingLimits} from "./SpendingLimits.sol";

/// @title The smart account at the address of a name
/// @notice Does what the signers of its name's account in the keystore want, within the account's
///         spending limits; it knows them by `sync`. There is no owner besides them, no pause and no
///         setting (docs/mini-accounts.md).
contract MiniAccount is IAccount, IERC1271, IERC165, IERC5267, Receiver {
    using BitMaps for BitMaps.BitMap;

    /// @notice ERC-4337's EntryPoint 0.8, the only one that is obeyed.
    address public constant ENTRY_POINT = 0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108;

    /// @notice A nonce of `executeSigned` is used up.
    /// @param nonce The nonce.
    event NonceUsed(uint256 indexed nonce);

    /// @notice Only the EntryPoint may call this.
    /// @param caller Who did.
    error NotEntryPoint(address caller);

    /// @notice Only the account itself may call this, and where it says so the EntryPoint.
    /// @param caller Who did.
    error NotSelf(address caller);

    /// @notice The threshold's user operations call `execute`, the local key's `executeLocal`.
    /// @param selector What the operation calls.
    error WrongFunction(bytes4 selector);

    /// @notice While there are spending limits, gas is paid from the account's deposit at the
    ///         EntryPoint, which is filled within the limit, or by a paymaster.
    /// @param missing What the deposit lacks.
    error GasNotDeposited(uint256 missing);

    /// @notice The deadline is over.
    /// @param deadline The deadline (Unix seconds).
    error Expired(uint64 deadline);

    /// @notice The nonce was used before.
    /// @param nonce The nonce.
    error NonceAlreadyUsed(uint256 nonce);

    /// @notice The signature is not the threshold's over this.
    /// @param digest The digest that it must be over.
    error InvalidSignature(bytes32 digest);

    /// @dev The call must come through a mini-account's proxy.
    modifier onlyProxy() {
        AccountProxy.requireInUse();
        _;
    }

    /// @dev The EntryPoint must call.
    modifier onlyEntryPoint() {
        if (msg.sender != ENTRY_POINT) revert NotEntryPoint(msg.sender);
        _;
    }

    /// @notice Takes the chain's native coin.
    receive() external payable override onlyProxy {}

    /// @dev Takes tokens (ERC-721, ERC-1155).
    function _beforeReceiverFallbackBody() internal view override {
        AccountProxy.requireInUse();
    }

    /// @inheritdoc IAccount
    function validateUserOp(
        PackedUserOperation calldata userOp,
        bytes32 userOpHash,
        uint256 missing
    ) external onlyEntryPoint returns (uint256 validationData) {
        uint8 mode = AccountSignature.mode(userOp.signature);
        if (mode == AccountSignature.LOCAL_KEY) {
            _requireCall(userOp.callData, this.executeLocal.selector);
            validationData = LocalKey.validate(userOp, userOpHash);
        } else {
            _requireCall(userOp.callData, this.execute.selector);
            bool valid = AccountSignature.byThreshold(userOp.signature, userOpHash);
            validationData = valid ? 0 : SIG_VALIDATION_FAILED;
        }
        _payGas(missing);
    }

    /// @notice Makes calls, all or none: for the EntryPoint when `validateUserOp` found the threshold's
    ///         signature, or for the account itself.
    /// @param calls The calls.
    /// @param limits The account's spending limits, which its leaf commits to.
    function execute(Call[] calldata calls, Limit[] calldata limits) external {
        if (msg.sender != ENTRY_POINT) _requireSelf();
        _execute(calls, limits);
    }

    /// @notice Makes calls that the threshold signed, all or none. Anyone may send them.
    /// @param calls The calls.
    /// @param limits The account's spending limits.
    /// @param nonce Any number that was not used before.
    /// @param deadline Until when they may be made (Unix seconds).
    /// @param signature The threshold's over the EIP-712 struct `Execute`.
    function executeSigned(
        Call[] calldata calls,
        Limit[] calldata limits,
        uint256 nonce,
        uint64 deadline,
        bytes calldata signature
    ) external {
        if (block.timestamp > deadline) revert Expired(deadline);
        BitMaps.BitMap storage nonces = MiniAccountStore.get().nonces;
        if (nonces.get(nonce)) revert NonceAlreadyUsed(nonce);
        bytes32 digest = SignedExecution.digest(calls, nonce, deadline);
        if (!AccountSignature.byThreshold(signature, digest)) revert InvalidSignature(digest);
        nonces.set(nonce);
        emit NonceUsed(nonce);
        _execute(calls, limits);
    }

    /// @notice Makes the calls of an operation that the account published in its leaf, once. Anyone may
    ///         send it; not while the account is frozen or retired.
    /// @param operation The operation.
    /// @param limits The account's spending limits.
    /// @param proof The operation's siblings in the outbox's tree, bottom-up.
    function executeFromOutbox(
        OutboxOperation calldata operation,
        Limit[] calldata limits,
        bytes32[] calldata proof
    ) external {
        Activity.requireNow();
        Outbox.take(operation, proof);
        _execute(operation.calls, limits);
    }

    /// @notice Makes transfers within the local key's allowances: for the EntryPoint, when
    ///         `validateUserOp` found its signature; not while the account is frozen or retired.
    /// @param calls Native transfers without data, and ERC-20 transfers.
    /// @param limits The account's spending limits.
    function executeLocal(Call[] calldata calls, Limit[] calldata limits) external onlyEntryPoint {
        LocalKey.count(calls);
        _execute(calls, limits);
    }

    /// @notice Sets a key that may spend its allowances with `executeLocal`, in the place of any other:
    ///         for the account itself. Any change of the account's signers that is seen here clears it.
    /// @param signer The key, `kind ‖ data` as for the keystore; empty for none.
    /// @param validUntil Its last second (Unix).
    /// @param allowances What it may spend in all.
    function setLocalKey(bytes calldata signer, uint48 validUntil, Allowance[] calldata allowances)
        external
    {
        _requireSelf();
        LocalKey.set(signer, validUntil, allowances);
    }

    /// @notice Takes the account as it is proven under the newest root here. Anyone may call it. What
    ///         was brought by `replay` has no say any more.
    /// @param account The proof of the account's leaf.
    function sync(Proof calldata account) external onlyProxy {
        bytes32 before = AccountState.get().signersHash;
        (bytes32 node_, address keystore_) = AccountProxy.args();
        AccountSync.take(node_, keystore_, account);
        _clearLocalKeyOf(before);
    }

    /// @notice When the newest root is more than 30 days old: takes operations that the owner signed for
    ///         the keystore, in order from what is known here. They count 7 days later, by
    ///         `finishReplay`, unless a sync comes first, or operations that contradict them.
    /// @param operations What `ReplayRules` reads: `abi.encode(string name, uint8 threshold,
    ///        bytes32[] ids, ReplayedOperation[] operations)`. What waits already is brought again, with
    ///        more behind it.
    function replay(bytes calldata operations) external onlyProxy {
        Replay.start(operations);
    }

    /// @notice Makes replayed operations count whose time has come. Anyone may call it.
    function finishReplay() external onlyProxy {
        bytes32 before = AccountState.get().signersHash;
        Replay.finish();
        _clearLocalKeyOf(before);
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata signature)
        external
        view
        returns (bytes4)
    {
        return ContractSignature.answer(hash, signature);
    }

    /// @inheritdoc IERC5267
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {
        (fields, name, version) = (AccountDomain.FIELDS, AccountDomain.NAME, AccountDomain.VERSION);
        (chainId, verifyingContract) = (block.chainid, address(this));
        (salt, extensions) = (0, new uint256[](0));
    }

    /// @notice The namehash of the name whose account this is.
    /// @return node_ The node.
    function node() external view onlyProxy returns (bytes32 node_) {
        (node_,) = AccountProxy.args();
    }

    /// @notice The Keystore on L1 that this account obeys.
    /// @return keystore_ The Keystore's address on L1.
    function keystore() external view onlyProxy returns (address keystore_) {
        (, keystore_) = AccountProxy.args();
    }

    /// @notice What is known here of the account in the keystore.
    /// @return The state.
    function state() external pure returns (AccountState.State memory) {
        return AccountState.get();
    }

    /// @notice How many operations count, by `replay`, that no root has shown yet.
    /// @return How many. They follow on the state's nonce.
    function replayedOperations() external view returns (uint64) {
        return Replay.replayed();
    }

    /// @notice The local key. It is void if its signersHash is not the state's.
    /// @return The key.
    function localKey() external view returns (LocalKeyState memory) {
        return MiniAccountStore.get().localKey;
    }

    /// @notice What the local key may still spend.
    /// @param token The token; zero for the native coin.
    /// @return The amount.
    function localAllowance(address token) external view returns (uint128) {
        MiniAccountStore.Store storage store = MiniAccountStore.get();
        return store.allowances[store.localKey.generation][token];
    }

    /// @notice What was spent of a token's limit.
    /// @param token The token; zero for the native coin.
    /// @return The amount, and since when.
    function spent(address token) external view returns (Spent memory) {
        return MiniAccountStore.get().spent[token];
    }

    /// @notice Whether a nonce of `executeSigned` is used up.
    /// @param nonce The nonce.
    /// @return Whether it is.
    function isNonceUsed(uint256 nonce) external view returns (bool) {
        return MiniAccountStore.get().nonces.get(nonce);
    }

    /// @notice Whether an operation of the outbox was executed.
    /// @param leaf Its leaf.
    /// @return Whether it was.
    function isExecuted(bytes32 leaf) external view returns (bool) {
        return MiniAccountStore.get().executed[leaf];
    }

    /// @notice Which interfaces there are (ERC-165).
    /// @param interfaceId An interface.
    /// @return Whether it is there.
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IERC165).interfaceId || interfaceId == type(IAccount).interfaceId
            || interfaceId == type(IERC1271).interfaceId
            || interfaceId == type(IERC5267).interfaceId
            || interfaceId == type(IERC721Receiver).interfaceId
            || interfaceId == type(IERC1155Receiver).interfaceId;
    }

    /// @dev Makes calls within the limits, which are counted before anybody is called.
    function _execute(Call[] calldata calls, Limit[] calldata limits) private {
        SpendingLimits.count(calls, limits);
        Execution.run(calls);
    }

    /// @dev Pays what the deposit lacks. Whether it was enough the EntryPoint checks.
    function _payGas(uint256 missing) private {
        if (missing == 0) return;
        if (AccountState.get().limitsHash != 0) revert GasNotDeposited(missing);
        (bool success,) = msg.sender.call{value: missing}("");
        success;
    }

    /// @dev Clears the local key if the signers changed: it stays void when they come back.
    function _clearLocalKeyOf(bytes32 signersHash) private {
        if (AccountState.get().signersHash != signersHash) LocalKey.clear();
    }

    /// @dev Reverts unless the account called itself.
    function _requireSelf() private view {
        if (msg.sender != address(this)) revert NotSelf(msg.sender);
    }

    /// @dev Reverts unless call data are for a function.
    function _requireCall(bytes calldata callData, bytes4 selector) private pure {
        if (bytes4(callData) != selector) revert WrongFunction(bytes4(callData));
    }
}
