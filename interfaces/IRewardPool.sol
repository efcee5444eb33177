// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IMerkleClaims} from "./IMerkleClaims.sol";
import {IReputation} from "./IReputation.sol";
import {Permit} from "./types/Permit.sol";

/// @title Community rewards: emission and claims 社区空投奖励
/// @notice Holds the community's 25 % from the first day. Reward day 1 is the UTC day `startDay`.
///
/// Emission
/// - Phase one, days 1 to 1095: `C(day) = TF * (day(day+1)(2day+1)/6) / 438_243_820` in all up to `day` (EMI-1). A day is
///   emitted by being over; there is nothing to call.
/// - Phase two, from day 1096 on: `S * T_1095 / reference`, where S is the day's counted volume and `reference` its mean
///   over days 1006 to 1095, at least one token (EMI-2); at most `poolCapBps` of what was topped up and not emitted yet
///   (EMI-3). Anyone emits finished days, in order, by `emitDays`. Phase one emits all of TF, so phase two lives on
///   top-ups alone: without them it emits nothing.
///
/// Coverage
/// - A *root* covers all days up to its own that were not covered yet, of one epoch (28 days; epoch 40 ends with day
///   1095). It declares its total, at most what is `available`. Only `rootGame` adds, skips and revokes.
/// - Roots of an epoch are kept: any that is not revoked stays claimable by its index, so that no proof goes stale.
/// - When the first root of another epoch comes, the epoch before is closed: what it did not declare carries over, and
///   nothing of it ever changes again but by claims (DST-2).
/// @dev This contract's balance covers what was declared and not claimed, at all times (POOL-1); no role can take
/// anything out.
interface IRewardPool is IMerkleClaims {
    /// @param coveredDay The last day that is covered by a root, or skipped.
    /// @param epoch The running epoch: of the last root, 0 before the first one.
    /// @param allocated What all epochs before the running one have declared.
    /// @param pool What was topped up and is not emitted yet.
    struct State {
        uint32 coveredDay;
        uint32 epoch;
        uint96 allocated;
        uint96 pool;
    }

    /// @param emittedDay The last day of phase two that was emitted; 1095 before the first one.
    /// @param meanCounted The mean counted volume of days 1006 to 1095; 0 before day 1096 is emitted.
    struct PhaseTwo {
        uint32 emittedDay;
        uint96 meanCounted;
    }

    /// @notice What a root was when it came, for whoever recomputes it.
    /// @param total What it declared.
    /// @param day The last day that it covers.
    /// @param coveredBefore The day before the first one that it covers.
    /// @param totalBefore The epoch's total before it.
    struct RootInfo {
        uint96 total;
        uint32 day;
        uint32 coveredBefore;
        uint96 totalBefore;
    }

    /// @notice A root covers the days up to `day`. `available` is what the epoch might have declared.
    event RootAdded(
        uint64 indexed epoch, uint32 indexed index, uint32 indexed day, bytes32 root, uint96 total, uint256 available
    );

    /// @notice The days up to `day` allocate nothing; what they emit carries on.
    event DaysSkipped(uint32 indexed day, uint32 coveredBefore);

    /// @notice The root proves nothing any more; the days after `coveredDay` wait again. The epoch's total is `total`.
    event RootRevoked(uint64 indexed epoch, uint32 indexed index, uint32 coveredDay, uint96 total);

    /// @notice The epoch has declared `total`, for ever.
    event EpochClosed(uint64 indexed epoch, uint96 total);

    /// @notice `payer` added to what phase two emits.
    event ToppedUp(address indexed payer, uint96 amount);

    /// @notice Phase two measures days against this mean of counted volume.
    event ReferenceFixed(uint96 meanCounted);

    /// @notice A day of phase two was emitted; S was `counted`, what is left in the pool `pool`.
    event DayEmitted(uint32 indexed day, uint256 amount, uint256 counted, uint96 pool);

    /// @notice Only `rootGame` may do this.
    error NotRootGame(address caller, address rootGame);

    /// @notice The day is not over yet.
    error DayNotOver(uint256 day, uint256 endsAt, uint256 now_);

    /// @notice The day of phase two was not emitted yet: call `emitDays`.
    error DayNotEmitted(uint256 day, uint256 emittedDay);

    /// @notice A root covers days after `coveredDay`, up to `last` at most, where the epoch ends.
    error DayOutOfRange(uint256 day, uint256 coveredDay, uint256 last);

    /// @notice The epoch can declare at most `available`.
    error TotalTooHigh(uint256 total, uint256 available);

    /// @notice A root is never zero. Days that allocate nothing repeat the epoch's last root, or where it has none, take any
    /// other number with a total of 0, such as the hash of nothing.
    error ZeroRoot();

    /// @notice Only the last root of the running epoch can be revoked, while nothing came after it.
    error NotLastRoot(uint256 epoch, uint256 index);

    /// @notice `startDay` is to be within the last week or the next year.
    error StartOutOfRange(uint256 startDay, uint256 min, uint256 max);

    /// @notice A parameter outside the bounds that the code sets.
    error ParameterOutOfBounds(uint256 value, uint256 min, uint256 max);

    /// @notice `amount` is zero.
    error ZeroAmount();

    // Anyone

    /// @notice Add to what phase two emits, by allowance. It cannot be taken back. Days that are over are emitted first, so
    /// that they have no part in it; if they are too many for one transaction, call `emitDays` before.
    function topUp(uint96 amount) external;

    /// @notice `topUp` with the caller's ERC-2612 signature.
    function topUpWithPermit(uint96 amount, Permit calldata permit) external;

    /// @notice Emit the days of phase two that are over, in order, up to `through`. The first call fixes the reference.
    function emitDays(uint32 through) external;

    // Only the root game

    /// @notice Cover the days up to `day`, which are over and of one epoch.
    function addRoot(uint32 day, bytes32 root_, uint96 total) external;

    /// @notice Cover the days up to `day` without allocating anything.
    function skipDays(uint32 day) external;

    /// @notice Revoke the last root of the running epoch.
    function revokeRoot(uint64 epoch, uint32 index) external;

    // Views

    /// @notice What is emitted in all when `day` is over; day 0 is none. Reverts for a day that is not over or, of phase
    /// two, not emitted yet.
    function emitted(uint32 day) external view returns (uint256);

    /// @notice The most that a root for `day` may declare: what is emitted by then, less what the epochs before it have
    /// declared. Reverts where a root cannot cover `day` now.
    function available(uint32 day) external view returns (uint256);

    /// @notice What a root for `day` may add: `available`, less what its epoch has declared already.
    function unallocated(uint32 day) external view returns (uint256);

    /// @notice Reverts where `addRoot` would.
    function requireFits(uint32 day, bytes32 root_, uint96 total) external view;

    /// @notice Coverage and pool.
    function state() external view returns (State memory);

    /// @notice Emission of phase two.
    function phaseTwo() external view returns (PhaseTwo memory);

    /// @notice A root as it came; also of a revoked one.
    function rootInfo(uint64 epoch, uint32 index) external view returns (RootInfo memory);

    /// @notice The epoch of a reward day, from 1.
    function epochOf(uint32 day) external pure returns (uint64);

    /// @notice The last reward day of an epoch, from 1.
    function lastDayOf(uint64 epoch) external pure returns (uint32);

    /// @notice The reward day of this moment: 1 on `startDay`, 0 before.
    function today() external view returns (uint32);

    /// @notice When a reward day is over, in seconds.
    function endOf(uint32 day) external view returns (uint256);

    /// @notice The UTC day (`timestamp / 86_400`) of reward day 1.
    function startDay() external view returns (uint32);

    /// @notice The most that a day of phase two emits, in basis points of the pool.
    function poolCapBps() external view returns (uint16);

    /// @notice Who alone adds and revokes roots.
    function rootGame() external view returns (address);

    /// @notice Where the counted volume of a day is read.
    function reputation() external view returns (IReputation);

    /// @notice The last day of phase one.
    function LAST_DAY() external view returns (uint256);
}
