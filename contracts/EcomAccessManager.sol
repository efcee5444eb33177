// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

/// @title The one place that holds every permission (GOV-1)
/// @notice OpenZeppelin's access manager, unchanged.
contract EcomAccessManager is AccessManager {
    constructor(address admin) AccessManager(admin) {}
}
