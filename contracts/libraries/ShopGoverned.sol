// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

/// @title Settings that pass from the foundation's roles to the shops when phase one of the rewards ends (DST-3)
abstract contract ShopGoverned is AccessManaged {
    /// @notice From now on only the shops decide this, by a referendum.
    error OnlyByReferendum(address caller, address referendum);

    /// @notice Whom the shops decide through.
    address public immutable referendum;

    /// @notice From this time on the shops alone decide: the end of reward day 1095.
    uint40 public immutable governedFrom;

    constructor(address referendum_, uint40 governedFrom_) {
        referendum = referendum_;
        governedFrom = governedFrom_;
    }

    /// @dev As `restricted` before `governedFrom`.
    modifier governed() {
        _checkGoverned();
        _;
    }

    function _checkGoverned() internal {
        if (block.timestamp < governedFrom) _checkCanCall(msg.sender, msg.data);
        else require(msg.sender == referendum, OnlyByReferendum(msg.sender, referendum));
    }
}
