// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ChainList} from "../../../../src/resolver/ChainList.sol";
import {CosmWasmAddressRule} from "../../../../src/resolver/CosmWasmAddressRule.sol";
import {ProvenResolver} from "../../../../src/resolver/ProvenResolver.sol";
import {SolanaAddressRule} from "../../../../src/resolver/SolanaAddressRule.sol";
import {TronAddressRule} from "../../../../src/resolver/TronAddressRule.sol";
import {ZkStackAddressRule} from "../../../../src/resolver/ZkStackAddressRule.sol";
import {KeystoreStandIn} from "../../../fixtures/KeystoreStandIn.sol";
import {ProvenBase} from "../../ProvenBase.sol";

/// @title ProvenResolver.resolveWithProof: addresses of other chain families, by the shared vectors
/// @notice Each list of vectors begins with alice.mononym.eth, under the same Keystore.
contract ProvenResolverFamiliesTest is ProvenBase {
    uint256 private constant TRON = 195;
    uint256 private constant SOLANA = 501;
    uint256 private constant COSMOS = 118;

    /// @dev Cronos zkEVM (388), a ZK Stack chain without EVM code.
    uint256 private constant CRONOS_ZKEVM = 0x80000184;

    string private json = vm.readFile("../tests/vectors/families.json");

    function setUp() public override {
        address placed = vm.parseJsonAddress(json, ".tron[0].keystore");
        vm.etch(placed, address(keystore).code);
        keystore = KeystoreStandIn(placed);
        super.setUp();

        ChainList.Chain[] memory rows = new ChainList.Chain[](4);
        rows[0] = ChainList.Chain(TRON, _tron());
        rows[1] = ChainList.Chain(SOLANA, new SolanaAddressRule(_word(".solana[0].program")));
        rows[2] = ChainList.Chain(CRONOS_ZKEVM, _zkStack());
        rows[3] = ChainList.Chain(COSMOS, _cosmWasm());
        chains = new ChainList(OWNER, 30 days, rows);
        resolver = new ProvenResolver(OWNER, _list("https://a.example"), keystore, chains, MAX_AGE);
    }

    function test_theDerivedAddress() external {
        _derives(TRON, "tron", 21);
        _derives(SOLANA, "solana", 32);
        _derives(CRONOS_ZKEVM, "zkStack", 20);
        _derives(COSMOS, "cosmwasm", 32);
    }

    /// @dev In one question, next to a chain that is not listed.
    function test_allAtOnce() external {
        bytes[] memory answers = new bytes[](3);
        answers[0] = abi.encode(_expected("tron"));
        answers[1] = abi.encode(_expected("solana"));
        answers[2] = abi.encode("");
        _answers(
            _multicall(_calls(_addrOf(TRON), _addrOf(SOLANA), _addrOf(BTC))),
            _calls(_addrKey(TRON), _addrKey(SOLANA), _addrKey(BTC)),
            abi.encode(answers)
        );
    }

    function test_theOwnersRecordComesFirst() external {
        uint256[4] memory coinTypes = [TRON, SOLANA, CRONOS_ZKEVM, COSMOS];
        for (uint256 i; i < 4; ++i) {
            bytes[] memory records = _calls(_addrKey(coinTypes[i]));
            bytes memory own = abi.encode(abi.encodePacked("the owner's own address"));
            _setRecord(_addrKey(coinTypes[i]), own);
            _answers(_addrOf(coinTypes[i]), records, own);
            _setNone(_addrKey(coinTypes[i]));
            _answers(_addrOf(coinTypes[i]), records, abi.encode(""));
        }
    }

    /// @dev The derived address comes before the owner's default of all EVM chains.
    function test_theDefaultComesAfter() external {
        _setRecord(_addrKey(DEFAULT), abi.encode(abi.encodePacked(address(0xD))));
        _derives(CRONOS_ZKEVM, "zkStack", 20);
    }

    function test_anotherAccountHasAnotherAddress() external {
        bytes32 node = keccak256(abi.encode(bytes32(0), keccak256("x")));
        _setAccount(node, 0, 0);
        bytes memory response = _response(node, _calls(_addrKey(TRON)));
        bytes memory extraData = _extraData(hex"017800", _addrOf(TRON));
        bytes memory answer = resolver.resolveWithProof(response, extraData);
        vm.assertEq(answer, abi.encode(_tron().derive(node, address(keystore))));
        vm.assertNotEq(keccak256(answer), keccak256(abi.encode(_expected("tron"))));
    }

    function _derives(uint256 coinType, string memory family, uint256 length) private {
        bytes memory expected = _expected(family);
        vm.assertEq(expected.length, length);
        bytes[] memory records = _calls(_addrKey(coinType));
        _answers(_addrOf(coinType), records, abi.encode(expected));
        _answers(abi.encodeWithSelector(HAS_ADDR, ALICE, coinType), records, abi.encode(true));
    }

    /// @dev Alice's address by the vectors.
    function _expected(string memory family) private view returns (bytes memory) {
        vm.assertEq(_word(string.concat(".", family, "[0].node")), ALICE);
        return vm.parseJsonBytes(json, string.concat(".", family, "[0].address"));
    }

    function _tron() private returns (TronAddressRule) {
        return new TronAddressRule(
            vm.parseJsonAddress(json, ".tron[0].factory"),
            vm.parseJsonAddress(json, ".tron[0].implementation")
        );
    }

    function _zkStack() private returns (ZkStackAddressRule) {
        vm.assertEq(vm.parseJsonAddress(json, ".zkStack[0].keystore"), address(keystore));
        return new ZkStackAddressRule(
            vm.parseJsonAddress(json, ".zkStack[0].factory"),
            vm.parseJsonAddress(json, ".zkStack[0].implementation"),
            _word(".zkStack[0].bytecodeHash")
        );
    }

    function _cosmWasm() private returns (CosmWasmAddressRule) {
        return new CosmWasmAddressRule(
            _word(".cosmwasm[0].checksum"), vm.parseJsonBytes(json, ".cosmwasm[0].creator")
        );
    }

    function _word(string memory path) private view returns (bytes32) {
        return vm.parseJsonBytes32(json, path);
    }
}
