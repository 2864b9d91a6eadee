// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {MiniAccount} from "../../../src/account/MiniAccount.sol";
import {Account} from "../../../src/keystore/AccountLeaf.sol";
import {AccountBase} from "../AccountBase.sol";
import {KeyRing} from "../KeyRing.sol";

/// @title Signatures of an account that is not deployed yet (ERC-6492), and its first use
contract MiniAccountErc6492Test is AccountBase, KeyRing {
    bytes32 private constant HASH = keccak256("what is signed");

    address private _account;

    function setUp() public override {
        super.setUp();
        Account memory leaf = _example();
        (leaf.frozenUntil, leaf.retiredFrom, leaf.limitsHash) = (0, 0, 0);
        leaf.implementation = address(new MiniAccount());
        leaf.signersHash = _signersHash(1, _keys(_secp(1)));
        _set(leaf);
        _commit(NUMBER + 1, NOW - 30);
        _account = factory.getAddress(ALICE, KEYSTORE);
    }

    function test_verifiersDeployAndSyncFirst() external {
        vm.assertEq(_account.code.length, 0);
        vm.assertTrue(_ask(HASH, _wrap(_signature(1))));
        // And when it stands, they ask it at once.
        vm.assertTrue(_ask(HASH, _wrap(_signature(1))));
        vm.assertFalse(_ask(keccak256("else"), _wrap(_signature(1))));
    }

    function test_aSignatureOfAnotherKeyIsNone() external {
        vm.assertFalse(_ask(HASH, _wrap(_signature(2))));
        // It was asked, all the same.
        vm.assertTrue(_account.code.length != 0);
    }

    /// @dev What a verifier does by ERC-6492: prepares if there is no code, then asks.
    function _ask(bytes32 hash, bytes memory wrapped) private returns (bool) {
        (address target, bytes memory data, bytes memory signature) =
            abi.decode(wrapped, (address, bytes, bytes));
        if (_account.code.length == 0) {
            (bool success,) = target.call(data);
            vm.assertTrue(success);
        }
        return MiniAccount(payable(_account)).isValidSignature(hash, signature) == 0x1626ba7e;
    }

    function _wrap(bytes memory signature) private view returns (bytes memory) {
        bytes memory data = abi.encodeCall(factory.deployAndSync, (ALICE, KEYSTORE, _proof()));
        return bytes.concat(
            abi.encode(address(factory), data, signature),
            hex"6492649264926492649264926492649264926492649264926492649264926492"
        );
    }

    /// @dev A PersonalSign under the domain of the account to be.
    function _signature(uint256 number) private view returns (bytes memory) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("Mononym Account"),
                keccak256("1"),
                block.chainid,
                _account
            )
        );
        bytes32 structHash = keccak256(abi.encode(keccak256("PersonalSign(bytes prefixed)"), HASH));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", domain, structHash));
        return _encoded(_keys(_secp(1)), 1, _approvals(_keys(_secp(number)), digest));
    }
}
