// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {VestingWallet} from "@openzeppelin/contracts/finance/VestingWallet.sol";
import {VestingWalletCliff} from "@openzeppelin/contracts/finance/VestingWalletCliff.sol";
import {IEcomVesting} from "../interfaces/IEcomVesting.sol";

/// @title A share of the supply that is released over time
/// @notice See `IEcomVesting`. OpenZeppelin's wallet, with bounds, and handed over in two steps.
contract EcomVesting is VestingWalletCliff, Ownable2Step {
    /// @notice See `IEcomVesting`.
    uint256 public constant MIN_DURATION = 1 days;
    /// @notice See `IEcomVesting`.
    uint256 public constant MAX_DURATION = 3_653 days;

    /// @param startTimestamp Unix seconds, from a week before today, as deployments take their time, to a year after it.
    /// @param durationSeconds `MIN_DURATION` to `MAX_DURATION`.
    /// @param cliffSeconds Counted from the start too; at most the duration.
    constructor(address beneficiary, uint64 startTimestamp, uint64 durationSeconds, uint64 cliffSeconds)
        VestingWallet(beneficiary, startTimestamp, durationSeconds)
        VestingWalletCliff(cliffSeconds)
    {
        uint256 today = block.timestamp / 1 days;
        (uint256 first, uint256 last) = ((today - 7) * 1 days, (today + 366) * 1 days);
        require(
            startTimestamp >= first && startTimestamp <= last,
            IEcomVesting.StartOutOfRange(startTimestamp, first, last)
        );
        require(
            durationSeconds >= MIN_DURATION && durationSeconds <= MAX_DURATION,
            IEcomVesting.DurationOutOfRange(durationSeconds, MIN_DURATION, MAX_DURATION)
        );
    }

    /// @inheritdoc Ownable2Step
    function transferOwnership(address newOwner) public override(Ownable, Ownable2Step) {
        super.transferOwnership(newOwner);
    }

    /// @notice Always refused.
    function renounceOwnership() public pure override {
        revert IEcomVesting.CannotRenounce();
    }

    function _transferOwnership(address newOwner) internal override(Ownable, Ownable2Step) {
        super._transferOwnership(newOwner);
    }
}
