// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IMarket} from "./IMarket.sol";
import {IShopRegistry} from "./IShopRegistry.sol";
import {OrderId, ShopId} from "./types/Ids.sol";
import {Permit} from "./types/Permit.sol";

/// @title Vouchers: the seller's consent to orders with a fiat part
/// @notice An order with a fiat part freezes a piece of the seller's stock and budget before any token has moved, so it
/// needs the seller's signature (ORD-1). Anyone may submit it: the submitter pays the token part, if any, and the buyer
/// that the voucher names gets the buyer's rights.
///
/// What is signed is EIP-712 typed data of the domain (`Ecom Vouchers`, `1`, chain, this contract):
/// `Voucher(uint64 listing,uint32 revision,uint8 option,uint96 link,address buyer,uint24 quantity,uint40 deadline,
/// uint256 nonce,uint32 transfers)`, where `transfers` is the shop's transfer counter (SHOP-8): a transfer of the shop
/// voids all that its former owner signed. A change of the listing does so too, by its revision.
/// @dev This contract holds no tokens. OpenZeppelin's `multicall(bytes[])` bundles calls of one sender.
interface IVouchers {
    /// @notice What the seller signs beside the purchase.
    /// @param buyer Who gets the buyer's rights, whoever submits it.
    /// @param deadline The last second in which it can be submitted.
    /// @param nonce Any number that the shop has not used before.
    /// @param signature By the shop's owner at submission: 65 bytes (or 64, ERC-2098), or what its contract accepts
    /// (ERC-1271). An owner with code is asked by ERC-1271 alone, an account that has delegated to code (EIP-7702)
    /// included: what its key signs counts only if that code accepts it.
    struct Voucher {
        address buyer;
        uint40 deadline;
        uint256 nonce;
        bytes signature;
    }

    /// @notice An order was placed with the shop's voucher `nonce`.
    event VoucherUsed(OrderId indexed order, ShopId indexed shop, address indexed submitter, uint256 nonce);

    /// @notice The shop's voucher `nonce` can no longer be used.
    event VoucherRevoked(ShopId indexed shop, uint256 nonce);

    /// @notice The voucher's deadline has passed.
    error VoucherExpired(uint256 deadline, uint256 now_);

    /// @notice The shop has used, or revoked, this nonce.
    error NonceUsed(ShopId shop, uint256 nonce);

    /// @notice The signature is not that of `seller`, the shop's owner now, for exactly this.
    error InvalidVoucher(ShopId shop, address seller, bytes32 digest);

    /// @notice Only the owner of the shop may do this.
    error NotShopOwner(ShopId shop, address caller, address owner);

    /// @notice Place an order with a fiat part for the buyer that the voucher names. Anyone; the caller pays the token
    /// part, if any, by its allowance for the market. The whole commission, as if every level were live, is reserved
    /// from the shop's budget. `purchase.unitPrice` is the token part of a unit.
    function place(IMarket.Purchase calldata purchase, Voucher calldata voucher) external returns (OrderId order);

    /// @notice `place` with the caller's ERC-2612 signature for the market.
    function placeWithPermit(IMarket.Purchase calldata purchase, Voucher calldata voucher, Permit calldata permit)
        external
        returns (OrderId order);

    /// @notice Make a nonce unusable. Only the shop's owner.
    function revoke(ShopId shop, uint256 nonce) external;

    /// @notice Where the orders are placed.
    function market() external view returns (IMarket);

    /// @notice The shops.
    function registry() external view returns (IShopRegistry);

    /// @notice What the owner of the listing's shop has to sign now. The voucher's `signature` is not read.
    function digest(IMarket.Purchase calldata purchase, Voucher calldata voucher) external view returns (bytes32);

    /// @notice Whether the shop has used or revoked the nonce.
    function used(ShopId shop, uint256 nonce) external view returns (bool);
}
