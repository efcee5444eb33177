// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IBudgets} from "./IBudgets.sol";
import {IEcomToken} from "./IEcomToken.sol";
import {IMarket} from "./IMarket.sol";
import {Cid} from "./types/Cid.sol";
import {OrderId} from "./types/Ids.sol";
import {Permit} from "./types/Permit.sol";

/// @title Disputes and commission objections
/// @notice A *dispute* (ORD-4) is the buyer's, about the escrow of a fulfilled order. An *objection* (ORD-5) is the
/// closing distributor's, about commission that an order with a fiat part did not pay. Both sides put up equal bonds;
/// the arbitrator decides by one `settledBps`; every stage ends by time, and anyone can end it.
///
/// Stages of a dispute
/// - `Raised`: until `deadline`, 5 days on, the seller may contest with an equal bond. From then on anyone may close
///   the order at 0; the bond goes back.
/// - `Contested`: until `deadline`, 14 days on, the arbitrator may rule. Below 5_000 the buyer takes both bonds, else
///   the seller. From `deadline` on anyone may close the order at 5_000; both bonds go back.
/// Any other close of the order, such as an agreement, lets anyone send both bonds back.
///
/// Stages of an objection
/// - `Raised`: for 5 days the seller may match the bond. After them and until `deadline`, 14 days on from the
///   objection, the arbitrator may rule; the bond goes back in any case.
/// - `Contested`: the seller has matched it; `deadline` stays, and until then the arbitrator may rule. The ruling gives
///   both bonds to the distributor if it is 5_000 or more and more than the order's ending, else to the seller.
/// From `deadline` on anyone may end it: the commission is paid in full if the order was fulfilled, else goes back to
/// the budget; the bonds go back.
/// @dev Bonds go back to who paid them, whoever owns the shops by then. Who wants an arbitrator with a fee pays it
/// there. This contract's balance covers `totals().bonds` at all times.
interface IDisputes {
    enum Stage {
        None,
        Raised,
        Contested
    }

    /// @notice A dispute or an objection; all zero where there is none (any more).
    /// @param bond What each side puts up.
    /// @param deadline When the stage ends.
    /// @param stage See the contract's description.
    /// @param respondent Who put up the second bond.
    /// @param claimant Who put up the first one, of an objection; of a dispute it is the order's buyer.
    struct Case {
        uint96 bond;
        uint40 deadline;
        Stage stage;
        address respondent;
        address claimant;
    }

    /// @notice A bond is `bondBps` of what is at stake, at least `minBond`.
    /// @param bonds What this contract owes.
    struct Totals {
        uint96 bonds;
        uint96 minBond;
        uint16 bondBps;
    }

    /// @notice The buyer disputes the order; the seller may contest before `deadline`.
    event DisputeRaised(OrderId indexed order, address indexed buyer, uint96 bond, Cid claim, uint40 deadline);

    /// @notice The seller contests; the arbitrator may rule before `deadline`.
    event DisputeContested(OrderId indexed order, address indexed respondent, Cid answer, uint40 deadline);

    /// @notice The dispute has ended. `winner` has both bonds; zero where they went back.
    event DisputeClosed(OrderId indexed order, address indexed winner);

    /// @notice The closing distributor objects; the arbitrator may rule before `deadline`.
    event ObjectionRaised(
        OrderId indexed order, address indexed claimant, uint96 bond, Cid claim, uint40 deadline
    );

    /// @notice The seller has matched the bond.
    event ObjectionMatched(OrderId indexed order, address indexed respondent, Cid answer);

    /// @notice The objection has ended. `winner` has both bonds; zero where they went back. What it came to is in
    /// `IBudgets.ReserveReleased` of the same order, just before.
    event ObjectionClosed(OrderId indexed order, address indexed winner);

    /// @notice What bonds are has changed, for cases raised from now on.
    event BondSet(uint16 bps, uint96 minBond);

    /// @notice `to` rules from now on.
    event ArbitratorSet(address indexed from, address indexed to);

    /// @notice Only the arbitrator may do this.
    error NotArbitrator(address caller, address arbitrator);

    /// @notice The case is not in the stage for this.
    error WrongStage(OrderId order, Stage stage);

    /// @notice Only the seller, the owner of the order's shop, may do this.
    error NotSeller(OrderId order, address caller, address seller);

    /// @notice The time for this ended at `deadline`.
    error TooLate(OrderId order, uint256 deadline, uint256 now_);

    /// @notice The time for this begins at `from`.
    error TooEarly(OrderId order, uint256 from, uint256 now_);

    /// @notice More than 10_000 basis points.
    error BpsOutOfRange(uint256 bps, uint256 max);

    /// @notice The order is still open: the dispute goes on.
    error OrderStillOpen(OrderId order);

    /// @notice The market does not know this contract as its disputes contract.
    error ForeignMarket(IMarket market, address disputes);

    /// @notice A parameter outside the bounds that the code sets.
    error ParameterOutOfBounds(uint256 value, uint256 min, uint256 max);

    // Disputes

    /// @notice Dispute a fulfilled order before its protection ends, once, with tokens in escrow. Only the buyer, who
    /// puts up `bondFor(escrow)` by allowance. What was proposed before no longer stands.
    /// @param claim What is wrong; only an event.
    function raiseDispute(OrderId order, Cid calldata claim) external;

    /// @notice `raiseDispute` with the caller's ERC-2612 signature.
    function raiseDisputeWithPermit(OrderId order, Cid calldata claim, Permit calldata permit) external;

    /// @notice Contest before the deadline. Only the seller, who puts up an equal bond by allowance.
    /// @param answer Only an event.
    function contest(OrderId order, Cid calldata answer) external;

    /// @notice `contest` with the caller's ERC-2612 signature.
    function contestWithPermit(OrderId order, Cid calldata answer, Permit calldata permit) external;

    /// @notice Close a contested order before the deadline. Only the arbitrator.
    function rule(OrderId order, uint16 settledBps) external;

    /// @notice Close a disputed order when a stage's time is over: at 0 if uncontested, at 5_000 without a ruling.
    /// Anyone.
    function expire(OrderId order) external;

    /// @notice Send the bonds back after the order was closed in any other way. Anyone.
    function returnBonds(OrderId order) external;

    // Objections

    /// @notice Object to unpaid commission while it is held (3 days). Only the owner of the closing distributor's shop,
    /// who puts up `bondFor(held)` by allowance.
    /// @param claim Only an event.
    function object(OrderId order, Cid calldata claim) external;

    /// @notice `object` with the caller's ERC-2612 signature.
    function objectWithPermit(OrderId order, Cid calldata claim, Permit calldata permit) external;

    /// @notice Match the bond within `CONTEST_WINDOW` of the objection. Only the seller, by allowance.
    /// @param answer Only an event.
    function matchObjection(OrderId order, Cid calldata answer) external;

    /// @notice `matchObjection` with the caller's ERC-2612 signature.
    function matchObjectionWithPermit(OrderId order, Cid calldata answer, Permit calldata permit) external;

    /// @notice Pay every live distributor up to `settledBps` of its full commission: before the deadline, and once the
    /// seller has matched the bond or its time for that is over. Only the arbitrator.
    function ruleObjection(OrderId order, uint16 settledBps) external;

    /// @notice End an objection whose time is over: paid in full if the order was fulfilled, matched or not, else not at
    /// all. Anyone.
    function expireObjection(OrderId order) external;

    // Restricted by the access manager

    /// @notice Set what bonds are: at most `MAX_BOND_BPS`, and `minBond` of `MIN_BOND_FLOOR` to `MIN_BOND_CAP`.
    function setBond(uint16 bps, uint96 minBond) external;

    /// @notice Name who rules: an account, or a contract such as `IArbitratorAdapter`. The zero address for nobody: then
    /// time decides.
    function setArbitrator(address arbitrator) external;

    // Views

    /// @notice Who rules. Kept here, because asking the access manager would cost every ruling 13,000 gas more.
    function arbitrator() external view returns (address);

    /// @notice The token of the bonds.
    function token() external view returns (IEcomToken);

    /// @notice The market whose orders are disputed.
    function market() external view returns (IMarket);

    /// @notice Where the commission is held that an objection is about.
    function budgets() external view returns (IBudgets);

    /// @notice The order's dispute. After any close but a ruling or `expire` it is there until `returnBonds`.
    function dispute(OrderId order) external view returns (Case memory);

    /// @notice The order's objection.
    function objection(OrderId order) external view returns (Case memory);

    /// @notice What each side puts up when so much is at stake.
    function bondFor(uint256 stake) external view returns (uint96);

    /// @notice What this contract owes, and what bonds are.
    function totals() external view returns (Totals memory);

    /// @notice How long the seller has to contest a dispute, or to match an objection's bond: 5 days.
    function CONTEST_WINDOW() external view returns (uint256);

    /// @notice How long the arbitrator has to rule: 14 days.
    function RULING_WINDOW() external view returns (uint256);

    /// @notice From this `settledBps` on, a ruling is for the seller, or for the objecting distributor: 5_000.
    function EVEN() external view returns (uint256);

    /// @notice The highest rate of a bond: 1_000, 10 %.
    function MAX_BOND_BPS() external view returns (uint256);

    /// @notice The lowest `minBond`: 0.01 Ecom.
    function MIN_BOND_FLOOR() external view returns (uint256);

    /// @notice The highest `minBond`: 1_000 Ecom.
    function MIN_BOND_CAP() external view returns (uint256);
}
