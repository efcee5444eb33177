// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {ILevelReader} from "../interfaces/ILevelReader.sol";
import {IMarket} from "../interfaces/IMarket.sol";
import {IReputation} from "../interfaces/IReputation.sol";
import {IShopRegistry} from "../interfaces/IShopRegistry.sol";
import {Cid} from "../interfaces/types/Cid.sol";
import {OrderId, ShopId} from "../interfaces/types/Ids.sol";
import {Allowance} from "./libraries/Allowance.sol";
import {Counter, Counters} from "./libraries/Counters.sol";
import {ShopGoverned} from "./libraries/ShopGoverned.sol";

/// @title Reputation: statistics, ratings, levels, and the volume that counts
/// @notice See `IReputation`.
contract Reputation is IReputation, ShopGoverned, Multicall {
    using Counters for uint256;

    /// @dev One word that every recorded sale reads.
    struct Settings {
        address newest; // the market that was enabled last: sparing it the look into the mapping
        uint16 kappaBps;
        uint16 minAverage;
        uint64 minRated; // in micro-Ecom
    }

    /// @inheritdoc IReputation
    uint256 public constant ALLOWANCE_PERIOD = Allowance.PERIOD;
    /// @inheritdoc IReputation
    uint256 public constant RATING_DAYS = 30;
    /// @inheritdoc IReputation
    uint256 public constant MAX_KAPPA = 2_000;
    /// @inheritdoc IReputation
    uint256 public constant MIN_RATED_FLOOR = 0.01e18;
    /// @inheritdoc IReputation
    uint256 public constant MIN_RATED_CAP = 1_000e18;
    /// @inheritdoc IReputation
    uint256 public constant MAX_LEVEL = 5;
    /// @inheritdoc IReputation
    uint256 public constant MICRO = 1e12;

    uint256 private constant MAX_AVERAGE = 500;

    // The counters of the words below: the fields of `Seller`, `Distributor`, `Buyer`, `Marks` and `Day` in their order.
    Counter private constant SELLER_ORDERS = Counter.wrap((0 << 8) | 32);
    Counter private constant SELLER_VOLUME = Counter.wrap((32 << 8) | 56);
    Counter private constant SELLER_COUNTED = Counter.wrap((88 << 8) | 56);
    Counter private constant SELLER_COMMISSION = Counter.wrap((144 << 8) | 56);
    Counter private constant SELLER_COUNTED_UNTIL = Counter.wrap((200 << 8) | 56);
    Counter private constant DISTRIBUTOR_ORDERS = Counter.wrap((0 << 8) | 32);
    Counter private constant DISTRIBUTOR_COUNTED_ORDERS = Counter.wrap((32 << 8) | 32);
    Counter private constant DISTRIBUTOR_VOLUME = Counter.wrap((64 << 8) | 56);
    Counter private constant DISTRIBUTOR_COUNTED = Counter.wrap((120 << 8) | 56);
    Counter private constant DISTRIBUTOR_COMMISSION = Counter.wrap((176 << 8) | 56);
    Counter private constant BUYER_ORDERS = Counter.wrap((0 << 8) | 32);
    Counter private constant BUYER_VOLUME = Counter.wrap((32 << 8) | 56);
    Counter private constant BUYER_COUNTED = Counter.wrap((88 << 8) | 56);
    Counter private constant BUYER_RATINGS = Counter.wrap((144 << 8) | 24);
    Counter private constant BUYER_RATING_SUM = Counter.wrap((168 << 8) | 32);
    Counter private constant BUYER_LOST = Counter.wrap((200 << 8) | 16);
    Counter private constant BUYER_FIAT_ORDERS = Counter.wrap((216 << 8) | 32);
    Counter private constant MARKS_RATINGS = Counter.wrap((0 << 8) | 32);
    Counter private constant MARKS_RATING_SUM = Counter.wrap((32 << 8) | 40);
    Counter private constant MARKS_PARTNER_RATINGS = Counter.wrap((72 << 8) | 24);
    Counter private constant MARKS_PARTNER_SUM = Counter.wrap((96 << 8) | 32);
    Counter private constant MARKS_MISSED = Counter.wrap((128 << 8) | 16);
    Counter private constant MARKS_LOST = Counter.wrap((144 << 8) | 16);
    Counter private constant MARKS_FIAT_ORDERS = Counter.wrap((160 << 8) | 32);
    Counter private constant MARKS_FIAT_VOLUME = Counter.wrap((192 << 8) | 56);
    Counter private constant DAY_COUNTED = Counter.wrap((0 << 8) | 96);
    Counter private constant DAY_VOLUME = Counter.wrap((96 << 8) | 96);
    Counter private constant DAY_ORDERS = Counter.wrap((192 << 8) | 32);

    /// @inheritdoc IReputation
    IShopRegistry public immutable registry;

    Settings private _settings = Settings({newest: address(0), kappaBps: 500, minAverage: 400, minRated: 1e6});
    /// @dev Of levels 1 to 5.
    Threshold[MAX_LEVEL] private _thresholds;
    /// @inheritdoc IReputation
    mapping(address market => bool) public isMarket;
    /// @dev One word for each role on the way of a payment.
    mapping(ShopId id => uint256 word) private _sellers;
    mapping(ShopId id => uint256 word) private _distributors;
    mapping(address account => uint256 word) private _buyers;
    mapping(ShopId id => uint256 word) private _sellerMarks;
    mapping(ShopId id => uint256 word) private _distributorMarks;
    /// @dev Invariant VOLUME-1: the sum of `counted` over all days is the sum over all sellers, in micro-Ecom.
    mapping(uint256 number => uint256 word) private _days;
    /// @dev Four bits for each order, 64 orders in a word.
    mapping(address market => mapping(uint256 page => uint256 bits)) private _rated;

    /// @param authority The access manager.
    /// @param referendum_ Decides what feeds rewards from `governedFrom_` on; may be deployed after this contract.
    constructor(address authority, IShopRegistry registry_, address referendum_, uint40 governedFrom_)
        AccessManaged(authority)
        ShopGoverned(referendum_, governedFrom_)
    {
        registry = registry_;
        _thresholds[0] = Threshold(10, 1_000e6);
        _thresholds[1] = Threshold(50, 10_000e6);
        _thresholds[2] = Threshold(200, 50_000e6);
        _thresholds[3] = Threshold(1_000, 250_000e6);
        _thresholds[4] = Threshold(5_000, 1_000_000e6);
    }

    // Markets

    /// @inheritdoc IReputation
    function record(Sale calldata sale) external returns (bool rateable) {
        Settings memory settings = _settings;
        if (msg.sender != settings.newest && !isMarket[msg.sender]) return false;
        uint256 minimum = settings.minRated * MICRO;
        bool sold = sale.proceeds >= minimum;
        bool atFault = sale.fault != Fault.None;
        rateable = sold || (atFault && sale.escrow >= minimum);
        if (sold) _tally(sale, settings.kappaBps, minimum);
        if (sale.fiatSold != 0) _tallyFiat(sale);
        if (atFault && (sale.escrow >= minimum || sale.fiat >= minimum)) _tallyFault(sale);
    }

    // Ratings

    /// @inheritdoc IReputation
    function rate(address market, OrderId order, Direction direction, uint8 score, Cid calldata review) external {
        require(score != 0 && score <= 5, ScoreOutOfRange(score));
        require(isMarket[market], UnknownMarket(market));
        IMarket.Order memory o = IMarket(market).order(order);
        require(o.state == IMarket.State.Closed, OrderNotClosed(market, order));
        require(_hasVoice(direction, o), NotRateable(market, order));
        uint256 today = block.timestamp / 1 days;
        uint256 lastDay = o.closedDay + RATING_DAYS;
        require(today <= lastDay, RatingTooLate(lastDay, today));
        bool closing = direction == Direction.Service || direction == Direction.Partner;
        require(!closing || ShopId.unwrap(o.distributor) != 0, NoDistributor(market, order));
        _requireRater(direction, o);
        _markRated(market, order, direction);
        emit Rated(market, order, direction, score, review);

        if (direction == Direction.Payment) {
            _buyers[o.buyer] = _buyers[o.buyer].plusScore(BUYER_RATINGS, BUYER_RATING_SUM, score);
        } else if (direction == Direction.Partner) {
            _sellerMarks[o.shop] =
                _sellerMarks[o.shop].plusScore(MARKS_PARTNER_RATINGS, MARKS_PARTNER_SUM, score);
        } else if (direction == Direction.Product) {
            _sellerMarks[o.shop] = _withRating(_sellerMarks[o.shop], score);
        } else {
            _distributorMarks[o.distributor] = _withRating(_distributorMarks[o.distributor], score);
        }
    }

    // Governed

    /// @inheritdoc IReputation
    function setMarket(address market, bool enabled) external governed {
        isMarket[market] = enabled;
        if (enabled) _settings.newest = market;
        else if (_settings.newest == market) _settings.newest = address(0);
        emit MarketSet(market, enabled);
    }

    /// @inheritdoc IReputation
    function setKappa(uint16 bps) external governed {
        _requireBounds(bps, 1, MAX_KAPPA);
        emit KappaSet(_settings.kappaBps, bps);
        _settings.kappaBps = bps;
    }

    /// @inheritdoc IReputation
    function setMinRated(uint96 amount) external governed {
        _requireBounds(amount, MIN_RATED_FLOOR, MIN_RATED_CAP);
        require(amount % MICRO == 0, NotWholeMicro(amount, MICRO));
        emit MinRatedSet(minRated(), amount);
        _settings.minRated = uint64(amount / MICRO);
    }

    // Restricted

    /// @inheritdoc IReputation
    function setThresholds(Threshold[5] calldata thresholds_) external restricted {
        Threshold memory below = Threshold(1, 0);
        for (uint256 i; i < MAX_LEVEL; ++i) {
            _requireBounds(thresholds_[i].orders, below.orders, type(uint32).max);
            _requireBounds(thresholds_[i].counted, below.counted, type(uint56).max);
            _thresholds[i] = below = thresholds_[i];
        }
        emit ThresholdsSet(thresholds_);
    }

    /// @inheritdoc IReputation
    function setMinAverage(uint16 centiscore) external restricted {
        _requireBounds(centiscore, 0, MAX_AVERAGE);
        emit MinAverageSet(_settings.minAverage, centiscore);
        _settings.minAverage = centiscore;
    }

    // Views

    /// @inheritdoc ILevelReader
    function levelOf(ShopId shop) external view returns (uint8 level) {
        uint256 marks = _distributorMarks[shop];
        if (marks.get(MARKS_RATING_SUM) * 100 < marks.get(MARKS_RATINGS) * _settings.minAverage) return 0;
        uint256 word = _distributors[shop];
        (uint256 orders, uint256 counted) = (word.get(DISTRIBUTOR_COUNTED_ORDERS), word.get(DISTRIBUTOR_COUNTED));
        while (level < MAX_LEVEL) {
            Threshold memory next = _thresholds[level];
            if (orders < next.orders || counted < next.counted) break;
            ++level;
        }
    }

    /// @inheritdoc IReputation
    function seller(ShopId shop) external view returns (Seller memory s, Marks memory) {
        uint256 word = _sellers[shop];
        s.orders = uint32(word.get(SELLER_ORDERS));
        s.volume = uint56(word.get(SELLER_VOLUME));
        s.counted = uint56(word.get(SELLER_COUNTED));
        s.commission = uint56(word.get(SELLER_COMMISSION));
        s.countedUntil = uint56(word.get(SELLER_COUNTED_UNTIL));
        return (s, _marks(_sellerMarks[shop]));
    }

    /// @inheritdoc IReputation
    function distributor(ShopId shop) external view returns (Distributor memory d, Marks memory) {
        uint256 word = _distributors[shop];
        d.orders = uint32(word.get(DISTRIBUTOR_ORDERS));
        d.countedOrders = uint32(word.get(DISTRIBUTOR_COUNTED_ORDERS));
        d.volume = uint56(word.get(DISTRIBUTOR_VOLUME));
        d.counted = uint56(word.get(DISTRIBUTOR_COUNTED));
        d.commission = uint56(word.get(DISTRIBUTOR_COMMISSION));
        return (d, _marks(_distributorMarks[shop]));
    }

    /// @inheritdoc IReputation
    function buyer(address account) external view returns (Buyer memory b) {
        uint256 word = _buyers[account];
        b.orders = uint32(word.get(BUYER_ORDERS));
        b.volume = uint56(word.get(BUYER_VOLUME));
        b.counted = uint56(word.get(BUYER_COUNTED));
        b.ratings = uint24(word.get(BUYER_RATINGS));
        b.ratingSum = uint32(word.get(BUYER_RATING_SUM));
        b.lost = uint16(word.get(BUYER_LOST));
        b.fiatOrders = uint32(word.get(BUYER_FIAT_ORDERS));
    }

    /// @inheritdoc IReputation
    function day(uint256 number) external view returns (Day memory d) {
        uint256 word = _days[number];
        d.counted = uint96(word.get(DAY_COUNTED));
        d.volume = uint96(word.get(DAY_VOLUME));
        d.orders = uint32(word.get(DAY_ORDERS));
    }

    /// @inheritdoc IReputation
    function allowance(ShopId shop) external view returns (uint256 amount) {
        (amount,) = Allowance.available(_sellers[shop].get(SELLER_COUNTED_UNTIL), _perDay(shop, _settings.kappaBps));
    }

    /// @inheritdoc IReputation
    function ratedBits(address market, OrderId order) external view returns (uint256) {
        (uint256 page, uint256 shift) = _place(order);
        return (_rated[market][page] >> shift) & 15;
    }

    /// @inheritdoc IReputation
    function thresholds() external view returns (Threshold[5] memory) {
        return _thresholds;
    }

    /// @inheritdoc IReputation
    function kappaBps() external view returns (uint16) {
        return _settings.kappaBps;
    }

    /// @inheritdoc IReputation
    function minRated() public view returns (uint96) {
        return uint96(_settings.minRated * MICRO);
    }

    /// @inheritdoc IReputation
    function minAverage() external view returns (uint16) {
        return _settings.minAverage;
    }

    // Internals

    function _tally(Sale calldata sale, uint256 kappa, uint256 minimum) private {
        uint256 volume = sale.proceeds / MICRO;
        uint256 counted = _tallySeller(sale, volume, kappa, minimum);
        if (sale.closing != 0) _tallyDistributor(sale, volume, counted);
        _buyers[sale.buyer] =
            _buyers[sale.buyer].plus(BUYER_ORDERS, 1).plus(BUYER_VOLUME, volume).plus(BUYER_COUNTED, counted / MICRO);
        uint256 today = block.timestamp / 1 days;
        _days[today] = _days[today].plus(DAY_COUNTED, counted).plus(DAY_VOLUME, sale.proceeds).plus(DAY_ORDERS, 1);
    }

    /// @dev Counts what the allowance lets count, and takes it from the allowance.
    function _tallySeller(Sale calldata sale, uint256 volume, uint256 kappa, uint256 minimum)
        private
        returns (uint256 counted)
    {
        uint256 word = _sellers[sale.shop];
        uint256 perDay = _perDay(sale.shop, kappa);
        uint256 from;
        (counted, from) = Allowance.available(word.get(SELLER_COUNTED_UNTIL), perDay);
        if (sale.proceeds < counted) counted = sale.proceeds;
        counted -= counted % MICRO;
        if (counted < minimum) {
            counted = 0;
        } else {
            word = word.set(SELLER_COUNTED_UNTIL, Allowance.spend(from, counted, perDay));
            word = word.plus(SELLER_COUNTED, counted / MICRO);
            emit SaleCounted(msg.sender, sale.order, counted);
        }
        _sellers[sale.shop] = word.plus(SELLER_ORDERS, 1).plus(SELLER_VOLUME, volume)
            .plus(SELLER_COMMISSION, sale.commission / MICRO);
    }

    function _tallyDistributor(Sale calldata sale, uint256 volume, uint256 counted) private {
        // Its part of the counted volume, as of the commission (REP-4).
        uint256 share = counted * sale.closing / sale.commission / MICRO;
        uint256 word = _distributors[sale.distributor].plus(DISTRIBUTOR_ORDERS, 1);
        if (share != 0) word = word.plus(DISTRIBUTOR_COUNTED_ORDERS, 1).plus(DISTRIBUTOR_COUNTED, share);
        _distributors[sale.distributor] =
            word.plus(DISTRIBUTOR_VOLUME, volume).plus(DISTRIBUTOR_COMMISSION, sale.closing / MICRO);
    }

    function _tallyFiat(Sale calldata sale) private {
        uint256 volume = sale.fiatSold / MICRO;
        _sellerMarks[sale.shop] = _withFiat(_sellerMarks[sale.shop], volume);
        if (sale.closing != 0) {
            _distributorMarks[sale.distributor] = _withFiat(_distributorMarks[sale.distributor], volume);
        }
        _buyers[sale.buyer] = _buyers[sale.buyer].plus(BUYER_FIAT_ORDERS, 1);
    }

    function _tallyFault(Sale calldata sale) private {
        if (sale.fault == Fault.BuyerLostDispute) {
            _buyers[sale.buyer] = _buyers[sale.buyer].plus(BUYER_LOST, 1);
        } else {
            Counter fault = sale.fault == Fault.SellerLostDispute ? MARKS_LOST : MARKS_MISSED;
            _sellerMarks[sale.shop] = _sellerMarks[sale.shop].plus(fault, 1);
        }
    }

    function _withFiat(uint256 marks, uint256 volume) private pure returns (uint256) {
        return marks.plus(MARKS_FIAT_ORDERS, 1).plus(MARKS_FIAT_VOLUME, volume);
    }

    function _withRating(uint256 marks, uint256 score) private pure returns (uint256) {
        return marks.plusScore(MARKS_RATINGS, MARKS_RATING_SUM, score);
    }

    function _marks(uint256 word) private pure returns (Marks memory m) {
        m.ratings = uint32(word.get(MARKS_RATINGS));
        m.ratingSum = uint40(word.get(MARKS_RATING_SUM));
        m.partnerRatings = uint24(word.get(MARKS_PARTNER_RATINGS));
        m.partnerSum = uint32(word.get(MARKS_PARTNER_SUM));
        m.missed = uint16(word.get(MARKS_MISSED));
        m.lost = uint16(word.get(MARKS_LOST));
        m.fiatOrders = uint32(word.get(MARKS_FIAT_ORDERS));
        m.fiatVolume = uint56(word.get(MARKS_FIAT_VOLUME));
    }

    function _markRated(address market, OrderId order, Direction direction) private {
        (uint256 page, uint256 shift) = _place(order);
        uint256 bit = 1 << (shift + uint256(direction));
        uint256 bits = _rated[market][page];
        require(bits & bit == 0, RatedAlready(market, order, direction));
        _rated[market][page] = bits | bit;
    }

    function _place(OrderId order) private pure returns (uint256 page, uint256 shift) {
        return (OrderId.unwrap(order) / 64, OrderId.unwrap(order) % 64 * 4);
    }

    /// @dev An order that was refunded in full cost its buyer nothing: it speaks about the seller alone. A buyer whom a
    /// voucher named need not have acted: it is not rated.
    function _hasVoice(Direction direction, IMarket.Order memory o) private pure returns (bool) {
        if (direction == Direction.Partner) return true;
        if (!o.rateable) return false;
        if (direction == Direction.Product) return true;
        return o.settledBps != 0 && (direction == Direction.Service || !o.hasFiat);
    }

    function _requireRater(Direction direction, IMarket.Order memory o) private view {
        address rater = o.buyer;
        if (direction == Direction.Payment) rater = registry.ownerOf(ShopId.unwrap(o.shop));
        else if (direction == Direction.Partner) rater = registry.ownerOf(ShopId.unwrap(o.distributor));
        require(msg.sender == rater, NotRater(msg.sender, rater));
    }

    /// @dev The shop's allowance of a day, scaled by 10_000.
    function _perDay(ShopId shop, uint256 kappa) private view returns (uint256) {
        return registry.locks(shop).live * kappa;
    }

    function _requireBounds(uint256 value, uint256 min, uint256 max) private pure {
        require(value >= min && value <= max, ParameterOutOfBounds(value, min, max));
    }
}
