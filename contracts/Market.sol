// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {LibBit} from "solady/utils/LibBit.sol";
import {ICatalog, UNLIMITED_STOCK} from "../interfaces/ICatalog.sol";
import {IEcomToken} from "../interfaces/IEcomToken.sol";
import {IMarket} from "../interfaces/IMarket.sol";
import {IShopRegistry} from "../interfaces/IShopRegistry.sol";
import {Cid} from "../interfaces/types/Cid.sol";
import {
    LinkId, ListingId, OrderId, ShopId, toLinkId, toListingId, toTaskId
} from "../interfaces/types/Ids.sol";
import {Permit} from "../interfaces/types/Permit.sol";
import {Commission} from "./libraries/Commission.sol";
import {TokenCall} from "./libraries/TokenCall.sol";

/// @title Market: orders and their escrow
/// @notice See `IMarket`.
contract Market is IMarket, AccessManaged, Multicall {
    using TokenCall for IEcomToken;

    /// @dev One word for ever: who may rate whom. All that an instant order leaves (ORD-2).
    struct Parties {
        address buyer;
        ShopId shop;
        ShopId distributor;
        uint16 closedDay;
        uint16 settledBps;
    }

    /// @dev One word while the order is open. Listing and task are indices within the order's shop.
    struct Escrow {
        uint96 amount;
        uint40 deadline;
        uint24 protection;
        uint24 listing;
        uint24 task;
        uint24 stockTaken;
        uint16 proposal; // 0 for none, else bps + 1, with BY_SELLER set where the seller proposed it
        State state;
    }

    /// @inheritdoc IMarket
    uint256 public constant CANCEL_GRACE = 7 days;
    /// @inheritdoc IMarket
    uint256 public constant MAX_PAUSE = 7 days;
    /// @inheritdoc IMarket
    uint256 public constant PAUSE_INTERVAL = 30 days;

    uint16 private constant BY_SELLER = 1 << 15;

    /// @inheritdoc IMarket
    IEcomToken public immutable token;
    /// @inheritdoc IMarket
    ICatalog public immutable catalog;
    /// @inheritdoc IMarket
    IShopRegistry public immutable registry;

    /// @dev Invariant ESCROW-1: token.balanceOf(this) >= _totals.escrow, the sum of all open orders' escrow.
    Totals private _totals;
    mapping(OrderId id => Parties) private _parties;
    mapping(OrderId id => Escrow) private _escrows;
    /// @inheritdoc IMarket
    mapping(ListingId id => uint256) public sold;

    /// @param authority The access manager.
    constructor(address authority, IEcomToken token_, ICatalog catalog_, IShopRegistry registry_)
        AccessManaged(authority)
    {
        token = token_;
        catalog = catalog_;
        registry = registry_;
    }

    // Buying

    /// @inheritdoc IMarket
    function place(Purchase calldata purchase) external returns (OrderId) {
        return _place(purchase);
    }

    /// @inheritdoc IMarket
    function placeWithPermit(Purchase calldata purchase, Permit calldata permit) external returns (OrderId) {
        token.tryPermit(permit);
        return _place(purchase);
    }

    // The life of an order

    /// @inheritdoc IMarket
    function fulfil(OrderId id, Cid calldata evidence) external {
        Escrow storage e = _open(id);
        _requireSeller(id);
        require(e.state == State.Placed, WrongState(id, e.state));
        require(block.timestamp < e.deadline, TooLate(id, e.deadline, block.timestamp));
        uint40 deadline = uint40(block.timestamp) + e.protection;
        (e.state, e.deadline, e.proposal) = (State.Fulfilled, deadline, 0);
        emit OrderFulfilled(id, evidence, deadline);
    }

    /// @inheritdoc IMarket
    function confirm(OrderId id) external {
        _open(id);
        address buyer = _parties[id].buyer;
        require(msg.sender == buyer, NotBuyer(id, msg.sender, buyer));
        _close(id, Commission.BPS, Ending.Confirmed);
    }

    /// @inheritdoc IMarket
    function settle(OrderId id) external {
        Escrow storage e = _open(id);
        require(e.state == State.Fulfilled, WrongState(id, e.state));
        require(block.timestamp >= e.deadline, TooEarly(id, e.deadline, block.timestamp));
        _close(id, Commission.BPS, Ending.Settled);
    }

    /// @inheritdoc IMarket
    function refund(OrderId id) external {
        _open(id);
        _requireSeller(id);
        _close(id, 0, Ending.Refunded);
    }

    /// @inheritdoc IMarket
    function cancel(OrderId id) external {
        Escrow storage e = _open(id);
        require(e.state == State.Placed, WrongState(id, e.state));
        uint256 from = e.deadline;
        if (msg.sender != _parties[id].buyer) from += CANCEL_GRACE;
        require(block.timestamp >= from, TooEarly(id, from, block.timestamp));
        _close(id, 0, Ending.Cancelled);
    }

    /// @inheritdoc IMarket
    function propose(OrderId id, uint16 bps) external {
        Escrow storage e = _open(id);
        require(bps <= Commission.BPS, BpsOutOfRange(bps, Commission.BPS));
        bool bySeller = msg.sender != _parties[id].buyer;
        if (bySeller) require(msg.sender == _seller(_parties[id].shop), NotParty(id, msg.sender));
        e.proposal = (bps + 1) | (bySeller ? BY_SELLER : 0);
        emit AgreementProposed(id, bySeller, bps);
    }

    /// @inheritdoc IMarket
    function accept(OrderId id, uint16 bps) external {
        Escrow storage e = _open(id);
        require(bps <= Commission.BPS, BpsOutOfRange(bps, Commission.BPS));
        bool fromSeller = e.proposal & BY_SELLER != 0;
        require(e.proposal == (bps + 1) | (fromSeller ? BY_SELLER : 0), NothingToAccept(id, bps));
        address other = fromSeller ? _parties[id].buyer : _seller(_parties[id].shop);
        require(msg.sender == other, NothingToAccept(id, bps));
        _close(id, bps, Ending.Agreed);
    }

    // Restricted

    /// @inheritdoc IMarket
    function pause(uint40 duration) external restricted {
        require(duration != 0 && duration <= MAX_PAUSE, PauseOutOfRange(duration, MAX_PAUSE));
        Totals memory t = _totals;
        require(block.timestamp >= t.pausableFrom, NotPausableYet(t.pausableFrom, block.timestamp));
        t.pausedUntil = uint40(block.timestamp) + duration;
        t.pausableFrom = t.pausedUntil + uint40(PAUSE_INTERVAL);
        _totals = t;
        emit Paused(t.pausedUntil, t.pausableFrom);
    }

    /// @inheritdoc IMarket
    function unpause() external restricted {
        require(block.timestamp < _totals.pausedUntil, NotPaused());
        _totals.pausedUntil = uint40(block.timestamp);
        emit Unpaused();
    }

    // Views

    /// @inheritdoc IMarket
    function order(OrderId id) external view returns (Order memory o) {
        Parties memory p = _parties[id];
        require(p.buyer != address(0), UnknownOrder(id));
        Escrow memory e = _escrows[id];
        (o.buyer, o.shop, o.distributor) = (p.buyer, p.shop, p.distributor);
        if (e.state == State.None) {
            (o.state, o.closedDay, o.settledBps) = (State.Closed, p.closedDay, p.settledBps);
            return o;
        }
        (o.state, o.escrow, o.deadline, o.protection) = (e.state, e.amount, e.deadline, e.protection);
        (o.listing, o.link, o.stockTaken) = (toListingId(p.shop, e.listing), _link(p, e), e.stockTaken);
        if (e.proposal != 0) {
            (o.proposed, o.proposedBySeller) = (true, e.proposal & BY_SELLER != 0);
            o.proposedBps = (e.proposal & ~BY_SELLER) - 1;
        }
    }

    /// @inheritdoc IMarket
    function previewClose(OrderId id, uint16 bps)
        external
        view
        returns (Payment memory payment, address seller, address[] memory distributors)
    {
        Escrow memory e = _open(id);
        Parties memory p = _parties[id];
        require(bps <= Commission.BPS, BpsOutOfRange(bps, Commission.BPS));
        seller = _seller(p.shop);
        (payment, distributors) = _payment(e.amount, bps, _link(p, e));
    }

    /// @inheritdoc IMarket
    function available(ListingId id) external view returns (uint256) {
        uint256 stock = catalog.listing(id).stock;
        if (stock == UNLIMITED_STOCK) return stock;
        return stock > sold[id] ? stock - sold[id] : 0;
    }

    /// @inheritdoc IMarket
    function totals() external view returns (Totals memory) {
        return _totals;
    }

    // Internals

    function _place(Purchase calldata p) private returns (OrderId id) {
        Totals storage t = _totals;
        require(block.timestamp >= t.pausedUntil, PausedUntil(t.pausedUntil, block.timestamp));
        ICatalog.Terms memory terms = catalog.terms(p.listing, p.option, p.link);
        require(p.revision == terms.revision, StaleRevision(p.listing, p.revision, terms.revision));
        require(terms.fiatBase == 0, OptionHasFiatPart(p.listing, p.option));
        require(p.unitPrice == terms.tokenAmount, WrongPrice(p.listing, p.unitPrice, terms.tokenAmount));
        uint256 price = uint256(p.unitPrice) * p.quantity;
        require(p.quantity != 0 && price <= Commission.MAX_AMOUNT, QuantityOutOfRange(p.quantity, p.unitPrice));
        bool limited = terms.stock != UNLIMITED_STOCK;
        if (limited) _takeStock(p.listing, p.quantity, terms.stock);

        id = OrderId.wrap(++t.orders);
        ShopId shop = p.listing.shop();
        if (terms.protection == 0) {
            emit OrderPlaced(id, msg.sender, shop, p.listing, p.link, p.option, p.quantity, p.unitPrice, 0);
            _parties[id] = Parties(msg.sender, shop, p.link.shop(), _today(), uint16(Commission.BPS));
            _pay(id, msg.sender, msg.sender, terms.seller, p.link, price, Commission.BPS, Ending.Instant);
            return id;
        }

        t.escrow += uint96(price);
        uint40 deadline = uint40(block.timestamp) + terms.fulfilWithin;
        _parties[id] = Parties(msg.sender, shop, p.link.shop(), 0, 0);
        _escrows[id] = Escrow({
            amount: uint96(price),
            deadline: deadline,
            protection: terms.protection,
            listing: p.listing.index(),
            task: p.link.task().index(),
            stockTaken: limited ? p.quantity : 0,
            proposal: 0,
            state: State.Placed
        });
        emit OrderPlaced(id, msg.sender, shop, p.listing, p.link, p.option, p.quantity, p.unitPrice, deadline);
        token.pull(msg.sender, address(this), price);
    }

    function _takeStock(ListingId id, uint256 quantity, uint256 stock) private {
        uint256 sold_ = sold[id];
        require(
            sold_ + quantity <= stock, OutOfStock(id, quantity, stock > sold_ ? stock - sold_ : 0)
        );
        sold[id] = sold_ + quantity;
    }

    /// @dev The one way out of the escrow: every ending is a `bps` (SPEC §7).
    function _close(OrderId id, uint256 bps, Ending ending) private {
        Escrow memory e = _escrows[id];
        Parties memory p = _parties[id];
        delete _escrows[id];
        (p.closedDay, p.settledBps) = (_today(), uint16(bps));
        _parties[id] = p;
        _totals.escrow -= e.amount;
        if (bps == 0 && e.state == State.Placed && e.stockTaken != 0) {
            sold[toListingId(p.shop, e.listing)] -= e.stockTaken;
        }
        // A full refund pays no seller: it spares the read.
        address seller = bps == 0 ? address(0) : _seller(p.shop);
        _pay(id, address(this), p.buyer, seller, _link(p, e), e.amount, bps, ending);
    }

    /// @dev Pays `escrow` out of `from`: this contract, or the buyer of an instant order.
    function _pay(
        OrderId id,
        address from,
        address buyer,
        address seller,
        LinkId link,
        uint256 escrow,
        uint256 bps,
        Ending ending
    ) private {
        (Payment memory m, address[] memory distributors) = _payment(escrow, bps, link);
        emit OrderClosed(id, ending, uint16(bps), m.toBuyer, m.toSeller, m.upper, m.closing, m.paidLevels);

        if (m.toBuyer != 0) _transfer(from, buyer, m.toBuyer);
        if (m.toSeller != 0) _transfer(from, seller, m.toSeller);
        uint256 amount = m.upper;
        uint256 n = distributors.length;
        for (uint256 i; i < n; ++i) {
            if (i + 1 == n) amount = m.closing;
            address to = distributors[i];
            if (amount != 0 && to != address(0)) _transfer(from, to, amount);
        }
    }

    function _transfer(address from, address to, uint256 amount) private {
        if (from == address(this)) token.pay(to, amount);
        else token.pull(from, to, amount);
    }

    function _payment(uint256 escrow, uint256 bps, LinkId link)
        private
        view
        returns (Payment memory m, address[] memory distributors)
    {
        m.toSeller = Commission.part(escrow, bps);
        m.toBuyer = escrow - m.toSeller;
        if (bps == 0 || link.isNone()) return (m, distributors);

        uint256 incentiveBps;
        uint256 closingBps;
        (incentiveBps, closingBps, distributors, m.paidLevels) = catalog.payees(link);
        uint256 uppers = distributors.length - 1;
        (m.upper, m.closing) = Commission.full(escrow, incentiveBps, closingBps, uppers + 1);
        (m.upper, m.closing) = (Commission.part(m.upper, bps), Commission.part(m.closing, bps));
        // The share of a place that is not live stays with the seller (CAT-6).
        uint256 closes = m.paidLevels >> uppers;
        m.toSeller -= m.closing * closes + m.upper * (LibBit.popCount(m.paidLevels) - closes);
    }

    function _open(OrderId id) private view returns (Escrow storage e) {
        e = _escrows[id];
        if (e.state != State.None) return e;
        require(_parties[id].buyer != address(0), UnknownOrder(id));
        revert WrongState(id, State.Closed);
    }

    function _link(Parties memory p, Escrow memory e) private pure returns (LinkId) {
        if (e.task == 0) return LinkId.wrap(0);
        return toLinkId(toTaskId(p.shop, e.task), p.distributor);
    }

    function _requireSeller(OrderId id) private view {
        address seller = _seller(_parties[id].shop);
        require(msg.sender == seller, NotSeller(id, msg.sender, seller));
    }

    function _seller(ShopId shop) private view returns (address) {
        return registry.ownerOf(ShopId.unwrap(shop));
    }

    function _today() private view returns (uint16) {
        return uint16(block.timestamp / 1 days);
    }
}
