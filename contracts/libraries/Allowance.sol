// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title An allowance that grows with time and is worth what a rate is now (REP-4)
/// @dev It is kept as the time up to which it is used, in ticks of 1/65_536 second: so one narrow number does, unused
/// allowance adds up, and a higher rate makes all of it worth more. Amounts round down, time used rounds up.
library Allowance {
    /// @dev For how long unused allowance adds up.
    uint256 internal constant PERIOD = 7 days;

    uint256 private constant TICK = 1 << 16;
    uint256 private constant SCALE = 10_000 * 1 days * TICK;

    /// @param usedUntil In ticks, zero for one that was never used.
    /// @param perDay What it grows by in a day, times 10_000.
    /// @return amount What is there.
    /// @return from Up to when it is used or has lapsed, in ticks.
    function available(uint256 usedUntil, uint256 perDay) internal view returns (uint256 amount, uint256 from) {
        uint256 now_ = block.timestamp * TICK;
        from = now_ - PERIOD * TICK;
        if (usedUntil > from) from = usedUntil;
        amount = (now_ - from) * perDay / SCALE;
    }

    /// @param from As `available` answers it.
    /// @param amount At most what is available: so `perDay` is not zero, and the result is not in the future.
    /// @return usedUntil In ticks.
    function spend(uint256 from, uint256 amount, uint256 perDay) internal pure returns (uint256 usedUntil) {
        return from + (amount * SCALE + perDay - 1) / perDay;
    }
}
