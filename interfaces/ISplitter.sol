// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IEcomToken} from "./IEcomToken.sol";
import {Permit} from "./types/Permit.sol";

/// @title The commission formula for anybody (COM-4)
/// @notice Splits an amount of Ecom that the caller has approved over a list of distributors and a seller, by the
/// formula of the whitepaper (柒.1): for n distributors and amount P, `D_i = P*L*(1-M)/(n-1)` for `1 <= i < n` and
/// `D_n = P*L*M`; for n = 1 only `D_1 = P*L*M` (COM-1, COM-2). Each is one division that rounds down; the seller gets
/// all the rest, so that payouts add up to the amount to the unit (COM-3). It holds nothing and has no roles.
interface ISplitter {
    /// @notice `amount` of `payer` was split: `upper` to each of `distributors` but the last, `closing` to the last,
    /// the rest to `seller`. Who they are is in the token's transfers that follow: the seller's, then theirs in order.
    event AmountSplit(
        address indexed payer,
        address indexed seller,
        uint256 amount,
        uint256 upper,
        uint256 closing,
        uint256 distributors
    );

    /// @notice `amount` is zero or more than `max`.
    error AmountOutOfRange(uint256 amount, uint256 max);

    /// @notice A rate is more than 10_000 basis points.
    error RateTooHigh(uint256 bps, uint256 max);

    /// @notice More than 16 distributors.
    error TooManyDistributors(uint256 count, uint256 max);

    /// @notice The seller (index = number of distributors) or the distributor at `index` is the zero address.
    error ZeroPayee(uint256 index);

    /// @notice Split an amount of the caller's tokens, by allowance.
    /// @param amount P, in the token's smallest unit, at most 1e28.
    /// @param incentiveBps L, the incentive's share of the amount, in basis points, at most 10_000.
    /// @param closingBps M, the closing distributor's share of the incentive, in basis points, at most 10_000.
    /// @param seller Receives what the distributors do not.
    /// @param distributors Nearest the seller first, the closing one last; 0 to 16 of them. An address may appear
    /// more than once and is then paid for each place.
    function split(
        uint256 amount,
        uint16 incentiveBps,
        uint16 closingBps,
        address seller,
        address[] calldata distributors
    ) external;

    /// @notice `split` with the caller's ERC-2612 signature.
    function splitWithPermit(
        uint256 amount,
        uint16 incentiveBps,
        uint16 closingBps,
        address seller,
        address[] calldata distributors,
        Permit calldata permit
    ) external;

    /// @notice The token that is split.
    function token() external view returns (IEcomToken);

    /// @notice What `split` would pay: `upper` to each distributor but the last, `closing` to the last, `toSeller`.
    function preview(uint256 amount, uint16 incentiveBps, uint16 closingBps, uint256 distributors)
        external
        pure
        returns (uint256 upper, uint256 closing, uint256 toSeller);
}
