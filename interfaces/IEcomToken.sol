// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";

/// @title Ecom (ECMC), the token of Ecom Chain
/// @notice An ERC-20 with ERC-2612 permit and ERC-5267 domain, 18 decimals. It has no owner, no mint after
/// construction, no burn, pause, blacklist, fee, hook or upgrade (TOK-1). Sealed tokens stay in `totalSupply` (TOK-3).
interface IEcomToken is IERC20Metadata, IERC20Permit, IERC5267 {
    /// @notice The sender's balance is too low.
    error InsufficientBalance();

    /// @notice The owner has not allowed the caller so much.
    error InsufficientAllowance();

    /// @notice ERC-6093: tokens cannot be sent to (or a share minted for) the zero address.
    error ERC20InvalidReceiver(address receiver);

    /// @notice The permit's deadline has passed.
    error PermitExpired();

    /// @notice The permit's signature is not the owner's for these values and the owner's next nonce.
    error InvalidPermit();

    /// @notice 10_000_000_000e18, all of it minted at construction.
    function MAX_SUPPLY() external view returns (uint256);
}
