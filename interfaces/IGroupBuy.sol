// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ICatalog} from "./ICatalog.sol";
import {IEcomToken} from "./IEcomToken.sol";
import {IMarket} from "./IMarket.sol";
import {IShopRegistry} from "./IShopRegistry.sol";
import {LinkId, ListingId, OrderId, ShopId} from "./types/Ids.sol";
import {Permit} from "./types/Permit.sol";

/// @dev From 1.
type DealId is uint40;

/// @dev From 1.
type GroupId is uint40;

/// @title Group buying 拼团: a marketing module
/// @notice A seller offers a *deal*: `size` buyers who come together within `window` seconds get a listing for
/// `unitPrice`. A *group* is one try at it: each buyer deposits the price of what it wants.
///
/// Stages of a group
/// - Open: until `deadline` buyers join. Nobody leaves.
/// - Succeeded: the last buyer joined before `deadline`. For `PLACE_WITHIN` from then on anyone may have the orders
///   placed; from then on anyone may send back the deposits for which no order was placed.
/// - Failed: `deadline` passed with places free. Anyone may send back the deposits.
/// A deal is void once its listing's revision is another one, by whatever change or delisting: then anyone may send back
/// the deposits of all its groups at once.
/// The shop's owner sets no price here that the market would not take: it holds this contract to a floor that the
/// seller sets for it (`IMarket.setFloor`), to the list price, and to a capability that the shop locks tokens for.
/// @dev A deal never changes, nor does what its group pays: so who names a deal, or a group, names the price, the
/// listing and its revision too. Amounts are in the token's smallest unit, times in seconds. This contract's balance
/// covers `totals().deposits` at all times; a deposit leaves it for an order of its buyer or for its buyer, on nobody
/// else's word. OpenZeppelin's `multicall(bytes[])` bundles calls of one sender.
interface IGroupBuy {
    /// @param listing What is sold.
    /// @param revision The listing's revision that the deal is about: any other makes it void, for ever.
    /// @param unitPrice Tokens for one unit.
    /// @param window How long a group has.
    /// @param size How many buyers make a group.
    /// @param option Which of the listing's price options, from 0.
    /// @param withdrawn Whether it takes no more groups.
    struct Deal {
        ListingId listing;
        uint32 revision;
        uint96 unitPrice;
        uint24 window;
        uint8 size;
        uint8 option;
        bool withdrawn;
    }

    /// @param deal What it is about.
    /// @param deadline From when nobody can join; if places are free by then, it has failed.
    /// @param succeededAt When the last buyer joined; zero before.
    /// @param buyers How many have joined.
    struct Group {
        DealId deal;
        uint40 deadline;
        uint40 succeededAt;
        uint8 buyers;
    }

    /// @notice A buyer's deposit in a group, `quantity` times the deal's `unitPrice`; all zero where there is none (any
    /// more).
    /// @param quantity How many units it wants.
    /// @param link The distributor's link that it came through, or zero.
    struct Member {
        uint24 quantity;
        LinkId link;
    }

    /// @param deals How many deals were offered; their ids are 1 to `deals`.
    /// @param groups How many groups were started; their ids are 1 to `groups`.
    /// @param deposits What this contract owes: all deposits neither spent on an order nor sent back.
    struct Totals {
        uint40 deals;
        uint40 groups;
        uint96 deposits;
    }

    /// @notice The listing's seller offers a deal.
    event DealOffered(
        DealId indexed deal,
        ListingId indexed listing,
        uint8 option,
        uint32 revision,
        uint96 unitPrice,
        uint8 size,
        uint24 window
    );

    /// @notice The deal takes no more groups.
    event DealWithdrawn(DealId indexed deal);

    /// @notice A group was started; its first buyer follows in `Joined`.
    event GroupStarted(GroupId indexed group, DealId indexed deal, uint40 deadline);

    /// @notice The buyer has deposited the price of `quantity` units.
    event Joined(GroupId indexed group, address indexed buyer, uint24 quantity, LinkId link);

    /// @notice The group is complete: its orders can be placed before `placeBy`.
    event GroupSucceeded(GroupId indexed group, uint40 placeBy);

    /// @notice The buyer's deposit was spent on this order.
    event OrderPlacedFor(GroupId indexed group, address indexed buyer, OrderId indexed order);

    /// @notice The market has refused the buyer's order, with this revert data (of the last try, where there were two);
    /// the deposit stays. It can be tried again.
    event PlacementFailed(GroupId indexed group, address indexed buyer, bytes reason);

    /// @notice The deposit went back to its buyer.
    event Refunded(GroupId indexed group, address indexed buyer, uint256 amount);

    /// @notice No deal has this id.
    error UnknownDeal(DealId deal);

    /// @notice No group has this id.
    error UnknownGroup(GroupId group);

    /// @notice Only the owner of the shop may do this.
    error NotShopOwner(ShopId shop, address caller, address owner);

    /// @notice A group has `min` to `max` buyers.
    error SizeOutOfRange(uint256 size, uint256 min, uint256 max);

    /// @notice A group has `min` to `max` seconds.
    error WindowOutOfRange(uint256 window, uint256 min, uint256 max);

    /// @notice The deal takes no more groups.
    error DealIsWithdrawn(DealId deal);

    /// @notice Zero units, or so many that the price exceeds the token's supply.
    error QuantityOutOfRange(uint256 quantity, uint256 unitPrice);

    /// @notice All places of the group are taken.
    error GroupFull(GroupId group);

    /// @notice The account has a place in the group already.
    error AlreadyJoined(GroupId group, address buyer);

    /// @notice The group has not succeeded.
    error NotSucceeded(GroupId group);

    /// @notice The time for this ended at `deadline`.
    error TooLate(GroupId group, uint256 deadline, uint256 now_);

    /// @notice The time for this begins at `from`.
    error TooEarly(GroupId group, uint256 from, uint256 now_);

    // Deals: only the owner of the listing's shop

    /// @notice Offer a deal. It must be one that the market would take from this contract now: with the listing up at
    /// this revision and in stock, a token-only option, a price between the seller's floor for this module and the
    /// list price, and the module's capability live. Reverts with the market's errors, or the catalog's, where it is
    /// not.
    /// @param option Which of the listing's price options, from 0.
    /// @param unitPrice Tokens for one unit.
    /// @param size How many buyers make a group: `MIN_SIZE` to `MAX_SIZE`.
    /// @param window How long a group has: `MIN_WINDOW` to `MAX_WINDOW`.
    function offer(ListingId listing, uint8 option, uint32 revision, uint96 unitPrice, uint8 size, uint24 window)
        external
        returns (DealId deal);

    /// @notice Take no more groups. Those that have started go on.
    function withdrawOffer(DealId deal) external;

    // Groups

    /// @notice Start a group as its first buyer. Anyone; as `join`.
    function start(DealId deal, uint24 quantity, LinkId link) external returns (GroupId group);

    /// @notice `start` with the caller's ERC-2612 signature.
    function startWithPermit(DealId deal, uint24 quantity, LinkId link, Permit calldata permit)
        external
        returns (GroupId group);

    /// @notice Join a group before its deadline, by depositing `quantity` times the deal's `unitPrice`, by allowance. One
    /// place for each account. The market must still be ready to take this order now, through this link: what cannot
    /// become an order locks up nobody's tokens. Stock is not kept for anyone.
    /// @param quantity At least 1.
    /// @param link The distributor's link that the buyer came through, or zero.
    function join(GroupId group, uint24 quantity, LinkId link) external;

    /// @notice `join` with the caller's ERC-2612 signature.
    function joinWithPermit(GroupId group, uint24 quantity, LinkId link, Permit calldata permit) external;

    /// @notice Place the orders of these buyers of a group that has succeeded, within `PLACE_WITHIN`. Anyone. Each is on
    /// its own: one that the market refuses stops no other, and can be tried again. Accounts without a deposit are passed
    /// over. An order goes through the link that its buyer came through. Where it cannot be sold through that, because the
    /// link is not live, say, or its task is closed, only the buyer's own call goes on and places it straight from the
    /// seller; anyone else's fails for this buyer. So no distributor decides whether others' orders come about, nor takes
    /// the commission of those above it away by dropping its link for a moment.
    function place(GroupId group, address[] calldata buyers) external;

    /// @notice Send these buyers' deposits back: of a group without success from its deadline on, else from
    /// `PLACE_WITHIN` after its success on; at once where the deal is void. Anyone. Accounts without a deposit are passed
    /// over.
    function refund(GroupId group, address[] calldata buyers) external;

    // Views

    /// @notice The token of the deposits.
    function token() external view returns (IEcomToken);

    /// @notice Where the orders are placed.
    function market() external view returns (IMarket);

    /// @notice What is sold.
    function catalog() external view returns (ICatalog);

    /// @notice The shops.
    function registry() external view returns (IShopRegistry);

    /// @notice The deal. Reverts for an unknown one.
    function deal(DealId id) external view returns (Deal memory);

    /// @notice The group. Reverts for an unknown one.
    function group(GroupId id) external view returns (Group memory);

    /// @notice The buyer's deposit in the group.
    function member(GroupId group, address buyer) external view returns (Member memory);

    /// @notice Totals over all deals and groups.
    function totals() external view returns (Totals memory);

    /// @notice The fewest buyers of a group: 2.
    function MIN_SIZE() external view returns (uint256);

    /// @notice The most buyers of a group: 100.
    function MAX_SIZE() external view returns (uint256);

    /// @notice The shortest window: 1 hour.
    function MIN_WINDOW() external view returns (uint256);

    /// @notice The longest window: 30 days.
    function MAX_WINDOW() external view returns (uint256);

    /// @notice How long after a group's success its orders can be placed: 7 days.
    function PLACE_WITHIN() external view returns (uint256);
}
