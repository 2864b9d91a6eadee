// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AccountLeaf} from "../../../../src/keystore/AccountLeaf.sol";
import {KeystoreProof, Proof} from "../../../../src/keystore/KeystoreProof.sol";
import {RecordLeaf} from "../../../../src/keystore/RecordLeaf.sol";
import {DnsName} from "../../../../src/libraries/DnsName.sol";
import {ProvenResponse} from "../../../../src/libraries/ProvenResponse.sol";
import {GatewayResolver} from "../../../../src/resolver/GatewayResolver.sol";
import {ProofReader} from "../../../../src/resolver/ProofReader.sol";
import {ProvenResolver} from "../../../../src/resolver/ProvenResolver.sol";
import {KeystoreStandIn} from "../../../fixtures/KeystoreStandIn.sol";
import {ProvenBase} from "../../ProvenBase.sol";

/// @title ProvenResolver.resolveWithProof: what a response is bound to
contract ProvenResolverBindingTest is ProvenBase {
    bytes private answer = abi.encode("https://alice.example");

    function setUp() public override {
        super.setUp();
        _setRecord(_textKey("url"), answer);
        _setRecord(_textKey("avatar"), abi.encode("https://alice.example/a.png"));
    }

    function test_answersWhatIsProven() external {
        _answers(_text("url"), _calls(_textKey("url")), answer);
    }

    /// @dev The node of an answer is the name's, whatever the call says.
    function testFuzz_ignoresTheNodeOfTheCall(bytes32 node) external {
        _answers(abi.encodeWithSelector(TEXT, node, "url"), _calls(_textKey("url")), answer);
    }

    function testFuzz_refusesAnotherTarget(address target) external {
        vm.assume(target != address(resolver));
        bytes memory callData =
            abi.encodeWithSignature("prove(bytes,bytes)", ALICE_DNS, _text("url"));
        bytes memory response = _response(_calls(_textKey("url")));
        vm.expectRevert(abi.encodeWithSelector(GatewayResolver.WrongTarget.selector, target));
        resolver.resolveWithProof(response, abi.encode(callData, target));
    }

    function testFuzz_refusesAnotherFunction(bytes4 selector) external {
        vm.assume(selector != bytes4(keccak256("prove(bytes,bytes)")));
        bytes memory callData = abi.encodeWithSelector(selector, ALICE_DNS, _text("url"));
        bytes memory response = _response(_calls(_textKey("url")));
        vm.expectRevert(abi.encodeWithSelector(GatewayResolver.WrongCall.selector, selector));
        resolver.resolveWithProof(response, abi.encode(callData, address(resolver)));
    }

    function testFuzz_refusesWhatIsNoName(bytes1 more) external {
        bytes memory name = bytes.concat(ALICE_DNS, more);
        bytes memory response = _response(_calls(_textKey("url")));
        vm.expectRevert(abi.encodeWithSelector(DnsName.MalformedName.selector, name));
        resolver.resolveWithProof(response, _extraData(name, _text("url")));
    }

    /// @dev Another name's proofs: none of them fits, not even that of an account.
    function test_refusesProofsOfAnotherName() external {
        bytes memory response = _response(_calls(_textKey("url")));
        vm.expectRevert();
        resolver.resolveWithProof(response, _extraData(BOB_DNS, _text("url")));
    }

    function test_refusesTheProofOfAnotherAccount() external {
        bytes32 other = keccak256(abi.encode(0));
        _refuses(tree.prove(_accountKey(other)), tree.prove(_recordKey(ALICE, _textKey("url"))));
    }

    /// @dev Another account's record, beside alice's own account.
    function test_refusesARecordOfAnotherAccount() external {
        bytes32 other = keccak256(abi.encode(0));
        tree.set(_recordKey(other, _textKey("url")), bytes.concat(hex"02", abi.encode("evil")));
        _refuses(tree.prove(_accountKey(ALICE)), tree.prove(_recordKey(other, _textKey("url"))));
    }

    function test_refusesARecordOfAnotherCall() external {
        _refuses(tree.prove(_accountKey(ALICE)), tree.prove(_recordKey(ALICE, _textKey("avatar"))));
    }

    /// @dev A record whose value is an account's, and whose proof is passed off as the account's.
    function test_refusesARecordPosingAsAccount() external {
        bytes memory account = tree.get(_accountKey(ALICE));
        tree.set(_recordKey(ALICE, _textKey("avatar")), account);
        _refuses(
            tree.prove(_recordKey(ALICE, _textKey("avatar"))),
            tree.prove(_recordKey(ALICE, _textKey("url")))
        );
    }

    function test_refusesAnAccountPosingAsRecord() external {
        _refuses(tree.prove(_accountKey(ALICE)), tree.prove(_accountKey(ALICE)));
    }

    /// @dev A leaf of the right key with a value of the wrong kind: no state of the log gives it.
    function test_refusesLeavesOfTheWrongKind() external {
        bytes memory account = tree.get(_accountKey(ALICE));
        tree.set(_recordKey(ALICE, _textKey("url")), account);
        _reverts(
            _text("url"),
            _calls(_textKey("url")),
            abi.encodeWithSelector(RecordLeaf.MalformedRecord.selector, account)
        );
        tree.set(_accountKey(ALICE), hex"03");
        _reverts(
            _text("url"),
            _none(),
            abi.encodeWithSelector(AccountLeaf.MalformedAccount.selector, hex"03")
        );
    }

    function testFuzz_refusesAnotherRoot(bytes32 root) external {
        bytes memory response = _response(_calls(_textKey("url")));
        bytes32 right = tree.root();
        vm.assume(root != right);
        keystore.set(NUMBER, root, NOW);
        vm.expectRevert(abi.encodeWithSelector(KeystoreProof.WrongRoot.selector, root, right));
        resolver.resolveWithProof(response, _extraData(ALICE_DNS, _text("url")));
    }

    /// @dev Both proofs must be under the one root, though both are true somewhere.
    function test_refusesProofsOfTwoRoots() external {
        Proof memory old = tree.prove(_recordKey(ALICE, _textKey("url")));
        _setRecord(_textKey("url"), abi.encode("https://new.example"));
        _refuses(tree.prove(_accountKey(ALICE)), old);
    }

    function testFuzz_passesTheKeystoresRefusalOn(uint64 number) external {
        vm.assume(number != NUMBER);
        _response(_calls(_textKey("url")));
        Proof[] memory records = new Proof[](1);
        records[0] = tree.prove(_recordKey(ALICE, _textKey("url")));
        bytes memory response = abi.encode(number, tree.prove(_accountKey(ALICE)), records);
        vm.expectRevert(abi.encodeWithSelector(KeystoreStandIn.UnknownCommit.selector, number));
        resolver.resolveWithProof(response, _extraData(ALICE_DNS, _text("url")));
    }

    function testFuzz_takesRootsUntilTheyAreTooOld(uint64 asOf) external {
        bytes memory response = _response(_calls(_textKey("url")));
        bytes32 root = tree.root();
        _checkAge(response, root, NOW - MAX_AGE);
        _checkAge(response, root, NOW - MAX_AGE - 1);
        _checkAge(response, root, uint64(_bound(asOf, 1, type(uint64).max)));
        _checkAge(response, root, type(uint64).max);
    }

    function _checkAge(bytes memory response, bytes32 root, uint64 asOf) private {
        keystore.set(NUMBER, root, asOf);
        if (asOf < NOW - MAX_AGE) {
            vm.expectRevert(
                abi.encodeWithSelector(ProvenResolver.RootTooOld.selector, asOf, MAX_AGE)
            );
        }
        resolver.resolveWithProof(response, _extraData(ALICE_DNS, _text("url")));
    }

    function test_refusesAMissingProof() external {
        bytes memory missing = abi.encodeWithSelector(ProofReader.MissingProof.selector, 0);
        _reverts(_text("url"), _none(), missing);
        missing = abi.encodeWithSelector(ProofReader.MissingProof.selector, 1);
        bytes memory both = _multicall(_calls(_text("url"), _text("avatar")));
        _reverts(both, _calls(_textKey("url")), missing);
    }

    function test_refusesLeftOverProofs() external {
        bytes[] memory records = _calls(_textKey("url"), _textKey("url"), _textKey("avatar"));
        _reverts(
            _text("url"), records, abi.encodeWithSelector(ProofReader.LeftOverProofs.selector, 2)
        );
    }

    function test_refusesProofsInAnotherOrder() external {
        bytes memory both = _multicall(_calls(_text("url"), _text("avatar")));
        bytes memory response = _response(_calls(_textKey("avatar"), _textKey("url")));
        vm.expectRevert();
        resolver.resolveWithProof(response, _extraData(ALICE_DNS, both));
    }

    function testFuzz_refusesTruncatedAndExtendedResponses(uint256 length) external {
        bytes memory response = _response(_calls(_textKey("url")));
        bytes memory more = bytes.concat(response, bytes32(0));
        _malformed(more.length);
        resolver.resolveWithProof(more, _extraData(ALICE_DNS, _text("url")));
        length = _bound(length, 0, response.length - 1);
        assembly {
            mstore(response, length)
        }
        _malformed(length);
        resolver.resolveWithProof(response, _extraData(ALICE_DNS, _text("url")));
    }

    /// @dev Whatever bit of a response is changed, it is refused: no two responses serve one call.
    function testFuzz_refusesAnAlteredResponse(uint256 bit) external {
        bytes memory response = _response(_calls(_textKey("url")));
        bit = _bound(bit, 0, response.length * 8 - 1);
        response[bit / 8] ^= bytes1(uint8(1) << uint8(bit % 8));
        vm.expectRevert();
        resolver.resolveWithProof(response, _extraData(ALICE_DNS, _text("url")));
    }

    function _malformed(uint256 length) private {
        vm.expectRevert(abi.encodeWithSelector(ProvenResponse.MalformedResponse.selector, length));
    }

    /// @dev Checks that the text record "url" is not answered from these proofs.
    function _refuses(Proof memory account, Proof memory record) private {
        Proof[] memory records = new Proof[](1);
        records[0] = record;
        keystore.set(NUMBER, tree.root(), NOW);
        bytes memory response = abi.encode(NUMBER, account, records);
        vm.expectRevert();
        resolver.resolveWithProof(response, _extraData(ALICE_DNS, _text("url")));
    }
}
