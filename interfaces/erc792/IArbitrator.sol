// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IArbitrable} from "./IArbitrable.sol";

/// @title ERC-792: an arbitrator, as far as a contract that makes no appeals calls it
interface IArbitrator {
    /// @notice A dispute was created.
    event DisputeCreation(uint256 indexed _disputeID, IArbitrable indexed _arbitrable);

    /// @notice Create a dispute. The caller is the arbitrable contract that will be given the ruling; it pays at least
    /// `arbitrationCost(extraData)`.
    /// @param choices How many rulings there are to choose from, beside 0.
    /// @param extraData What the arbitrator makes of it: a court, a number of jurors.
    /// @return disputeId The dispute's number with the arbitrator.
    function createDispute(uint256 choices, bytes calldata extraData) external payable returns (uint256 disputeId);

    /// @notice What `createDispute` costs, in wei.
    function arbitrationCost(bytes calldata extraData) external view returns (uint256 cost);
}
