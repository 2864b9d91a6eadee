// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Account, AccountLeaf, Status} from "../../../src/keystore/AccountLeaf.sol";
import {AccountBase} from "./AccountBase.sol";

/// @title AccountLeaf.statusAt
contract AccountLeafStatusAtTest is AccountBase {
    function testFuzz_isActiveAtFirst(Account memory account, uint256 time) external view {
        (account.frozenUntil, account.retiredFrom) = (0, 0);
        _check(account, time, Status.Active);
    }

    function testFuzz_aFreezeEndsByItself(Account memory account, uint64 until) external view {
        until = uint64(_bound(until, 1, type(uint64).max));
        (account.frozenUntil, account.retiredFrom) = (until, 0);
        _check(account, 0, Status.Frozen);
        _check(account, until - 1, Status.Frozen);
        _check(account, until, Status.Active);
        _check(account, uint256(until) + 1, Status.Active);
    }

    function testFuzz_aRetirementBeginsByItself(Account memory account, uint64 from) external view {
        from = uint64(_bound(from, 1, type(uint64).max));
        (account.frozenUntil, account.retiredFrom) = (0, from);
        _check(account, from - 1, Status.Active);
        _check(account, from, Status.Retired);
        _check(account, type(uint256).max, Status.Retired);
    }

    function testFuzz_aRetiredAccountIsRetiredThoughFrozen(Account memory account, uint64 from)
        external
        view
    {
        from = uint64(_bound(from, 1, type(uint64).max - 1));
        (account.frozenUntil, account.retiredFrom) = (type(uint64).max, from);
        _check(account, from - 1, Status.Frozen);
        _check(account, from, Status.Retired);
    }

    function testFuzz_refusesWhatIsNoAccount(Account memory account, bytes1 kind) external {
        vm.assume(kind != 0x01);
        bytes memory value = _encode(account);
        _refuses(bytes.concat(value, hex"00"));
        value[0] = kind;
        _refuses(value);
        _refuses("");
    }

    function _check(Account memory account, uint256 time, Status status) private view {
        vm.assertEq(uint256(harness.accountStatus(_encode(account), time)), uint256(status));
    }

    function _refuses(bytes memory value) private {
        vm.expectRevert(abi.encodeWithSelector(AccountLeaf.MalformedAccount.selector, value));
        harness.accountStatus(value, 0);
    }
}
