// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {ICatalog, UNLIMITED_STOCK} from "../interfaces/ICatalog.sol";
import {IEcomToken} from "../interfaces/IEcomToken.sol";
import {DealId, GroupId, IGroupBuy} from "../interfaces/IGroupBuy.sol";
import {IMarket} from "../interfaces/IMarket.sol";
import {IShopRegistry} from "../interfaces/IShopRegistry.sol";
import {CapabilityId, LinkId, ListingId, OrderId, ShopId} from "../interfaces/types/Ids.sol";
import {Permit} from "../interfaces/types/Permit.sol";
import {Commission} from "./libraries/Commission.sol";
import {TokenCall} from "./libraries/TokenCall.sol";

/// @title Group buying 拼团
/// @notice See `IGroupBuy`.
contract GroupBuy is IGroupBuy, Multicall {
    using TokenCall for IEcomToken;

    /// @inheritdoc IGroupBuy
    uint256 public constant MIN_SIZE = 2;
    /// @inheritdoc IGroupBuy
    uint256 public constant MAX_SIZE = 100;
    /// @inheritdoc IGroupBuy
    uint256 public constant MIN_WINDOW = 1 hours;
    /// @inheritdoc IGroupBuy
    uint256 public constant MAX_WINDOW = 30 days;
    /// @inheritdoc IGroupBuy
    uint256 public constant PLACE_WITHIN = 7 days;

    /// @inheritdoc IGroupBuy
    IMarket public immutable market;
    /// @inheritdoc IGroupBuy
    ICatalog public immutable catalog;
    /// @inheritdoc IGroupBuy
    IShopRegistry public immutable registry;
    /// @inheritdoc IGroupBuy
    IEcomToken public immutable token;

    /// @dev Invariant DEPOSIT-1: token.balanceOf(this) >= _totals.deposits, the sum over all members.
    Totals private _totals;
    mapping(DealId id => Deal) private _deals;
    mapping(GroupId id => Group) private _groups;
    /// @dev A member goes with its deposit: by then nobody can join any more.
    mapping(GroupId id => mapping(address buyer => Member)) private _members;

    constructor(IMarket market_) {
        market = market_;
        catalog = market_.catalog();
        registry = market_.registry();
        token = market_.token();
        // The market pulls from the caller of `placeFor` alone, and only what the order costs.
        token.approve(address(market_), type(uint256).max);
    }

    // Deals

    /// @inheritdoc IGroupBuy
    function offer(ListingId listing, uint8 option, uint32 revision, uint96 unitPrice, uint8 size, uint24 window)
        external
        returns (DealId id)
    {
        require(size >= MIN_SIZE && size <= MAX_SIZE, SizeOutOfRange(size, MIN_SIZE, MAX_SIZE));
        require(
            window >= MIN_WINDOW && window <= MAX_WINDOW, WindowOutOfRange(window, MIN_WINDOW, MAX_WINDOW)
        );
        Deal memory d = Deal(listing, revision, unitPrice, window, size, option, false);
        _requireOwner(d);
        _requireSellable(d, 1, LinkId.wrap(0));
        id = DealId.wrap(++_totals.deals);
        _deals[id] = d;
        emit DealOffered(id, listing, option, revision, unitPrice, size, window);
    }

    /// @inheritdoc IGroupBuy
    function withdrawOffer(DealId id) external {
        Deal memory d = deal(id);
        _requireOwner(d);
        require(!d.withdrawn, DealIsWithdrawn(id));
        _deals[id].withdrawn = true;
        emit DealWithdrawn(id);
    }

    // Groups

    /// @inheritdoc IGroupBuy
    function start(DealId id, uint24 quantity, LinkId link) external returns (GroupId) {
        return _start(id, quantity, link);
    }

    /// @inheritdoc IGroupBuy
    function startWithPermit(DealId id, uint24 quantity, LinkId link, Permit calldata permit)
        external
        returns (GroupId)
    {
        token.tryPermit(permit);
        return _start(id, quantity, link);
    }

    /// @inheritdoc IGroupBuy
    function join(GroupId id, uint24 quantity, LinkId link) external {
        _join(id, quantity, link);
    }

    /// @inheritdoc IGroupBuy
    function joinWithPermit(GroupId id, uint24 quantity, LinkId link, Permit calldata permit) external {
        token.tryPermit(permit);
        _join(id, quantity, link);
    }

    /// @inheritdoc IGroupBuy
    function place(GroupId id, address[] calldata buyers) external {
        Group memory g = group(id);
        require(g.succeededAt != 0, NotSucceeded(id));
        uint256 deadline = g.succeededAt + PLACE_WITHIN;
        require(block.timestamp < deadline, TooLate(id, deadline, block.timestamp));
        Deal memory d = _deals[g.deal];
        for (uint256 i; i < buyers.length; ++i) {
            _place(id, d, buyers[i]);
        }
    }

    /// @inheritdoc IGroupBuy
    function refund(GroupId id, address[] calldata buyers) external {
        Group memory g = group(id);
        Deal memory d = _deals[g.deal];
        uint256 from = g.succeededAt != 0 ? g.succeededAt + PLACE_WITHIN : g.deadline;
        require(block.timestamp >= from || _isVoid(d), TooEarly(id, from, block.timestamp));
        for (uint256 i; i < buyers.length; ++i) {
            uint96 amount = d.unitPrice * _members[id][buyers[i]].quantity;
            if (amount == 0) continue;
            delete _members[id][buyers[i]];
            _totals.deposits -= amount;
            emit Refunded(id, buyers[i], amount);
            token.pay(buyers[i], amount);
        }
    }

    // Views

    /// @inheritdoc IGroupBuy
    function deal(DealId id) public view returns (Deal memory d) {
        d = _deals[id];
        require(d.size != 0, UnknownDeal(id));
    }

    /// @inheritdoc IGroupBuy
    function group(GroupId id) public view returns (Group memory g) {
        g = _groups[id];
        require(g.buyers != 0, UnknownGroup(id));
    }

    /// @inheritdoc IGroupBuy
    function member(GroupId id, address buyer) external view returns (Member memory) {
        return _members[id][buyer];
    }

    /// @inheritdoc IGroupBuy
    function totals() external view returns (Totals memory) {
        return _totals;
    }

    // Internals

    function _start(DealId dealId, uint24 quantity, LinkId link) private returns (GroupId id) {
        Deal memory d = deal(dealId);
        require(!d.withdrawn, DealIsWithdrawn(dealId));
        id = GroupId.wrap(++_totals.groups);
        Group memory g = Group(dealId, uint40(block.timestamp) + d.window, 0, 1);
        _groups[id] = g;
        emit GroupStarted(id, dealId, g.deadline);
        token.pull(msg.sender, address(this), _enter(id, d, quantity, link));
    }

    function _join(GroupId id, uint24 quantity, LinkId link) private {
        Group memory g = group(id);
        Deal memory d = _deals[g.deal];
        require(g.buyers != d.size, GroupFull(id));
        require(block.timestamp < g.deadline, TooLate(id, g.deadline, block.timestamp));
        require(_members[id][msg.sender].quantity == 0, AlreadyJoined(id, msg.sender));
        bool complete = ++g.buyers == d.size;
        if (complete) g.succeededAt = uint40(block.timestamp);
        _groups[id] = g;
        uint256 amount = _enter(id, d, quantity, link);
        if (complete) emit GroupSucceeded(id, uint40(block.timestamp + PLACE_WITHIN));
        token.pull(msg.sender, address(this), amount);
    }

    /// @dev Writes down the caller's deposit, if it can become an order.
    function _enter(GroupId id, Deal memory d, uint24 quantity, LinkId link) private returns (uint256 amount) {
        amount = uint256(d.unitPrice) * quantity;
        require(quantity != 0 && amount <= Commission.MAX_AMOUNT, QuantityOutOfRange(quantity, d.unitPrice));
        _requireSellable(d, quantity, link);
        _members[id][msg.sender] = Member(quantity, link);
        _totals.deposits += uint96(amount);
        emit Joined(id, msg.sender, quantity, link);
    }

    /// @dev Spends a buyer's deposit on its order; where the market refuses it, all stays as it was. Only the buyer's own
    /// call gives up the link: on anyone's, the closing distributor could drop it just for that, and the levels above it
    /// would get nothing.
    function _place(GroupId id, Deal memory d, address buyer) private {
        Member memory m = _members[id][buyer];
        if (m.quantity == 0) return;
        uint96 amount = d.unitPrice * m.quantity;
        delete _members[id][buyer];
        _totals.deposits -= amount;
        (OrderId order, bytes memory reason) = _tryOrder(d, m.quantity, m.link, buyer);
        if (OrderId.unwrap(order) == 0 && msg.sender == buyer && !m.link.isNone()) {
            (order, reason) = _tryOrder(d, m.quantity, LinkId.wrap(0), buyer);
        }
        if (OrderId.unwrap(order) != 0) {
            emit OrderPlacedFor(id, buyer, order);
        } else {
            _members[id][buyer] = m;
            _totals.deposits += amount;
            emit PlacementFailed(id, buyer, reason);
        }
    }

    /// @return order Zero where the market refuses it, for this `reason`.
    function _tryOrder(Deal memory d, uint24 quantity, LinkId link, address buyer)
        private
        returns (OrderId order, bytes memory reason)
    {
        IMarket.Purchase memory purchase =
            IMarket.Purchase(d.listing, d.option, d.revision, quantity, d.unitPrice, link);
        try market.placeFor(purchase, buyer) returns (OrderId placed) {
            order = placed;
        } catch (bytes memory data) {
            reason = data;
        }
    }

    /// @dev Whether the deal is of no use to anyone any more: revisions only rise, so nobody can join its groups, and no
    /// order of theirs can be placed.
    function _isVoid(Deal memory d) private view returns (bool) {
        return catalog.listing(d.listing).revision != d.revision;
    }

    /// @dev What the market will ask when an order is placed.
    function _requireSellable(Deal memory d, uint256 quantity, LinkId link) private view {
        ICatalog.Terms memory terms = catalog.terms(d.listing, d.option, link);
        require(terms.fiatBase == 0, IMarket.OptionHasFiatPart(d.listing, d.option));
        require(d.revision == terms.revision, IMarket.StaleRevision(d.listing, d.revision, terms.revision));
        if (terms.stock != UNLIMITED_STOCK) {
            uint256 sold = market.sold(d.listing);
            uint256 left = terms.stock > sold ? terms.stock - sold : 0;
            require(quantity <= left, IMarket.OutOfStock(d.listing, quantity, left));
        }
        uint256 least = market.floor(d.listing, address(this));
        require(
            least != 0 && d.unitPrice >= least && d.unitPrice <= terms.tokenAmount,
            IMarket.PriceOutOfRange(d.listing, d.unitPrice, least, terms.tokenAmount)
        );
        ShopId shop = d.listing.shop();
        CapabilityId capability = market.moduleCapability(address(this));
        require(
            registry.position(shop, capability).units != 0,
            IMarket.ModuleNotLive(shop, address(this), capability)
        );
    }

    function _requireOwner(Deal memory d) private view {
        ShopId shop = d.listing.shop();
        address owner = registry.ownerOf(ShopId.unwrap(shop));
        require(msg.sender == owner, NotShopOwner(shop, msg.sender, owner));
    }
}
