// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IEcomToken} from "./IEcomToken.sol";
import {Permit} from "./types/Permit.sol";

/// @title Seal vault 封存
/// @notice Tokens that are used up are sealed here for ever: no function, role or upgrade can move them (SEAL-1).
/// The supply stays constant (TOK-3); what circulates shrinks. A plain transfer to this contract is sealed too, it
/// only has no payer, reason or day on record.
/// @dev Amounts are in the token's smallest unit, days are UTC days (`timestamp / 86_400`).
interface ISealVault {
    /// @notice `amount` was sealed in the name of `payer`, for `reason` and `ref`, on record for the UTC day `day`.
    event Sealed(
        address indexed payer, bytes32 indexed reason, uint256 indexed ref, uint256 day, uint256 amount
    );

    /// @notice Nothing to seal.
    error ZeroAmount();

    /// @notice Days can be chosen from today to 30 days ahead.
    error DayOutOfRange(uint256 day, uint256 today, uint256 lastDay);

    /// @notice Seal `amount` of the caller's tokens, by allowance (SEAL-2).
    /// @param amount More than zero.
    /// @param reason What for; the protocol uses `"ADVERTISING"` and `"CAPABILITY"`. Anyone may use any
    /// reason: what a shop paid for capabilities is in the registry's events, not here.
    /// @param ref What it is for within the reason. For advertising 广告 the listing's id: the total of a listing and
    /// day is its exposure (SEAL-3).
    /// @param day The UTC day on whose account it goes, from today to 30 days ahead.
    function seal(uint256 amount, bytes32 reason, uint256 ref, uint256 day) external;

    /// @notice `seal` with the caller's ERC-2612 signature.
    function sealWithPermit(uint256 amount, bytes32 reason, uint256 ref, uint256 day, Permit calldata permit)
        external;

    /// @notice Seal `amount` of the caller's tokens in the name of `payer`.
    /// @dev Whoever calls pays: the name is a gift and needs no consent.
    function sealFor(address payer, uint256 amount, bytes32 reason, uint256 ref, uint256 day) external;

    /// @notice The token that is sealed here.
    function token() external view returns (IEcomToken);

    /// @notice How much was sealed in the name of `payer`.
    function sealedBy(address payer) external view returns (uint256);

    /// @notice How much was sealed for `reason`.
    function sealedFor(bytes32 reason) external view returns (uint256);

    /// @notice How much was sealed for `reason` and `ref` on account of the UTC day `day`. Front ends rank by it.
    function sealedOn(bytes32 reason, uint256 day, uint256 ref) external view returns (uint256);

    /// @notice All that is sealed: this contract's balance, plain transfers included.
    function totalSealed() external view returns (uint256);

    /// @notice `totalSupply - totalSealed`.
    function circulatingSupply() external view returns (uint256);

    /// @notice How many days ahead a day can be chosen: 30.
    function MAX_DAYS_AHEAD() external view returns (uint256);
}
