// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IEntryPoint} from "@account-abstraction/contracts/interfaces/IEntryPoint.sol";
import {
    PackedUserOperation
} from "@account-abstraction/contracts/interfaces/PackedUserOperation.sol";
import {Call} from "../../../src/account/Call.sol";
import {Allowance} from "../../../src/account/LocalKey.sol";
import {Limit} from "../../../src/account/SpendingLimits.sol";
import {Key} from "../KeyRing.sol";
import {MiniAccountBase} from "./MiniAccountBase.sol";

/// @title User operations, and ERC-4337's real EntryPoint
abstract contract EntryPointBase is MiniAccountBase {
    /// @dev Who sends bundles and is paid for it.
    address payable internal constant BUNDLER = payable(0xB0d1E0000000000000000000000000000000B0D1);

    IEntryPoint internal entryPoint = IEntryPoint(ENTRY_POINT);

    function setUp() public virtual override {
        vm.setEvmVersion(_evmVersion());
        super.setUp();
        string memory path =
            "./node_modules/@account-abstraction/contracts/artifacts/EntryPoint.json";
        vm.etch(ENTRY_POINT, vm.parseJsonBytes(vm.readFile(path), ".bytecode"));
        (, bytes memory code) = ENTRY_POINT.call("");
        vm.etch(ENTRY_POINT, code);
    }

    /// @dev Which EVM it is: the EntryPoint uses transient storage.
    function _evmVersion() internal pure virtual returns (string memory) {
        return "cancun";
    }

    /// @dev An operation of alice's account, not yet signed.
    function _operation(bytes memory callData)
        internal
        view
        returns (PackedUserOperation memory op)
    {
        op.sender = address(account);
        op.nonce = entryPoint.getNonce(address(account), 0);
        op.callData = callData;
        op.accountGasLimits = bytes32(uint256(2_000_000) << 128 | 500_000);
        op.preVerificationGas = 50_000;
        op.gasFees = bytes32(uint256(1 gwei) << 128 | 2 gwei);
    }

    /// @dev An operation that calls `execute`, not yet signed.
    function _executing(Call[] memory calls, Limit[] memory limits)
        internal
        view
        returns (PackedUserOperation memory)
    {
        return _operation(abi.encodeCall(account.execute, (calls, limits)));
    }

    /// @dev An operation that calls `executeLocal`, not yet signed.
    function _local(Call[] memory calls, Limit[] memory limits)
        internal
        view
        returns (PackedUserOperation memory)
    {
        return _operation(abi.encodeCall(account.executeLocal, (calls, limits)));
    }

    /// @dev Lets all keys of a set sign.
    function _by(PackedUserOperation memory op, Key[] memory keys)
        internal
        view
        returns (PackedUserOperation memory)
    {
        op.signature = _signed(keys, entryPoint.getUserOpHash(op));
        return op;
    }

    /// @dev Lets a local key sign.
    function _byLocal(PackedUserOperation memory op, Key memory key)
        internal
        view
        returns (PackedUserOperation memory)
    {
        op.signature =
            bytes.concat(hex"01", abi.encode(_approval(key, entryPoint.getUserOpHash(op))));
        return op;
    }

    /// @dev Sends a bundle of one.
    function _handle(PackedUserOperation memory op) internal {
        PackedUserOperation[] memory ops = new PackedUserOperation[](1);
        ops[0] = op;
        _handle(ops);
    }

    /// @dev Sends a bundle.
    function _handle(PackedUserOperation[] memory ops) internal {
        vm.startPrank(BUNDLER, BUNDLER);
        entryPoint.handleOps(ops, BUNDLER);
        vm.stopPrank();
    }

    /// @dev Fails unless the EntryPoint refuses an operation for this.
    function _refused(PackedUserOperation memory op, string memory reason) internal {
        _refused(op, abi.encodeWithSelector(IEntryPoint.FailedOp.selector, 0, reason));
    }

    /// @dev Fails unless the EntryPoint refuses an operation because the account does.
    function _reverted(PackedUserOperation memory op, bytes memory reason) internal {
        _refused(
            op,
            abi.encodeWithSelector(
                IEntryPoint.FailedOpWithRevert.selector, 0, "AA23 reverted", reason
            )
        );
    }

    function _refused(PackedUserOperation memory op, bytes memory answer) private {
        PackedUserOperation[] memory ops = new PackedUserOperation[](1);
        ops[0] = op;
        vm.startPrank(BUNDLER, BUNDLER);
        vm.expectRevert(answer);
        entryPoint.handleOps(ops, BUNDLER);
        vm.stopPrank();
    }

    /// @dev What validation says of an operation, without the EntryPoint.
    function _validate(PackedUserOperation memory op, uint256 missing) internal returns (uint256) {
        bytes32 hash = entryPoint.getUserOpHash(op);
        vm.prank(ENTRY_POINT);
        return account.validateUserOp(op, hash, missing);
    }

    /// @dev Sets a local key with one allowance.
    function _setLocalKey(Key memory key, uint48 validUntil, address token_, uint128 amount)
        internal
    {
        Allowance[] memory allowances = new Allowance[](1);
        allowances[0] = Allowance(token_, amount);
        vm.prank(address(account));
        account.setLocalKey(_signer(key), validUntil, allowances);
    }
}
