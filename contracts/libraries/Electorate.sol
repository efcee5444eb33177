// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IShopPolls} from "../../interfaces/IShopPolls.sol";
import {IShopRegistry} from "../../interfaces/IShopRegistry.sol";
import {ShopId} from "../../interfaces/types/Ids.sol";

/// @title Who has a voice: shops that were open 30 days before something began (VOTE-1, VOTE-2)
/// @dev What begins on a UTC day begins with that day's first second, for everybody.
library Electorate {
    uint256 internal constant SENIORITY_DAYS = 30;

    /// @notice How many shops were open `SENIORITY_DAYS` before `startDay` began, or when it began, whichever is less: no
    /// fewer than may vote. Shops that were open for a moment only, to raise the number that is needed, do not stay in it.
    function size(IShopRegistry registry, uint256 startDay) internal view returns (uint32) {
        uint256 before = registry.openShopsAt(startDay - SENIORITY_DAYS - 1);
        uint256 at = registry.openShopsAt(startDay - 1);
        return uint32(before < at ? before : at);
    }

    /// @notice Reverts unless the caller owns the shop, and it has been open since before that moment.
    function requireVoice(IShopRegistry registry, ShopId shop, uint256 startDay) internal view {
        (address owner, uint256 since) = registry.openSince(shop);
        require(msg.sender == owner, IShopPolls.NotShopOwner(shop, msg.sender, owner));
        uint256 needed = (startDay - SENIORITY_DAYS) * 1 days;
        require(since != 0 && since < needed, IShopPolls.NotEligible(shop, since, needed));
    }
}
