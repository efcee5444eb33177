// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {IBountyBoard} from "../interfaces/IBountyBoard.sol";
import {IEcomToken} from "../interfaces/IEcomToken.sol";
import {IShopRegistry} from "../interfaces/IShopRegistry.sol";
import {Cid} from "../interfaces/types/Cid.sol";
import {BountyId, ShopId} from "../interfaces/types/Ids.sol";
import {Permit} from "../interfaces/types/Permit.sol";
import {TokenCall} from "./libraries/TokenCall.sol";

/// @title Bounties
/// @notice See `IBountyBoard`.
contract BountyBoard is IBountyBoard, Multicall {
    using TokenCall for IEcomToken;

    /// @inheritdoc IBountyBoard
    uint256 public constant MAX_SLOTS = 1_000;
    /// @inheritdoc IBountyBoard
    uint256 public constant MIN_SUBMIT_WITHIN = 1 hours;
    /// @inheritdoc IBountyBoard
    uint256 public constant MAX_SUBMIT_WITHIN = 60 days;
    /// @inheritdoc IBountyBoard
    uint256 public constant MIN_REVIEW_WITHIN = 1 days;
    /// @inheritdoc IBountyBoard
    uint256 public constant MAX_REVIEW_WITHIN = 30 days;

    /// @inheritdoc IBountyBoard
    IEcomToken public immutable token;
    /// @inheritdoc IBountyBoard
    IShopRegistry public immutable registry;

    /// @dev Invariant BOUNTY-1: token.balanceOf(this) >= _totals.owed.
    Totals private _totals;
    /// @dev Invariant BOUNTY-2: _totals.owed is the sum over all bounties of reward * (free + taken).
    mapping(BountyId id => Bounty) private _bounties;
    /// @dev Invariant BOUNTY-3: a bounty's `taken` is how many of its assignments are Assigned or Submitted.
    mapping(BountyId id => mapping(address worker => Assignment)) private _assignments;

    constructor(IEcomToken token_, IShopRegistry registry_) {
        token = token_;
        registry = registry_;
    }

    // The shop's owner

    /// @inheritdoc IBountyBoard
    function post(PostTerms calldata terms) external returns (BountyId) {
        return _post(terms);
    }

    /// @inheritdoc IBountyBoard
    function postWithPermit(PostTerms calldata terms, Permit calldata permit) external returns (BountyId) {
        token.tryPermit(permit);
        return _post(terms);
    }

    /// @inheritdoc IBountyBoard
    function assign(BountyId id, address[] calldata workers) external {
        Bounty storage b = _open(id);
        _requireOwner(b.shop);
        uint256 count = workers.length;
        uint256 free = b.free;
        require(count <= free, NotEnoughSlots(id, count, free));
        (b.free, b.taken) = (uint16(free - count), uint16(b.taken + count));
        uint40 deadline = uint40(block.timestamp + b.submitWithin);
        for (uint256 i; i < count; ++i) {
            address worker = workers[i];
            require(worker != address(0), ZeroWorker(i));
            _requireState(id, worker, State.None);
            _assignments[id][worker] = Assignment(deadline, State.Assigned);
            emit SlotAssigned(id, worker, deadline);
        }
    }

    /// @inheritdoc IBountyBoard
    function approve(BountyId id, address worker) external {
        _requireState(id, worker, State.Submitted);
        _requireOwner(_bounties[id].shop);
        _pay(id, worker, true);
    }

    /// @inheritdoc IBountyBoard
    function reject(BountyId id, address worker, Cid calldata reason) external {
        uint256 deadline = _requireState(id, worker, State.Submitted);
        _requireOwner(_bounties[id].shop);
        require(block.timestamp < deadline, TooLate(id, worker, deadline, block.timestamp));
        emit WorkRejected(id, worker, reason);
        _free(id, worker);
    }

    /// @inheritdoc IBountyBoard
    function close(BountyId id) external {
        Bounty storage b = _open(id);
        _requireOwner(b.shop);
        uint256 free = b.free;
        (b.free, b.closed) = (0, true);
        emit BountyClosed(id);
        if (free != 0) _giveBack(id, msg.sender, b.reward * free);
    }

    // Workers

    /// @inheritdoc IBountyBoard
    function requestSlot(BountyId id, Cid calldata message) external {
        _open(id);
        emit SlotRequested(id, msg.sender, message);
    }

    /// @inheritdoc IBountyBoard
    function submit(BountyId id, Cid calldata work) external {
        uint256 deadline = _requireState(id, msg.sender, State.Assigned);
        require(block.timestamp < deadline, TooLate(id, msg.sender, deadline, block.timestamp));
        uint40 reviewBy = uint40(block.timestamp + _bounties[id].reviewWithin);
        _assignments[id][msg.sender] = Assignment(reviewBy, State.Submitted);
        emit WorkSubmitted(id, msg.sender, work, reviewBy);
    }

    // Anyone, by time

    /// @inheritdoc IBountyBoard
    function claim(BountyId id, address worker) external {
        uint256 deadline = _requireState(id, worker, State.Submitted);
        require(block.timestamp >= deadline, TooEarly(id, worker, deadline, block.timestamp));
        _pay(id, worker, false);
    }

    /// @inheritdoc IBountyBoard
    function expire(BountyId id, address worker) external {
        uint256 deadline = _requireState(id, worker, State.Assigned);
        require(block.timestamp >= deadline, TooEarly(id, worker, deadline, block.timestamp));
        emit AssignmentExpired(id, worker);
        _free(id, worker);
    }

    // Views

    /// @inheritdoc IBountyBoard
    function bounty(BountyId id) external view returns (Bounty memory) {
        return _bounties[id];
    }

    /// @inheritdoc IBountyBoard
    function assignment(BountyId id, address worker) external view returns (Assignment memory) {
        return _assignments[id][worker];
    }

    /// @inheritdoc IBountyBoard
    function totals() external view returns (Totals memory) {
        return _totals;
    }

    // Internals

    function _post(PostTerms calldata terms) private returns (BountyId id) {
        IShopRegistry.Shop memory shop = registry.shop(terms.shop);
        require(msg.sender == shop.owner, NotShopOwner(terms.shop, msg.sender, shop.owner));
        require(shop.open, ShopClosed(terms.shop));
        require(terms.reward != 0, ZeroReward());
        _requireBounds(terms.slots, 1, MAX_SLOTS);
        _requireBounds(terms.submitWithin, MIN_SUBMIT_WITHIN, MAX_SUBMIT_WITHIN);
        _requireBounds(terms.reviewWithin, MIN_REVIEW_WITHIN, MAX_REVIEW_WITHIN);

        uint256 escrow = uint256(terms.reward) * terms.slots;
        id = BountyId.wrap(++_totals.bounties);
        // An escrow beyond the supply, which is below 2^96, cannot be pulled.
        unchecked {
            _totals.owed += uint96(escrow);
        }
        _bounties[id] = Bounty({
            shop: terms.shop,
            reward: terms.reward,
            free: terms.slots,
            taken: 0,
            submitWithin: terms.submitWithin,
            reviewWithin: terms.reviewWithin,
            closed: false
        });
        emit BountyPosted(
            id,
            terms.shop,
            msg.sender,
            terms.reward,
            terms.slots,
            terms.submitWithin,
            terms.reviewWithin,
            terms.task
        );
        token.pull(msg.sender, address(this), escrow);
    }

    /// @dev Pays the worker of a taken slot, which is used up.
    function _pay(BountyId id, address worker, bool approved) private {
        Bounty storage b = _bounties[id];
        uint96 reward = b.reward;
        --b.taken;
        _totals.owed -= reward;
        _assignments[id][worker] = Assignment(0, State.Paid);
        emit WorkPaid(id, worker, reward, approved);
        token.pay(worker, reward);
    }

    /// @dev Ends an assignment without pay.
    function _free(BountyId id, address worker) private {
        Bounty storage b = _bounties[id];
        delete _assignments[id][worker];
        --b.taken;
        if (b.closed) _giveBack(id, _ownerOf(b.shop), b.reward);
        else ++b.free;
    }

    function _giveBack(BountyId id, address owner, uint256 amount) private {
        _totals.owed -= uint96(amount);
        emit RewardsReturned(id, owner, amount);
        token.pay(owner, amount);
    }

    function _open(BountyId id) private view returns (Bounty storage b) {
        b = _bounties[id];
        require(b.reward != 0, UnknownBounty(id));
        require(!b.closed, AlreadyClosed(id));
    }

    /// @dev Only an assignment of a known bounty has a state but None.
    function _requireState(BountyId id, address worker, State state) private view returns (uint256 deadline) {
        Assignment memory a = _assignments[id][worker];
        require(a.state == state, WrongState(id, worker, a.state));
        return a.deadline;
    }

    function _requireOwner(ShopId shop) private view {
        address owner = _ownerOf(shop);
        require(msg.sender == owner, NotShopOwner(shop, msg.sender, owner));
    }

    function _ownerOf(ShopId shop) private view returns (address) {
        return registry.ownerOf(ShopId.unwrap(shop));
    }

    function _requireBounds(uint256 value, uint256 min, uint256 max) private pure {
        require(value >= min && value <= max, TermOutOfBounds(value, min, max));
    }
}
