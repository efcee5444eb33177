// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IArbitrable} from "../../interfaces/erc792/IArbitrable.sol";
import {IArbitrator} from "../../interfaces/erc792/IArbitrator.sol";

/// @title A central ERC-792 arbitrator, for local networks and tests: its owner decides
contract TestArbitrator is IArbitrator, Ownable {
    /// @param arbitrable Who is given the ruling.
    /// @param choices The highest ruling.
    /// @param ruled Whether the ruling was given.
    struct Dispute {
        IArbitrable arbitrable;
        uint88 choices;
        bool ruled;
    }

    /// @notice The dispute, by its number from 0.
    Dispute[] public disputes;

    /// @notice What a dispute costs, in wei.
    uint256 public fee;

    /// @notice A dispute costs exactly `fee` wei.
    error WrongFee(uint256 paid, uint256 fee);

    /// @notice The ruling was given already.
    error AlreadyRuled(uint256 disputeId);

    /// @notice There is no such ruling.
    error RulingOutOfRange(uint256 ruling, uint256 choices);

    constructor(address owner_, uint256 fee_) Ownable(owner_) {
        fee = fee_;
    }

    /// @inheritdoc IArbitrator
    function createDispute(uint256 choices, bytes calldata) external payable returns (uint256 disputeId) {
        require(msg.value == fee, WrongFee(msg.value, fee));
        disputeId = disputes.length;
        disputes.push(Dispute(IArbitrable(msg.sender), uint88(choices), false));
        emit DisputeCreation(disputeId, IArbitrable(msg.sender));
    }

    /// @notice Rule a dispute. Only the owner, once.
    function giveRuling(uint256 disputeId, uint256 ruling) external onlyOwner {
        Dispute storage d = disputes[disputeId];
        require(!d.ruled, AlreadyRuled(disputeId));
        require(ruling <= d.choices, RulingOutOfRange(ruling, d.choices));
        d.ruled = true;
        d.arbitrable.rule(disputeId, ruling);
    }

    /// @notice Set what a dispute costs. Only the owner.
    function setFee(uint256 fee_) external onlyOwner {
        fee = fee_;
    }

    /// @notice Send the fees to the owner. Only the owner.
    function withdraw() external onlyOwner {
        SafeTransferLib.safeTransferAllETH(msg.sender);
    }

    /// @inheritdoc IArbitrator
    function arbitrationCost(bytes calldata) external view returns (uint256) {
        return fee;
    }
}
