// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LibBit} from "solady/utils/LibBit.sol";
import {ICatalog} from "../../interfaces/ICatalog.sol";
import {Commissions} from "../../interfaces/types/Commissions.sol";
import {LinkId} from "../../interfaces/types/Ids.sol";
import {Commission} from "./Commission.sol";

/// @title What the distributors of an order are paid (COM, CAT-6)
library Payouts {
    /// @notice What raising an ending from `before` to `bps` pays on `base` now; nothing without a link.
    function between(ICatalog catalog, LinkId link, uint256 base, uint256 before, uint256 bps)
        internal
        view
        returns (Commissions memory c)
    {
        if (bps == before || link.isNone()) return c;
        uint256 incentiveBps;
        uint256 closingBps;
        (incentiveBps, closingBps, c.distributors, c.paidLevels) = catalog.payees(link);
        uint256 uppers = c.distributors.length - 1;
        (uint256 upper, uint256 closing) = Commission.full(base, incentiveBps, closingBps, uppers + 1);
        c.upper = Commission.part(upper, bps) - Commission.part(upper, before);
        c.closing = Commission.part(closing, bps) - Commission.part(closing, before);
        uint256 closes = c.paidLevels >> uppers;
        c.total = c.closing * closes + c.upper * (LibBit.popCount(c.paidLevels) - closes);
    }

    /// @notice Who is paid what at place `i`, from 0 nearest the seller: nothing where the place is not live.
    function payee(Commissions memory c, uint256 i) internal pure returns (address to, uint256 amount) {
        to = c.distributors[i];
        if (to != address(0)) amount = i + 1 == c.distributors.length ? c.closing : c.upper;
    }
}
