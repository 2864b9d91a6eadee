// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Root} from "../../../src/account/IRootOracle.sol";
import {RootOracle} from "../../../src/account/RootOracle.sol";
import {AccountBase} from "../AccountBase.sol";

/// @title RootOracle.latest
contract RootOracleLatestTest is AccountBase {
    function test_readsTheKeystoreOnL1() external {
        _equal(oracle.latest(KEYSTORE), _root(NUMBER, NOW - 60));
        _commit(8, NOW);
        _equal(oracle.latest(KEYSTORE), _root(8, NOW));
    }

    function test_readsTheKeystoreOnEveryL1() external {
        uint24[3] memory ids = [1, 11155111, 560048];
        for (uint256 i; i < ids.length; ++i) {
            vm.chainId(ids[i]);
            vm.assertEq(oracle.latest(KEYSTORE).l1ChainId, ids[i]);
        }
    }

    function test_onL1WithoutAKeystore() external {
        vm.expectRevert();
        oracle.latest(address(0xdead));
    }

    function testFuzz_knowsNothingElsewhereAtFirst(address keystore, uint256 chainId) external {
        vm.chainId(_bound(chainId, 100, 10_000));
        vm.expectRevert(abi.encodeWithSelector(RootOracle.NoRoot.selector, keystore));
        oracle.latest(keystore);
    }

    function test_elsewhereItIsWhatCameLast() external {
        vm.chainId(L2);
        Root memory root = _root(8, NOW - 1);
        _push(root);
        _equal(oracle.latest(KEYSTORE), root);
        root = _root(9, NOW);
        _push(root);
        _equal(oracle.latest(KEYSTORE), root);
    }

    function test_keystoresAreApart() external {
        vm.chainId(L2);
        _push(_root(8, NOW));
        vm.expectRevert(abi.encodeWithSelector(RootOracle.NoRoot.selector, address(0xdead)));
        oracle.latest(address(0xdead));
    }

    function test_gas() external {
        oracle.latest(KEYSTORE);
        vm.snapshotGasLastCall("RootOracle", "latest, on L1, of a Keystore without rules");
        vm.chainId(L2);
        _push(_root(8, NOW));
        vm.cool(address(oracle));
        oracle.latest(KEYSTORE);
        vm.snapshotGasLastCall("RootOracle", "latest, elsewhere");
    }

    function _equal(Root memory found, Root memory expected) private pure {
        vm.assertEq(abi.encode(found), abi.encode(expected));
    }
}
