// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {IBudgets} from "../interfaces/IBudgets.sol";
import {IDisputes} from "../interfaces/IDisputes.sol";
import {IEcomToken} from "../interfaces/IEcomToken.sol";
import {IMarket} from "../interfaces/IMarket.sol";
import {IShopRegistry} from "../interfaces/IShopRegistry.sol";
import {Cid} from "../interfaces/types/Cid.sol";
import {OrderId, ShopId} from "../interfaces/types/Ids.sol";
import {Permit} from "../interfaces/types/Permit.sol";
import {Commission} from "./libraries/Commission.sol";
import {TokenCall} from "./libraries/TokenCall.sol";

/// @title Disputes and commission objections
/// @notice See `IDisputes`.
contract Disputes is IDisputes, AccessManaged, Multicall {
    using TokenCall for IEcomToken;

    /// @inheritdoc IDisputes
    uint256 public constant CONTEST_WINDOW = 5 days;
    /// @inheritdoc IDisputes
    uint256 public constant RULING_WINDOW = 14 days;
    /// @inheritdoc IDisputes
    uint256 public constant EVEN = 5_000;
    /// @inheritdoc IDisputes
    uint256 public constant MAX_BOND_BPS = 1_000;
    /// @inheritdoc IDisputes
    uint256 public constant MIN_BOND_FLOOR = 0.01e18;
    /// @inheritdoc IDisputes
    uint256 public constant MIN_BOND_CAP = 1_000e18;

    /// @inheritdoc IDisputes
    IEcomToken public immutable token;
    /// @inheritdoc IDisputes
    IMarket public immutable market;
    /// @inheritdoc IDisputes
    IBudgets public immutable budgets;
    /// @dev The market's registry.
    IShopRegistry private immutable _registry;

    /// @inheritdoc IDisputes
    address public arbitrator;
    /// @dev Invariant BOND-1: token.balanceOf(this) >= _bonds, the sum of all bonds of all cases. In one word with the
    /// arbitrator, for rulings.
    uint96 private _bonds;
    uint96 private _minBond = 1e18;
    uint16 private _bondBps = 200;
    mapping(OrderId id => Case) private _disputes;
    mapping(OrderId id => Case) private _objections;

    /// @param authority The access manager.
    /// @param market_ It must know this contract as its disputes contract.
    constructor(address authority, IMarket market_) AccessManaged(authority) {
        require(market_.disputes() == address(this), ForeignMarket(market_, market_.disputes()));
        market = market_;
        budgets = market_.budgets();
        token = market_.token();
        _registry = market_.registry();
    }

    // Disputes

    /// @inheritdoc IDisputes
    function raiseDispute(OrderId id, Cid calldata claim) external {
        _raise(id, claim);
    }

    /// @inheritdoc IDisputes
    function raiseDisputeWithPermit(OrderId id, Cid calldata claim, Permit calldata permit) external {
        token.tryPermit(permit);
        _raise(id, claim);
    }

    /// @inheritdoc IDisputes
    function contest(OrderId id, Cid calldata answer) external {
        _contest(id, answer);
    }

    /// @inheritdoc IDisputes
    function contestWithPermit(OrderId id, Cid calldata answer, Permit calldata permit) external {
        token.tryPermit(permit);
        _contest(id, answer);
    }

    /// @inheritdoc IDisputes
    function rule(OrderId id, uint16 bps) external {
        _requireArbitrator();
        Case memory c = _take(_disputes, id);
        require(c.stage == Stage.Contested, WrongStage(id, c.stage));
        require(block.timestamp < c.deadline, TooLate(id, c.deadline, block.timestamp));
        require(bps <= Commission.BPS, BpsOutOfRange(bps, Commission.BPS));
        address winner = market.closeDispute(id, bps, IMarket.Ending.Ruled);
        if (bps >= EVEN) winner = c.respondent;
        emit DisputeClosed(id, winner);
        token.pay(winner, 2 * uint256(c.bond));
    }

    /// @inheritdoc IDisputes
    function expire(OrderId id) external {
        Case memory c = _take(_disputes, id);
        require(c.stage != Stage.None, WrongStage(id, c.stage));
        require(block.timestamp >= c.deadline, TooEarly(id, c.deadline, block.timestamp));
        bool contested = c.stage == Stage.Contested;
        c.claimant = market.closeDispute(
            id, contested ? uint16(EVEN) : 0, contested ? IMarket.Ending.Unruled : IMarket.Ending.Uncontested
        );
        emit DisputeClosed(id, address(0));
        _giveBack(c);
    }

    /// @inheritdoc IDisputes
    function returnBonds(OrderId id) external {
        Case memory c = _take(_disputes, id);
        require(c.stage != Stage.None, WrongStage(id, c.stage));
        IMarket.Order memory o = market.order(id);
        require(o.state == IMarket.State.Closed, OrderStillOpen(id));
        c.claimant = o.buyer;
        emit DisputeClosed(id, address(0));
        _giveBack(c);
    }

    // Objections

    /// @inheritdoc IDisputes
    function object(OrderId id, Cid calldata claim) external {
        _object(id, claim);
    }

    /// @inheritdoc IDisputes
    function objectWithPermit(OrderId id, Cid calldata claim, Permit calldata permit) external {
        token.tryPermit(permit);
        _object(id, claim);
    }

    /// @inheritdoc IDisputes
    function matchObjection(OrderId id, Cid calldata answer) external {
        _matchObjection(id, answer);
    }

    /// @inheritdoc IDisputes
    function matchObjectionWithPermit(OrderId id, Cid calldata answer, Permit calldata permit) external {
        token.tryPermit(permit);
        _matchObjection(id, answer);
    }

    /// @inheritdoc IDisputes
    function ruleObjection(OrderId id, uint16 bps) external {
        _requireArbitrator();
        Case memory c = _takeObjection(id);
        require(c.stage != Stage.None, WrongStage(id, c.stage));
        require(block.timestamp < c.deadline, TooLate(id, c.deadline, block.timestamp));
        // The seller's time to match ends first: nobody stakes on a ruling that is already in sight.
        uint256 matchedBy = _matchedBy(c);
        require(
            c.stage == Stage.Contested || block.timestamp >= matchedBy, TooEarly(id, matchedBy, block.timestamp)
        );
        require(bps <= Commission.BPS, BpsOutOfRange(bps, Commission.BPS));
        bool more = bps > budgets.reserved(id).settledBps;
        budgets.closeObjection(id, bps);
        if (c.stage == Stage.Contested) {
            address winner = more && bps >= EVEN ? c.claimant : c.respondent;
            emit ObjectionClosed(id, winner);
            token.pay(winner, 2 * uint256(c.bond));
        } else {
            emit ObjectionClosed(id, address(0));
            _giveBack(c);
        }
    }

    /// @inheritdoc IDisputes
    function expireObjection(OrderId id) external {
        Case memory c = _takeObjection(id);
        require(c.stage != Stage.None, WrongStage(id, c.stage));
        require(block.timestamp >= c.deadline, TooEarly(id, c.deadline, block.timestamp));
        budgets.closeObjection(id, budgets.reserved(id).fulfilled ? uint16(Commission.BPS) : 0);
        emit ObjectionClosed(id, address(0));
        _giveBack(c);
    }

    // Restricted

    /// @inheritdoc IDisputes
    function setBond(uint16 bps, uint96 minBond) external restricted {
        _requireBounds(bps, 0, MAX_BOND_BPS);
        _requireBounds(minBond, MIN_BOND_FLOOR, MIN_BOND_CAP);
        (_bondBps, _minBond) = (bps, minBond);
        emit BondSet(bps, minBond);
    }

    /// @inheritdoc IDisputes
    function setArbitrator(address arbitrator_) external restricted {
        emit ArbitratorSet(arbitrator, arbitrator_);
        arbitrator = arbitrator_;
    }

    // Views

    /// @inheritdoc IDisputes
    function dispute(OrderId id) external view returns (Case memory) {
        return _disputes[id];
    }

    /// @inheritdoc IDisputes
    function objection(OrderId id) external view returns (Case memory) {
        return _objections[id];
    }

    /// @inheritdoc IDisputes
    function bondFor(uint256 stake) public view returns (uint96) {
        uint256 bond = Commission.part(stake, _bondBps);
        uint256 least = _minBond;
        return uint96(bond > least ? bond : least);
    }

    /// @inheritdoc IDisputes
    function totals() external view returns (Totals memory) {
        return Totals(_bonds, _minBond, _bondBps);
    }

    // Internals

    function _raise(OrderId id, Cid calldata claim) private {
        uint96 bond = bondFor(market.openDispute(id, msg.sender));
        uint40 deadline = uint40(block.timestamp + CONTEST_WINDOW);
        // A dispute's claimant is the order's buyer: the market keeps it.
        Case storage c = _disputes[id];
        (c.bond, c.deadline, c.stage) = (bond, deadline, Stage.Raised);
        _bonds += bond;
        emit DisputeRaised(id, msg.sender, bond, claim, deadline);
        token.pull(msg.sender, address(this), bond);
    }

    function _contest(OrderId id, Cid calldata answer) private {
        Case storage c = _disputes[id];
        require(c.stage == Stage.Raised, WrongStage(id, c.stage));
        IMarket.Order memory o = market.order(id);
        require(o.state == IMarket.State.Disputed, WrongStage(id, c.stage));
        _requireSeller(id, o.shop);
        require(block.timestamp < c.deadline, TooLate(id, c.deadline, block.timestamp));
        uint40 deadline = uint40(block.timestamp + RULING_WINDOW);
        (c.stage, c.deadline, c.respondent) = (Stage.Contested, deadline, msg.sender);
        _bonds += c.bond;
        emit DisputeContested(id, msg.sender, answer, deadline);
        token.pull(msg.sender, address(this), c.bond);
    }

    function _object(OrderId id, Cid calldata claim) private {
        uint96 bond = bondFor(budgets.openObjection(id, msg.sender));
        uint40 deadline = uint40(block.timestamp + RULING_WINDOW);
        _objections[id] = Case(bond, deadline, Stage.Raised, address(0), msg.sender);
        _bonds += bond;
        emit ObjectionRaised(id, msg.sender, bond, claim, deadline);
        token.pull(msg.sender, address(this), bond);
    }

    function _matchObjection(OrderId id, Cid calldata answer) private {
        Case storage c = _objections[id];
        require(c.stage == Stage.Raised, WrongStage(id, c.stage));
        _requireSeller(id, market.order(id).shop);
        uint256 matchedBy = _matchedBy(c);
        require(block.timestamp < matchedBy, TooLate(id, matchedBy, block.timestamp));
        (c.stage, c.respondent) = (Stage.Contested, msg.sender);
        _bonds += c.bond;
        emit ObjectionMatched(id, msg.sender, answer);
        token.pull(msg.sender, address(this), c.bond);
    }

    /// @dev Reads a case and deletes it, with its bonds.
    function _take(mapping(OrderId id => Case) storage cases, OrderId id) private returns (Case memory c) {
        Case storage stored = cases[id];
        (c.bond, c.deadline, c.stage) = (stored.bond, stored.deadline, stored.stage);
        (stored.bond, stored.deadline, stored.stage) = (0, 0, Stage.None);
        bool contested = c.stage == Stage.Contested;
        if (contested) (c.respondent, stored.respondent) = (stored.respondent, address(0));
        _bonds -= contested ? 2 * c.bond : c.bond;
    }

    function _takeObjection(OrderId id) private returns (Case memory c) {
        c = _take(_objections, id);
        // A dispute's claimant is the order's buyer; only an objection keeps one.
        (c.claimant, _objections[id].claimant) = (_objections[id].claimant, address(0));
    }

    function _requireArbitrator() private view {
        address arbitrator_ = arbitrator;
        require(msg.sender == arbitrator_, NotArbitrator(msg.sender, arbitrator_));
    }

    /// @dev To who paid them, whoever owns the shops by now.
    function _giveBack(Case memory c) private {
        token.pay(c.claimant, c.bond);
        if (c.stage == Stage.Contested) token.pay(c.respondent, c.bond);
    }

    function _matchedBy(Case memory c) private pure returns (uint256) {
        return c.deadline - (RULING_WINDOW - CONTEST_WINDOW);
    }

    function _requireSeller(OrderId id, ShopId shop) private view {
        address seller = _registry.ownerOf(ShopId.unwrap(shop));
        require(msg.sender == seller, NotSeller(id, msg.sender, seller));
    }

    function _requireBounds(uint256 value, uint256 min, uint256 max) private pure {
        require(value >= min && value <= max, ParameterOutOfBounds(value, min, max));
    }
}
