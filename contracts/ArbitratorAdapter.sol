// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IArbitratorAdapter} from "../interfaces/IArbitratorAdapter.sol";
import {IDisputes} from "../interfaces/IDisputes.sol";
import {IMarket} from "../interfaces/IMarket.sol";
import {IArbitrable} from "../interfaces/erc792/IArbitrable.sol";
import {IArbitrator} from "../interfaces/erc792/IArbitrator.sol";
import {OrderId} from "../interfaces/types/Ids.sol";

/// @title An ERC-792 arbitrator in the arbitrator's place
/// @notice See `IArbitratorAdapter`.
contract ArbitratorAdapter is IArbitratorAdapter {
    /// @dev What a dispute of the arbitrator is about.
    struct Subject {
        OrderId order;
        Kind kind;
    }

    /// @inheritdoc IArbitratorAdapter
    uint256 public constant CHOICES = 5;
    /// @dev From one ruling to the next.
    uint256 private constant STEP = 2_500;

    /// @inheritdoc IArbitratorAdapter
    IDisputes public immutable disputes;
    /// @inheritdoc IArbitratorAdapter
    IArbitrator public immutable arbitrator;
    /// @inheritdoc IArbitratorAdapter
    bytes public extraData;

    mapping(uint256 disputeId => Subject) private _subjects;
    mapping(Kind kind => mapping(OrderId id => Request)) private _requests;

    constructor(IDisputes disputes_, IArbitrator arbitrator_, bytes memory extraData_) {
        disputes = disputes_;
        arbitrator = arbitrator_;
        extraData = extraData_;
    }

    /// @inheritdoc IArbitratorAdapter
    function requestDispute(OrderId id) external payable returns (uint256) {
        IDisputes.Case memory c = disputes.dispute(id);
        require(c.stage == IDisputes.Stage.Contested, WrongStage(id, c.stage));
        // A case outlives its order's other endings until its bonds are sent back.
        require(disputes.market().order(id).state == IMarket.State.Disputed, OrderClosed(id));
        return _request(Kind.Dispute, id, c.deadline);
    }

    /// @inheritdoc IArbitratorAdapter
    function requestObjection(OrderId id) external payable returns (uint256) {
        IDisputes.Case memory c = disputes.objection(id);
        require(c.stage != IDisputes.Stage.None, WrongStage(id, c.stage));
        if (c.stage == IDisputes.Stage.Raised) {
            uint256 from = c.deadline + disputes.CONTEST_WINDOW() - disputes.RULING_WINDOW();
            require(block.timestamp >= from, TooEarly(id, from, block.timestamp));
        }
        return _request(Kind.Objection, id, c.deadline);
    }

    /// @inheritdoc IArbitrable
    function rule(uint256 disputeId, uint256 ruling) external {
        require(msg.sender == address(arbitrator), NotArbitrator(msg.sender, arbitrator));
        (Kind kind, OrderId id) = subject(disputeId);
        Request storage r = _inStage(kind, id, Stage.Pending);
        require(ruling <= CHOICES, RulingOutOfRange(ruling, CHOICES));
        emit Ruling(arbitrator, disputeId, ruling);
        if (ruling == 0) {
            r.stage = Stage.Refused;
            return;
        }
        (r.stage, r.settledBps) = (Stage.Ruled, uint16((ruling - 1) * STEP));
        // A case that has ended meanwhile does not hold up the arbitrator; and who passes the ruling on with too little
        // gas does not make it void.
        try this.execute(kind, id) {}
        catch (bytes memory reason) {
            emit RulingNotApplied(id, kind, r.settledBps, reason);
        }
    }

    /// @inheritdoc IArbitratorAdapter
    function execute(Kind kind, OrderId id) external {
        Request storage r = _inStage(kind, id, Stage.Ruled);
        uint16 bps = r.settledBps;
        r.stage = Stage.Applied;
        emit RulingApplied(id, kind, bps);
        if (kind == Kind.Dispute) disputes.rule(id, bps);
        else disputes.ruleObjection(id, bps);
    }

    /// @inheritdoc IArbitratorAdapter
    function cost() public view returns (uint256) {
        return arbitrator.arbitrationCost(extraData);
    }

    /// @inheritdoc IArbitratorAdapter
    function request(Kind kind, OrderId id) external view returns (Request memory) {
        return _requests[kind][id];
    }

    /// @inheritdoc IArbitratorAdapter
    function subject(uint256 disputeId) public view returns (Kind, OrderId) {
        Subject memory s = _subjects[disputeId];
        require(OrderId.unwrap(s.order) != 0, UnknownDispute(disputeId));
        return (s.kind, s.order);
    }

    function _request(Kind kind, OrderId id, uint256 deadline) private returns (uint256 disputeId) {
        require(block.timestamp < deadline, TooLate(id, deadline, block.timestamp));
        address appointed = disputes.arbitrator();
        require(appointed == address(this), NotAppointed(appointed));
        Request storage r = _inStage(kind, id, Stage.None);
        uint256 fee = cost();
        require(msg.value == fee, WrongFee(msg.value, fee));
        r.stage = Stage.Pending;
        disputeId = arbitrator.createDispute{value: msg.value}(CHOICES, extraData);
        r.disputeId = disputeId;
        _subjects[disputeId] = Subject(id, kind);
        emit ArbitrationRequested(id, kind, disputeId, msg.sender, fee);
    }

    function _inStage(Kind kind, OrderId id, Stage stage) private view returns (Request storage r) {
        r = _requests[kind][id];
        require(r.stage == stage, WrongRequestStage(id, kind, r.stage));
    }
}
