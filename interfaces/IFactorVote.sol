// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IShopPolls} from "./IShopPolls.sol";
import {ShopId} from "./types/Ids.sol";

/// @title The weights' factors s, d and b, voted by the shops 加权因子由全网公投决定 (VOTE-1 to VOTE-3)
/// @notice Each factor is the part of credit in the weight of a role, in whole percent, 50 at first; the rest is
/// activity. Shops that are dissatisfied with a factor flag it 标记. Flags count within a round of 90 days; rounds begin
/// with `startDay`. When 51 % of the electorate (`IShopPolls`) as of the round have flagged a factor, a poll on it opens
/// by itself: 7 days, 0 to 100 percent. Its lower median, if the quorum has voted, is the factor from the second
/// UTC day after the poll is closed, which anyone does. A factor has one poll in a round.
/// @dev Holds nothing and has no roles. Flags stick to the shop.
interface IFactorVote {
    /// @notice Seller s, distributor d, buyer b.
    enum Factor {
        Seller,
        Distributor,
        Buyer
    }

    /// @notice A factor in a round.
    /// @param flags How many shops have flagged it.
    /// @param poll The poll that was opened, or 0.
    struct Flags {
        uint32 flags;
        uint32 poll;
    }

    /// @notice The shop has flagged the factor; it is the `flags`-th of the round.
    event Flagged(Factor indexed factor, uint32 indexed round, ShopId indexed shop, uint32 flags);

    /// @notice The factor's poll has opened.
    event VoteOpened(Factor indexed factor, uint32 indexed round, uint32 indexed poll);

    /// @notice The poll is closed. The factor is `percent` from the UTC day `fromDay` on; without a quorum, `fromDay` is 0
    /// and nothing changes.
    event VoteClosed(Factor indexed factor, uint32 indexed poll, uint8 percent, uint32 fromDay);

    /// @notice Rounds begin with the UTC day `startDay`.
    error NotStarted(uint256 startDay, uint256 today);

    /// @notice The shop has flagged this factor in this round.
    error FlaggedAlready(Factor factor, uint256 round, ShopId shop);

    /// @notice A poll opens with `needed` flags, when it has not been opened in this round, and the one of an earlier round
    /// is closed.
    error VoteNotDue(Factor factor, uint256 flags, uint256 needed, uint256 running);

    /// @notice No poll on this factor is running.
    error NoVote(Factor factor);

    /// @notice The poll still runs.
    error VoteRunning(Factor factor, uint256 poll);

    /// @notice A parameter outside the bounds that the code sets.
    error ParameterOutOfBounds(uint256 value, uint256 min, uint256 max);

    /// @notice Flag a factor in the running round. Only the owner of a shop with a voice (`IShopPolls`), as of the round.
    /// Opens the poll where it is due.
    function flag(ShopId shop, Factor factor) external;

    /// @notice Open the poll of the running round where it is due, but could not open while an earlier one ran. Anyone.
    function open(Factor factor) external;

    /// @notice Close a poll that is over, and take over its result. Anyone.
    function close(Factor factor) external;

    /// @notice The three factors on a UTC day, in percent. Of a day after tomorrow they can still change.
    function factorsOn(uint32 utcDay) external view returns (uint8 s, uint8 d, uint8 b);

    /// @notice The running round, from 0, and the UTC day on which it began. Reverts before the first.
    function round() external view returns (uint32 number, uint32 beganOn);

    /// @notice Flags of a factor in a round, and its poll.
    function flagsOf(uint32 round, Factor factor) external view returns (Flags memory);

    /// @notice Flags that open a poll in the running round: 51 % of the electorate; more than there can be, where it is
    /// smaller than `minShops`.
    function needed() external view returns (uint256);

    /// @notice Whether the shop has flagged the factor in the round.
    function hasFlagged(uint32 round, ShopId shop, Factor factor) external view returns (bool);

    /// @notice The poll on the factor that is not closed yet, or 0.
    function running(Factor factor) external view returns (uint32);

    /// @notice Where votes are cast.
    function polls() external view returns (IShopPolls);

    /// @notice The UTC day on which the first round begins.
    function startDay() external view returns (uint32);

    /// @notice With fewer shops than this no poll opens.
    function minShops() external view returns (uint32);
}
