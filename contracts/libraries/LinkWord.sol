// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ShopId} from "../../interfaces/types/Ids.sol";

/// @dev A link's record in one word, zero where there is no such link: parent's shop 32 (0 straight from the seller),
/// number 16, depth 8. Its own shop and task are its id.
type LinkWord is uint256;

using LinkWordLib for LinkWord global;

/// @title Reading and writing link records
/// @dev A payment reads one for each level, so they are not unpacked into memory.
library LinkWordLib {
    uint256 private constant NUMBER_MASK = uint256(type(uint16).max) << 32;

    function pack(ShopId parent_, uint16 number_, uint256 depth_) internal pure returns (LinkWord) {
        return LinkWord.wrap((depth_ << 48) | (uint256(number_) << 32) | ShopId.unwrap(parent_));
    }

    function withNumber(LinkWord word, uint16 number_) internal pure returns (LinkWord) {
        return LinkWord.wrap((LinkWord.unwrap(word) & ~NUMBER_MASK) | (uint256(number_) << 32));
    }

    function parent(LinkWord word) internal pure returns (ShopId) {
        return ShopId.wrap(uint32(LinkWord.unwrap(word)));
    }

    function number(LinkWord word) internal pure returns (uint16) {
        return uint16(LinkWord.unwrap(word) >> 32);
    }

    /// @dev Distributors up to this one, itself included.
    function depth(LinkWord word) internal pure returns (uint8) {
        return uint8(LinkWord.unwrap(word) >> 48);
    }

    /// @dev `number << 32 | shop`, as the registry reads places.
    function place(LinkWord word, ShopId shop) internal pure returns (uint256) {
        return (LinkWord.unwrap(word) & NUMBER_MASK) | ShopId.unwrap(shop);
    }
}
