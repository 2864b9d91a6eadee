// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {MiniAccountFactory} from "../../../src/account/MiniAccountFactory.sol";
import {Proof} from "../../../src/keystore/KeystoreProof.sol";
import {AccountBase} from "../AccountBase.sol";

/// @title What EntryPoint's creator of senders has, from its own artifact
interface ISenderCreator {
    /// @notice Calls a factory for EntryPoint.
    function createSender(bytes calldata initCode) external returns (address);
}

/// @title MiniAccountFactory.createAccount
contract MiniAccountFactoryCreateAccountTest is AccountBase {
    /// @dev EntryPoint 0.8, where it stands on every chain.
    address private constant ENTRY_POINT = 0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108;

    function test_isForEntryPointsSenderCreator() external {
        address creator = factory.SENDER_CREATOR();
        _installEntryPoint();
        (bool success, bytes memory answer) =
            ENTRY_POINT.staticcall(abi.encodeWithSignature("senderCreator()"));
        vm.assertTrue(success);
        vm.assertEq(abi.decode(answer, (address)), creator);

        bytes memory call = abi.encodeCall(factory.createAccount, (ALICE, KEYSTORE, _proof()));
        vm.prank(ENTRY_POINT);
        address account =
            ISenderCreator(creator).createSender(bytes.concat(bytes20(address(factory)), call));
        vm.assertEq(account, factory.getAddress(ALICE, KEYSTORE));
        vm.assertEq(_implementation(account), address(next));
    }

    function test_doesNoHarmTheSecondTime() external {
        Proof memory proof = _proof();
        address creator = factory.SENDER_CREATOR();
        vm.prank(creator);
        address account = factory.createAccount(ALICE, KEYSTORE, proof);
        vm.prank(creator);
        vm.assertEq(factory.createAccount(ALICE, KEYSTORE, proof), account);
    }

    function testFuzz_refusesEverybodyElse(address caller) external {
        vm.assume(caller != factory.SENDER_CREATOR());
        Proof memory proof = _proof();
        vm.expectRevert(
            abi.encodeWithSelector(MiniAccountFactory.NotSenderCreator.selector, caller)
        );
        vm.prank(caller);
        factory.createAccount(ALICE, KEYSTORE, proof);
    }

    /// @dev Runs EntryPoint's published creation code at its address; it creates its helper itself.
    function _installEntryPoint() private {
        string memory path = "node_modules/@account-abstraction/contracts/artifacts/EntryPoint.json";
        vm.setEvmVersion("cancun");
        vm.setNonce(ENTRY_POINT, 1);
        vm.etch(ENTRY_POINT, vm.parseJsonBytes(vm.readFile(path), ".bytecode"));
        (bool success, bytes memory code) = ENTRY_POINT.call("");
        vm.assertTrue(success);
        vm.etch(ENTRY_POINT, code);
    }
}
