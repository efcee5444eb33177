// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {IBudgets} from "../interfaces/IBudgets.sol";
import {ICatalog, UNLIMITED_STOCK} from "../interfaces/ICatalog.sol";
import {IEcomToken} from "../interfaces/IEcomToken.sol";
import {IMarket} from "../interfaces/IMarket.sol";
import {IReputation} from "../interfaces/IReputation.sol";
import {IShopRegistry} from "../interfaces/IShopRegistry.sol";
import {Cid} from "../interfaces/types/Cid.sol";
import {Commissions} from "../interfaces/types/Commissions.sol";
import {
    CapabilityId, LinkId, ListingId, OrderId, ShopId, toLinkId, toListingId, toTaskId
} from "../interfaces/types/Ids.sol";
import {Permit} from "../interfaces/types/Permit.sol";
import {Commission} from "./libraries/Commission.sol";
import {Payouts} from "./libraries/Payouts.sol";
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
        uint16 ending; // settledBps, with RATEABLE and HAS_FIAT
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

    /// @dev How an order ends. In memory: literal arguments would make the compiler write `_close` once for each.
    struct Outcome {
        uint256 bps;
        Ending ending;
    }

    /// @inheritdoc IMarket
    uint256 public constant CANCEL_GRACE = 7 days;
    /// @inheritdoc IMarket
    uint256 public constant MAX_PAUSE = 7 days;
    /// @inheritdoc IMarket
    uint256 public constant PAUSE_INTERVAL = 30 days;

    uint16 private constant BY_SELLER = 1 << 15;
    uint16 private constant HAS_FIAT = 1 << 15;
    uint16 private constant RATEABLE = 1 << 14;
    uint16 private constant SETTLED_BPS = RATEABLE - 1;
    /// @dev From this ruling on the buyer has lost the dispute.
    uint256 private constant EVEN = 5_000;

    /// @inheritdoc IMarket
    IEcomToken public immutable token;
    /// @inheritdoc IMarket
    ICatalog public immutable catalog;
    /// @inheritdoc IMarket
    IShopRegistry public immutable registry;
    /// @inheritdoc IMarket
    IReputation public immutable reputation;
    /// @inheritdoc IMarket
    IBudgets public immutable budgets;
    /// @inheritdoc IMarket
    address public immutable vouchers;
    /// @inheritdoc IMarket
    address public immutable disputes;

    /// @dev Invariant ESCROW-1: token.balanceOf(this) >= _totals.escrow, the sum of all open orders' escrow.
    Totals private _totals;
    mapping(OrderId id => Parties) private _parties;
    mapping(OrderId id => Escrow) private _escrows;
    /// @dev The declared value of the fiat part of an open order, in tokens.
    mapping(OrderId id => uint256) private _fiat;
    /// @inheritdoc IMarket
    mapping(ListingId id => uint256) public sold;
    /// @inheritdoc IMarket
    mapping(ListingId id => mapping(address module => uint256)) public floor;
    /// @inheritdoc IMarket
    mapping(address module => CapabilityId) public moduleCapability;

    /// @param authority The access manager.
    /// @param budgets_ This and the next two are deployed after this contract, at these addresses.
    constructor(
        address authority,
        IEcomToken token_,
        ICatalog catalog_,
        IShopRegistry registry_,
        IReputation reputation_,
        IBudgets budgets_,
        address vouchers_,
        address disputes_
    ) AccessManaged(authority) {
        token = token_;
        catalog = catalog_;
        registry = registry_;
        reputation = reputation_;
        budgets = budgets_;
        vouchers = vouchers_;
        disputes = disputes_;
    }

    // Buying

    /// @inheritdoc IMarket
    function place(Purchase calldata purchase) external returns (OrderId) {
        return _placeAtListPrice(purchase);
    }

    /// @inheritdoc IMarket
    function placeWithPermit(Purchase calldata purchase, Permit calldata permit) external returns (OrderId) {
        token.tryPermit(permit);
        return _placeAtListPrice(purchase);
    }

    /// @inheritdoc IMarket
    function placeFor(Purchase calldata purchase, address buyer) external returns (OrderId) {
        require(buyer != address(0), ZeroBuyer());
        ICatalog.Terms memory terms = _terms(purchase);
        require(terms.fiatBase == 0, OptionHasFiatPart(purchase.listing, purchase.option));
        ShopId shop = purchase.listing.shop();
        CapabilityId capability = moduleCapability[msg.sender];
        require(
            CapabilityId.unwrap(capability) != 0 && registry.position(shop, capability).units != 0,
            ModuleNotLive(shop, msg.sender, capability)
        );
        uint256 least = floor[purchase.listing][msg.sender];
        require(
            least != 0 && purchase.unitPrice >= least && purchase.unitPrice <= terms.tokenAmount,
            PriceOutOfRange(purchase.listing, purchase.unitPrice, least, terms.tokenAmount)
        );
        return _place(purchase, terms, buyer);
    }

    // The life of an order

    /// @inheritdoc IMarket
    function fulfil(OrderId id, Cid calldata evidence) external {
        Escrow storage e = _inState(id, State.Placed);
        _requireSeller(id);
        require(block.timestamp < e.deadline, TooLate(id, e.deadline, block.timestamp));
        uint40 deadline = uint40(block.timestamp) + e.protection;
        (e.state, e.deadline, e.proposal) = (State.Fulfilled, deadline, 0);
        emit OrderFulfilled(id, evidence, deadline);
    }

    /// @inheritdoc IMarket
    function confirm(OrderId id) external {
        Escrow storage e = _open(id);
        Parties storage p = _parties[id];
        require(msg.sender == p.buyer, NotBuyer(id, msg.sender, p.buyer));
        require(e.state != State.Placed || p.ending & HAS_FIAT == 0, WrongState(id, e.state));
        _close(id, Outcome(Commission.BPS, Ending.Confirmed));
    }

    /// @inheritdoc IMarket
    function settle(OrderId id) external {
        Escrow storage e = _inState(id, State.Fulfilled);
        require(block.timestamp >= e.deadline, TooEarly(id, e.deadline, block.timestamp));
        _close(id, Outcome(Commission.BPS, Ending.Settled));
    }

    /// @inheritdoc IMarket
    function refund(OrderId id) external {
        _open(id);
        _requireSeller(id);
        _close(id, Outcome(0, Ending.Refunded));
    }

    /// @inheritdoc IMarket
    function cancel(OrderId id) external {
        Escrow storage e = _inState(id, State.Placed);
        uint256 from = e.deadline;
        if (msg.sender != _parties[id].buyer) from += CANCEL_GRACE;
        require(block.timestamp >= from, TooEarly(id, from, block.timestamp));
        _close(id, Outcome(0, Ending.Cancelled));
    }

    /// @inheritdoc IMarket
    function propose(OrderId id, uint16 bps) external {
        Escrow storage e = _open(id);
        require(bps <= Commission.BPS, BpsOutOfRange(bps, Commission.BPS));
        bool bySeller = msg.sender != _parties[id].buyer;
        if (bySeller) require(msg.sender == _ownerOf(_parties[id].shop), NotParty(id, msg.sender));
        e.proposal = (bps + 1) | (bySeller ? BY_SELLER : 0);
        emit AgreementProposed(id, bySeller, bps);
    }

    /// @inheritdoc IMarket
    function accept(OrderId id, uint16 bps) external {
        Escrow storage e = _open(id);
        require(bps <= Commission.BPS, BpsOutOfRange(bps, Commission.BPS));
        bool fromSeller = e.proposal & BY_SELLER != 0;
        require(e.proposal == (bps + 1) | (fromSeller ? BY_SELLER : 0), NothingToAccept(id, bps));
        address other = fromSeller ? _parties[id].buyer : _ownerOf(_parties[id].shop);
        require(msg.sender == other, NothingToAccept(id, bps));
        _close(id, Outcome(bps, Ending.Agreed));
    }

    // The seller's settings

    /// @inheritdoc IMarket
    function setFloor(ListingId listing, address module, uint96 floor_) external {
        address owner = _ownerOf(listing.shop());
        require(msg.sender == owner, NotShopOwner(listing.shop(), msg.sender, owner));
        floor[listing][module] = floor_;
        emit FloorSet(listing, module, floor_);
    }

    // For contracts of the system

    /// @inheritdoc IMarket
    function placeVouched(Purchase calldata p, address buyer, address payer) external returns (OrderId id) {
        _requireSystem(vouchers);
        require(buyer != address(0), ZeroBuyer());
        ICatalog.Terms memory terms = _terms(p);
        require(terms.fiatBase != 0, OptionHasNoFiatPart(p.listing, p.option));
        require(p.unitPrice == terms.tokenAmount, WrongPrice(p.listing, p.unitPrice, terms.tokenAmount));
        (uint256 price, uint256 fiat) = (uint256(p.unitPrice) * p.quantity, uint256(terms.fiatBase) * p.quantity);
        // The commission base is the whole price: the token part, and the declared value of the fiat part.
        uint256 base = price + fiat;
        require(p.quantity != 0 && base <= Commission.MAX_AMOUNT, QuantityOutOfRange(p.quantity, p.unitPrice));
        id = _hold(p, terms, buyer, payer, price, HAS_FIAT);
        _fiat[id] = fiat;
        if (!p.link.isNone()) budgets.reserve(id, p.link, base);
    }

    /// @inheritdoc IMarket
    function openDispute(OrderId id, address caller) external returns (uint96) {
        _requireSystem(disputes);
        Escrow storage e = _inState(id, State.Fulfilled);
        address buyer = _parties[id].buyer;
        require(caller == buyer, NotBuyer(id, caller, buyer));
        require(block.timestamp < e.deadline, TooLate(id, e.deadline, block.timestamp));
        require(e.amount != 0, NothingInEscrow(id));
        (e.state, e.proposal) = (State.Disputed, 0);
        emit OrderDisputed(id);
        return e.amount;
    }

    /// @inheritdoc IMarket
    function closeDispute(OrderId id, uint16 bps, Ending ending) external returns (address) {
        _requireSystem(disputes);
        _inState(id, State.Disputed);
        _close(id, Outcome(bps, ending));
        return _parties[id].buyer;
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

    /// @inheritdoc IMarket
    function setModule(address module, CapabilityId capability) external restricted {
        moduleCapability[module] = capability;
        emit ModuleSet(module, capability);
    }

    // Views

    /// @inheritdoc IMarket
    function order(OrderId id) external view returns (Order memory o) {
        Parties memory p = _parties[id];
        require(p.buyer != address(0), UnknownOrder(id));
        Escrow memory e = _escrows[id];
        (o.buyer, o.shop, o.distributor, o.closedDay) = (p.buyer, p.shop, p.distributor, p.closedDay);
        o.settledBps = p.ending & SETTLED_BPS;
        (o.hasFiat, o.rateable) = (p.ending & HAS_FIAT != 0, p.ending & RATEABLE != 0);
        if (e.state == State.None) {
            o.state = State.Closed;
            return o;
        }
        (o.state, o.escrow, o.deadline, o.protection) = (e.state, e.amount, e.deadline, e.protection);
        (o.listing, o.link, o.stockTaken) = (toListingId(p.shop, e.listing), _link(p, e), e.stockTaken);
        if (o.hasFiat) o.fiat = uint96(_fiat[id]);
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
        seller = _ownerOf(p.shop);
        bool hasFiat = p.ending & HAS_FIAT != 0;
        (payment.toSeller, payment.toBuyer) = _split(e.amount, bps);
        Commissions memory c = Payouts.between(catalog, _link(p, e), e.amount + _fiat[id], 0, bps);
        if (!hasFiat) payment.toSeller -= c.total;
        (payment.upper, payment.closing, payment.paidLevels) = (c.upper, c.closing, c.paidLevels);
        (payment.commission, distributors) = (c.total, c.distributors);
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

    /// @dev What is offered, if it is what the buyer believes.
    function _terms(Purchase calldata p) private view returns (ICatalog.Terms memory terms) {
        uint256 until = _totals.pausedUntil;
        require(block.timestamp >= until, PausedUntil(until, block.timestamp));
        terms = catalog.terms(p.listing, p.option, p.link);
        require(p.revision == terms.revision, StaleRevision(p.listing, p.revision, terms.revision));
    }

    function _placeAtListPrice(Purchase calldata p) private returns (OrderId) {
        ICatalog.Terms memory terms = _terms(p);
        require(terms.fiatBase == 0, OptionHasFiatPart(p.listing, p.option));
        require(p.unitPrice == terms.tokenAmount, WrongPrice(p.listing, p.unitPrice, terms.tokenAmount));
        return _place(p, terms, msg.sender);
    }

    /// @dev A token-only order, paid by the caller.
    function _place(Purchase calldata p, ICatalog.Terms memory terms, address buyer) private returns (OrderId id) {
        uint256 price = uint256(p.unitPrice) * p.quantity;
        require(p.quantity != 0 && price <= Commission.MAX_AMOUNT, QuantityOutOfRange(p.quantity, p.unitPrice));
        if (terms.protection != 0) return _hold(p, terms, buyer, msg.sender, price, 0);

        if (terms.stock != UNLIMITED_STOCK) _takeStock(p.listing, p.quantity, terms.stock);
        id = OrderId.wrap(++_totals.orders);
        Parties memory parties = Parties(buyer, p.listing.shop(), p.link.shop(), 0, 0);
        _announce(id, p, buyer, 0);
        Commissions memory c = Payouts.between(catalog, p.link, price, 0, Commission.BPS);
        _markClosed(id, parties, Outcome(Commission.BPS, Ending.Instant), price, 0, price - c.total, c);
        if (price != c.total) token.pull(msg.sender, terms.seller, price - c.total);
        for (uint256 i; i < c.distributors.length; ++i) {
            (address to, uint256 amount) = Payouts.payee(c, i);
            if (amount != 0) token.pull(msg.sender, to, amount);
        }
    }

    /// @dev Opens an order of `price` tokens in escrow.
    function _hold(
        Purchase calldata p,
        ICatalog.Terms memory terms,
        address buyer,
        address payer,
        uint256 price,
        uint16 kind
    ) private returns (OrderId id) {
        bool limited = terms.stock != UNLIMITED_STOCK;
        if (limited) _takeStock(p.listing, p.quantity, terms.stock);
        Totals storage t = _totals;
        id = OrderId.wrap(++t.orders);
        t.escrow += uint96(price);
        ShopId shop = p.listing.shop();
        uint40 deadline = uint40(block.timestamp) + terms.fulfilWithin;
        _parties[id] = Parties(buyer, shop, p.link.shop(), 0, kind);
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
        _announce(id, p, buyer, deadline);
        if (price != 0) token.pull(payer, address(this), price);
    }

    function _announce(OrderId id, Purchase calldata p, address buyer, uint40 deadline) private {
        emit OrderPlaced(
            id, buyer, p.listing.shop(), p.listing, p.link, p.option, p.quantity, p.unitPrice, deadline
        );
    }

    function _takeStock(ListingId id, uint256 quantity, uint256 stock) private {
        uint256 sold_ = sold[id];
        require(
            sold_ + quantity <= stock, OutOfStock(id, quantity, stock > sold_ ? stock - sold_ : 0)
        );
        sold[id] = sold_ + quantity;
    }

    /// @dev The one way out of the escrow: every ending is a `bps` (SPEC §7).
    function _close(OrderId id, Outcome memory o) private {
        uint256 bps = o.bps;
        Escrow memory e = _escrows[id];
        Parties memory p = _parties[id];
        delete _escrows[id];
        _totals.escrow -= e.amount;
        if (bps == 0 && e.state == State.Placed && e.stockTaken != 0) {
            sold[toListingId(p.shop, e.listing)] -= e.stockTaken;
        }
        uint256 fiat;
        Commissions memory c;
        (uint256 toSeller, uint256 toBuyer) = _split(e.amount, bps);
        LinkId link = _link(p, e);
        if (p.ending & HAS_FIAT == 0) {
            c = Payouts.between(catalog, link, e.amount, 0, bps);
            toSeller -= c.total;
        } else {
            fiat = _fiat[id];
            delete _fiat[id];
            if (!link.isNone()) c = budgets.settle(id, e.amount + fiat, uint16(bps), o.ending == Ending.Ruled, e.state != State.Placed);
        }
        _markClosed(id, p, o, e.amount, fiat, toSeller, c);
        if (toBuyer != 0) token.pay(p.buyer, toBuyer);
        if (toSeller != 0) token.pay(_ownerOf(p.shop), toSeller);
        if (fiat != 0) return;
        for (uint256 i; i < c.distributors.length; ++i) {
            (address to, uint256 amount) = Payouts.payee(c, i);
            if (amount != 0) token.pay(to, amount);
        }
    }

    /// @dev Writes down how the order ended, here and in the reputation, a contract of ours that calls nobody else's.
    function _markClosed(
        OrderId id,
        Parties memory p,
        Outcome memory o,
        uint256 escrow,
        uint256 fiat,
        uint256 toSeller,
        Commissions memory c
    ) private {
        if (_record(id, p, o, escrow, fiat, c)) p.ending |= RATEABLE;
        p.closedDay = uint16(block.timestamp / 1 days);
        p.ending |= uint16(o.bps);
        _parties[id] = p;
        uint256 toBuyer = escrow - Commission.part(escrow, o.bps);
        emit OrderClosed(id, o.ending, uint16(o.bps), toBuyer, toSeller, c.upper, c.closing, c.paidLevels);
    }

    /// @dev Tells the reputation, unless nothing was sold and nobody was at fault.
    function _record(
        OrderId id,
        Parties memory p,
        Outcome memory o,
        uint256 escrow,
        uint256 fiat,
        Commissions memory c
    ) private returns (bool rateable) {
        IReputation.Fault fault = _fault(o);
        if (o.bps == 0 && fault == IReputation.Fault.None) return false;
        IReputation.Sale memory s;
        (s.order, s.shop, s.distributor, s.buyer) = (id, p.shop, p.distributor, p.buyer);
        (s.escrow, s.proceeds) = (escrow, Commission.part(escrow, o.bps));
        s.commission = c.total;
        if (c.distributors.length != 0) (, s.closing) = Payouts.payee(c, c.distributors.length - 1);
        (s.fiat, s.fiatSold) = (fiat, Commission.part(fiat, o.bps));
        s.fault = fault;
        return reputation.record(s);
    }

    function _fault(Outcome memory o) private pure returns (IReputation.Fault) {
        if (o.ending == Ending.Cancelled) return IReputation.Fault.SellerMissedDeadline;
        if (o.ending == Ending.Uncontested) return IReputation.Fault.SellerLostDispute;
        if (o.ending != Ending.Ruled) return IReputation.Fault.None;
        return o.bps < EVEN ? IReputation.Fault.SellerLostDispute : IReputation.Fault.BuyerLostDispute;
    }

    function _split(uint256 escrow, uint256 bps) private pure returns (uint256 toSeller, uint256 toBuyer) {
        toSeller = Commission.part(escrow, bps);
        toBuyer = escrow - toSeller;
    }

    function _open(OrderId id) private view returns (Escrow storage e) {
        e = _escrows[id];
        if (e.state == State.None) _revertState(id, State.None);
    }

    function _inState(OrderId id, State state) private view returns (Escrow storage e) {
        e = _escrows[id];
        State found = e.state;
        if (found != state) _revertState(id, found);
    }

    function _revertState(OrderId id, State found) private view {
        require(_parties[id].buyer != address(0), UnknownOrder(id));
        revert WrongState(id, found == State.None ? State.Closed : found);
    }

    function _link(Parties memory p, Escrow memory e) private pure returns (LinkId) {
        if (e.task == 0) return LinkId.wrap(0);
        return toLinkId(toTaskId(p.shop, e.task), p.distributor);
    }

    function _requireSeller(OrderId id) private view {
        address seller = _ownerOf(_parties[id].shop);
        require(msg.sender == seller, NotSeller(id, msg.sender, seller));
    }

    function _requireSystem(address contract_) private view {
        require(msg.sender == contract_, NotSystem(msg.sender, contract_));
    }

    function _ownerOf(ShopId shop) private view returns (address) {
        return registry.ownerOf(ShopId.unwrap(shop));
    }

}
