// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Account, AccountLeaf} from "../../../src/keystore/AccountLeaf.sol";
import {AccountBase} from "./AccountBase.sol";

/// @title AccountLeaf.decode
contract AccountLeafDecodeTest is AccountBase {
    function testFuzz_readsEveryField(Account memory account) external view {
        bytes memory value = _encode(account);
        vm.assertEq(value.length, 264);
        vm.assertEq(abi.encode(harness.accountLeaf(value)), abi.encode(account));
    }

    function testFuzz_refusesAnotherLength(bytes calldata value) external {
        vm.assume(value.length != 264);
        bytes memory typed = bytes.concat(hex"01", value);
        if (typed.length != 264) _refuses(typed);
        _refuses(value);
    }

    function testFuzz_refusesOneByteMoreOrLess(Account memory account, bytes1 more) external {
        bytes memory value = _encode(account);
        _refuses(bytes.concat(value, more));
        assembly {
            mstore(value, 263)
        }
        _refuses(value);
    }

    function testFuzz_refusesAnotherType(Account memory account, bytes1 kind) external {
        vm.assume(kind != 0x01);
        bytes memory value = _encode(account);
        value[0] = kind;
        _refuses(value);
    }

    function _refuses(bytes memory value) private {
        vm.expectRevert(abi.encodeWithSelector(AccountLeaf.MalformedAccount.selector, value));
        harness.accountLeaf(value);
    }
}
