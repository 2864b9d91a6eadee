// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {KeystoreBase} from "../KeystoreBase.sol";

/// @title Keystore.forcedFee
contract KeystoreForcedFeeTest is KeystoreBase {
    function testFuzz_isFlatAndPerByte(uint16 length) external view {
        vm.assertEq(keystore.forcedFee(length), 0.001 ether + 100 gwei * uint256(length));
    }
}
