// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IShopRegistry} from "./IShopRegistry.sol";
import {ShopId} from "./types/Ids.sol";

/// @title Polls of the shops 全网公投: one shop, one vote (VOTE-1)
/// @notice Anyone opens a poll of 1 to 101 options, which lasts 7 days; what its result is good for is up to the contract
/// that opened it. A shop has a vote if it is open when it votes and has been for 30 days, without a break, when the
/// UTC day begins on which the poll was opened. Its owner casts it, and can change it until the end. Ballots stick to the
/// shop: who buys a shop that has voted can change its vote and has no second one.
/// The quorum is a part of the electorate, fixed when the poll opens, and a number of shops at least.
/// @dev Holds nothing and has no roles. Polls are counted from 1.
interface IShopPolls {
    /// @param opener Who opened it.
    /// @param end Votes count before this time.
    /// @param electorate How many shops were open 30 days before its day began, or when it began, whichever is less.
    /// @param startDay The UTC day on which it was opened.
    /// @param options Votes are numbers below this one.
    struct Poll {
        address opener;
        uint40 end;
        uint32 electorate;
        uint16 startDay;
        uint8 options;
    }

    /// @notice A poll of `options` options was opened; it counts votes before `end`.
    event PollOpened(uint32 indexed poll, address indexed opener, uint8 options, uint32 electorate, uint40 end);

    /// @notice The shop votes for `option`. What it voted for before, if anything, no longer counts.
    event Voted(uint32 indexed poll, ShopId indexed shop, address indexed owner, uint8 option);

    /// @notice A poll has 1 to `max` options.
    error OptionsOutOfRange(uint256 options, uint256 max);

    /// @notice The poll has no such option.
    error UnknownOption(uint256 option, uint256 options);

    /// @notice There is no such poll.
    error UnknownPoll(uint256 poll);

    /// @notice Votes counted before `end`.
    error PollOver(uint256 poll, uint256 end, uint256 now_);

    /// @notice Only the shop's owner votes for it.
    error NotShopOwner(ShopId shop, address caller, address owner);

    /// @notice The shop has not been open since before `needed`; `since` is 0 for a closed shop.
    error NotEligible(ShopId shop, uint256 since, uint256 needed);

    /// @notice A parameter outside the bounds that the code sets.
    error ParameterOutOfBounds(uint256 value, uint256 min, uint256 max);

    /// @notice Open a poll. Anyone; a contract that is to act on the result opens it itself.
    function open(uint8 options) external returns (uint32 poll);

    /// @notice Vote for the shop, or change its vote. Only the shop's owner.
    function vote(uint32 poll, ShopId shop, uint8 option) external;

    /// @notice A poll. Reverts for an unknown one.
    function poll(uint32 id) external view returns (Poll memory);

    /// @notice Whether it counts no more votes.
    function isOver(uint32 poll) external view returns (bool);

    /// @notice How many shops have voted.
    function turnout(uint32 poll) external view returns (uint256);

    /// @notice Whether as many have voted as the quorum asks, and `minTurnout` at least.
    function hasQuorum(uint32 poll) external view returns (bool);

    /// @notice How many shops have voted for each option.
    function tally(uint32 poll) external view returns (uint32[] memory votes);

    /// @notice The option with the most votes; of several, the lowest.
    function plurality(uint32 poll) external view returns (uint8 option);

    /// @notice The lower median of the votes: the lowest option that at least half of them do not exceed (VOTE-3).
    function lowerMedian(uint32 poll) external view returns (uint8 option);

    /// @notice What the shop has voted for.
    function ballot(uint32 poll, ShopId shop) external view returns (bool voted, uint8 option);

    /// @notice Polls opened so far.
    function polls() external view returns (uint32);

    /// @notice The quorum, in basis points of the electorate.
    function quorumBps() external view returns (uint16);

    /// @notice The fewest shops that decide anything.
    function minTurnout() external view returns (uint32);

    /// @notice Where shops are.
    function registry() external view returns (IShopRegistry);
}
