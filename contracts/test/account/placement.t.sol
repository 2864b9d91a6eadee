// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {MiniAccountBootstrap} from "../../src/account/MiniAccountBootstrap.sol";
import {MiniAccountFactory} from "../../src/account/MiniAccountFactory.sol";
import {RootMessenger} from "../../src/account/RootMessenger.sol";
import {RootOracle} from "../../src/account/RootOracle.sol";
import {EvmAddressRule} from "../../src/resolver/EvmAddressRule.sol";
import {Placement} from "./Placement.sol";

/// @title What artifacts/ says stands where CreateX puts it
contract PlacementTest is Placement {
    function test_messenger() external view {
        _check(".messenger", address(messenger), MESSENGER_SALT);
        vm.assertEq(oracle.MESSENGER(), address(messenger));
        _checkArtifact("RootMessenger", type(RootMessenger).creationCode, address(messenger));
    }

    function test_oracle() external view {
        _check(".oracle", address(oracle), ORACLE_SALT);
        _checkArtifact("RootOracle", type(RootOracle).creationCode, address(oracle));
    }

    function test_bootstrap() external view {
        _check(".bootstrap", address(bootstrap), BOOTSTRAP_SALT);
        vm.assertEq(factory.BOOTSTRAP(), address(bootstrap));
        bytes memory code = type(MiniAccountBootstrap).creationCode;
        _checkArtifact("MiniAccountBootstrap", code, address(bootstrap));
    }

    function test_factory() external view {
        _check(".factory", address(factory), FACTORY_SALT);
        _checkArtifact(
            "MiniAccountFactory", type(MiniAccountFactory).creationCode, address(factory)
        );
    }

    function test_rule() external {
        EvmAddressRule rule = new EvmAddressRule();
        vm.assertEq(rule.FACTORY(), address(factory));
        vm.assertEq(rule.BOOTSTRAP(), address(bootstrap));
    }

    function test_trialKeystore() external {
        bytes32 salt = keccak256("mononym.keystore.trial.v1");
        address placed = createx.deployCreate3(salt, type(MiniAccountFactory).creationCode);
        string memory json = _deployment();
        vm.assertEq(vm.parseJsonBytes32(json, ".trialKeystore.salt"), salt);
        vm.assertEq(vm.parseJsonAddress(json, ".trialKeystore.address"), placed);
    }

    function test_createx() external view {
        vm.assertEq(vm.parseJsonAddress(_deployment(), ".createx"), CREATEX);
    }

    function test_bytesAreTheSameEverywhere() external view {
        _checkPortable(type(RootMessenger).creationCode, address(messenger).code);
        _checkPortable(type(RootOracle).creationCode, address(oracle).code);
        _checkPortable(type(MiniAccountBootstrap).creationCode, address(bootstrap).code);
        _checkPortable(type(MiniAccountFactory).creationCode, address(factory).code);
    }

    /// @dev One contract of deployment.json.
    function _check(string memory key, address placed, bytes32 salt) private view {
        string memory json = _deployment();
        vm.assertEq(vm.parseJsonBytes32(json, string.concat(key, ".salt")), salt);
        vm.assertEq(vm.parseJsonAddress(json, string.concat(key, ".address")), placed);
        bytes32 initCodeHash = vm.parseJsonBytes32(json, string.concat(key, ".initCodeHash"));
        vm.assertEq(
            createx.computeCreate2Address(keccak256(abi.encode(salt)), initCodeHash), placed
        );
    }

    /// @dev What artifacts/ has of a contract.
    function _checkArtifact(string memory name, bytes memory creationCode, address placed)
        private
        view
    {
        vm.assertEq(_artifact(name, ".bytecode"), creationCode);
        vm.assertEq(_artifact(name, ".deployedBytecode"), placed.code);
    }

    function _deployment() private view returns (string memory) {
        return vm.readFile("artifacts/deployment.json");
    }

    function _artifact(string memory name, string memory key) private view returns (bytes memory) {
        return vm.parseJsonBytes(vm.readFile(string.concat("artifacts/", name, ".json")), key);
    }
}
