// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev What the distributors of an order are paid, in the token's smallest unit.
/// - `upper`: each live one but the closing one; `closing`: the closing one, if live.
/// - `total`: all of them together.
/// - `paidLevels`: bit `i - 1` is set where the distributor of level `i` is live (level 1 is nearest the seller).
/// - `distributors`: who they are, nearest the seller first; zero where a place is not live.
struct Commissions {
    uint256 upper;
    uint256 closing;
    uint256 total;
    uint256 paidLevels;
    address[] distributors;
}
