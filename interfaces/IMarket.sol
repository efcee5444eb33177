// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ICatalog} from "./ICatalog.sol";
import {IEcomToken} from "./IEcomToken.sol";
import {IShopRegistry} from "./IShopRegistry.sol";
import {Cid} from "./types/Cid.sol";
import {LinkId, ListingId, OrderId, ShopId} from "./types/Ids.sol";
import {Permit} from "./types/Permit.sol";

/// @title Market: orders and their escrow
/// @notice One number decides every ending of an order, `settledBps` from 0 (full refund) to 10_000 (success): the
/// buyer gets `escrow - floor(escrow * settledBps / 10_000)`; each distributor that is live at that moment
/// `floor(D_i * settledBps / 10_000)`; the seller all the rest. Payouts add up to the escrow to the unit.
///
/// Status of an order
/// - `Placed`: paid for, not yet fulfilled. Until `deadline` the seller may fulfil. From `deadline` on the buyer, and
///   from `CANCEL_GRACE` later anyone, may cancel.
/// - `Fulfilled`: on its way. From `deadline` on, the end of the buyer's protection, anyone may settle.
/// - `Closed`: paid out; for ever. Orders without protection are closed by the transaction that places them.
/// In `Placed` and `Fulfilled` the buyer may confirm, the seller may refund, and the two may agree on any
/// `settledBps`. Whichever call closes first wins.
/// @dev Amounts are in the token's smallest unit, times in seconds. This contract's balance covers `totals().escrow`
/// at all times (ORD-6). Nobody can stop or redirect the closing of an order. OpenZeppelin's `multicall(bytes[])`
/// bundles calls of one sender.
interface IMarket {
    enum State {
        None,
        Placed,
        Fulfilled,
        Closed
    }

    enum Ending {
        Instant,
        Confirmed,
        Settled,
        Refunded,
        Cancelled,
        Agreed
    }

    /// @notice What the buyer wants, and believes to be offered: a change in between reverts (CAT-2).
    /// @param listing What to buy.
    /// @param option Which of the listing's price options, from 0.
    /// @param revision The listing's revision.
    /// @param quantity How many units, at least 1.
    /// @param unitPrice Tokens for one unit.
    /// @param link The distributor's link that the buyer came through, or zero.
    struct Purchase {
        ListingId listing;
        uint8 option;
        uint32 revision;
        uint24 quantity;
        uint96 unitPrice;
        LinkId link;
    }

    /// @notice An order. What a closed order no longer needs is zero.
    /// @param state See the contract's description.
    /// @param buyer Who paid, and has the buyer's rights.
    /// @param shop The seller's shop.
    /// @param link The link it was bought through; of a closed order only its shop is kept, in `distributor`.
    /// @param distributor The closing distributor's shop, or zero.
    /// @param listing What was bought.
    /// @param escrow Tokens held for it: the price.
    /// @param deadline Of fulfilment while `Placed`, of protection while `Fulfilled`.
    /// @param protection How long protection runs from fulfilment.
    /// @param stockTaken Units that return to stock if the order ends at 0 before fulfilment.
    /// @param proposed Whether an agreement is proposed.
    /// @param proposedBySeller Who proposed it.
    /// @param proposedBps The proposed `settledBps`.
    /// @param closedDay The UTC day on which it closed.
    /// @param settledBps How it ended.
    struct Order {
        State state;
        address buyer;
        ShopId shop;
        LinkId link;
        ShopId distributor;
        ListingId listing;
        uint96 escrow;
        uint40 deadline;
        uint24 protection;
        uint24 stockTaken;
        bool proposed;
        bool proposedBySeller;
        uint16 proposedBps;
        uint16 closedDay;
        uint16 settledBps;
    }

    /// @notice Where an order's escrow goes.
    /// @param upper To each live distributor but the closing one.
    /// @param closing To the closing distributor, if live.
    /// @param paidLevels Bit `i - 1` is set where the distributor of level `i` is live, and gets `upper` or `closing`,
    /// if that is above zero (level 1 is nearest the seller). Zero at a `settledBps` of 0.
    struct Payment {
        uint256 toBuyer;
        uint256 toSeller;
        uint256 upper;
        uint256 closing;
        uint256 paidLevels;
    }

    /// @param orders How many orders were placed; their ids are 1 to `orders`.
    /// @param escrow What this contract owes: the escrow of all open orders.
    /// @param pausedUntil No new orders before this time.
    /// @param pausableFrom No new pause before this time.
    struct Totals {
        uint40 orders;
        uint96 escrow;
        uint40 pausedUntil;
        uint40 pausableFrom;
    }

    /// @notice An order was placed.
    /// @param deadline Until when it is to be fulfilled; zero where it is settled at once.
    event OrderPlaced(
        OrderId indexed order,
        address indexed buyer,
        ShopId indexed shop,
        ListingId listing,
        LinkId link,
        uint8 option,
        uint24 quantity,
        uint96 unitPrice,
        uint40 deadline
    );

    /// @notice The seller states that the goods are on their way; protection runs until `deadline`.
    event OrderFulfilled(OrderId indexed order, Cid evidence, uint40 deadline);

    /// @notice An agreement was proposed; it replaces what was proposed before.
    event AgreementProposed(OrderId indexed order, bool bySeller, uint16 settledBps);

    /// @notice The order is closed and paid out. `upper`, `closing` and `paidLevels` as in `Payment`; who owned the
    /// paid shops at this moment is in the token's transfers that follow: the buyer's, the seller's, then level by level.
    event OrderClosed(
        OrderId indexed order,
        Ending ending,
        uint16 settledBps,
        uint256 toBuyer,
        uint256 toSeller,
        uint256 upper,
        uint256 closing,
        uint256 paidLevels
    );

    /// @notice New orders are paused until `until`.
    event Paused(uint40 until, uint40 pausableFrom);

    /// @notice New orders are possible again.
    event Unpaused();

    /// @notice New orders are paused; everything else goes on.
    error PausedUntil(uint256 until, uint256 now_);

    /// @notice The guardian may pause again from `pausableFrom` on.
    error NotPausableYet(uint256 pausableFrom, uint256 now_);

    /// @notice A pause lasts 1 second to 7 days.
    error PauseOutOfRange(uint256 duration, uint256 max);

    /// @notice Nothing is paused.
    error NotPaused();

    /// @notice The listing has changed: read it again.
    error StaleRevision(ListingId listing, uint256 given, uint256 current);

    /// @notice The option's price is another one.
    error WrongPrice(ListingId listing, uint256 given, uint256 current);

    /// @notice An option with a fiat part cannot be paid with tokens alone.
    error OptionHasFiatPart(ListingId listing, uint256 option);

    /// @notice Zero units, or so many that the price exceeds the token's supply.
    error QuantityOutOfRange(uint256 quantity, uint256 unitPrice);

    /// @notice So many units are not left.
    error OutOfStock(ListingId listing, uint256 quantity, uint256 available);

    /// @notice No order has this id.
    error UnknownOrder(OrderId order);

    /// @notice The order's state does not allow it.
    error WrongState(OrderId order, State state);

    /// @notice Only the seller, the owner of the order's shop, may do this.
    error NotSeller(OrderId order, address caller, address seller);

    /// @notice Only the buyer may do this.
    error NotBuyer(OrderId order, address caller, address buyer);

    /// @notice Only the buyer and the seller may do this.
    error NotParty(OrderId order, address caller);

    /// @notice The time for this ended at `deadline`.
    error TooLate(OrderId order, uint256 deadline, uint256 now_);

    /// @notice The time for this begins at `from`.
    error TooEarly(OrderId order, uint256 from, uint256 now_);

    /// @notice More than 10_000 basis points.
    error BpsOutOfRange(uint256 bps, uint256 max);

    /// @notice The other side has not proposed this number.
    error NothingToAccept(OrderId order, uint256 bps);

    // Buying

    /// @notice Buy with the caller's tokens, by allowance (ORD-1). The whole price is escrowed; where the listing has
    /// no protection it is paid out in the same transaction and the order is closed (ORD-2).
    function place(Purchase calldata purchase) external returns (OrderId order);

    /// @notice `place` with the caller's ERC-2612 signature.
    function placeWithPermit(Purchase calldata purchase, Permit calldata permit) external returns (OrderId order);

    // The life of an order

    /// @notice State that the goods are on their way, before the deadline. Only the seller. What was proposed before
    /// no longer stands.
    /// @param evidence For example a parcel's tracking document; only an event.
    function fulfil(OrderId order, Cid calldata evidence) external;

    /// @notice Close at 10_000. Only the buyer, any time.
    function confirm(OrderId order) external;

    /// @notice Close a fulfilled order at 10_000 once its protection has ended. Anyone.
    function settle(OrderId order) external;

    /// @notice Close at 0. Only the seller, any time.
    function refund(OrderId order) external;

    /// @notice Close at 0 an order that was not fulfilled in time: the buyer from the deadline on, anyone from
    /// `CANCEL_GRACE` later on. Stock returns.
    function cancel(OrderId order) external;

    /// @notice Propose to close at `settledBps`. Only the buyer or the seller; the last proposal counts.
    function propose(OrderId order, uint16 settledBps) external;

    /// @notice Accept what the other side has proposed, repeating the number: closes the order. Anything else, a
    /// stranger's call included, answers `NothingToAccept`.
    function accept(OrderId order, uint16 settledBps) external;

    // Restricted by the access manager

    /// @notice Pause new orders for `duration`, at most 7 days, then not again for 30. Nothing else is ever paused.
    function pause(uint40 duration) external;

    /// @notice End a pause early. The 30 days run from its original end.
    function unpause() external;

    // Views

    /// @notice The token that is paid with.
    function token() external view returns (IEcomToken);

    /// @notice What is sold.
    function catalog() external view returns (ICatalog);

    /// @notice The shops.
    function registry() external view returns (IShopRegistry);

    /// @notice The order. Reverts for an unknown one.
    function order(OrderId id) external view returns (Order memory);

    /// @notice Where the escrow would go if the order were closed at `settledBps` now, with the recipients: the
    /// distributors nearest the seller first, zero where a place is not live; none at a `settledBps` of 0.
    function previewClose(OrderId id, uint16 settledBps)
        external
        view
        returns (Payment memory payment, address seller, address[] memory distributors);

    /// @notice How many units are left; `type(uint32).max` for no limit.
    function available(ListingId listing) external view returns (uint256);

    /// @notice How many units were taken from a limited stock.
    function sold(ListingId listing) external view returns (uint256);

    /// @notice Totals over all orders.
    function totals() external view returns (Totals memory);

    /// @notice How long after the deadline only the buyer may cancel: 7 days.
    function CANCEL_GRACE() external view returns (uint256);

    /// @notice The longest pause: 7 days.
    function MAX_PAUSE() external view returns (uint256);

    /// @notice The shortest time between a pause's end and the next pause: 30 days.
    function PAUSE_INTERVAL() external view returns (uint256);
}
