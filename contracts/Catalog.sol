// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {ICatalog, UNLIMITED_STOCK} from "../interfaces/ICatalog.sol";
import {IShopRegistry} from "../interfaces/IShopRegistry.sol";
import {Cid, Codec} from "../interfaces/types/Cid.sol";
import {LinkId, ListingId, ShopId, TaskId, toLinkId, toListingId, toTaskId} from "../interfaces/types/Ids.sol";
import {Commission} from "./libraries/Commission.sol";
import {LinkWord, LinkWordLib} from "./libraries/LinkWord.sol";
import {Numbers} from "./libraries/Numbers.sol";

/// @title Catalog: what is sold, and who may resell it
/// @notice See `ICatalog`.
contract Catalog is ICatalog, AccessManaged, Multicall {
    using Numbers for mapping(uint256 page => uint256 bits);

    /// @dev One word that every purchase reads.
    struct ListingHead {
        uint32 revision;
        uint32 stock;
        uint24 protection;
        uint24 fulfilWithin;
        uint24 task; // index within the shop, 0 for none
        uint16 number;
        uint8 shape; // how many options, with RAW set for a raw content CID
        uint96 tokenPrice; // of option 0 where that is token-only, else 0
    }

    /// @dev Options: the word of option 0 is unused where the head has its `tokenPrice`.
    struct ListingRecord {
        ListingHead head;
        bytes32 digest;
        PriceOption[3] options;
    }

    struct TaskRecord {
        uint16 incentiveBps;
        uint16 closingBps;
        uint8 maxLevels; // 0 where there is no such task
        uint40 expiry;
        bool closed;
    }

    struct Counts {
        uint24 listings;
        uint24 tasks;
    }

    /// @inheritdoc ICatalog
    uint256 public constant MAX_LEVELS = Commission.MAX_DISTRIBUTORS;
    /// @inheritdoc ICatalog
    uint256 public constant MAX_OPTIONS = 3;
    /// @inheritdoc ICatalog
    uint256 public constant MAX_PROTECTION = 90 days;
    /// @inheritdoc ICatalog
    uint256 public constant MAX_FULFIL_WITHIN = 60 days;
    /// @inheritdoc ICatalog
    uint32 public constant UNLIMITED = UNLIMITED_STOCK;
    /// @inheritdoc ICatalog
    uint16 public constant ANY = Numbers.ANY;

    uint8 private constant RAW = 1 << 7;

    /// @inheritdoc ICatalog
    IShopRegistry public immutable registry;

    /// @inheritdoc ICatalog
    uint16 public maxIncentive = 5_000;

    mapping(ListingId id => ListingRecord) private _listings;
    mapping(TaskId id => TaskRecord) private _tasks;
    /// @dev Invariant LINK-1: a record with depth d > 1 has a parent record with depth d - 1. It never changes but for
    /// its number.
    mapping(LinkId id => LinkWord) private _links;
    mapping(ShopId id => Counts) private _counts;
    /// @dev Invariant NUMBER-1: a bit is set exactly where one active listing (or link) of the shop has the number.
    mapping(ShopId id => mapping(uint256 page => uint256 bits)) private _listingNumbers;
    mapping(ShopId id => mapping(uint256 page => uint256 bits)) private _linkNumbers;

    /// @param authority The access manager.
    constructor(address authority, IShopRegistry registry_) AccessManaged(authority) {
        registry = registry_;
    }

    // Listings

    /// @inheritdoc ICatalog
    function list(ShopId shop, Offer calldata offer, uint32 stock, uint16 number)
        external
        returns (ListingId id)
    {
        _requireOwner(shop);
        id = toListingId(shop, ++_counts[shop].listings);
        ListingRecord storage l = _listings[id];
        ListingHead memory head = _write(l, offer, l.head);
        head.stock = stock;
        head.number = number = _claimListing(shop, number);
        l.head = head;
        emit Listed(id, shop, offer, stock, number);
    }

    /// @inheritdoc ICatalog
    function revise(ListingId id, Offer calldata offer) external {
        ListingRecord storage l = _owned(id);
        ListingHead memory head = _write(l, offer, l.head);
        l.head = head;
        emit Revised(id, head.revision, offer);
    }

    /// @inheritdoc ICatalog
    function setStock(ListingId id, uint32 stock) external {
        _owned(id).head.stock = stock;
        emit StockSet(id, stock);
    }

    /// @inheritdoc ICatalog
    function delist(ListingId id) external {
        ListingHead storage l = _owned(id).head;
        uint16 number = l.number;
        require(number != Numbers.ANY, ListingDelisted(id));
        l.number = Numbers.ANY;
        _listingNumbers[id.shop()].flip(number);
        emit Delisted(id, ++l.revision);
    }

    /// @inheritdoc ICatalog
    function relist(ListingId id, uint16 number) external {
        ListingHead storage l = _owned(id).head;
        require(l.number == Numbers.ANY, ListingActive(id));
        l.number = number = _claimListing(id.shop(), number);
        emit Relisted(id, ++l.revision, number);
    }

    // Tasks

    /// @inheritdoc ICatalog
    function publishTask(ShopId shop, TaskTerms calldata terms_, ListingId[] calldata listings)
        external
        returns (TaskId id)
    {
        _requireOwner(shop);
        require(terms_.incentiveBps <= maxIncentive, RateTooHigh(terms_.incentiveBps, maxIncentive));
        require(terms_.closingBps <= Commission.BPS, RateTooHigh(terms_.closingBps, Commission.BPS));
        require(
            terms_.maxLevels != 0 && terms_.maxLevels <= MAX_LEVELS, LevelsOutOfRange(terms_.maxLevels, MAX_LEVELS)
        );
        require(
            terms_.expiry == 0 || terms_.expiry > block.timestamp, ExpiryInPast(terms_.expiry, block.timestamp)
        );
        id = toTaskId(shop, ++_counts[shop].tasks);
        _tasks[id] = TaskRecord(terms_.incentiveBps, terms_.closingBps, terms_.maxLevels, terms_.expiry, false);
        emit TaskPublished(id, shop, terms_);
        _cover(id, listings);
    }

    /// @inheritdoc ICatalog
    function cover(TaskId id, ListingId[] calldata listings) external {
        _requireOwner(id.shop());
        _openTask(id);
        _cover(id, listings);
    }

    /// @inheritdoc ICatalog
    function closeTask(TaskId id) external {
        _requireOwner(id.shop());
        _openTask(id);
        _tasks[id].closed = true;
        emit TaskClosed(id);
    }

    // Links

    /// @inheritdoc ICatalog
    function takeLink(TaskId id, LinkId parent, ShopId shop, uint16 number) external returns (LinkId linkId) {
        _requireOwner(shop);
        TaskRecord memory t = _openTask(id);
        require(shop != id.shop(), OwnTask(id));
        linkId = toLinkId(id, shop);
        require(_links[linkId].depth() == 0, LinkExists(linkId));
        uint256 depth = 1;
        if (!parent.isNone()) {
            require(parent.task() == id, ForeignParent(id, parent));
            depth += _known(parent).depth();
        }
        require(depth <= t.maxLevels, ChainTooDeep(depth, t.maxLevels));
        number = _claimLink(shop, number);
        _links[linkId] = LinkWordLib.pack(parent.shop(), number, depth);
        emit LinkTaken(linkId, id, shop, parent, uint8(depth), number);
    }

    /// @inheritdoc ICatalog
    function drop(LinkId id) external {
        _requireOwner(id.shop());
        LinkWord word = _known(id);
        uint16 number = word.number();
        require(number != Numbers.ANY, LinkIsDropped(id));
        _links[id] = word.withNumber(Numbers.ANY);
        _linkNumbers[id.shop()].flip(number);
        emit LinkDropped(id);
    }

    /// @inheritdoc ICatalog
    function revive(LinkId id, uint16 number) external {
        _requireOwner(id.shop());
        LinkWord word = _known(id);
        require(word.number() == Numbers.ANY, LinkNotDropped(id));
        number = _claimLink(id.shop(), number);
        _links[id] = word.withNumber(number);
        emit LinkRevived(id, number);
    }

    // Parameters

    /// @inheritdoc ICatalog
    function setMaxIncentive(uint16 bps) external restricted {
        require(bps <= Commission.BPS, RateTooHigh(bps, Commission.BPS));
        emit MaxIncentiveSet(maxIncentive, bps);
        maxIncentive = bps;
    }

    // Views

    /// @inheritdoc ICatalog
    function listing(ListingId id) external view returns (Listing memory view_) {
        ListingRecord storage l = _listings[id];
        ListingHead memory head = l.head;
        require(head.revision != 0, UnknownListing(id));
        PriceOption[] memory options = new PriceOption[](head.shape & ~RAW);
        for (uint256 i; i < options.length; ++i) {
            options[i] = _option(l, head, i);
        }
        (, uint256 slots,,) = registry.carried(id.shop());
        Cid memory content = Cid(l.digest, head.shape & RAW == 0 ? Codec.DagPb : Codec.Raw);
        return Listing({
            offer: Offer(content, head.protection, head.fulfilWithin, options),
            revision: head.revision,
            stock: head.stock,
            number: head.number,
            task: toTaskId(head.task == 0 ? ShopId.wrap(0) : id.shop(), head.task),
            live: head.number < slots
        });
    }

    /// @inheritdoc ICatalog
    function task(TaskId id) external view returns (TaskTerms memory, bool open) {
        TaskRecord memory t = _tasks[id];
        require(t.maxLevels != 0, UnknownTask(id));
        return (TaskTerms(t.incentiveBps, t.closingBps, t.maxLevels, t.expiry), _isOpen(t));
    }

    /// @inheritdoc ICatalog
    function link(LinkId id) external view returns (Link memory) {
        LinkWord word = _known(id);
        (,, uint256 carried,) = registry.carried(id.shop());
        return Link(_parent(id, word), word.depth(), word.number(), word.number() < carried);
    }

    /// @inheritdoc ICatalog
    function counts(ShopId shop) external view returns (uint24 listings, uint24 tasks) {
        Counts memory c = _counts[shop];
        return (c.listings, c.tasks);
    }

    /// @inheritdoc ICatalog
    function path(LinkId id) public view returns (LinkId[] memory links) {
        links = new LinkId[](_known(id).depth());
        for (uint256 i = links.length; i != 0; --i) {
            links[i - 1] = id;
            id = _parent(id, _links[id]);
        }
    }

    /// @inheritdoc ICatalog
    function preview(LinkId id, uint256 amount) external view returns (Payout[] memory lines) {
        LinkId[] memory links = path(id);
        (uint256 incentiveBps, uint256 closingBps, address[] memory distributors,) = payees(id);
        require(amount <= Commission.MAX_AMOUNT, AmountTooLarge(amount, Commission.MAX_AMOUNT));
        (uint256 upper, uint256 closing) = Commission.full(amount, incentiveBps, closingBps, links.length);

        lines = new Payout[](links.length + 1);
        lines[0] = Payout(0, id.task().shop(), _ownerOf(id.task().shop()), true, amount);
        for (uint256 i = 1; i < lines.length; ++i) {
            bool live = distributors[i - 1] != address(0);
            uint256 pays = !live ? 0 : i == links.length ? closing : upper;
            ShopId shop = links[i - 1].shop();
            lines[i] = Payout(uint8(i), shop, _ownerOf(shop), live, pays);
            lines[0].amount -= pays;
        }
    }

    /// @inheritdoc ICatalog
    function freeListingNumber(ShopId shop, uint16 from) external view returns (uint16) {
        return _listingNumbers[shop].lowestFrom(from);
    }

    /// @inheritdoc ICatalog
    function freeLinkNumber(ShopId shop, uint16 from) external view returns (uint16) {
        return _linkNumbers[shop].lowestFrom(from);
    }

    /// @inheritdoc ICatalog
    function terms(ListingId id, uint256 option, LinkId linkId) external view returns (Terms memory) {
        ListingRecord storage l = _listings[id];
        ListingHead storage head = l.head;
        require(head.revision != 0, UnknownListing(id));
        (address seller, uint256 slots,, bool promotion) = registry.carried(id.shop());
        require(head.number != Numbers.ANY, ListingDelisted(id));
        require(head.number < slots, ListingAsleep(id, head.number, slots));
        if (!linkId.isNone()) {
            TaskId taskId = linkId.task();
            require(taskId == toTaskId(id.shop(), head.task), ListingNotCovered(taskId, id));
            _openTask(taskId);
            require(promotion, PromotionNotLive(id.shop()));
            _requireLive(linkId);
        }
        uint96 tokenAmount = head.tokenPrice;
        uint96 fiatBase;
        if (option != 0 || tokenAmount == 0) {
            require(option < head.shape & ~RAW, UnknownOption(id, option));
            (tokenAmount, fiatBase) = (l.options[option].tokenAmount, l.options[option].fiatBase);
        }
        return Terms(seller, head.revision, head.stock, head.protection, head.fulfilWithin, tokenAmount, fiatBase);
    }

    /// @inheritdoc ICatalog
    function payees(LinkId id)
        public
        view
        returns (
            uint256 incentiveBps,
            uint256 closingBps,
            address[] memory distributors,
            uint256 live
        )
    {
        TaskId taskId = id.task();
        TaskRecord storage t = _tasks[taskId];
        (incentiveBps, closingBps) = (t.incentiveBps, t.closingBps);

        LinkWord word = _known(id);
        uint256 i = word.depth();
        uint256[] memory places = new uint256[](i);
        ShopId shop = id.shop();
        while (true) {
            places[--i] = word.place(shop);
            if (i == 0) break;
            shop = word.parent();
            word = _links[toLinkId(taskId, shop)];
        }
        (distributors, live) = registry.payees(places);
    }

    // Internals

    function _write(ListingRecord storage l, Offer calldata offer, ListingHead memory head)
        private
        returns (ListingHead memory)
    {
        uint256 count = offer.options.length;
        require(count != 0 && count <= MAX_OPTIONS, OptionCountOutOfRange(count, MAX_OPTIONS));
        require(offer.protection <= MAX_PROTECTION, PeriodTooLong(offer.protection, MAX_PROTECTION));
        require(offer.fulfilWithin <= MAX_FULFIL_WITHIN, PeriodTooLong(offer.fulfilWithin, MAX_FULFIL_WITHIN));
        bool instant = offer.protection == 0;
        head.tokenPrice = 0;
        for (uint256 i; i < count; ++i) {
            PriceOption calldata p = offer.options[i];
            bool fiat = p.fiatAmount != 0;
            require(
                (fiat || p.tokenAmount != 0) && (p.currency != 0) == fiat && (p.fiatBase != 0) == fiat
                    && p.tokenAmount <= Commission.MAX_AMOUNT && p.fiatBase <= Commission.MAX_AMOUNT,
                InvalidOption(i, p)
            );
            if (fiat) instant = false;
            if (i == 0 && !fiat) head.tokenPrice = p.tokenAmount;
            else l.options[i] = p;
        }
        require(instant || offer.fulfilWithin != 0, FulfilWithinMissing());
        ++head.revision;
        head.protection = offer.protection;
        head.fulfilWithin = offer.fulfilWithin;
        head.shape = uint8(count) | (offer.content.codec == Codec.Raw ? RAW : 0);
        l.digest = offer.content.digest;
        return head;
    }

    function _option(ListingRecord storage l, ListingHead memory head, uint256 i)
        private
        view
        returns (PriceOption memory p)
    {
        if (i == 0 && head.tokenPrice != 0) p.tokenAmount = head.tokenPrice;
        else p = l.options[i];
    }

    function _cover(TaskId id, ListingId[] calldata listings) private {
        (,,, bool promotion) = registry.carried(id.shop());
        require(promotion, PromotionNotLive(id.shop()));
        for (uint256 i; i < listings.length; ++i) {
            ListingHead storage l = _listings[listings[i]].head;
            require(l.revision != 0, UnknownListing(listings[i]));
            require(listings[i].shop() == id.shop(), ForeignListing(id, listings[i]));
            TaskId current = toTaskId(id.shop(), l.task);
            require(l.task == 0 || !_isOpen(_tasks[current]), ListingInOpenTask(listings[i], current));
            l.task = id.index();
            emit ListingCovered(id, listings[i]);
        }
    }

    function _claimListing(ShopId shop, uint16 number) private returns (uint16) {
        (, uint256 slots,,) = registry.carried(shop);
        return _claim(shop, _listingNumbers[shop], number, slots);
    }

    function _claimLink(ShopId shop, uint16 number) private returns (uint16) {
        (,, uint256 carried,) = registry.carried(shop);
        return _claim(shop, _linkNumbers[shop], number, carried);
    }

    function _claim(
        ShopId shop,
        mapping(uint256 page => uint256 bits) storage used,
        uint16 number,
        uint256 carried
    ) private returns (uint16) {
        if (number == Numbers.ANY) number = used.lowest();
        require(number < carried, NumberNotCarried(shop, number, carried));
        require(!used.taken(number), NumberTaken(shop, number));
        used.flip(number);
        return number;
    }

    function _owned(ListingId id) private view returns (ListingRecord storage l) {
        l = _listings[id];
        require(l.head.revision != 0, UnknownListing(id));
        _requireOwner(id.shop());
    }

    function _openTask(TaskId id) private view returns (TaskRecord memory t) {
        t = _tasks[id];
        require(t.maxLevels != 0, UnknownTask(id));
        require(_isOpen(t), TaskNotOpen(id));
    }

    function _isOpen(TaskRecord memory t) private view returns (bool) {
        return !t.closed && (t.expiry == 0 || block.timestamp < t.expiry);
    }

    function _known(LinkId id) private view returns (LinkWord word) {
        word = _links[id];
        require(word.depth() != 0, UnknownLink(id));
    }

    /// @dev A dormant link cannot close sales (CAT-6).
    function _requireLive(LinkId id) private view {
        uint16 number = _known(id).number();
        require(number != Numbers.ANY, LinkIsDropped(id));
        (,, uint256 carried,) = registry.carried(id.shop());
        require(number < carried, LinkAsleep(id, number, carried));
    }

    function _parent(LinkId id, LinkWord word) private pure returns (LinkId) {
        ShopId parent = word.parent();
        return ShopId.unwrap(parent) == 0 ? LinkId.wrap(0) : toLinkId(id.task(), parent);
    }

    function _ownerOf(ShopId shop) private view returns (address) {
        return registry.ownerOf(ShopId.unwrap(shop));
    }

    function _requireOwner(ShopId shop) private view {
        address owner = _ownerOf(shop);
        require(msg.sender == owner, NotShopOwner(shop, msg.sender, owner));
    }
}
