// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Root} from "../../../src/account/IRootOracle.sol";
import {RootOracle} from "../../../src/account/RootOracle.sol";
import {AccountBase} from "../AccountBase.sol";

/// @title RootOracle.push
contract RootOraclePushTest is AccountBase {
    function setUp() public override {
        super.setUp();
        vm.chainId(L2);
    }

    function testFuzz_takesWhatBothMessengersSay(address keystore_, Root memory root, bool swapped)
        external
    {
        vm.assume(root.number != 0);
        address[2] memory pair = oracle.messengersOf(keystore_, root);
        if (swapped) (pair[0], pair[1]) = (pair[1], pair[0]);
        vm.expectEmit(address(oracle));
        emit RootOracle.HalfPushed(keystore_, root.number, root.root);
        vm.prank(_aliased(pair[0]));
        oracle.push(keystore_, root);
        vm.expectEmit(address(oracle));
        emit RootOracle.Pushed(keystore_, root.number, root.root, root.asOf);
        vm.prank(_aliased(pair[1]));
        oracle.push(keystore_, root);
        vm.assertEq(abi.encode(oracle.latest(keystore_)), abi.encode(root));
    }

    function test_oneMessengerIsNotEnough() external {
        Root memory root = _root(8, NOW);
        address[2] memory pair = oracle.messengersOf(KEYSTORE, root);
        for (uint256 i; i < 2; ++i) {
            // However often it says so.
            for (uint256 j; j < 3; ++j) {
                vm.prank(_aliased(pair[i]));
                oracle.push(KEYSTORE, root);
                if (i == 1) break;
                vm.expectRevert(abi.encodeWithSelector(RootOracle.NoRoot.selector, KEYSTORE));
                oracle.latest(KEYSTORE);
            }
        }
        vm.assertEq(oracle.latest(KEYSTORE).number, 8);
    }

    function test_halvesOfDifferentRootsMakeNoWhole() external {
        (Root memory one, Root memory other) = (_root(8, NOW), _root(8, NOW - 1));
        address[2] memory pair = oracle.messengersOf(KEYSTORE, one);
        vm.prank(_aliased(pair[0]));
        oracle.push(KEYSTORE, one);
        pair = oracle.messengersOf(KEYSTORE, other);
        vm.prank(_aliased(pair[1]));
        oracle.push(KEYSTORE, other);
        vm.expectRevert(abi.encodeWithSelector(RootOracle.NoRoot.selector, KEYSTORE));
        oracle.latest(KEYSTORE);
    }

    function test_rootsOnTheirWayDoNotDisturbOneAnother() external {
        (Root memory one, Root memory other) = (_root(8, NOW), _root(9, NOW));
        address[2] memory first = oracle.messengersOf(KEYSTORE, one);
        address[2] memory second = oracle.messengersOf(KEYSTORE, other);
        vm.prank(_aliased(first[0]));
        oracle.push(KEYSTORE, one);
        vm.prank(_aliased(second[0]));
        oracle.push(KEYSTORE, other);
        vm.prank(_aliased(first[1]));
        oracle.push(KEYSTORE, one);
        vm.assertEq(oracle.latest(KEYSTORE).number, 8);
        vm.prank(_aliased(second[1]));
        oracle.push(KEYSTORE, other);
        vm.assertEq(oracle.latest(KEYSTORE).number, 9);
    }

    function testFuzz_refusesAFalseSender(address caller, Root memory root) external {
        vm.assume(root.number != 0);
        bytes memory reason = _notMessenger(caller, root);
        vm.expectRevert(reason);
        vm.prank(caller);
        oracle.push(KEYSTORE, root);
    }

    function testFuzz_refusesAMessengerWithoutAlias(Root memory root) external {
        vm.assume(root.number != 0);
        address[2] memory pair = oracle.messengersOf(KEYSTORE, root);
        for (uint256 i; i < 2; ++i) {
            bytes memory reason = _notMessenger(pair[i], root);
            vm.expectRevert(reason);
            vm.prank(pair[i]);
            oracle.push(KEYSTORE, root);
        }
    }

    function test_refusesTheMessengerThatOthersAreClonesOf() external {
        Root memory root = _root(8, NOW);
        address caller = _aliased(address(messenger));
        bytes memory reason = _notMessenger(caller, root);
        vm.expectRevert(reason);
        vm.prank(caller);
        oracle.push(KEYSTORE, root);
    }

    function testFuzz_refusesAnotherRootsMessenger(Root memory other) external {
        Root memory root = _root(8, NOW);
        vm.assume(keccak256(abi.encode(root)) != keccak256(abi.encode(other)));
        address caller = _aliased(oracle.messengersOf(KEYSTORE, other)[0]);
        bytes memory reason = _notMessenger(caller, root);
        vm.expectRevert(reason);
        vm.prank(caller);
        oracle.push(KEYSTORE, root);
    }

    function test_refusesAnotherKeystoresMessenger() external {
        Root memory root = _root(8, NOW);
        address caller = _aliased(oracle.messengersOf(address(0xdead), root)[0]);
        bytes memory reason = _notMessenger(caller, root);
        vm.expectRevert(reason);
        vm.prank(caller);
        oracle.push(KEYSTORE, root);
    }

    function test_refusesAReplay() external {
        Root memory root = _root(8, NOW);
        _push(root);
        address[2] memory pair = oracle.messengersOf(KEYSTORE, root);
        for (uint256 i; i < 2; ++i) {
            vm.expectRevert(abi.encodeWithSelector(RootOracle.OlderRoot.selector, 8, 8));
            vm.prank(_aliased(pair[i]));
            oracle.push(KEYSTORE, root);
        }
    }

    function testFuzz_refusesAnOlderRoot(uint64 number, uint64 older) external {
        number = uint64(_bound(number, 1, type(uint64).max));
        older = uint64(_bound(older, 0, number));
        _push(_root(number, NOW));
        Root memory root = _root(older, NOW);
        address caller = _aliased(oracle.messengersOf(KEYSTORE, root)[0]);
        vm.expectRevert(abi.encodeWithSelector(RootOracle.OlderRoot.selector, older, number));
        vm.prank(caller);
        oracle.push(KEYSTORE, root);
    }

    function test_refusesTheSecondHalfOfARootThatWasOvertaken() external {
        Root memory root = _root(8, NOW);
        address[2] memory pair = oracle.messengersOf(KEYSTORE, root);
        vm.prank(_aliased(pair[0]));
        oracle.push(KEYSTORE, root);
        _push(_root(9, NOW));
        vm.expectRevert(abi.encodeWithSelector(RootOracle.OlderRoot.selector, 8, 9));
        vm.prank(_aliased(pair[1]));
        oracle.push(KEYSTORE, root);
        vm.assertEq(oracle.latest(KEYSTORE).number, 9);
    }

    function test_keystoresAreApart() external {
        _push(_root(9, NOW));
        Root memory root = _root(8, NOW);
        address[2] memory pair = oracle.messengersOf(address(0xdead), root);
        for (uint256 i; i < 2; ++i) {
            vm.prank(_aliased(pair[i]));
            oracle.push(address(0xdead), root);
        }
        vm.assertEq(oracle.latest(address(0xdead)).number, 8);
        vm.assertEq(oracle.latest(KEYSTORE).number, 9);
    }

    function test_refusesOnL1() external {
        Root memory root = _root(8, NOW);
        address caller = _aliased(oracle.messengersOf(KEYSTORE, root)[0]);
        uint24[4] memory ids = [1, 11155111, 560048, 31337];
        for (uint256 i; i < ids.length; ++i) {
            vm.chainId(ids[i]);
            vm.expectRevert(abi.encodeWithSelector(RootOracle.ReadsKeystore.selector, ids[i]));
            vm.prank(caller);
            oracle.push(KEYSTORE, root);
        }
    }

    function test_forgetsTheHalves() external {
        Root memory root = _root(8, NOW);
        _push(root);
        bytes32 id =
            keccak256(abi.encode(KEYSTORE, root.number, root.asOf, root.l1ChainId, root.root));
        vm.assertEq(vm.load(address(oracle), keccak256(abi.encode(id, uint256(1)))), bytes32(0));
    }

    function test_gas() external {
        _measure(_root(8, NOW - 1), ", first root");
        _measure(_root(9, NOW), "");
    }

    /// @dev What each message costs on the other chain, in a transaction of its own.
    function _measure(Root memory root, string memory which) private {
        address[2] memory pair = oracle.messengersOf(KEYSTORE, root);
        string[2] memory halves = ["push, first half", "push, second half"];
        for (uint256 i; i < 2; ++i) {
            vm.cool(address(oracle));
            vm.prank(_aliased(pair[i]));
            oracle.push(KEYSTORE, root);
            vm.snapshotGasLastCall("RootOracle", string.concat(halves[i], which));
        }
    }
}
