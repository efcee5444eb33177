// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {EIP712} from "solady/utils/EIP712.sol";
import {SignatureCheckerLib} from "solady/utils/SignatureCheckerLib.sol";
import {IMarket} from "../interfaces/IMarket.sol";
import {IShopRegistry} from "../interfaces/IShopRegistry.sol";
import {IVouchers} from "../interfaces/IVouchers.sol";
import {OrderId, ShopId} from "../interfaces/types/Ids.sol";
import {Permit} from "../interfaces/types/Permit.sol";
import {TokenCall} from "./libraries/TokenCall.sol";

/// @title Vouchers
/// @notice See `IVouchers`.
contract Vouchers is IVouchers, EIP712, Multicall {
    bytes32 private constant VOUCHER_TYPEHASH = keccak256(
        "Voucher(uint64 listing,uint32 revision,uint8 option,uint96 link,address buyer,uint24 quantity,uint40 deadline,uint256 nonce,uint32 transfers)"
    );

    /// @inheritdoc IVouchers
    IMarket public immutable market;
    /// @inheritdoc IVouchers
    IShopRegistry public immutable registry;

    mapping(ShopId id => mapping(uint256 page => uint256 bits)) private _used;

    constructor(IMarket market_) {
        market = market_;
        registry = market_.registry();
    }

    /// @inheritdoc IVouchers
    function place(IMarket.Purchase calldata purchase, Voucher calldata voucher) external returns (OrderId) {
        return _place(purchase, voucher);
    }

    /// @inheritdoc IVouchers
    function placeWithPermit(IMarket.Purchase calldata purchase, Voucher calldata voucher, Permit calldata permit)
        external
        returns (OrderId)
    {
        TokenCall.tryPermitFor(market.token(), address(market), permit);
        return _place(purchase, voucher);
    }

    /// @inheritdoc IVouchers
    function revoke(ShopId shop, uint256 nonce) external {
        address owner = registry.ownerOf(ShopId.unwrap(shop));
        require(msg.sender == owner, NotShopOwner(shop, msg.sender, owner));
        _use(shop, nonce);
        emit VoucherRevoked(shop, nonce);
    }

    /// @inheritdoc IVouchers
    function digest(IMarket.Purchase calldata purchase, Voucher calldata voucher) external view returns (bytes32) {
        return _digest(purchase, voucher, registry.shop(purchase.listing.shop()).transfers);
    }

    /// @inheritdoc IVouchers
    function used(ShopId shop, uint256 nonce) external view returns (bool) {
        return (_used[shop][nonce >> 8] >> (nonce & 0xff)) & 1 == 1;
    }

    // Internals

    function _place(IMarket.Purchase calldata purchase, Voucher calldata voucher) private returns (OrderId id) {
        require(block.timestamp <= voucher.deadline, VoucherExpired(voucher.deadline, block.timestamp));
        ShopId shop = purchase.listing.shop();
        IShopRegistry.Shop memory s = registry.shop(shop);
        bytes32 digest_ = _digest(purchase, voucher, s.transfers);
        require(
            SignatureCheckerLib.isValidSignatureNowCalldata(s.owner, digest_, voucher.signature),
            InvalidVoucher(shop, s.owner, digest_)
        );
        _use(shop, voucher.nonce);
        id = market.placeVouched(purchase, voucher.buyer, msg.sender);
        emit VoucherUsed(id, shop, msg.sender, voucher.nonce);
    }

    function _use(ShopId shop, uint256 nonce) private {
        uint256 bit = 1 << (nonce & 0xff);
        uint256 bits = _used[shop][nonce >> 8];
        require(bits & bit == 0, NonceUsed(shop, nonce));
        _used[shop][nonce >> 8] = bits | bit;
    }

    function _digest(IMarket.Purchase calldata purchase, Voucher calldata voucher, uint32 transfers)
        private
        view
        returns (bytes32)
    {
        return _hashTypedData(
            keccak256(
                abi.encode(
                    VOUCHER_TYPEHASH,
                    purchase.listing,
                    purchase.revision,
                    purchase.option,
                    purchase.link,
                    voucher.buyer,
                    purchase.quantity,
                    voucher.deadline,
                    voucher.nonce,
                    transfers
                )
            )
        );
    }

    /// @dev EIP-712.
    function _domainNameAndVersion() internal pure override returns (string memory, string memory) {
        return ("Ecom Vouchers", "1");
    }
}
