// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {IFactorVote} from "../interfaces/IFactorVote.sol";
import {IShopPolls} from "../interfaces/IShopPolls.sol";
import {IShopRegistry} from "../interfaces/IShopRegistry.sol";
import {ShopId} from "../interfaces/types/Ids.sol";
import {Electorate} from "./libraries/Electorate.sol";

/// @title The votes on the weights' factors
/// @notice See `IFactorVote`.
contract FactorVote is IFactorVote {
    using Checkpoints for Checkpoints.Trace224;
    using Electorate for IShopRegistry;

    uint256 private constant ROUND_DAYS = 90;
    uint256 private constant FLAG_PERCENT = 51;
    uint8 private constant OPTIONS = 101;
    uint256 private constant FIRST_PERCENT = 50;
    /// @dev A result holds from the second UTC day after it.
    uint256 private constant DELAY_DAYS = 2;

    /// @inheritdoc IFactorVote
    IShopPolls public immutable polls;
    IShopRegistry private immutable _registry;
    /// @inheritdoc IFactorVote
    uint32 public immutable startDay;
    /// @inheritdoc IFactorVote
    uint32 public immutable minShops;

    /// @inheritdoc IFactorVote
    mapping(Factor => uint32 poll) public running;
    mapping(uint32 round => mapping(Factor => Flags)) private _flags;
    /// @dev A bit for each factor. Invariant FLAG-1: as many are set in a round as the factor has flags.
    mapping(uint32 round => mapping(ShopId shop => uint256 bits)) private _flagged;
    /// @dev By round, the flags that open a poll; read from the registry once.
    mapping(uint32 round => uint256) private _needed;
    /// @dev By UTC day, the percent from then on. Invariant VOTE-3: lower medians of polls with their quorum.
    mapping(Factor => Checkpoints.Trace224) private _percents;

    /// @param startDay_ UTC day of the first round.
    /// @param minShops_ Fewer shops than this open no poll; 1 to 1_000_000.
    constructor(IShopPolls polls_, uint32 startDay_, uint32 minShops_) {
        uint256 today = block.timestamp / 1 days;
        _requireBounds(startDay_, today - 7, today + 366);
        _requireBounds(minShops_, 1, 1_000_000);
        polls = polls_;
        _registry = polls_.registry();
        startDay = startDay_;
        minShops = minShops_;
    }

    /// @inheritdoc IFactorVote
    function flag(ShopId shop, Factor factor) external {
        (uint32 number, uint32 beganOn) = round();
        _registry.requireVoice(shop, beganOn);
        uint256 bit = 1 << uint256(factor);
        uint256 bits = _flagged[number][shop];
        require(bits & bit == 0, FlaggedAlready(factor, number, shop));
        _flagged[number][shop] = bits | bit;
        Flags memory f = _flags[number][factor];
        ++f.flags;
        emit Flagged(factor, number, shop, f.flags);

        if (_needed[number] == 0) _needed[number] = _count(beganOn);
        if (f.flags >= _needed[number] && f.poll == 0 && running[factor] == 0) _open(factor, number, f);
        _flags[number][factor] = f;
    }

    /// @inheritdoc IFactorVote
    function open(Factor factor) external {
        (uint32 number,) = round();
        Flags memory f = _flags[number][factor];
        require(
            f.flags != 0 && f.flags >= _needed[number] && f.poll == 0 && running[factor] == 0,
            VoteNotDue(factor, f.flags, needed(), f.poll != 0 ? f.poll : running[factor])
        );
        _open(factor, number, f);
        _flags[number][factor] = f;
    }

    /// @inheritdoc IFactorVote
    function close(Factor factor) external {
        uint32 poll = running[factor];
        require(poll != 0, NoVote(factor));
        require(polls.isOver(poll), VoteRunning(factor, poll));
        delete running[factor];
        if (!polls.hasQuorum(poll)) {
            emit VoteClosed(factor, poll, 0, 0);
            return;
        }
        uint8 percent = polls.lowerMedian(poll);
        uint32 fromDay = uint32(block.timestamp / 1 days + DELAY_DAYS);
        _percents[factor].push(fromDay, percent);
        emit VoteClosed(factor, poll, percent, fromDay);
    }

    // Views

    /// @inheritdoc IFactorVote
    function factorsOn(uint32 utcDay) external view returns (uint8 s, uint8 d, uint8 b) {
        return (
            _percent(Factor.Seller, utcDay), _percent(Factor.Distributor, utcDay), _percent(Factor.Buyer, utcDay)
        );
    }

    /// @inheritdoc IFactorVote
    function round() public view returns (uint32 number, uint32 beganOn) {
        uint256 today = block.timestamp / 1 days;
        require(today >= startDay, NotStarted(startDay, today));
        number = uint32((today - startDay) / ROUND_DAYS);
        beganOn = uint32(startDay + number * ROUND_DAYS);
    }

    /// @inheritdoc IFactorVote
    function flagsOf(uint32 number, Factor factor) external view returns (Flags memory) {
        return _flags[number][factor];
    }

    /// @inheritdoc IFactorVote
    function needed() public view returns (uint256) {
        (uint32 number, uint32 beganOn) = round();
        return _needed[number] != 0 ? _needed[number] : _count(beganOn);
    }

    /// @inheritdoc IFactorVote
    function hasFlagged(uint32 number, ShopId shop, Factor factor) external view returns (bool) {
        return _flagged[number][shop] & (1 << uint256(factor)) != 0;
    }

    // Internals

    function _requireBounds(uint256 value, uint256 min, uint256 max) private pure {
        require(value >= min && value <= max, ParameterOutOfBounds(value, min, max));
    }

    function _open(Factor factor, uint32 number, Flags memory f) private {
        f.poll = polls.open(OPTIONS);
        running[factor] = f.poll;
        emit VoteOpened(factor, number, f.poll);
    }

    /// @dev The lowest number of flags with `flags * 100 >= 51 * shops`; with too few shops, more than there are.
    function _count(uint256 beganOn) private view returns (uint256) {
        uint256 shops = _registry.size(beganOn);
        return shops < minShops || shops == 0 ? type(uint256).max : (FLAG_PERCENT * shops + 99) / 100;
    }

    function _percent(Factor factor, uint32 utcDay) private view returns (uint8) {
        Checkpoints.Trace224 storage percents = _percents[factor];
        uint256 first = percents.length() == 0 ? type(uint256).max : percents.at(0)._key;
        return utcDay < first ? uint8(FIRST_PERCENT) : uint8(percents.upperLookupRecent(utcDay));
    }
}
