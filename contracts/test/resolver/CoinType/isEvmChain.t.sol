// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {CoinType} from "../../../src/resolver/CoinType.sol";
import {Base} from "../../Base.sol";

/// @title CoinType.isEvmChain
contract CoinTypeIsEvmChainTest is Base {
    function test_theNumbersThatMatter() external pure {
        vm.assertTrue(CoinType.isEvmChain(60));
        vm.assertTrue(CoinType.isEvmChain(0x80000001));
        vm.assertTrue(CoinType.isEvmChain(0x80002105));
        vm.assertTrue(CoinType.isEvmChain(0xffffffff));
        // The default itself, Bitcoin, Ethereum Classic's legacy number, and what is too great.
        vm.assertFalse(CoinType.isEvmChain(0x80000000));
        vm.assertFalse(CoinType.isEvmChain(0));
        vm.assertFalse(CoinType.isEvmChain(59));
        vm.assertFalse(CoinType.isEvmChain(61));
        vm.assertFalse(CoinType.isEvmChain(0x7fffffff));
        vm.assertFalse(CoinType.isEvmChain(0x100000000));
        vm.assertFalse(CoinType.isEvmChain(0x180000001));
        vm.assertFalse(CoinType.isEvmChain(type(uint256).max));
    }

    function testFuzz_everyChainIdBelow2To31(uint256 chainId) external pure {
        chainId = _bound(chainId, 1, 0x7fffffff);
        vm.assertTrue(CoinType.isEvmChain(0x80000000 | chainId));
    }

    function testFuzz_nothingElse(uint256 coinType) external pure {
        vm.assume(coinType != 60 && (coinType >> 31 != 1 || coinType == 0x80000000));
        vm.assertFalse(CoinType.isEvmChain(coinType));
    }
}
