// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IEcomToken} from "./IEcomToken.sol";
import {IShopRegistry} from "./IShopRegistry.sol";
import {Cid} from "./types/Cid.sol";
import {BountyId, ShopId} from "./types/Ids.sol";
import {Permit} from "./types/Permit.sol";

/// @title Bounties: tasks that a shop pays for (BOUNTY, 领取卖家任务)
/// @notice A shop's owner posts a task with a number of slots, and escrows one reward for each. Who wants a slot asks
/// for it; the owner assigns slots to addresses. A worker who submits in time is paid when the owner approves, or by
/// anyone's call once the owner has let the review time pass; the owner may reject before that.
///
/// States of an assignment
/// - `Assigned`: until `deadline` the worker may submit, once. From then on anyone may free the slot.
/// - `Submitted`: before `deadline` the owner may reject, which frees the slot; from then on anyone may pay the worker.
///   The owner may approve at any time.
/// - `Paid`: the worker has the reward. The slot is used up, and the worker takes no other of this bounty.
///
/// A bounty stays open until its owner closes it. That gives back the rewards of free slots; those of taken ones stay
/// payable, and what becomes free later is given back at once.
///
/// The owner is whoever holds the shop's token at the time of the call: a transfer of the shop moves its bounties, with
/// all that they give back. Nobody can pause the board, and no role has a say in it.
/// @dev Nobody else judges the work: an owner may reject what is good, and pays for what is bad by not looking. Each
/// side can see in the events how the other's earlier bounties went. Who buys a shop can see what its bounties owe.
/// Amounts are in the token's smallest unit, times in seconds. This contract's balance covers `totals().owed` at all
/// times. OpenZeppelin's `multicall(bytes[])` bundles calls of one sender.
interface IBountyBoard {
    enum State {
        None,
        Assigned,
        Submitted,
        Paid
    }

    /// @param shop Whose task it is.
    /// @param reward For each slot.
    /// @param slots How many workers can be paid: 1 to `MAX_SLOTS`.
    /// @param submitWithin How long a worker has from the assignment: `MIN_SUBMIT_WITHIN` to `MAX_SUBMIT_WITHIN`.
    /// @param reviewWithin How long the owner has from a submission: `MIN_REVIEW_WITHIN` to `MAX_REVIEW_WITHIN`.
    /// @param task What is to be done; only an event.
    struct PostTerms {
        ShopId shop;
        uint96 reward;
        uint16 slots;
        uint24 submitWithin;
        uint24 reviewWithin;
        Cid task;
    }

    /// @notice All zero for an unknown one. The board owes `reward` for each free and each taken slot.
    /// @param free Slots that can be assigned; none once closed.
    /// @param taken Slots that are assigned, or submitted for.
    struct Bounty {
        ShopId shop;
        uint96 reward;
        uint16 free;
        uint16 taken;
        uint24 submitWithin;
        uint24 reviewWithin;
        bool closed;
    }

    /// @param deadline By when to submit, while `Assigned`; by when to reject, while `Submitted`; else zero.
    /// @param state See the contract's description.
    struct Assignment {
        uint40 deadline;
        State state;
    }

    /// @param bounties How many there are; their ids are 1 to `bounties`.
    /// @param owed What this contract owes.
    struct Totals {
        uint40 bounties;
        uint96 owed;
    }

    /// @notice `owner` posted the task and escrowed `reward * slots`.
    event BountyPosted(
        BountyId indexed bounty,
        ShopId indexed shop,
        address indexed owner,
        uint96 reward,
        uint16 slots,
        uint24 submitWithin,
        uint24 reviewWithin,
        Cid task
    );

    /// @notice `account` would like a slot.
    event SlotRequested(BountyId indexed bounty, address indexed account, Cid message);

    /// @notice The worker has a slot, and may submit before `deadline`.
    event SlotAssigned(BountyId indexed bounty, address indexed worker, uint40 deadline);

    /// @notice The worker submitted; the owner may reject before `deadline`.
    event WorkSubmitted(BountyId indexed bounty, address indexed worker, Cid work, uint40 deadline);

    /// @notice The worker was paid: approved by the owner, or else claimed after the review time.
    event WorkPaid(BountyId indexed bounty, address indexed worker, uint96 reward, bool approved);

    /// @notice The owner rejected the submission: the slot is free again.
    event WorkRejected(BountyId indexed bounty, address indexed worker, Cid reason);

    /// @notice The worker did not submit in time: the slot is free again.
    event AssignmentExpired(BountyId indexed bounty, address indexed worker);

    /// @notice No more slots will be assigned.
    event BountyClosed(BountyId indexed bounty);

    /// @notice The rewards of slots that are free in a closed bounty went to the shop's owner.
    event RewardsReturned(BountyId indexed bounty, address indexed owner, uint256 amount);

    /// @notice Only the owner of the shop may do this.
    error NotShopOwner(ShopId shop, address caller, address owner);

    /// @notice The shop has no live SHOP capability: acquire SHOP again to reopen it.
    error ShopClosed(ShopId shop);

    /// @notice The reward is zero.
    error ZeroReward();

    /// @notice A term outside the bounds that the code sets.
    error TermOutOfBounds(uint256 value, uint256 min, uint256 max);

    /// @notice No bounty has this id.
    error UnknownBounty(BountyId bounty);

    /// @notice The bounty was closed.
    error AlreadyClosed(BountyId bounty);

    /// @notice More workers than the `free` slots.
    error NotEnoughSlots(BountyId bounty, uint256 workers, uint256 free);

    /// @notice The worker at `index` is the zero address.
    error ZeroWorker(uint256 index);

    /// @notice The worker's assignment is not in the state for this.
    error WrongState(BountyId bounty, address worker, State state);

    /// @notice The time for this ended at `deadline`.
    error TooLate(BountyId bounty, address worker, uint256 deadline, uint256 now_);

    /// @notice The time for this begins at `from`.
    error TooEarly(BountyId bounty, address worker, uint256 from, uint256 now_);

    // The shop's owner

    /// @notice Post a task and escrow `reward * slots` of the caller's tokens, by allowance. Only the owner of an open
    /// shop.
    function post(PostTerms calldata terms) external returns (BountyId bounty);

    /// @notice `post` with the caller's ERC-2612 signature.
    function postWithPermit(PostTerms calldata terms, Permit calldata permit) external returns (BountyId bounty);

    /// @notice Give each of `workers` a free slot of an open bounty. Only the shop's owner. A worker holds one slot of a
    /// bounty at a time, and none once paid; being assigned takes no consent, and costs nothing.
    function assign(BountyId bounty, address[] calldata workers) external;

    /// @notice Pay a worker who has submitted, at any time. Only the shop's owner.
    function approve(BountyId bounty, address worker) external;

    /// @notice Reject a submission before its deadline. Only the shop's owner. The slot is free again, or its reward
    /// goes to the owner where the bounty is closed; the same worker may be assigned anew.
    /// @param reason Only an event.
    function reject(BountyId bounty, address worker, Cid calldata reason) external;

    /// @notice Assign no more slots and take the rewards of the free ones. Only the shop's owner.
    function close(BountyId bounty) external;

    // Workers

    /// @notice 领取: ask for a slot of an open bounty. Anyone; only an event: it keeps nothing, and entitles to nothing.
    function requestSlot(BountyId bounty, Cid calldata message) external;

    /// @notice Submit before the assignment's deadline. Only its worker, once.
    /// @param work Only an event, and public: the owner can read it before deciding.
    function submit(BountyId bounty, Cid calldata work) external;

    // Anyone, by time

    /// @notice Pay a worker whose submission the owner has neither approved nor rejected before the deadline. Anyone.
    function claim(BountyId bounty, address worker) external;

    /// @notice Free the slot of a worker who has not submitted before the deadline, or return its reward to the shop's
    /// owner where the bounty is closed. Anyone.
    function expire(BountyId bounty, address worker) external;

    // Views

    /// @notice The token of the rewards.
    function token() external view returns (IEcomToken);

    /// @notice The shops.
    function registry() external view returns (IShopRegistry);

    /// @notice A bounty.
    function bounty(BountyId id) external view returns (Bounty memory);

    /// @notice What the worker has in the bounty; all zero for nothing (any more).
    function assignment(BountyId id, address worker) external view returns (Assignment memory);

    /// @notice How many bounties there are, and what this contract owes.
    function totals() external view returns (Totals memory);

    /// @notice The most slots of a bounty: 1_000.
    function MAX_SLOTS() external view returns (uint256);

    /// @notice The shortest `submitWithin`: 1 hour.
    function MIN_SUBMIT_WITHIN() external view returns (uint256);

    /// @notice The longest `submitWithin`: 60 days.
    function MAX_SUBMIT_WITHIN() external view returns (uint256);

    /// @notice The shortest `reviewWithin`: 1 day.
    function MIN_REVIEW_WITHIN() external view returns (uint256);

    /// @notice The longest `reviewWithin`: 30 days.
    function MAX_REVIEW_WITHIN() external view returns (uint256);
}
