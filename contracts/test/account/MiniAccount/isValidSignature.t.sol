// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SignatureCheckerLib} from "solady/utils/SignatureCheckerLib.sol";
import {AccountSignature} from "../../../src/account/AccountSignature.sol";
import {MiniAccount} from "../../../src/account/MiniAccount.sol";
import {Key} from "../KeyRing.sol";
import {MiniAccountBase} from "./MiniAccountBase.sol";

/// @title MiniAccount.isValidSignature
contract MiniAccountIsValidSignatureTest is MiniAccountBase {
    bytes4 private constant YES = 0x1626ba7e;
    bytes4 private constant NO = 0xffffffff;

    /// @dev An app's domain, and what it asks for.
    bytes32 private constant APP = keccak256("app's domain");
    bytes32 private constant MAIL = keccak256("hashStruct of a mail");
    string private constant MAIL_TYPE = "Mail(address to,string text)";

    function test_saysThatItKnowsErc7739() external view {
        bytes32 question = 0x7739773977397739773977397739773977397739773977397739773977397739;
        vm.assertEq(bytes32(account.isValidSignature(question, "")), bytes32(bytes4(0x77390001)));
    }

    function test_typedData() external view {
        bytes memory signature = _typed(account, MAIL_TYPE, "Mail", _secp(1));
        _is(YES, _hash(APP, MAIL), signature);
        _is(NO, _hash(APP, keccak256("other")), signature);
        _is(NO, _hash(keccak256("other"), MAIL), signature);
        _is(NO, _hash(APP, MAIL), _typed(account, MAIL_TYPE, "Mail", _secp(2)));
    }

    /// @dev Type and name apart, where the type does not begin with the name.
    function test_typedDataInExplicitMode() external view {
        string memory types = "Body(string text)Mail(address to,Body body)";
        bytes memory signature =
            _nested(account, types, "Mail", _secp(1), string.concat(types, "Mail"));
        _is(YES, _hash(APP, MAIL), signature);
    }

    function test_typedDataWithABadDescription() external view {
        string[4] memory bad = ["", "Mail", "(address to)", "Ma il(address to)"];
        for (uint256 i; i < 4; ++i) {
            bytes memory signature = _nested(account, bad[i], "", _secp(1), bad[i]);
            _is(NO, _hash(APP, MAIL), signature);
            // What a description that is none would leave to be signed.
            bytes memory approvals = _signed(_keys(_secp(1)), _hash(APP, 0));
            _is(NO, _hash(APP, MAIL), _tail(approvals, bad[i]));
        }
    }

    function test_personalMessage() external view {
        bytes32 hash = _ethSigned("hello");
        _is(YES, hash, _personal(account, hash, _secp(1)));
        _is(NO, hash, _personal(account, hash, _secp(2)));
        _is(NO, _ethSigned("other"), _personal(account, hash, _secp(1)));
    }

    function testFuzz_personalMessageThatIsGiven(bytes calldata message) external {
        bytes32 hash = _ethSigned(message);
        bytes memory signature = _withMessage(_personal(account, hash, _secp(1)), message);
        _is(YES, hash, signature);
        _is(NO, keccak256("other"), signature);
        _is(NO, hash, _withMessage(_personal(account, hash, _secp(2)), message));
        _limit(_limits(address(token), 5, 1 days));
        _is(YES, hash, signature);
    }

    function test_whileLimitedNothingElse() external {
        bytes32 hash = _ethSigned("hello");
        bytes memory personal = _personal(account, hash, _secp(1));
        bytes memory typed = _typed(account, MAIL_TYPE, "Mail", _secp(1));
        _is(YES, hash, personal);
        _is(YES, _hash(APP, MAIL), typed);
        _limit(_limits(address(token), 5, 1 days));
        _is(NO, hash, personal);
        _is(NO, _hash(APP, MAIL), typed);
        // A permit's digest does not become a message by being called one.
        bytes32 permit = _hash(APP, MAIL);
        personal = _personal(account, permit, _secp(1));
        _is(NO, permit, _withMessage(personal, bytes.concat(permit)));
        _is(NO, permit, _withMessage(personal, abi.encodePacked(hex"1901", APP, MAIL)));
    }

    function testFuzz_aMessageThatIsCutOffIsNone(bytes calldata rubbish) external {
        (bool success, bytes memory answer) = address(account)
            .call(
                abi.encodeCall(
                    account.isValidSignature, (keccak256("hash"), bytes.concat(hex"02", rubbish))
                )
            );
        if (success) vm.assertEq(answer, abi.encode(NO));
    }

    function test_aMessageThatIsCutOffIsNone() external view {
        bytes32 hash = _ethSigned("");
        _is(NO, hash, hex"02");
        _is(NO, hash, hex"0200");
        _is(NO, hash, hex"020001");
        _is(NO, hash, hex"02ffff");
    }

    function test_threat_replayAcrossTwoAccountsOfTheSameSigners() external {
        bytes32 node = keccak256("bob's");
        MiniAccount other = _deploy(node);
        _sync(other, node);
        bytes32 hash = _ethSigned("hello");
        bytes memory personal = _personal(account, hash, _secp(1));
        bytes memory typed = _typed(account, MAIL_TYPE, "Mail", _secp(1));
        bytes memory given = _withMessage(personal, "hello");
        vm.assertEq(bytes32(other.isValidSignature(hash, personal)), bytes32(NO));
        vm.assertEq(bytes32(other.isValidSignature(hash, given)), bytes32(NO));
        vm.assertEq(bytes32(other.isValidSignature(_hash(APP, MAIL), typed)), bytes32(NO));
        typed = _typed(other, MAIL_TYPE, "Mail", _secp(1));
        vm.assertEq(bytes32(other.isValidSignature(_hash(APP, MAIL), typed)), bytes32(YES));
    }

    function test_threat_replayOnAnotherChain() external {
        bytes32 hash = _ethSigned("hello");
        bytes memory personal = _personal(account, hash, _secp(1));
        bytes memory typed = _typed(account, MAIL_TYPE, "Mail", _secp(1));
        vm.chainId(10);
        _is(NO, hash, personal);
        _is(NO, _hash(APP, MAIL), typed);
    }

    function test_threat_aBareSignatureOfTheKeyIsNone() external view {
        bytes32 hash = keccak256("hash");
        _is(NO, hash, _signed(_keys(_secp(1)), hash));
    }

    function test_threat_oldSignerAfterRotation() external {
        bytes32 hash = _ethSigned("hello");
        bytes memory personal = _personal(account, hash, _secp(1));
        _rotate(1, _keys(_secp(2)));
        _is(NO, hash, personal);
    }

    function test_theLocalKeyDoesNotSignForTheAccount() external {
        bytes32 hash = _ethSigned("hello");
        bytes memory signature = _personal(account, hash, _secp(1));
        signature[0] = 0x01;
        vm.expectRevert(abi.encodeWithSelector(AccountSignature.UnknownMode.selector, 1));
        account.isValidSignature(hash, signature);
        vm.expectRevert(AccountSignature.EmptySignature.selector);
        account.isValidSignature(hash, "");
    }

    function test_passkeysToo() external {
        _rotate(1, _keys(_passkey(1)));
        _is(YES, _hash(APP, MAIL), _typed(account, MAIL_TYPE, "Mail", _passkey(1)));
        bytes32 hash = _ethSigned("hello");
        _is(YES, hash, _personal(account, hash, _passkey(1)));
    }

    function test_libraryAsksIt() external {
        bytes32 hash = _ethSigned("hello");
        bytes memory signature = _personal(account, hash, _secp(1));
        vm.assertTrue(
            SignatureCheckerLib.isValidERC1271SignatureNow(address(account), hash, signature)
        );
    }

    function _is(bytes4 answer, bytes32 hash, bytes memory signature) private view {
        vm.assertEq(bytes32(account.isValidSignature(hash, signature)), bytes32(answer));
    }

    function _hash(bytes32 domain, bytes32 structHash) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function _ethSigned(bytes memory message) private pure returns (bytes32) {
        return keccak256(
            bytes.concat(
                "\x19Ethereum Signed Message:\n", bytes(vm.toString(message.length)), message
            )
        );
    }

    function _personal(MiniAccount target, bytes32 hash, Key memory key)
        private
        view
        returns (bytes memory)
    {
        bytes32 structHash = keccak256(abi.encode(keccak256("PersonalSign(bytes prefixed)"), hash));
        return _signed(_keys(key), _hash(_separator(target), structHash));
    }

    function _withMessage(bytes memory signature, bytes memory message)
        private
        pure
        returns (bytes memory)
    {
        signature[0] = 0x02;
        return abi.encodePacked(signature, message, uint16(message.length));
    }

    function _typed(MiniAccount target, string memory types, string memory name, Key memory key)
        private
        view
        returns (bytes memory)
    {
        return _nested(target, types, name, key, types);
    }

    /// @dev A TypedDataSign (ERC-7739), by hand.
    function _nested(
        MiniAccount target,
        string memory types,
        string memory name,
        Key memory key,
        string memory description
    ) private view returns (bytes memory) {
        bytes32 typeHash = keccak256(
            abi.encodePacked(
                "TypedDataSign(",
                name,
                " contents,string name,string version,uint256 chainId,",
                "address verifyingContract,bytes32 salt)",
                types
            )
        );
        bytes32 structHash = keccak256(
            abi.encode(
                typeHash,
                MAIL,
                keccak256("Mononym Account"),
                keccak256("1"),
                block.chainid,
                target,
                bytes32(0)
            )
        );
        return _tail(_signed(_keys(key), _hash(APP, structHash)), description);
    }

    function _tail(bytes memory signature, string memory description)
        private
        pure
        returns (bytes memory)
    {
        return
            abi.encodePacked(signature, APP, MAIL, description, uint16(bytes(description).length));
    }
}
