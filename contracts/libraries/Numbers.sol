// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LibBit} from "solady/utils/LibBit.sol";

/// @title Numbers that a shop's active listings, or links, hold (SHOP-6)
/// @dev A bitmap per shop, one word for 256 numbers; a set bit is a number in use.
library Numbers {
    /// @dev As an input, any free number; as a stored value, none.
    uint16 internal constant ANY = type(uint16).max;

    /// @notice Whether `number` is in use.
    function taken(mapping(uint256 page => uint256 bits) storage pages, uint16 number)
        internal
        view
        returns (bool)
    {
        return (pages[number >> 8] >> (number & 0xff)) & 1 == 1;
    }

    /// @notice The lowest free number of the first 256, or 256 where all are in use.
    function lowest(mapping(uint256 page => uint256 bits) storage pages) internal view returns (uint16) {
        return uint16(LibBit.ffs(~pages[0]));
    }

    /// @notice The lowest free number from `from` on; `ANY` where there is none.
    function lowestFrom(mapping(uint256 page => uint256 bits) storage pages, uint16 from)
        internal
        view
        returns (uint16)
    {
        uint256 used = pages[from >> 8] | ((1 << (from & 0xff)) - 1);
        for (uint256 page = from >> 8; page < 256; used = pages[++page]) {
            if (~used != 0) return uint16((page << 8) | LibBit.ffs(~used));
        }
        return ANY;
    }

    function flip(mapping(uint256 page => uint256 bits) storage pages, uint16 number) internal {
        pages[number >> 8] ^= 1 << (number & 0xff);
    }
}
