// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Keystore} from "../../../src/keystore/Keystore.sol";
import {KeystoreBase} from "../KeystoreBase.sol";

/// @title Keystore.force
contract KeystoreForceTest is KeystoreBase {
    function test_queues() external {
        bytes memory first = hex"01";
        uint256 fee = uint256(FLAT_FEE) + FEE_PER_BYTE;
        vm.expectEmit(address(keystore));
        emit Keystore.Forced(0, keccak256(first), NOW + PERIOD, first);
        vm.prank(USER);
        vm.assertEq(keystore.force{value: fee}(first), 0);

        vm.warp(NOW + 5);
        vm.expectEmit(address(keystore));
        emit Keystore.Forced(1, keccak256(BODY), NOW + 5 + PERIOD, BODY);
        vm.assertEq(_force(BODY), 1);
        (uint64 start, uint64 end) = keystore.queue();
        vm.assertEq(start, 0);
        vm.assertEq(end, 2);
        vm.assertEq(
            address(keystore).balance,
            2 * uint256(FLAT_FEE) + uint256(FEE_PER_BYTE) * (1 + BODY.length)
        );
    }

    function test_refusesAnEmptyOperation() external {
        vm.expectRevert(Keystore.ForcedEmpty.selector);
        vm.prank(USER);
        keystore.force{value: FLAT_FEE}("");
    }

    function test_refusesTooLongAnOperation() external {
        bytes memory body = new bytes(16_385);
        body[0] = 0x01;
        uint256 fee = keystore.forcedFee(16_385);
        vm.expectRevert(abi.encodeWithSelector(Keystore.ForcedTooLong.selector, 16_385, 16_384));
        vm.prank(USER);
        keystore.force{value: fee}(body);

        body = new bytes(16_384);
        body[0] = 0x01;
        _force(body);
    }

    function test_refusesAnOperationWithoutKind() external {
        uint256 fee = keystore.forcedFee(2);
        vm.expectRevert(Keystore.ForcedWithoutKind.selector);
        vm.prank(USER);
        keystore.force{value: fee}(hex"0001");
    }

    function test_refusesAnyOtherFee() external {
        uint256 fee = keystore.forcedFee(BODY.length);
        vm.expectRevert(abi.encodeWithSelector(Keystore.WrongFee.selector, fee, fee - 1));
        vm.prank(USER);
        keystore.force{value: fee - 1}(BODY);
        vm.expectRevert(abi.encodeWithSelector(Keystore.WrongFee.selector, fee, fee + 1));
        vm.prank(USER);
        keystore.force{value: fee + 1}(BODY);
        vm.expectRevert(abi.encodeWithSelector(Keystore.WrongFee.selector, fee, 0));
        vm.prank(USER);
        keystore.force(BODY);
    }

    function test_takesTheGreatestFees() external {
        uint96 most = type(uint96).max;
        keystore = new Keystore(OWNER, proposers, type(uint32).max, most, most);
        bytes memory body = new bytes(16_384);
        body[0] = 0x01;
        uint256 fee = uint256(most) * 16_385;
        vm.deal(USER, fee);
        vm.prank(USER);
        keystore.force{value: fee}(body);
        (,, uint64 dueBy, uint256 kept) = keystore.forcedAt(0);
        vm.assertEq(kept, fee);
        vm.assertEq(dueBy, uint256(NOW) + type(uint32).max);
    }

    function test_leavesTheHeadAlone() external {
        _commitOne();
        (uint64 number, bytes32 root, uint64 sequence, uint64 asOf) = keystore.head();
        vm.warp(NOW + 7);
        _force(BODY);
        (uint64 number_, bytes32 root_, uint64 sequence_, uint64 asOf_) = keystore.head();
        vm.assertEq(number_, number);
        vm.assertEq(root_, root);
        vm.assertEq(sequence_, sequence);
        vm.assertEq(asOf_, asOf);
    }

    function testFuzz_keepsWhatWasForced(bytes calldata body, uint32 gap) external {
        vm.assume(body.length != 0 && body.length <= 16_384 && body[0] != 0);
        vm.warp(NOW + uint256(gap));
        uint64 index = _force(body);
        (bytes32 operationHash, uint64 queuedAt, uint64 dueBy, uint256 fee) =
            keystore.forcedAt(index);
        vm.assertEq(operationHash, keccak256(body));
        vm.assertEq(queuedAt, NOW + uint256(gap));
        vm.assertEq(dueBy, NOW + uint256(gap) + PERIOD);
        vm.assertEq(fee, FLAT_FEE + uint256(FEE_PER_BYTE) * body.length);
        vm.assertEq(address(keystore).balance, fee);
    }
}
