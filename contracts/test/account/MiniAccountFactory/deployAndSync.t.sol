// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {MiniAccountFactory} from "../../../src/account/MiniAccountFactory.sol";
import {Account} from "../../../src/keystore/AccountLeaf.sol";
import {KeystoreProof, Proof} from "../../../src/keystore/KeystoreProof.sol";
import {NextAccount} from "../../fixtures/NextAccount.sol";
import {AccountBase} from "../AccountBase.sol";

/// @title MiniAccountFactory.deployAndSync
contract MiniAccountFactoryDeployAndSyncTest is AccountBase {
    function testFuzz_anyoneMayDeployAndSync(address caller) external {
        Proof memory proof = _proof();
        vm.prank(caller);
        address account = factory.deployAndSync(ALICE, KEYSTORE, proof);
        vm.assertEq(account, factory.getAddress(ALICE, KEYSTORE));
        vm.assertEq(_implementation(account), address(next));
        vm.assertEq(NextAccount(account).state().rootNumber, NUMBER);
    }

    function test_syncsWhatStandsAlready() external {
        address account = factory.deploy(ALICE, KEYSTORE);
        vm.assertEq(factory.deployAndSync(ALICE, KEYSTORE, _proof()), account);
        vm.assertEq(_implementation(account), address(next));
        _commit(8, NOW);
        vm.assertEq(factory.deployAndSync(ALICE, KEYSTORE, _proof()), account);
        vm.assertEq(NextAccount(account).state().rootNumber, 8);
    }

    function test_deploysNothingWithoutAProof() external {
        Account memory other = _example();
        other.signersHash = keccak256("others");
        bytes32 final_ = tree.root();
        _set(other);
        Proof memory proof = _proof();
        vm.expectRevert(
            abi.encodeWithSelector(KeystoreProof.WrongRoot.selector, final_, tree.root())
        );
        factory.deployAndSync(ALICE, KEYSTORE, proof);
        vm.assertEq(factory.getAddress(ALICE, KEYSTORE).code.length, 0);
    }

    function test_refusesWhereTheBootstrapIsMissing() external {
        vm.etch(address(bootstrap), "");
        Proof memory proof = _proof();
        vm.expectRevert(
            abi.encodeWithSelector(MiniAccountFactory.BootstrapMissing.selector, address(bootstrap))
        );
        factory.deployAndSync(ALICE, KEYSTORE, proof);
    }

    function test_gas() external {
        Proof memory proof = _proof();
        factory.deployAndSync(ALICE, KEYSTORE, proof);
        vm.snapshotGasLastCall("MiniAccountFactory", "deployAndSync, on L1");
    }
}
