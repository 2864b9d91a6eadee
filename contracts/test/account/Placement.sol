// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {MiniAccountBootstrap} from "../../src/account/MiniAccountBootstrap.sol";
import {MiniAccountFactory} from "../../src/account/MiniAccountFactory.sol";
import {RootMessenger} from "../../src/account/RootMessenger.sol";
import {RootOracle} from "../../src/account/RootOracle.sol";
import {Base} from "../Base.sol";
import {CreateXStandIn} from "../fixtures/CreateXStandIn.sol";

/// @title The frozen contracts, placed as on a real chain
abstract contract Placement is Base {
    /// @dev Salt of what messengers are clones of.
    bytes32 internal constant MESSENGER_SALT = keccak256("mononym.root-messenger.v1");

    /// @dev Salt of the oracle.
    bytes32 internal constant ORACLE_SALT = keccak256("mononym.root-oracle.v1");

    /// @dev Salt of the bootstrap.
    bytes32 internal constant BOOTSTRAP_SALT = keccak256("mononym.bootstrap.v1");

    /// @dev Salt of the factory.
    bytes32 internal constant FACTORY_SALT = keccak256("mononym.factory.v1");

    /// @dev A Keystore's address.
    address internal constant KEYSTORE = 0x3333333333333333333333333333333333333333;

    CreateXStandIn internal createx = CreateXStandIn(CREATEX);
    RootMessenger internal messenger;
    RootOracle internal oracle;
    MiniAccountBootstrap internal bootstrap;
    MiniAccountFactory internal factory;

    function setUp() public virtual {
        vm.etch(CREATEX, type(CreateXStandIn).runtimeCode);
        messenger = RootMessenger(payable(_place(MESSENGER_SALT, type(RootMessenger).creationCode)));
        oracle = RootOracle(_place(ORACLE_SALT, type(RootOracle).creationCode));
        bootstrap = MiniAccountBootstrap(
            payable(_place(BOOTSTRAP_SALT, type(MiniAccountBootstrap).creationCode))
        );
        factory = MiniAccountFactory(_place(FACTORY_SALT, type(MiniAccountFactory).creationCode));
    }

    /// @dev Lets CreateX place a contract.
    function _place(bytes32 salt, bytes memory initCode) private returns (address) {
        return createx.deployCreate2(salt, initCode);
    }

    /// @dev alice.mononym.eth's account.
    function _alice() internal returns (MiniAccountBootstrap) {
        return MiniAccountBootstrap(payable(factory.deploy(ALICE, KEYSTORE)));
    }

    /// @dev Fails if bytes that are part of every address are not the same on every chain.
    function _checkPortable(bytes memory creationCode, bytes memory code) internal pure {
        // Without a constructor nothing but a fixed preamble stands before the code.
        uint256 preamble = creationCode.length - code.length;
        vm.assertLt(preamble, 33);
        bytes memory tail = new bytes(code.length);
        for (uint256 i; i < code.length; ++i) {
            tail[i] = creationCode[preamble + i];
        }
        vm.assertEq(tail, code);
        uint256 last;
        for (uint256 i; i < creationCode.length; ++i) {
            uint8 opcode = uint8(creationCode[i]);
            vm.assertTrue(opcode != 0x5f, "PUSH0 is not known everywhere");
            if (opcode >= 0x60 && opcode <= 0x7f) i += opcode - 0x5f;
            last = i;
        }
        // A CBOR tail would end with its length, and hold the compiler's version.
        vm.assertFalse(_contains(creationCode, "solc"));
        vm.assertFalse(_contains(creationCode, "ipfs"));
        vm.assertEq(last, creationCode.length - 1);
    }

    /// @dev Whether four bytes occur.
    function _contains(bytes memory haystack, bytes4 needle) private pure returns (bool) {
        for (uint256 i = 3; i < haystack.length; ++i) {
            bytes4 word = bytes4(
                bytes.concat(haystack[i - 3], haystack[i - 2], haystack[i - 1], haystack[i])
            );
            if (word == needle) return true;
        }
        return false;
    }
}
