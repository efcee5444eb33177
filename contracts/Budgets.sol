// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {IBudgets} from "../interfaces/IBudgets.sol";
import {ICatalog} from "../interfaces/ICatalog.sol";
import {IEcomToken} from "../interfaces/IEcomToken.sol";
import {IShopRegistry} from "../interfaces/IShopRegistry.sol";
import {Commissions} from "../interfaces/types/Commissions.sol";
import {LinkId, OrderId, ShopId} from "../interfaces/types/Ids.sol";
import {Permit} from "../interfaces/types/Permit.sol";
import {Commission} from "./libraries/Commission.sol";
import {Payouts} from "./libraries/Payouts.sol";
import {TokenCall} from "./libraries/TokenCall.sol";

/// @title Commission budgets
/// @notice See `IBudgets`.
contract Budgets is IBudgets, Multicall {
    using TokenCall for IEcomToken;

    /// @inheritdoc IBudgets
    uint256 public constant OBJECTION_WINDOW = 3 days;

    /// @inheritdoc IBudgets
    IEcomToken public immutable token;
    /// @inheritdoc IBudgets
    ICatalog public immutable catalog;
    /// @inheritdoc IBudgets
    IShopRegistry public immutable registry;
    /// @inheritdoc IBudgets
    address public immutable market;
    /// @inheritdoc IBudgets
    address public immutable disputes;

    /// @dev Invariant BUDGET-1: token.balanceOf(this) >= budgets + reserves, the sums over all shops and orders.
    Totals private _totals;
    /// @inheritdoc IBudgets
    mapping(ShopId id => uint256) public budget;
    mapping(OrderId id => Reserve) private _reserves;

    constructor(IEcomToken token_, ICatalog catalog_, IShopRegistry registry_, address market_, address disputes_) {
        token = token_;
        catalog = catalog_;
        registry = registry_;
        market = market_;
        disputes = disputes_;
    }

    // Budgets

    /// @inheritdoc IBudgets
    function fund(ShopId shop, uint96 amount) external {
        _fund(shop, amount);
    }

    /// @inheritdoc IBudgets
    function fundWithPermit(ShopId shop, uint96 amount, Permit calldata permit) external {
        token.tryPermit(permit);
        _fund(shop, amount);
    }

    /// @inheritdoc IBudgets
    function withdraw(ShopId shop, uint96 amount) external {
        address owner = _ownerOf(shop);
        require(msg.sender == owner, NotShopOwner(shop, msg.sender, owner));
        require(amount != 0, AmountOutOfRange(amount, Commission.MAX_AMOUNT));
        _take(shop, amount);
        emit BudgetWithdrawn(shop, msg.sender, amount);
        token.pay(msg.sender, amount);
    }

    /// @inheritdoc IBudgets
    function release(OrderId id) external {
        Reserve memory r = _inStage(id, Stage.Held);
        require(block.timestamp >= r.deadline, TooEarly(id, r.deadline, block.timestamp));
        _release(id, r, r.settledBps);
    }

    // For contracts of the system

    /// @inheritdoc IBudgets
    function reserve(OrderId id, LinkId link, uint256 base) external {
        _requireSystem(market);
        uint96 amount = uint96(quote(link, base));
        ShopId shop = link.task().shop();
        _take(shop, amount);
        _totals.reserves += amount;
        Reserve storage r = _reserves[id];
        (r.amount, r.link, r.stage) = (amount, link, Stage.Reserved);
        emit Reserved(id, shop, link, uint96(base), amount);
    }

    /// @inheritdoc IBudgets
    function settle(OrderId id, uint256 base, uint16 bps, bool ruled, bool fulfilled)
        external
        returns (Commissions memory c)
    {
        _requireSystem(market);
        Reserve memory r = _reserves[id];
        c = Payouts.between(catalog, r.link, base, 0, bps);
        uint96 paid = uint96(c.total);
        r.amount -= paid;
        _totals.reserves -= paid;
        if (bps == Commission.BPS || ruled || r.amount == 0) {
            delete _reserves[id];
            _giveBack(r.link, r.amount);
            emit ReserveSettled(id, paid, r.amount);
        } else {
            (r.stage, r.deadline) = (Stage.Held, uint40(block.timestamp + OBJECTION_WINDOW));
            (r.settledBps, r.base, r.fulfilled) = (bps, uint96(base), fulfilled);
            _reserves[id] = r;
            emit ReserveHeld(id, paid, r.amount, r.deadline);
        }
        _pay(c);
    }

    /// @inheritdoc IBudgets
    function openObjection(OrderId id, address caller) external returns (uint96) {
        _requireSystem(disputes);
        Reserve memory r = _inStage(id, Stage.Held);
        address distributor = _ownerOf(r.link.shop());
        require(caller == distributor, NotDistributor(id, caller, distributor));
        require(block.timestamp < r.deadline, TooLate(id, r.deadline, block.timestamp));
        (_reserves[id].stage, _reserves[id].deadline) = (Stage.Objected, 0);
        emit ReserveObjected(id);
        return r.amount;
    }

    /// @inheritdoc IBudgets
    function closeObjection(OrderId id, uint16 bps) external {
        _requireSystem(disputes);
        _release(id, _inStage(id, Stage.Objected), bps);
    }

    // Views

    /// @inheritdoc IBudgets
    function reserved(OrderId id) external view returns (Reserve memory) {
        return _reserves[id];
    }

    /// @inheritdoc IBudgets
    function quote(LinkId link, uint256 base) public view returns (uint256) {
        require(base <= Commission.MAX_AMOUNT, AmountOutOfRange(base, Commission.MAX_AMOUNT));
        uint256 n = catalog.link(link).depth;
        (ICatalog.TaskTerms memory task,) = catalog.task(link.task());
        (uint256 upper, uint256 closing) = Commission.full(base, task.incentiveBps, task.closingBps, n);
        return upper * (n - 1) + closing;
    }

    /// @inheritdoc IBudgets
    function totals() external view returns (Totals memory) {
        return _totals;
    }

    // Internals

    function _fund(ShopId shop, uint96 amount) private {
        _ownerOf(shop); // refuses an unknown shop
        require(amount != 0 && amount <= Commission.MAX_AMOUNT, AmountOutOfRange(amount, Commission.MAX_AMOUNT));
        budget[shop] += amount;
        _totals.budgets += amount;
        emit BudgetFunded(shop, msg.sender, amount);
        token.pull(msg.sender, address(this), amount);
    }

    function _take(ShopId shop, uint96 amount) private {
        uint256 unreserved = budget[shop];
        require(amount <= unreserved, BudgetTooLow(shop, amount, unreserved));
        budget[shop] = unreserved - amount;
        _totals.budgets -= amount;
    }

    function _giveBack(LinkId link, uint96 amount) private {
        budget[link.task().shop()] += amount;
        _totals.budgets += amount;
        _totals.reserves -= amount;
    }

    /// @dev Ends a hold: pays what `bps` of the full commission is more than what the order's ending paid.
    function _release(OrderId id, Reserve memory r, uint16 bps) private {
        delete _reserves[id];
        if (bps < r.settledBps) bps = r.settledBps;
        Commissions memory c = Payouts.between(catalog, r.link, r.base, r.settledBps, bps);
        uint96 rest = r.amount - uint96(c.total);
        _totals.reserves -= uint96(c.total);
        _giveBack(r.link, rest);
        emit ReserveReleased(id, bps, c.upper, c.closing, c.paidLevels, rest);
        _pay(c);
    }

    function _pay(Commissions memory c) private {
        for (uint256 i; i < c.distributors.length; ++i) {
            (address to, uint256 amount) = Payouts.payee(c, i);
            if (amount != 0) token.pay(to, amount);
        }
    }

    function _inStage(OrderId id, Stage stage) private view returns (Reserve memory r) {
        r = _reserves[id];
        require(r.stage == stage, WrongStage(id, r.stage));
    }

    function _requireSystem(address contract_) private view {
        require(msg.sender == contract_, NotSystem(msg.sender, contract_));
    }

    function _ownerOf(ShopId shop) private view returns (address) {
        return registry.ownerOf(ShopId.unwrap(shop));
    }
}
