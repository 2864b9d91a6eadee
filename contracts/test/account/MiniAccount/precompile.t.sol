// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Placed} from "../../../src/account/Placed.sol";
import {Key} from "../KeyRing.sol";
import {EntryPointBase} from "./EntryPointBase.sol";

/// @title A MiniAccount on a chain with P256VERIFY (EIP-7951)
/// forge-config: default.evm_version = "osaka"
contract MiniAccountPrecompileTest is EntryPointBase {
    function setUp() public override {
        super.setUp();
        vm.assertTrue(account.state().hasP256);
        // It is the precompile that answers, nothing else.
        vm.etch(Placed.P256_FALLBACK, "");
    }

    function _evmVersion() internal pure override returns (string memory) {
        return "osaka";
    }

    function test_aPasskey() external {
        _accepts(_passkey(1));
    }

    function test_aP256Key() external {
        _accepts(_p256(1));
    }

    function _accepts(Key memory key) private {
        _rotate(1, _keys(key));
        Key memory other = Key(key.kind, key.secret + 1);
        _refused(_by(_executing(_transfer(3), _noLimits()), _keys(other)), "AA24 signature error");
        _handle(_by(_executing(_transfer(3), _noLimits()), _keys(key)));
        vm.assertEq(token.balanceOf(BOB), 3);
    }
}
