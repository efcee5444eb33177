// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IArbitrator} from "./IArbitrator.sol";

/// @title ERC-792: a contract that an arbitrator's rulings are for
interface IArbitrable {
    /// @notice The arbitrator has ruled.
    event Ruling(IArbitrator indexed _arbitrator, uint256 indexed _disputeID, uint256 _ruling);

    /// @notice Take a ruling. Only for the arbitrator of the dispute, once.
    /// @param disputeId The dispute's number with the arbitrator.
    /// @param ruling The chosen one of the choices, from 1; 0 where the arbitrator refuses to arbitrate.
    function rule(uint256 disputeId, uint256 ruling) external;
}
