// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The commission formula (whitepaper 柒.1, COM-1 to COM-3)
/// @dev Pure and without imports, so that it can be proved. Every result rounds down; the seller keeps the remainders.
library Commission {
    /// @dev 100 %.
    uint256 internal constant BPS = 10_000;

    /// @dev The most distributors that one sale pays (CAT-3).
    uint256 internal constant MAX_DISTRIBUTORS = 16;

    /// @dev The most tokens there are: no price exceeds it, so no product below overflows.
    uint256 internal constant MAX_AMOUNT = 1e28;

    /// @notice What the n distributors of a sale at `price` earn in full: `D_i = P*L*(1-M)/(n-1)` for `1 <= i < n`
    /// is `upper`, `D_n = P*L*M` is `closing`. For n = 1 there is no `upper`, and its part stays with the seller.
    /// @param price P, at most `MAX_AMOUNT`.
    /// @param incentiveBps L, at most `BPS`.
    /// @param closingBps M, at most `BPS`.
    /// @param n How many distributors.
    function full(uint256 price, uint256 incentiveBps, uint256 closingBps, uint256 n)
        internal
        pure
        returns (uint256 upper, uint256 closing)
    {
        if (n == 0) return (0, 0);
        uint256 incentive = price * incentiveBps; // scaled by BPS
        closing = incentive * closingBps / (BPS * BPS);
        if (n > 1) upper = incentive * (BPS - closingBps) / (BPS * BPS * (n - 1));
    }

    /// @notice The part of `amount` that an ending at `bps` pays.
    function part(uint256 amount, uint256 bps) internal pure returns (uint256) {
        return amount * bps / BPS;
    }
}
