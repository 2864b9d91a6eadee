// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SolanaAddressRule} from "../../../src/resolver/SolanaAddressRule.sol";
import {Vectors} from "../../Vectors.sol";

/// @title SolanaAddressRule.derive
contract SolanaAddressRuleDeriveTest is Vectors {
    SolanaAddressRule private rule = new SolanaAddressRule(keccak256("program"));

    /// @dev Of all kinds: the first bump fits, the second, and so on, and much later ones.
    function test_vectors() external {
        string memory json = _vectors("families");
        uint256 count = _count(json, "solana");
        uint256[256] memory seen;
        for (uint256 i; i < count; ++i) {
            rule = new SolanaAddressRule(vm.parseJsonBytes32(json, _at("solana", i, "program")));
            bytes32 node = vm.parseJsonBytes32(json, _at("solana", i, "node"));
            uint256 bump = vm.parseJsonUint(json, _at("solana", i, "bump"));
            bytes memory derived = rule.derive(node, address(0));
            vm.assertEq(derived, vm.parseJsonBytes(json, _at("solana", i, "address")));
            vm.assertEq(derived, _hash(rule.program(), node, bump));
            ++seen[bump];
        }
        for (uint256 bump = 255; bump > 250; --bump) {
            vm.assertTrue(seen[bump] != 0, "a bump is missing");
        }
        vm.assertTrue(seen[244] != 0, "the lowest bump is missing");
    }

    /// @dev The hash by one of the bumps.
    function testFuzz_isAHashOfTheSeeds(bytes32 node, address keystore) external view {
        bytes memory derived = rule.derive(node, keystore);
        bool found;
        for (uint256 bump = 255; bump != 0 && !found; --bump) {
            bytes memory hash = _hash(rule.program(), node, bump);
            found = keccak256(hash) == keccak256(derived);
        }
        vm.assertTrue(found);
    }

    function testFuzz_theAddressIsTheNodesOwn(bytes32 a, bytes32 b) external view {
        vm.assume(a != b);
        vm.assertNotEq(keccak256(rule.derive(a, address(0))), keccak256(rule.derive(b, address(0))));
    }

    function testFuzz_theKeystoreCountsForNothing(bytes32 node, address a, address b)
        external
        view
    {
        vm.assertEq(rule.derive(node, a), rule.derive(node, b));
    }

    /// @dev By the bump that half of all nodes have, by the next one, and by the twelfth.
    function test_gas() external {
        string memory json = _vectors("families");
        _measure(json, 255, "derive, 1 hash");
        _measure(json, 254, "derive, 2 hashes");
        _measure(json, 244, "derive, 12 hashes");
    }

    function _measure(string memory json, uint256 bump, string memory name) private {
        uint256 i;
        while (vm.parseJsonUint(json, _at("solana", i, "bump")) != bump) ++i;
        rule = new SolanaAddressRule(vm.parseJsonBytes32(json, _at("solana", i, "program")));
        rule.derive(vm.parseJsonBytes32(json, _at("solana", i, "node")), address(0));
        vm.snapshotGasLastCall("SolanaAddressRule", name);
    }

    function _hash(bytes32 program, bytes32 node, uint256 bump)
        private
        pure
        returns (bytes memory)
    {
        bytes memory seeds = abi.encodePacked("mini-account", node, uint8(bump));
        return abi.encode(sha256(abi.encodePacked(seeds, program, "ProgramDerivedAddress")));
    }
}
