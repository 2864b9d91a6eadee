// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {EfficientHashLib} from "solady/utils/EfficientHashLib.sol";
import {DnsName} from "./DnsName.sol";

/// @title Names as people write them
library DottedName {
    /// @notice The namehash (ENSIP-1) of a name.
    /// @param name The name, its labels between dots; empty for the root.
    /// @return node The namehash.
    function namehash(bytes memory name) internal pure returns (bytes32 node) {
        uint256 end = name.length;
        while (end != 0) {
            uint256 start = end;
            while (start != 0 && name[start - 1] != ".") --start;
            node = DnsName.child(node, EfficientHashLib.hash(name, start, end));
            if (start == 0) break;
            end = start - 1;
            // A dot in front of everything: an empty label, and no name of anybody's.
            if (end == 0) node = DnsName.child(node, keccak256(""));
        }
    }
}
