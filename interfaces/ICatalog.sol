// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IShopRegistry} from "./IShopRegistry.sol";
import {Cid} from "./types/Cid.sol";
import {LinkId, ListingId, ShopId, TaskId} from "./types/Ids.sol";

/// @dev The stock of a listing that never runs out.
uint32 constant UNLIMITED_STOCK = type(uint32).max;

/// @title Catalog: what is sold, and who may resell it
/// @notice A *listing* is a shop's offer. A *task* puts commission on one or more of a shop's listings. A *link* is
/// another shop's place in a task: its parent is the link it was re-shared from, its depth the number of distributors
/// up to it. This contract holds no tokens.
/// @dev Every active listing and link holds a *number* within its shop and is live while that number is below what
/// the shop carries now (SHOP-6), so giving up units puts the excess to sleep and nothing has to be counted.
/// Amounts are in the token's smallest unit, rates in basis points, times in seconds. OpenZeppelin's
/// `multicall(bytes[])` bundles calls of one sender.
interface ICatalog {
    /// @notice One way to pay for a unit: tokens, fiat, or both (CAT-1).
    /// @param tokenAmount Tokens for one unit.
    /// @param fiatAmount Fiat for one unit, in minor units of the currency.
    /// @param currency The currency's ISO-4217 number (840 is USD), zero without a fiat part.
    /// @param fiatBase The fiat part's value in tokens as the seller declares it, for commission; zero without one.
    struct PriceOption {
        uint96 tokenAmount;
        uint48 fiatAmount;
        uint16 currency;
        uint96 fiatBase;
    }

    /// @notice What a seller offers.
    /// @param content What it is (metadata).
    /// @param protection How long the buyer may dispute after `fulfil`, at most 90 days; zero for instant settlement
    /// of token-only orders.
    /// @param fulfilWithin How long the seller has to fulfil, at most 60 days; zero only where every sale is instant.
    /// @param options One to three.
    struct Offer {
        Cid content;
        uint24 protection;
        uint24 fulfilWithin;
        PriceOption[] options;
    }

    /// @param offer What is offered now.
    /// @param revision Rises with every change but of stock (CAT-2).
    /// @param stock Units offered in all, sold ones included; `UNLIMITED` for no limit.
    /// @param number The listing's number within its shop, `ANY` while it is delisted.
    /// @param task The task it was last put in; it may be closed by now.
    /// @param live Whether it is up, with a number below what its shop carries now. Stock, pause and fiat parts are
    /// other matters: `terms` and the market's `available` tell.
    struct Listing {
        Offer offer;
        uint32 revision;
        uint32 stock;
        uint16 number;
        TaskId task;
        bool live;
    }

    /// @param incentiveBps L: the share of the price that is incentive.
    /// @param closingBps M: the closing distributor's share of the incentive.
    /// @param maxLevels How many distributors a chain may have, 1 to 16.
    /// @param expiry From when the task takes no more orders and links; zero for never.
    struct TaskTerms {
        uint16 incentiveBps;
        uint16 closingBps;
        uint8 maxLevels;
        uint40 expiry;
    }

    /// @param parent The parent link, zero straight from the seller.
    /// @param depth Distributors up to this one, itself included.
    /// @param number The link's number within its shop, `ANY` while it is dropped.
    /// @param live Whether it is paid now. To close sales it must be live, its task open and the seller's PROMOTION
    /// live: `terms` tells.
    struct Link {
        LinkId parent;
        uint8 depth;
        uint16 number;
        bool live;
    }

    /// @notice One line of a preview. Level 0 is the seller, 1 nearest to it, the last the closing distributor.
    /// @param recipient The shop's owner now.
    /// @param amount What would be paid: nothing where the place is not live.
    struct Payout {
        uint8 level;
        ShopId shop;
        address recipient;
        bool live;
        uint256 amount;
    }

    /// @notice What a market needs to know to place an order. See `terms`.
    /// @param seller The owner of the listing's shop now.
    /// @param tokenAmount Tokens for one unit.
    /// @param fiatBase The fiat part's value in tokens, for commission; zero for a token-only option.
    struct Terms {
        address seller;
        uint32 revision;
        uint32 stock;
        uint24 protection;
        uint24 fulfilWithin;
        uint96 tokenAmount;
        uint96 fiatBase;
    }

    /// @notice The shop's listing exists, with this offer.
    event Listed(ListingId indexed listing, ShopId indexed shop, Offer offer, uint32 stock, uint16 number);

    /// @notice The listing's offer changed.
    event Revised(ListingId indexed listing, uint32 revision, Offer offer);

    /// @notice The listing offers `stock` units in all, sold ones included.
    event StockSet(ListingId indexed listing, uint32 stock);

    /// @notice The listing was taken down; its number is free.
    event Delisted(ListingId indexed listing, uint32 revision);

    /// @notice The listing is up again.
    event Relisted(ListingId indexed listing, uint32 revision, uint16 number);

    /// @notice The shop published a task.
    event TaskPublished(TaskId indexed task, ShopId indexed shop, TaskTerms terms);

    /// @notice The task covers the listing.
    event ListingCovered(TaskId indexed task, ListingId indexed listing);

    /// @notice The task takes no more orders and links.
    event TaskClosed(TaskId indexed task);

    /// @notice The shop took its place in the task.
    event LinkTaken(
        LinkId indexed link, TaskId indexed task, ShopId indexed shop, LinkId parent, uint8 depth, uint16 number
    );

    /// @notice The link is dormant; its number is free.
    event LinkDropped(LinkId indexed link);

    /// @notice The link is back in its place.
    event LinkRevived(LinkId indexed link, uint16 number);

    /// @notice The most that L may be in new tasks went from `from` to `to`.
    event MaxIncentiveSet(uint16 from, uint16 to);

    /// @notice Only `owner` may do this for the shop.
    error NotShopOwner(ShopId shop, address caller, address owner);

    /// @notice No listing has this id.
    error UnknownListing(ListingId listing);

    /// @notice No task has this id.
    error UnknownTask(TaskId task);

    /// @notice No link has this id.
    error UnknownLink(LinkId link);

    /// @notice The number is not below what the shop carries.
    error NumberNotCarried(ShopId shop, uint256 number, uint256 carried);

    /// @notice Another listing (or link) of the shop has this number.
    error NumberTaken(ShopId shop, uint256 number);

    /// @notice A listing has one to three options.
    error OptionCountOutOfRange(uint256 count, uint256 max);

    /// @notice An option names neither tokens nor fiat; or fiat without currency or base; or the reverse.
    error InvalidOption(uint256 option, PriceOption price);

    /// @notice A time is longer than allowed.
    error PeriodTooLong(uint256 period, uint256 max);

    /// @notice A listing that is not settled instantly needs time to fulfil.
    error FulfilWithinMissing();

    /// @notice The listing is delisted.
    error ListingDelisted(ListingId listing);

    /// @notice The listing is active already.
    error ListingActive(ListingId listing);

    /// @notice The listing's number is not below what its shop carries now.
    error ListingAsleep(ListingId listing, uint256 number, uint256 carried);

    /// @notice The listing has no such option.
    error UnknownOption(ListingId listing, uint256 option);

    /// @notice A rate is above its maximum.
    error RateTooHigh(uint256 bps, uint256 max);

    /// @notice Levels go from 1 to 16.
    error LevelsOutOfRange(uint256 levels, uint256 max);

    /// @notice A task must expire in the future, or never.
    error ExpiryInPast(uint256 expiry, uint256 now_);

    /// @notice The shop has no live PROMOTION.
    error PromotionNotLive(ShopId shop);

    /// @notice The task is closed or has expired.
    error TaskNotOpen(TaskId task);

    /// @notice The listing belongs to another shop than the task.
    error ForeignListing(TaskId task, ListingId listing);

    /// @notice The listing is in `openTask` already.
    error ListingInOpenTask(ListingId listing, TaskId openTask);

    /// @notice The task does not cover the listing.
    error ListingNotCovered(TaskId task, ListingId listing);

    /// @notice The seller's own shop takes no link in its own task.
    error OwnTask(TaskId task);

    /// @notice The parent link belongs to another task.
    error ForeignParent(TaskId task, LinkId parent);

    /// @notice The chain would be longer than the task allows.
    error ChainTooDeep(uint256 depth, uint256 maxLevels);

    /// @notice The shop has its place in this task already; one that was dropped can be revived.
    error LinkExists(LinkId link);

    /// @notice The link is dropped.
    error LinkIsDropped(LinkId link);

    /// @notice The link is not dropped.
    error LinkNotDropped(LinkId link);

    /// @notice The link's number is not below what its shop carries now.
    error LinkAsleep(LinkId link, uint256 number, uint256 carried);

    /// @notice A price cannot exceed the token's supply.
    error AmountTooLarge(uint256 amount, uint256 max);

    // Listings: only the shop's owner

    /// @notice List an offer (CAT-1). Needs a free showcase slot of an open shop.
    /// @param stock Units offered in all; `UNLIMITED` for no limit.
    /// @param number A free number below what the shop carries; `ANY` for the lowest free one of the first 256
    /// (where none is free, name one).
    function list(ShopId shop, Offer calldata offer, uint32 stock, uint16 number)
        external
        returns (ListingId listing);

    /// @notice Replace the offer.
    function revise(ListingId listing, Offer calldata offer) external;

    /// @notice Set the units offered in all, sold ones included. It does not touch the revision.
    function setStock(ListingId listing, uint32 stock) external;

    /// @notice Take the listing down. Placed orders are not touched.
    function delist(ListingId listing) external;

    /// @notice Put a delisted listing up again. `number` as in `list`.
    function relist(ListingId listing, uint16 number) external;

    // Tasks: only the shop's owner

    /// @notice Publish a distribution task over the shop's own listings (CAT-3). Needs PROMOTION. The terms never
    /// change.
    function publishTask(ShopId shop, TaskTerms calldata terms, ListingId[] calldata listings)
        external
        returns (TaskId task);

    /// @notice Add listings to an open task. A listing is in at most one open task. Needs PROMOTION.
    function cover(TaskId task, ListingId[] calldata listings) external;

    /// @notice Close the task for good: no new orders and links. Placed orders are not touched.
    function closeTask(TaskId task) external;

    // Links: only the distributor's shop's owner

    /// @notice Take the shop's place in a task (CAT-4), for ever: the first parent wins. It is the distributor's
    /// consent to the task's terms. Needs DISTRIBUTION with room for the number.
    /// @param parent The link that is re-shared, of the same task; zero for straight from the seller.
    /// @param number A free number below what the shop carries; `ANY` for the lowest free one of the first 256
    /// (where none is free, name one).
    function takeLink(TaskId task, LinkId parent, ShopId shop, uint16 number) external returns (LinkId link);

    /// @notice Free the link's number and make it dormant: it closes no sales and is not paid.
    function drop(LinkId link) external;

    /// @notice Bring a dropped link back to its place. `number` as in `takeLink`.
    function revive(LinkId link, uint16 number) external;

    // Parameters: restricted by the access manager

    /// @notice Set the most that L may be in new tasks, at most 10_000.
    function setMaxIncentive(uint16 bps) external;

    // Views

    /// @notice The shops.
    function registry() external view returns (IShopRegistry);

    /// @notice The listing. Reverts for an unknown one.
    function listing(ListingId id) external view returns (Listing memory);

    /// @notice The task's terms and whether it is open. Reverts for an unknown one.
    function task(TaskId id) external view returns (TaskTerms memory terms, bool open);

    /// @notice The link. Reverts for an unknown one.
    function link(LinkId id) external view returns (Link memory);

    /// @notice How many listings and tasks the shop has had; their indices are 1 to these.
    function counts(ShopId shop) external view returns (uint24 listings, uint24 tasks);

    /// @notice The links from the one nearest the seller to `id`.
    function path(LinkId id) external view returns (LinkId[] memory);

    /// @notice Who would get what if `amount` were paid through the link now (CAT-5): the seller first, then every
    /// distributor by level.
    function preview(LinkId id, uint256 amount) external view returns (Payout[] memory);

    /// @notice The lowest number from `from` on that no active listing of the shop has.
    function freeListingNumber(ShopId shop, uint16 from) external view returns (uint16);

    /// @notice The lowest number from `from` on that no active link of the shop has.
    function freeLinkNumber(ShopId shop, uint16 from) external view returns (uint16);

    /// @notice What a market needs to place an order. Reverts where the listing cannot be bought, or not through
    /// this link: the error says why.
    function terms(ListingId listing, uint256 option, LinkId link) external view returns (Terms memory);

    /// @notice Who is paid through a link now (CAT-6).
    /// @return incentiveBps The task's L.
    /// @return closingBps The task's M.
    /// @return distributors Nearest the seller first, zero where a place is not live.
    /// @return live Bit `i` is set where `distributors[i]` is not zero.
    function payees(LinkId link)
        external
        view
        returns (
            uint256 incentiveBps,
            uint256 closingBps,
            address[] memory distributors,
            uint256 live
        );

    /// @notice The most that L may be in new tasks.
    function maxIncentive() external view returns (uint16);

    /// @notice The bounds that the code sets.
    function MAX_LEVELS() external view returns (uint256);
    function MAX_OPTIONS() external view returns (uint256);
    function MAX_PROTECTION() external view returns (uint256);
    function MAX_FULFIL_WITHIN() external view returns (uint256);

    /// @notice `stock` that never runs out.
    function UNLIMITED() external view returns (uint32);

    /// @notice As an input, any free number; as an output, no number.
    function ANY() external view returns (uint16);
}
