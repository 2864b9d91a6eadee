// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {MiniAccount} from "../../src/account/MiniAccount.sol";
import {P256Fallback} from "../../src/account/P256Fallback.sol";
import {Placed} from "../../src/account/Placed.sol";
import {ReplayRules} from "../../src/account/ReplayRules.sol";
import {Placement} from "./Placement.sol";

/// @title Today's implementation of accounts stands where artifacts/ says
contract LogicPlacementTest is Placement {
    function test_fallback() external {
        bytes memory code = type(P256Fallback).creationCode;
        address placed = createx.deployCreate2(keccak256("mononym.p256-fallback.v1"), code);
        vm.assertEq(placed, Placed.P256_FALLBACK);
        _check(".p256Fallback", "P256Fallback", code, placed);
        // A constant stands behind its code: `_checkPortable` would read it as instructions.
        vm.assertLt(code.length - placed.code.length, 33);
    }

    function test_rules() external {
        bytes memory code = type(ReplayRules).creationCode;
        address placed = createx.deployCreate2(keccak256("mononym.replay-rules.v1"), code);
        vm.assertEq(placed, Placed.REPLAY_RULES);
        _check(".replayRules", "ReplayRules", code, placed);
        _checkPortable(code, placed.code);
    }

    function test_implementation() external {
        bytes memory code = type(MiniAccount).creationCode;
        address placed = createx.deployCreate2(keccak256("mononym.mini-account.v1"), code);
        // EIP-170.
        vm.assertLt(placed.code.length, 24_577);
        _check(".miniAccount", "MiniAccount", code, placed);
        _checkPortable(code, placed.code);
    }

    function _check(string memory key, string memory name, bytes memory code, address placed)
        private
        view
    {
        string memory json = vm.readFile("./artifacts/deployment.json");
        vm.assertEq(vm.parseJsonAddress(json, string.concat(key, ".address")), placed);
        vm.assertEq(vm.parseJsonBytes32(json, string.concat(key, ".initCodeHash")), keccak256(code));
        json = vm.readFile(string.concat("./artifacts/", name, ".json"));
        vm.assertEq(vm.parseJsonBytes(json, ".bytecode"), code);
    }
}
