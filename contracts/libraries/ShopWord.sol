// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Codec} from "../../interfaces/types/Cid.sol";

/// @title The 96 bits that a shop keeps beside its owner
/// @dev They share one storage word with the owner, so that a payment reads one word per level (SPEC §14). From the
/// lowest bit: transfers 32, showcase 16, distribution 16, links 16, level 4, open 1, promotion 1, codec 1.
library ShopWord {
    uint256 private constant SHOWCASE = 32;
    uint256 private constant DISTRIBUTION = 48;
    uint256 private constant LINKS = 64;
    uint256 private constant LEVEL = 80;
    uint256 private constant OPEN = 84;
    uint256 private constant PROMOTION = 85;
    uint256 private constant CODEC = 86;

    struct State {
        uint32 transfers;
        uint16 showcase;
        uint16 distribution;
        uint16 links;
        uint8 level;
        bool open;
        bool promotion;
        Codec codec;
    }

    function unpack(uint96 word) internal pure returns (State memory s) {
        s.transfers = uint32(word);
        s.showcase = uint16(showcase(word));
        s.distribution = uint16(word >> DISTRIBUTION);
        s.links = uint16(links(word));
        s.level = uint8(word >> LEVEL) & 15;
        s.open = (word >> OPEN) & 1 == 1;
        s.promotion = promotion(word);
        s.codec = Codec((word >> CODEC) & 1);
    }

    function pack(State memory s) internal pure returns (uint96 word) {
        word = uint96(s.transfers) | (uint96(s.showcase) << uint96(SHOWCASE))
            | (uint96(s.distribution) << uint96(DISTRIBUTION)) | (uint96(s.links) << uint96(LINKS))
            | (uint96(s.level) << uint96(LEVEL));
        if (s.open) word |= uint96(1 << OPEN);
        if (s.promotion) word |= uint96(1 << PROMOTION);
        if (s.codec == Codec.Raw) word |= uint96(1 << CODEC);
    }

    /// @dev The links that are carried follow from units and level; they are kept so that a payment need not compute
    /// them. They saturate at 65_535.
    function setDistribution(State memory s, uint16 units, uint256 linksPerUnit) internal pure {
        uint256 carried = (uint256(units) * linksPerUnit) << s.level;
        s.distribution = units;
        s.links = carried > type(uint16).max ? type(uint16).max : uint16(carried);
    }

    // What payments and purchases read, without unpacking the rest.

    function showcase(uint96 word) internal pure returns (uint256) {
        return uint16(word >> SHOWCASE);
    }

    function links(uint96 word) internal pure returns (uint256) {
        return uint16(word >> LINKS);
    }

    function promotion(uint96 word) internal pure returns (bool) {
        return (word >> PROMOTION) & 1 == 1;
    }
}
