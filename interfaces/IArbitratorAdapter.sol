// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IArbitrable} from "./erc792/IArbitrable.sol";
import {IArbitrator} from "./erc792/IArbitrator.sol";
import {IDisputes} from "./IDisputes.sol";
import {OrderId} from "./types/Ids.sol";

/// @title An ERC-792 arbitrator in the arbitrator's place
/// @notice Where `IDisputes` names this contract as the arbitrator, an ERC-792 arbitrator's rulings close the cases
/// (ORD-4). Whoever wants a case ruled pays that arbitrator's fee here, once for each case, while the case can be
/// ruled. An order has at most one dispute and one objection, so (`kind`, `order`) names a case for ever.
///
/// The arbitrator chooses among `CHOICES` rulings: 1 is 0 basis points, each further one 2_500 more, 5 is 10_000. With 0
/// it refuses to arbitrate: nothing is ruled, and time decides. There are no appeals.
///
/// Stages of a request
/// - `Pending`: paid; the arbitrator has not ruled.
/// - `Refused`: the arbitrator has refused to arbitrate; for ever.
/// - `Ruled`: the arbitrator has ruled, but that has not closed the case: it had ended already, or `IDisputes` names
///   another arbitrator now, or the call ran out of gas. Anyone may try again by `execute`.
/// - `Applied`: the case was closed by the ruling; for ever.
/// @dev Nobody has any power over this contract, and it holds no ether after a call. The evidence is what `IDisputes`
/// logs: `claim` and `answer`.
interface IArbitratorAdapter is IArbitrable {
    enum Kind {
        Dispute,
        Objection
    }

    enum Stage {
        None,
        Pending,
        Refused,
        Ruled,
        Applied
    }

    /// @notice A request for arbitration; all zero where there is none.
    /// @param disputeId The number of its dispute with the arbitrator.
    /// @param stage See the contract's description.
    /// @param settledBps What was ruled.
    struct Request {
        uint256 disputeId;
        Stage stage;
        uint16 settledBps;
    }

    /// @notice `payer` has paid `fee` wei for a ruling of the case.
    event ArbitrationRequested(
        OrderId indexed order, Kind kind, uint256 indexed disputeId, address indexed payer, uint256 fee
    );

    /// @notice The ruling has closed the case.
    event RulingApplied(OrderId indexed order, Kind kind, uint16 settledBps);

    /// @notice The ruling could not be applied, with this revert data; it is kept.
    event RulingNotApplied(OrderId indexed order, Kind kind, uint16 settledBps, bytes reason);

    /// @notice The arbitrator asks for exactly `cost` wei.
    error WrongFee(uint256 paid, uint256 cost);

    /// @notice The case is not in the stage for this.
    error WrongStage(OrderId order, IDisputes.Stage stage);

    /// @notice The order was closed meanwhile: there is nothing to rule about.
    error OrderClosed(OrderId order);

    /// @notice The time for this ended at `deadline`.
    error TooLate(OrderId order, uint256 deadline, uint256 now_);

    /// @notice The time for this begins at `from`.
    error TooEarly(OrderId order, uint256 from, uint256 now_);

    /// @notice The request is not in the stage for this.
    error WrongRequestStage(OrderId order, Kind kind, Stage stage);

    /// @notice `IDisputes` has another arbitrator: a ruling from here would not count.
    error NotAppointed(address arbitrator);

    /// @notice Only the arbitrator may rule.
    error NotArbitrator(address caller, IArbitrator arbitrator);

    /// @notice Nobody has asked for this dispute here.
    error UnknownDispute(uint256 disputeId);

    /// @notice There is no such ruling.
    error RulingOutOfRange(uint256 ruling, uint256 max);

    /// @notice Ask for a ruling of the order's dispute, once it is contested and before its deadline. Anyone, who pays
    /// exactly `cost()`.
    function requestDispute(OrderId order) external payable returns (uint256 disputeId);

    /// @notice Ask for a ruling of the order's objection, once the seller has matched the bond or its time for that is
    /// over, and before the deadline. Anyone, who pays exactly `cost()`. Not earlier: the seller could wait for the
    /// ruling, and match the bond only to win the other one.
    function requestObjection(OrderId order) external payable returns (uint256 disputeId);

    /// @notice Apply a ruling that is kept. Anyone; reverts as `IDisputes` does.
    function execute(Kind kind, OrderId order) external;

    /// @notice Where the cases are.
    function disputes() external view returns (IDisputes);

    /// @notice Who rules.
    function arbitrator() external view returns (IArbitrator);

    /// @notice What the arbitrator is told with each request.
    function extraData() external view returns (bytes memory);

    /// @notice What a request costs now, in wei.
    function cost() external view returns (uint256);

    /// @notice The request for the order's dispute, or objection.
    function request(Kind kind, OrderId order) external view returns (Request memory);

    /// @notice Which case a dispute of the arbitrator is about. Reverts for an unknown one.
    function subject(uint256 disputeId) external view returns (Kind kind, OrderId order);

    /// @notice How many rulings there are, beside 0: 5.
    function CHOICES() external view returns (uint256);
}
