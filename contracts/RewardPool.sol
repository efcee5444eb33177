// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEcomToken} from "../interfaces/IEcomToken.sol";
import {IReputation} from "../interfaces/IReputation.sol";
import {IRewardPool} from "../interfaces/IRewardPool.sol";
import {Permit} from "../interfaces/types/Permit.sol";
import {Emission} from "./libraries/Emission.sol";
import {MerkleClaims} from "./libraries/MerkleClaims.sol";
import {TokenCall} from "./libraries/TokenCall.sol";

/// @title Community rewards
/// @notice See `IRewardPool`.
contract RewardPool is IRewardPool, MerkleClaims {
    using TokenCall for IEcomToken;

    /// @inheritdoc IRewardPool
    uint256 public constant LAST_DAY = Emission.LAST_DAY;
    /// @dev Days of the mean that phase two is measured against.
    uint256 private constant REFERENCE_DAYS = 90;
    uint256 private constant MIN_REFERENCE = 1e18;
    uint256 private constant MAX_POOL_CAP_BPS = 1_000;
    uint256 private constant BPS = 10_000;

    /// @inheritdoc IRewardPool
    uint32 public immutable startDay;
    /// @inheritdoc IRewardPool
    uint16 public immutable poolCapBps;
    /// @inheritdoc IRewardPool
    IReputation public immutable reputation;
    /// @inheritdoc IRewardPool
    address public immutable rootGame;

    /// @dev Invariant POOL-1: token.balanceOf(this) >= pool + what is declared and not claimed of all epochs.
    /// Invariant POOL-2: allocated + the running epoch's total <= emitted up to the last day that was ever covered.
    /// Invariant POOL-3: of an epoch before the running one nothing changes but what it has paid.
    /// Invariant COVER-1: days are covered in order, once.
    State private _state;
    /// @dev Invariant POOL-4: days are emitted in order, by the formula and within the cap, out of top-ups alone.
    PhaseTwo private _phaseTwo = PhaseTwo({emittedDay: uint32(Emission.LAST_DAY), meanCounted: 0});
    /// @dev What phase two has emitted in all when the day is over.
    mapping(uint256 day => uint256) private _emittedSince;
    mapping(uint64 epoch => mapping(uint32 index => RootInfo)) private _infos;

    /// @param token_ Mints the community's share to this contract, and may be deployed after it.
    /// @param rootGame_ May be deployed after it too.
    /// @param startDay_ UTC day of reward day 1: within a year, or the week before, as deployments take their time.
    /// @param poolCapBps_ 1 to 1_000.
    constructor(
        IEcomToken token_,
        IReputation reputation_,
        address rootGame_,
        uint32 startDay_,
        uint16 poolCapBps_
    ) MerkleClaims(token_) {
        uint256 utcDay = block.timestamp / 1 days;
        (uint256 first, uint256 last) = (utcDay - 7, utcDay + 366);
        require(startDay_ >= first && startDay_ <= last, StartOutOfRange(startDay_, first, last));
        require(
            poolCapBps_ != 0 && poolCapBps_ <= MAX_POOL_CAP_BPS,
            ParameterOutOfBounds(poolCapBps_, 1, MAX_POOL_CAP_BPS)
        );
        reputation = reputation_;
        rootGame = rootGame_;
        startDay = startDay_;
        poolCapBps = poolCapBps_;
    }

    // Anyone

    /// @inheritdoc IRewardPool
    function topUp(uint96 amount) external {
        _topUp(amount);
    }

    /// @inheritdoc IRewardPool
    function topUpWithPermit(uint96 amount, Permit calldata permit) external {
        token.tryPermit(permit);
        _topUp(amount);
    }

    /// @inheritdoc IRewardPool
    function emitDays(uint32 through) public {
        _requireOver(through);
        PhaseTwo memory p = _phaseTwo;
        if (through > p.emittedDay && p.meanCounted == 0) {
            p.meanCounted = _reference();
            emit ReferenceFixed(p.meanCounted);
        }
        uint96 pool = _state.pool;
        uint256 last = Emission.TOTAL - Emission.cumulative(LAST_DAY - 1);
        while (p.emittedDay < through) {
            uint256 sum = _emittedSince[p.emittedDay];
            uint256 counted = reputation.day(_utcDay(++p.emittedDay)).counted;
            uint256 amount = counted * last / p.meanCounted;
            uint256 most = uint256(pool) * poolCapBps / BPS;
            if (amount > most) amount = most;
            pool -= uint96(amount);
            _emittedSince[p.emittedDay] = sum + amount;
            emit DayEmitted(p.emittedDay, amount, counted, pool);
        }
        _phaseTwo = p;
        _state.pool = pool;
    }

    // Only the root game

    /// @inheritdoc IRewardPool
    function addRoot(uint32 day, bytes32 root_, uint96 total) external {
        _requireRootGame();
        uint256 most = _requireFits(day, root_, total);
        State memory s = _enter(day);
        uint64 epoch = s.epoch;
        Fund memory f = _funds[epoch];
        _infos[epoch][f.roots] =
            RootInfo({total: total, day: day, coveredBefore: s.coveredDay, totalBefore: f.total});
        root[epoch][f.roots] = root_;
        emit RootAdded(epoch, f.roots, day, root_, total, most);
        s.coveredDay = day;
        _state = s;
        ++f.roots;
        f.total = total > f.claimed ? total : f.claimed;
        _funds[epoch] = f;
    }

    /// @inheritdoc IRewardPool
    function skipDays(uint32 day) external {
        _requireRootGame();
        _requireCoverable(day);
        _requireOver(day);
        emit DaysSkipped(day, _state.coveredDay);
        _state.coveredDay = day;
    }

    /// @inheritdoc IRewardPool
    function revokeRoot(uint64 epoch, uint32 index) external {
        _requireRootGame();
        RootInfo memory info = _infos[epoch][index];
        require(
            epoch == _state.epoch && root[epoch][index] != 0 && info.day == _state.coveredDay,
            NotLastRoot(epoch, index)
        );
        root[epoch][index] = 0;
        _state.coveredDay = info.coveredBefore;
        Fund memory f = _funds[epoch];
        f.total = info.totalBefore > f.claimed ? info.totalBefore : f.claimed;
        _funds[epoch] = f;
        emit RootRevoked(epoch, index, info.coveredBefore, f.total);
    }

    // Views

    /// @inheritdoc IRewardPool
    function emitted(uint32 day) public view returns (uint256) {
        _requireOver(day);
        if (day <= LAST_DAY) return Emission.cumulative(day);
        require(day <= _phaseTwo.emittedDay, DayNotEmitted(day, _phaseTwo.emittedDay));
        return Emission.TOTAL + _emittedSince[day];
    }

    /// @inheritdoc IRewardPool
    function available(uint32 day) public view returns (uint256) {
        _requireCoverable(day);
        State memory s = _state;
        uint256 before = s.allocated;
        if (s.epoch != 0 && Emission.epochOf(day) != s.epoch) before += _funds[s.epoch].total;
        return emitted(day) - before;
    }

    /// @inheritdoc IRewardPool
    function unallocated(uint32 day) external view returns (uint256) {
        (uint256 most, uint256 total) = (available(day), _funds[uint64(Emission.epochOf(day))].total);
        return most > total ? most - total : 0;
    }

    /// @inheritdoc IRewardPool
    function requireFits(uint32 day, bytes32 root_, uint96 total) external view {
        _requireFits(day, root_, total);
    }

    /// @inheritdoc IRewardPool
    function state() external view returns (State memory) {
        return _state;
    }

    /// @inheritdoc IRewardPool
    function phaseTwo() external view returns (PhaseTwo memory) {
        return _phaseTwo;
    }

    /// @inheritdoc IRewardPool
    function rootInfo(uint64 epoch, uint32 index) external view returns (RootInfo memory) {
        return _infos[epoch][index];
    }

    /// @inheritdoc IRewardPool
    function epochOf(uint32 day) external pure returns (uint64) {
        return uint64(Emission.epochOf(day));
    }

    /// @inheritdoc IRewardPool
    function lastDayOf(uint64 epoch) external pure returns (uint32) {
        return uint32(Emission.lastDayOf(epoch));
    }

    /// @inheritdoc IRewardPool
    function today() public view returns (uint32) {
        uint256 utcDay = block.timestamp / 1 days;
        return utcDay < startDay ? 0 : uint32(utcDay - startDay + 1);
    }

    /// @inheritdoc IRewardPool
    function endOf(uint32 day) public view returns (uint256) {
        return (uint256(startDay) + day) * 1 days;
    }

    // Internals

    function _topUp(uint96 amount) private {
        require(amount != 0, ZeroAmount());
        uint32 today_ = today();
        if (today_ > LAST_DAY + 1) emitDays(today_ - 1);
        _state.pool += amount;
        emit ToppedUp(msg.sender, amount);
        token.pull(msg.sender, address(this), amount);
    }

    function _reference() private view returns (uint96) {
        uint256 sum;
        for (uint256 day = LAST_DAY - REFERENCE_DAYS + 1; day <= LAST_DAY; ++day) {
            sum += reputation.day(_utcDay(day)).counted;
        }
        sum /= REFERENCE_DAYS;
        return uint96(sum > MIN_REFERENCE ? sum : MIN_REFERENCE);
    }

    function _requireFits(uint32 day, bytes32 root_, uint96 total) private view returns (uint256 most) {
        most = available(day);
        require(total <= most, TotalTooHigh(total, most));
        require(root_ != 0, ZeroRoot());
    }

    /// @dev The running epoch becomes that of `day`; the one before it is closed.
    function _enter(uint32 day) private returns (State memory s) {
        s = _state;
        uint32 epoch = uint32(Emission.epochOf(day));
        if (s.epoch == epoch) return s;
        if (s.epoch != 0) {
            uint96 total = _funds[s.epoch].total;
            s.allocated += total;
            emit EpochClosed(s.epoch, total);
        }
        s.epoch = epoch;
    }

    function _utcDay(uint256 day) private view returns (uint256) {
        return startDay + day - 1;
    }

    function _requireRootGame() private view {
        require(msg.sender == rootGame, NotRootGame(msg.sender, rootGame));
    }

    function _requireOver(uint32 day) private view {
        require(block.timestamp >= endOf(day), DayNotOver(day, endOf(day), block.timestamp));
    }

    /// @dev A root covers days of one epoch.
    function _requireCoverable(uint32 day) private view {
        uint256 covered = _state.coveredDay;
        uint256 last = Emission.lastDayOf(Emission.epochOf(covered + 1));
        require(day > covered && day <= last, DayOutOfRange(day, covered, last));
    }
}
