// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Root} from "../../../src/account/IRootOracle.sol";
import {RootOracle} from "../../../src/account/RootOracle.sol";
import {KeystoreStandIn} from "../../fixtures/KeystoreStandIn.sol";
import {AccountBase} from "../AccountBase.sol";

/// @title RootOracle.messengers
contract RootOracleMessengersTest is AccountBase {
    function test_createsBothWhereTheyBelong() external {
        Root memory root = _root(NUMBER, NOW - 60);
        address[2] memory expected = oracle.messengersOf(KEYSTORE, root);
        vm.assertEq(expected[0].code.length + expected[1].code.length, 0);
        vm.expectEmit(address(oracle));
        emit RootOracle.MessengersCreated(KEYSTORE, NUMBER, root.root, expected);
        address[2] memory pair = oracle.messengers(KEYSTORE, NUMBER);
        for (uint256 i; i < 2; ++i) {
            vm.assertEq(pair[i], expected[i]);
            // Solady's minimal proxy: nothing but a delegatecall to the messenger.
            bytes memory code = bytes.concat(
                hex"3d3d3d3d363d3d37363d73",
                bytes20(address(messenger)),
                hex"5af43d3d93803e602a57fd5bf3"
            );
            vm.assertEq(pair[i].code, code);
        }
    }

    function test_doesNothingTheSecondTime() external {
        address[2] memory pair = oracle.messengers(KEYSTORE, NUMBER);
        address[2] memory again = oracle.messengers(KEYSTORE, NUMBER);
        vm.assertEq(abi.encode(again), abi.encode(pair));
    }

    function testFuzz_anyoneMayAsk(address caller) external {
        vm.prank(caller);
        vm.assertTrue(oracle.messengers(KEYSTORE, NUMBER)[1].code.length != 0);
    }

    function test_refusesACommitThatIsNotFinal() external {
        vm.expectRevert(abi.encodeWithSelector(KeystoreStandIn.UnknownCommit.selector, 8));
        oracle.messengers(KEYSTORE, 8);
    }

    function testFuzz_refusesElsewhere(uint256 chainId) external {
        vm.chainId(_bound(chainId, 2, 31_336));
        vm.expectRevert(abi.encodeWithSelector(RootOracle.NotL1.selector, block.chainid));
        oracle.messengers(KEYSTORE, NUMBER);
    }

    function test_refusesWhereTheMessengerIsMissing() external {
        vm.etch(address(messenger), "");
        vm.expectRevert(
            abi.encodeWithSelector(RootOracle.MessengerMissing.selector, address(messenger))
        );
        oracle.messengers(KEYSTORE, NUMBER);
    }

    function test_gas() external {
        oracle.messengers(KEYSTORE, NUMBER);
        vm.snapshotGasLastCall("RootOracle", "messengers");
        oracle.messengers(KEYSTORE, NUMBER);
        vm.snapshotGasLastCall("RootOracle", "messengers, already there");
    }
}
