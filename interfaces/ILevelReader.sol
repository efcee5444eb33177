// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ShopId} from "./types/Ids.sol";

/// @title Where a shop's distribution level is read from (REP-3)
/// @notice The registry asks it when somebody syncs a shop's level, never on the path of a payment.
interface ILevelReader {
    /// @notice The shop's level as a distributor, 0 to 5.
    function levelOf(ShopId shop) external view returns (uint8);
}
