// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev An ERC-2612 signature of the caller. It is tried, never required: where somebody else has submitted it
/// first, or it is invalid, the call goes on with the allowance there is.
struct Permit {
    uint256 value;
    uint256 deadline;
    uint8 v;
    bytes32 r;
    bytes32 s;
}
