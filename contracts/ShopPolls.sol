// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IShopPolls} from "../interfaces/IShopPolls.sol";
import {IShopRegistry} from "../interfaces/IShopRegistry.sol";
import {ShopId} from "../interfaces/types/Ids.sol";
import {Electorate} from "./libraries/Electorate.sol";

/// @title Polls of the shops
/// @notice See `IShopPolls`.
contract ShopPolls is IShopPolls {
    using Electorate for IShopRegistry;

    uint256 private constant DURATION = 7 days;
    uint256 private constant MAX_OPTIONS = 101;
    uint256 private constant MAX_QUORUM_BPS = 5_000;
    uint256 private constant BPS = 10_000;
    uint256 private constant MAX_MIN_TURNOUT = 1_000_000;

    /// @inheritdoc IShopPolls
    IShopRegistry public immutable registry;
    /// @inheritdoc IShopPolls
    uint16 public immutable quorumBps;
    /// @inheritdoc IShopPolls
    uint32 public immutable minTurnout;

    /// @inheritdoc IShopPolls
    uint32 public polls;
    mapping(uint32 id => Poll) private _polls;
    /// @inheritdoc IShopPolls
    /// @dev Invariant VOTE-1: the sum over the poll's tally, and the number of its ballots.
    mapping(uint32 id => uint256) public turnout;
    /// @dev Votes for eight options in a word.
    mapping(uint32 id => mapping(uint256 page => uint256 counts)) private _tallies;
    /// @dev The option, plus one. Invariant VOTE-2: of shops that have a voice, cast by their owners in time.
    mapping(uint32 id => mapping(ShopId shop => uint256)) private _ballots;

    /// @param quorumBps_ 1 to 5_000.
    /// @param minTurnout_ 1 to 1_000_000.
    constructor(IShopRegistry registry_, uint16 quorumBps_, uint32 minTurnout_) {
        require(
            quorumBps_ != 0 && quorumBps_ <= MAX_QUORUM_BPS, ParameterOutOfBounds(quorumBps_, 1, MAX_QUORUM_BPS)
        );
        require(
            minTurnout_ != 0 && minTurnout_ <= MAX_MIN_TURNOUT,
            ParameterOutOfBounds(minTurnout_, 1, MAX_MIN_TURNOUT)
        );
        registry = registry_;
        quorumBps = quorumBps_;
        minTurnout = minTurnout_;
    }

    /// @inheritdoc IShopPolls
    function open(uint8 options) external returns (uint32 id) {
        require(options != 0 && options <= MAX_OPTIONS, OptionsOutOfRange(options, MAX_OPTIONS));
        id = ++polls;
        uint256 today = block.timestamp / 1 days;
        Poll memory p = Poll({
            opener: msg.sender,
            end: uint40(block.timestamp + DURATION),
            electorate: registry.size(today),
            startDay: uint16(today),
            options: options
        });
        _polls[id] = p;
        emit PollOpened(id, msg.sender, options, p.electorate, p.end);
    }

    /// @inheritdoc IShopPolls
    function vote(uint32 id, ShopId shop, uint8 option) external {
        Poll memory p = poll(id);
        require(option < p.options, UnknownOption(option, p.options));
        require(block.timestamp < p.end, PollOver(id, p.end, block.timestamp));
        registry.requireVoice(shop, p.startDay);

        uint256 before = _ballots[id][shop];
        if (before == 0) ++turnout[id];
        else _tallies[id][(before - 1) / 8] -= 1 << ((before - 1) % 8 * 32);
        _tallies[id][option / 8] += 1 << (uint256(option) % 8 * 32);
        _ballots[id][shop] = uint256(option) + 1;
        emit Voted(id, shop, msg.sender, option);
    }

    // Views

    /// @inheritdoc IShopPolls
    function poll(uint32 id) public view returns (Poll memory p) {
        p = _polls[id];
        require(p.options != 0, UnknownPoll(id));
    }

    /// @inheritdoc IShopPolls
    function isOver(uint32 id) external view returns (bool) {
        return block.timestamp >= poll(id).end;
    }

    /// @inheritdoc IShopPolls
    function hasQuorum(uint32 id) external view returns (bool) {
        uint256 votes = turnout[id];
        return votes >= minTurnout && votes * BPS >= uint256(poll(id).electorate) * quorumBps;
    }

    /// @inheritdoc IShopPolls
    function tally(uint32 id) public view returns (uint32[] memory votes) {
        votes = new uint32[](poll(id).options);
        uint256 counts;
        for (uint256 i; i < votes.length; ++i) {
            if (i % 8 == 0) counts = _tallies[id][i / 8];
            votes[i] = uint32(counts >> (i % 8 * 32));
        }
    }

    /// @inheritdoc IShopPolls
    function plurality(uint32 id) external view returns (uint8 option) {
        uint32[] memory votes = tally(id);
        for (uint256 i = 1; i < votes.length; ++i) {
            if (votes[i] > votes[option]) option = uint8(i);
        }
    }

    /// @inheritdoc IShopPolls
    function lowerMedian(uint32 id) external view returns (uint8 option) {
        uint32[] memory votes = tally(id);
        uint256 half = (turnout[id] + 1) / 2;
        uint256 below = votes[0];
        while (below < half) below += votes[++option];
    }

    /// @inheritdoc IShopPolls
    function ballot(uint32 id, ShopId shop) external view returns (bool voted, uint8 option) {
        uint256 found = _ballots[id][shop];
        if (found != 0) return (true, uint8(found - 1));
    }
}
