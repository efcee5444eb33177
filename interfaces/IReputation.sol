// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILevelReader} from "./ILevelReader.sol";
import {IShopRegistry} from "./IShopRegistry.sol";
import {Cid} from "./types/Cid.sol";
import {OrderId, ShopId} from "./types/Ids.sol";

/// @title Reputation: statistics, ratings, levels, and the volume that counts
/// @notice Markets tell it of every order that closes; it tells what parties have done, as facts. It holds no tokens,
/// and outlives a market that is replaced.
///
/// *Counted volume* (REP-4) is what feeds levels and rewards. A seller's shop has an allowance that grows by
/// `kappaBps` of its live lock a day, by the second, for 7 days at most; it is measured in time, so what has added up
/// is worth what the lock is now. A sale counts up to the allowance there is, in whole micro-Ecom, or not at all where
/// that is below `minRated`. So trading with oneself is worth no more than the lock behind it.
/// @dev Volumes and commissions are in micro-Ecom (1e12 of the token's smallest unit), each sale's rounded down,
/// unless said otherwise; all counters stop at their type's maximum instead of overflowing, and a sum of scores with
/// their number. `record` never reverts, so this contract cannot hold up the closing of an order.
interface IReputation is ILevelReader {
    /// @dev Who was at fault, if anybody.
    enum Fault {
        None,
        SellerMissedDeadline,
        SellerLostDispute,
        BuyerLostDispute
    }

    /// @dev Who rates whom (REP-1): the buyer the seller, for the product; the buyer the closing distributor, for the
    /// service; the seller the buyer, for payment; the closing distributor the seller, as a partner.
    enum Direction {
        Product,
        Service,
        Payment,
        Partner
    }

    /// @notice An order that closes. Amounts are in the token's smallest unit.
    /// @param order Its id in the calling market.
    /// @param shop The seller's.
    /// @param distributor The closing distributor's, or zero.
    /// @param buyer Who has the buyer's rights.
    /// @param escrow The tokens that were at stake.
    /// @param proceeds What was not given back to the buyer of them.
    /// @param commission What all distributors were paid.
    /// @param closing What the closing distributor was paid.
    /// @param fiat The declared value of the fiat part, zero without one.
    /// @param fiatSold What of it was sold for good.
    /// @param fault Who was at fault.
    struct Sale {
        OrderId order;
        ShopId shop;
        ShopId distributor;
        address buyer;
        uint256 escrow;
        uint256 proceeds;
        uint256 commission;
        uint256 closing;
        uint256 fiat;
        uint256 fiatSold;
        Fault fault;
    }

    /// @notice What a shop did as a seller.
    /// @param orders Closed orders with token proceeds of at least `minRated`.
    /// @param volume Their token proceeds.
    /// @param counted How much of them counted.
    /// @param commission What their distributors were paid.
    /// @param countedUntil Up to when the shop's allowance is used: seconds, times 65_536.
    struct Seller {
        uint32 orders;
        uint56 volume;
        uint56 counted;
        uint56 commission;
        uint56 countedUntil;
    }

    /// @notice What a shop did as a closing distributor that was paid for it. The levels above it follow from events.
    /// @param orders Closed orders with token proceeds of at least `minRated`.
    /// @param countedOrders Those of them with a part that counted.
    /// @param volume Their token proceeds.
    /// @param counted Its share of what counted: `floor(counted * D_n / sum D)` over the levels that were paid.
    /// @param commission What it earned by them.
    struct Distributor {
        uint32 orders;
        uint32 countedOrders;
        uint56 volume;
        uint56 counted;
        uint56 commission;
    }

    /// @notice How a shop was found, as a seller or as a distributor.
    /// @param ratings Ratings by buyers: product, or service.
    /// @param ratingSum The sum of their scores.
    /// @param partnerRatings Ratings by distributors, as a seller.
    /// @param partnerSum The sum of their scores.
    /// @param missed Deadlines missed, as a seller, with at least `minRated` at stake (in tokens, or of declared value).
    /// @param lost Disputes lost, as a seller.
    /// @param fiatOrders Closed orders with a fiat part that sold anything.
    /// @param fiatVolume The declared value of what they sold.
    struct Marks {
        uint32 ratings;
        uint40 ratingSum;
        uint24 partnerRatings;
        uint32 partnerSum;
        uint16 missed;
        uint16 lost;
        uint32 fiatOrders;
        uint56 fiatVolume;
    }

    /// @notice What a buyer did.
    /// @param orders Closed orders with token proceeds of at least `minRated`.
    /// @param volume Their token proceeds.
    /// @param counted Counted volume.
    /// @param ratings Ratings by sellers.
    /// @param ratingSum The sum of their scores.
    /// @param lost Disputes lost.
    /// @param fiatOrders Closed orders with a fiat part that sold anything.
    struct Buyer {
        uint32 orders;
        uint56 volume;
        uint56 counted;
        uint24 ratings;
        uint32 ratingSum;
        uint16 lost;
        uint32 fiatOrders;
    }

    /// @notice All that was traded on a UTC day. Amounts are in the token's smallest unit.
    /// @param counted `S_dt`: the counted volume of the orders closed on the day.
    /// @param volume Their token proceeds, counted or not.
    /// @param orders How many had token proceeds of at least `minRated`.
    struct Day {
        uint96 counted;
        uint96 volume;
        uint32 orders;
    }

    /// @notice What a level takes of a distributor: so many counted orders, and so much counted volume.
    struct Threshold {
        uint32 orders;
        uint56 counted;
    }

    /// @notice An order closed with token proceeds that count: `counted` of them, in the token's smallest unit. It goes
    /// whole to seller and buyer, and to each paid distributor in proportion to its commission.
    event SaleCounted(address indexed market, OrderId indexed order, uint256 counted);

    /// @notice Somebody rated the other side of an order.
    event Rated(address indexed market, OrderId indexed order, Direction direction, uint8 score, Cid review);

    /// @notice The contract may tell of sales and its orders may be rated, or no longer.
    event MarketSet(address indexed market, bool enabled);

    /// @notice A shop's daily allowance of counted volume is now `kappaBps` of its live lock.
    event KappaSet(uint16 oldBps, uint16 newBps);

    /// @notice Sales from `amount` on count and are rated, in the token's smallest unit.
    event MinRatedSet(uint96 oldAmount, uint96 newAmount);

    /// @notice What levels 1 to 5 take has changed.
    event ThresholdsSet(Threshold[5] thresholds);

    /// @notice From level 1 on a distributor's ratings have to average `centiscore` hundredths.
    event MinAverageSet(uint16 oldCentiscore, uint16 newCentiscore);

    /// @notice A score is 1 to 5.
    error ScoreOutOfRange(uint256 score);

    /// @notice Not a market of this system.
    error UnknownMarket(address market);

    /// @notice The order is not closed yet.
    error OrderNotClosed(address market, OrderId order);

    /// @notice Too few tokens were at stake, or spent, for a rating in this direction.
    error NotRateable(address market, OrderId order);

    /// @notice No distributor closed the order.
    error NoDistributor(address market, OrderId order);

    /// @notice Only `rater` may rate in this direction.
    error NotRater(address caller, address rater);

    /// @notice Ratings were possible until the end of UTC day `lastDay`.
    error RatingTooLate(uint256 lastDay, uint256 today);

    /// @notice The order was rated in this direction.
    error RatedAlready(address market, OrderId order, Direction direction);

    /// @notice An amount that is finer than micro-Ecom.
    error NotWholeMicro(uint256 amount, uint256 micro);

    /// @notice A parameter outside the bounds that the code sets.
    error ParameterOutOfBounds(uint256 value, uint256 min, uint256 max);

    // Markets

    /// @notice Take note of an order that closes now. Of any caller that is no market of this system, nothing is noted.
    /// @return rateable Whether the buyer may rate and be rated: token proceeds of at least `minRated`, or somebody at
    /// fault with as much at stake.
    function record(Sale calldata sale) external returns (bool rateable);

    // Ratings

    /// @notice Rate the other side of a closed order, once in each direction, until the end of the 30th UTC day after
    /// the one on which it closed (REP-1). Only who was named for it: the buyer, or the owner now of the seller's or
    /// distributor's shop. `Partner` ratings are possible after every close, the others only where the order is
    /// rateable, and `Service` and `Payment` only where it was not refunded in full; `Payment` only of token-only
    /// orders, because a voucher can name a buyer who never agreed.
    /// @param score 1 (bad) to 5 (good).
    /// @param review A zero digest for none.
    function rate(address market, OrderId order, Direction direction, uint8 score, Cid calldata review) external;

    // Governed: restricted by the access manager until reward day 1095 is over, from then on the shops' by referendum
    // (DST-3): what they set feeds community rewards

    /// @notice Let a market tell of sales, or no longer.
    function setMarket(address market, bool enabled) external;

    /// @notice Set the daily allowance, 1 to `MAX_KAPPA` basis points of the live lock.
    function setKappa(uint16 bps) external;

    /// @notice Set what a sale must bring to count and be rated, `MIN_RATED_FLOOR` to `MIN_RATED_CAP`, in whole
    /// micro-Ecom.
    function setMinRated(uint96 amount) external;

    // Restricted by the access manager

    /// @notice Set what levels 1 to 5 take: at least one order, and at least what the level below takes.
    function setThresholds(Threshold[5] calldata thresholds) external;

    /// @notice Set the average that ratings must have, in hundredths: 0 to 500.
    function setMinAverage(uint16 centiscore) external;

    // Views

    /// @notice The shops.
    function registry() external view returns (IShopRegistry);

    /// @notice Whether the contract is a market of this system.
    function isMarket(address market) external view returns (bool);

    /// @notice What the shop did as a seller.
    function seller(ShopId shop) external view returns (Seller memory, Marks memory);

    /// @notice What the shop did as a closing distributor.
    function distributor(ShopId shop) external view returns (Distributor memory, Marks memory);

    /// @notice What the buyer did.
    function buyer(address account) external view returns (Buyer memory);

    /// @notice What was traded on a UTC day.
    function day(uint256 number) external view returns (Day memory);

    /// @notice How much more of the shop's sales would count now, in the token's smallest unit.
    function allowance(ShopId shop) external view returns (uint256);

    /// @notice The directions in which an order was rated, bit by bit in the order of `Direction`.
    function ratedBits(address market, OrderId order) external view returns (uint256);

    /// @notice What levels 1 to 5 take. Level 0 takes nothing.
    function thresholds() external view returns (Threshold[5] memory);

    /// @notice The daily allowance in basis points of the live lock.
    function kappaBps() external view returns (uint16);

    /// @notice What a sale must bring to count and be rated.
    function minRated() external view returns (uint96);

    /// @notice The average that a distributor's ratings must have for a level, in hundredths. Without ratings there is
    /// none to fail it.
    function minAverage() external view returns (uint16);

    /// @notice For how long unused allowance adds up: 7 days.
    function ALLOWANCE_PERIOD() external view returns (uint256);

    /// @notice How many days after the closing day ratings are possible: 30.
    function RATING_DAYS() external view returns (uint256);

    /// @notice The highest `kappaBps`: 2_000.
    function MAX_KAPPA() external view returns (uint256);

    /// @notice The lowest `minRated`: 0.01 Ecom.
    function MIN_RATED_FLOOR() external view returns (uint256);

    /// @notice The highest `minRated`: 1_000 Ecom.
    function MIN_RATED_CAP() external view returns (uint256);

    /// @notice The highest level: 5.
    function MAX_LEVEL() external view returns (uint256);

    /// @notice One micro-Ecom in the token's smallest unit: 1e12.
    function MICRO() external view returns (uint256);
}
