// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The emission formula (whitepaper 柒.3, EMI-1) and the epochs of claims (DST-1)
/// @dev Pure and without imports, so that it can be proved. Days are reward days: 1 is the first.
library Emission {
    /// @dev TF, the community's 25 %.
    uint256 internal constant TOTAL = 2_500_000_000e18;

    /// @dev Dt, the last day of phase one.
    uint256 internal constant LAST_DAY = 1_095;

    /// @dev The sum of the squares of 1 to `LAST_DAY`.
    uint256 internal constant SQUARES = 438_243_820;

    uint256 internal constant EPOCH_DAYS = 28;

    /// @dev The last epoch of phase one, of three days.
    uint256 internal constant LAST_EPOCH = 40;

    /// @notice `C(day)`: what phase one has emitted when `day` is over. Rounds down; the days' differences add up to
    /// `TOTAL` to the unit.
    /// @param day At most `LAST_DAY`.
    function cumulative(uint256 day) internal pure returns (uint256) {
        return TOTAL * (day * (day + 1) * (2 * day + 1) / 6) / SQUARES;
    }

    /// @notice The epoch of a day, from 1: 28 days each, the last one of phase one cut short.
    /// @param day At least 1.
    function epochOf(uint256 day) internal pure returns (uint256) {
        if (day <= LAST_DAY) return (day - 1) / EPOCH_DAYS + 1;
        return LAST_EPOCH + 1 + (day - LAST_DAY - 1) / EPOCH_DAYS;
    }

    /// @notice The last day of an epoch.
    function lastDayOf(uint256 epoch) internal pure returns (uint256) {
        if (epoch < LAST_EPOCH) return epoch * EPOCH_DAYS;
        return LAST_DAY + (epoch - LAST_EPOCH) * EPOCH_DAYS;
    }
}
