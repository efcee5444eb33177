// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IBudgets} from "./IBudgets.sol";
import {ICatalog} from "./ICatalog.sol";
import {IEcomToken} from "./IEcomToken.sol";
import {IReputation} from "./IReputation.sol";
import {IShopRegistry} from "./IShopRegistry.sol";
import {Cid} from "./types/Cid.sol";
import {CapabilityId, LinkId, ListingId, OrderId, ShopId} from "./types/Ids.sol";
import {Permit} from "./types/Permit.sol";

/// @title Market: orders and their escrow
/// @notice One number decides every ending of an order, `settledBps` from 0 (full refund) to 10_000 (success): the
/// buyer gets `escrow - floor(escrow * settledBps / 10_000)`; each distributor that is live at that moment
/// `floor(D_i * settledBps / 10_000)`; the seller all the rest. Payouts add up to the escrow to the unit.
///
/// Of a token-only order the commission comes out of the escrow. Of an order with a fiat part the escrow, its token
/// part, is between buyer and seller alone; its distributors are paid out of what `IBudgets` has reserved of the
/// seller's budget. Such an order needs the seller's voucher and comes in through `IVouchers`.
///
/// Status of an order
/// - `Placed`: not yet fulfilled. Until `deadline` the seller may fulfil. From `deadline` on the buyer, and from
///   `CANCEL_GRACE` later anyone, may cancel.
/// - `Fulfilled`: fiat received, if any, and on its way. Until `deadline`, the end of protection, the buyer may
///   dispute through `IDisputes`; from then on anyone may settle.
/// - `Disputed`: `IDisputes` closes it by ruling, or by time.
/// - `Closed`: paid out; for ever. Token-only orders without protection are closed by the transaction that places
///   them.
/// In `Placed`, `Fulfilled` and `Disputed` the buyer may confirm (an order with a fiat part only once fulfilled), the
/// seller may refund, and the two may agree on any `settledBps`. Whichever call closes first wins.
/// @dev Amounts are in the token's smallest unit, times in seconds. This contract's balance covers `totals().escrow`
/// at all times (ORD-6). Nobody can stop or redirect the closing of an order. OpenZeppelin's `multicall(bytes[])`
/// bundles calls of one sender.
interface IMarket {
    enum State {
        None,
        Placed,
        Fulfilled,
        Disputed,
        Closed
    }

    enum Ending {
        Instant,
        Confirmed,
        Settled,
        Refunded,
        Cancelled,
        Agreed,
        Uncontested,
        Ruled,
        Unruled
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
    /// @param buyer Who has the buyer's rights.
    /// @param shop The seller's shop.
    /// @param link The link it was bought through; of a closed order only its shop is kept, in `distributor`.
    /// @param distributor The closing distributor's shop, or zero.
    /// @param listing What was bought.
    /// @param escrow Tokens held for it: the price, or its token part.
    /// @param fiat The declared value of its fiat part in tokens; zero for a token-only order, which `hasFiat` tells of
    /// a closed one too. The commission of an order with a fiat part is on `escrow + fiat`.
    /// @param deadline Of fulfilment while `Placed`, of protection while `Fulfilled`.
    /// @param protection How long protection runs from fulfilment.
    /// @param stockTaken Units that return to stock if the order ends at 0 before fulfilment.
    /// @param hasFiat Whether it has a fiat part.
    /// @param proposed Whether an agreement is proposed.
    /// @param proposedBySeller Who proposed it.
    /// @param proposedBps The proposed `settledBps`.
    /// @param closedDay The UTC day on which it closed.
    /// @param settledBps How it ended.
    /// @param rateable Whether the buyer may rate and be rated (REP-2).
    struct Order {
        State state;
        address buyer;
        ShopId shop;
        LinkId link;
        ShopId distributor;
        ListingId listing;
        uint96 escrow;
        uint96 fiat;
        uint40 deadline;
        uint24 protection;
        uint24 stockTaken;
        bool hasFiat;
        bool proposed;
        bool proposedBySeller;
        uint16 proposedBps;
        uint16 closedDay;
        uint16 settledBps;
        bool rateable;
    }

    /// @notice Where an order's escrow and reserve go.
    /// @param upper To each live distributor but the closing one.
    /// @param closing To the closing distributor, if live.
    /// @param paidLevels Bit `i - 1` is set where the distributor of level `i` is live, and gets `upper` or `closing`,
    /// if that is above zero (level 1 is nearest the seller). Zero at a `settledBps` of 0.
    /// @param commission The sum of what distributors get.
    struct Payment {
        uint256 toBuyer;
        uint256 toSeller;
        uint256 upper;
        uint256 closing;
        uint256 paidLevels;
        uint256 commission;
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

    /// @notice The seller states that fiat was received, if any, and the goods are on their way; protection runs
    /// until `deadline`.
    event OrderFulfilled(OrderId indexed order, Cid evidence, uint40 deadline);

    /// @notice An agreement was proposed; it replaces what was proposed before.
    event AgreementProposed(OrderId indexed order, bool bySeller, uint16 settledBps);

    /// @notice The buyer disputes the order. What was proposed before no longer stands.
    event OrderDisputed(OrderId indexed order);

    /// @notice The order is closed and paid out. `upper`, `closing` and `paidLevels` as in `Payment`; who owned the
    /// paid shops at this moment is in the token's transfers that follow, one for each part above zero: the buyer's, the
    /// seller's, then level by level, from this contract, or from who paid an instant order. The commission of an order
    /// with a fiat part was paid by `IBudgets` just before.
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

    /// @notice The seller lets the module sell the listing for `floor` tokens a unit or more; zero for not at all.
    event FloorSet(ListingId indexed listing, address indexed module, uint96 floor);

    /// @notice A shop enables the module with this capability; zero for none any more.
    event ModuleSet(address indexed module, CapabilityId capability);

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

    /// @notice An option with a fiat part cannot be paid with tokens alone: it needs the seller's voucher.
    error OptionHasFiatPart(ListingId listing, uint256 option);

    /// @notice A token-only option needs no voucher: place it as it is.
    error OptionHasNoFiatPart(ListingId listing, uint256 option);

    /// @notice Zero units, or so many that the price exceeds the token's supply.
    error QuantityOutOfRange(uint256 quantity, uint256 unitPrice);

    /// @notice So many units are not left.
    error OutOfStock(ListingId listing, uint256 quantity, uint256 available);

    /// @notice Nobody can be buyer at the zero address.
    error ZeroBuyer();

    /// @notice The caller is no module that the shop has enabled.
    error ModuleNotLive(ShopId shop, address module, CapabilityId capability);

    /// @notice The seller lets this module sell at `floor` to `listPrice` only (`floor` zero: not at all).
    error PriceOutOfRange(ListingId listing, uint256 unitPrice, uint256 floor, uint256 listPrice);

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

    /// @notice Only the owner of the shop may do this.
    error NotShopOwner(ShopId shop, address caller, address owner);

    /// @notice Only this contract of the system may do this.
    error NotSystem(address caller, address contract_);

    /// @notice There are no tokens in escrow to dispute about.
    error NothingInEscrow(OrderId order);

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

    /// @notice Place a token-only order for `buyer`, at a price between the seller's floor and the list price. Only a
    /// module that the seller's shop has enabled; the module pays, by allowance. Commission is on the price paid. The
    /// market does not ask the buyer: see `setModule`.
    function placeFor(Purchase calldata purchase, address buyer) external returns (OrderId order);

    // The life of an order

    /// @notice State that fiat was received, if any, and the goods are on their way, before the deadline. Only the
    /// seller. What was proposed before no longer stands.
    /// @param evidence For example a parcel's tracking document; only an event.
    function fulfil(OrderId order, Cid calldata evidence) external;

    /// @notice Close at 10_000. Only the buyer, any time; an order with a fiat part once it is fulfilled.
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

    // The seller's settings

    /// @notice Let a module sell the listing for `floor` tokens a unit or more, up to the list price of the option;
    /// zero for not at all. Only the owner of the listing's shop.
    function setFloor(ListingId listing, address module, uint96 floor) external;

    // Only for contracts of the system

    /// @notice Place an order with a fiat part for `buyer`; `payer` pays its token part, if any. Only for `vouchers`,
    /// which has the consent of seller and payer. The buyer need not have agreed to anything.
    function placeVouched(Purchase calldata purchase, address buyer, address payer) external returns (OrderId order);

    /// @notice Mark a fulfilled order as disputed by `caller`, its buyer, before its protection ends (ORD-4). What was
    /// proposed before no longer stands: else it would be the buyer's to take until the ruling. Only for `disputes`.
    /// @return escrow What is at stake.
    function openDispute(OrderId order, address caller) external returns (uint96 escrow);

    /// @notice Close a disputed order. Only for `disputes`.
    /// @param ending `Ruled`, `Uncontested` or `Unruled`.
    /// @return buyer The order's buyer.
    function closeDispute(OrderId order, uint16 settledBps, Ending ending) external returns (address buyer);

    // Restricted by the access manager

    /// @notice Pause new orders for `duration`, at most 7 days, then not again for 30. Nothing else is ever paused.
    function pause(uint40 duration) external;

    /// @notice End a pause early. The 30 days run from its original end.
    function unpause() external;

    /// @notice Name the capability with which a shop enables `module`; zero to retire it. It has no power over a shop
    /// that has not set a floor for that module. The seller rates the buyers that it names, as those who placed their
    /// orders themselves (REP-1): register only modules that place orders for none but who asked for them.
    function setModule(address module, CapabilityId capability) external;

    // Views

    /// @notice The token that is paid with.
    function token() external view returns (IEcomToken);

    /// @notice What is sold.
    function catalog() external view returns (ICatalog);

    /// @notice The shops.
    function registry() external view returns (IShopRegistry);

    /// @notice Where closed orders are told to.
    function reputation() external view returns (IReputation);

    /// @notice Who pays the commission of orders with a fiat part.
    function budgets() external view returns (IBudgets);

    /// @notice The only contract that may place orders with a fiat part.
    function vouchers() external view returns (address);

    /// @notice The only contract that may open and close disputes.
    function disputes() external view returns (address);

    /// @notice The order. Reverts for an unknown one.
    function order(OrderId id) external view returns (Order memory);

    /// @notice Where escrow and reserve would go if the order were closed at `settledBps` now, with the recipients: the
    /// distributors nearest the seller first, zero where a place is not live; none at a `settledBps` of 0.
    function previewClose(OrderId id, uint16 settledBps)
        external
        view
        returns (Payment memory payment, address seller, address[] memory distributors);

    /// @notice How many units are left; `type(uint32).max` for no limit.
    function available(ListingId listing) external view returns (uint256);

    /// @notice How many units were taken from a limited stock.
    function sold(ListingId listing) external view returns (uint256);

    /// @notice The least for which the module may sell a unit of the listing; zero for not at all.
    function floor(ListingId listing, address module) external view returns (uint256);

    /// @notice The capability with which a shop enables the module; zero where it is none.
    function moduleCapability(address module) external view returns (CapabilityId);

    /// @notice Totals over all orders.
    function totals() external view returns (Totals memory);

    /// @notice How long after the deadline only the buyer may cancel: 7 days.
    function CANCEL_GRACE() external view returns (uint256);

    /// @notice The longest pause: 7 days.
    function MAX_PAUSE() external view returns (uint256);

    /// @notice The shortest time between a pause's end and the next pause: 30 days.
    function PAUSE_INTERVAL() external view returns (uint256);
}
