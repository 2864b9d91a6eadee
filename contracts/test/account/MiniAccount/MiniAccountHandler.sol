// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {
    PackedUserOperation
} from "@account-abstraction/contracts/interfaces/PackedUserOperation.sol";
import {Approval} from "../../../src/account/Approvals.sol";
import {Call} from "../../../src/account/Call.sol";
import {Allowance} from "../../../src/account/LocalKey.sol";
import {MiniAccount} from "../../../src/account/MiniAccount.sol";
import {OutboxOperation} from "../../../src/account/Outbox.sol";
import {Proof} from "../../../src/keystore/KeystoreProof.sol";
import {Key} from "../KeyRing.sol";
import {EntryPointBase} from "./EntryPointBase.sol";

/// @title A thief with keys of his own, and everybody's public functions
/// @notice He also has every signature that alice ever made for another account.
contract MiniAccountHandler is EntryPointBase {
    /// @notice A second account of the same signers.
    MiniAccount public other;

    /// @notice The account under attack.
    function target() external view returns (MiniAccount) {
        return account;
    }

    /// @notice The token that he is after.
    function tokenBalance() external view returns (uint256) {
        return token.balanceOf(address(account));
    }

    /// @notice What must not change.
    function fingerprint() external view returns (bytes32) {
        return keccak256(
            abi.encode(
                account.state(),
                account.localKey(),
                account.replayedOperations(),
                vm.load(address(account), IMPLEMENTATION_SLOT),
                address(account).balance,
                token.balanceOf(address(account)),
                token.allowance(address(account), BOB)
            )
        );
    }

    function setUp() public override {
        super.setUp();
        bytes32 node = keccak256("bob's");
        other = _deploy(node);
        _sync(other, node);
        // Alice has a local key.
        _setLocalKey(_secp(9), uint48(NOW + 365 days), address(0), 1 ether);
    }

    /// @notice Any call data, from anybody.
    function call(address caller, bytes calldata data) external {
        vm.assume(caller != ENTRY_POINT && caller != address(account));
        vm.prank(caller);
        (bool success,) = address(account).call(data);
        success;
    }

    /// @notice `execute` from anybody.
    function execute(address caller, address to, uint256 value, bytes calldata data) external {
        vm.assume(caller != ENTRY_POINT && caller != address(account));
        vm.prank(caller);
        try account.execute(_calls(to, value, data), _noLimits()) {} catch {}
        vm.prank(caller);
        try account.executeLocal(_calls(to, value, data), _noLimits()) {} catch {}
    }

    /// @notice Signed executions: by his keys, or alice's for another account or chain.
    function executeSigned(uint8 which, uint256 number, uint256 nonce, uint256 value) external {
        Call[] memory calls = value % 2 == 0 ? _payBob(value % 1 ether) : _transfer(value % 1e18);
        uint64 deadline = uint64(block.timestamp);
        bytes32 digest = _digest(account, calls, nonce, deadline);
        bytes memory signature;
        if (which % 4 == 0) {
            signature = _signed(_keys(_thief(number)), digest);
        } else if (which % 4 == 1) {
            digest = _digest(other, calls, nonce, deadline);
            signature = _signed(_keys(_secp(1)), digest);
        } else if (which % 4 == 2) {
            vm.chainId(10);
            digest = _digest(account, calls, nonce, deadline);
            vm.chainId(CHAIN);
            signature = _signed(_keys(_secp(1)), digest);
        } else {
            // Alice's id, his signature.
            Approval[] memory approvals = _approvals(_keys(_thief(number)), digest);
            if (number % 2 == 0) approvals[0].signer = _signer(_secp(1));
            signature = _encoded(_keys(_secp(1)), 1, approvals);
        }
        try account.executeSigned(calls, _noLimits(), nonce, deadline, signature) {} catch {}
    }

    /// @notice User operations, by his keys in either mode, through the real EntryPoint.
    function handleOps(bool local, uint256 number, uint256 value) external {
        Call[] memory calls = _payBob(value % 1 ether);
        PackedUserOperation[] memory ops = new PackedUserOperation[](1);
        ops[0] = local
            ? _byLocal(_local(calls, _noLimits()), _thief(number))
            : _by(_executing(calls, _noLimits()), _keys(_thief(number)));
        vm.startPrank(BUNDLER, BUNDLER);
        try entryPoint.handleOps(ops, BUNDLER) {} catch {}
        vm.stopPrank();
    }

    /// @notice An outbox operation that nobody published.
    function outbox(uint256 nonce, uint256 value, bytes32[] calldata proof) external {
        uint64 time = uint64(block.timestamp);
        OutboxOperation memory operation =
            OutboxOperation(CHAIN, address(account), nonce, time, time, _payBob(value % 1 ether));
        try account.executeFromOutbox(operation, _noLimits(), proof) {} catch {}
    }

    /// @notice A local key of his.
    function setLocalKey(address caller, uint256 number) external {
        vm.assume(caller != address(account));
        bytes memory signer = _signer(_thief(number));
        vm.prank(caller);
        try account.setLocalKey(signer, type(uint48).max, new Allowance[](0)) {} catch {}
    }

    /// @notice A proof of an account that no root has.
    function sync(uint64 nonce, uint256 number) external {
        bytes32 before = leaf.signersHash;
        (uint64 nonceBefore, bytes32 history) = (leaf.nonce, leaf.historyHash);
        _setSigners(1, _keys(_thief(number)));
        (leaf.nonce, leaf.historyHash) = (nonce, keccak256("thief's"));
        Proof memory proof;
        proof.value = _value();
        (leaf.signersHash, leaf.nonce, leaf.historyHash) = (before, nonceBefore, history);
        try account.sync(proof) {} catch {}
    }

    /// @notice A replay by his keys, and its end.
    function replay(bytes calldata rubbish) external {
        try account.replay(rubbish) {} catch {}
        try account.finishReplay() {} catch {}
    }

    /// @notice Time passes.
    function wait(uint32 time) external {
        vm.warp(block.timestamp + time % 40 days);
    }

    function _thief(uint256 number) private pure returns (Key memory) {
        if (number % 3 == 0) return _secp(1000 + number % 7);
        return number % 3 == 1 ? _p256(1000 + number % 7) : _passkey(1000 + number % 7);
    }
}
