// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEcomToken} from "../interfaces/IEcomToken.sol";
import {ISplitter} from "../interfaces/ISplitter.sol";
import {Permit} from "../interfaces/types/Permit.sol";
import {Commission} from "./libraries/Commission.sol";
import {TokenCall} from "./libraries/TokenCall.sol";

/// @title The commission formula for anybody
/// @notice See `ISplitter`.
contract Splitter is ISplitter {
    using TokenCall for IEcomToken;

    /// @inheritdoc ISplitter
    IEcomToken public immutable token;

    constructor(IEcomToken token_) {
        token = token_;
    }

    /// @inheritdoc ISplitter
    function split(
        uint256 amount,
        uint16 incentiveBps,
        uint16 closingBps,
        address seller,
        address[] calldata distributors
    ) external {
        _split(amount, incentiveBps, closingBps, seller, distributors);
    }

    /// @inheritdoc ISplitter
    function splitWithPermit(
        uint256 amount,
        uint16 incentiveBps,
        uint16 closingBps,
        address seller,
        address[] calldata distributors,
        Permit calldata permit
    ) external {
        token.tryPermit(permit);
        _split(amount, incentiveBps, closingBps, seller, distributors);
    }

    /// @inheritdoc ISplitter
    function preview(uint256 amount, uint16 incentiveBps, uint16 closingBps, uint256 distributors)
        public
        pure
        returns (uint256 upper, uint256 closing, uint256 toSeller)
    {
        require(amount != 0 && amount <= Commission.MAX_AMOUNT, AmountOutOfRange(amount, Commission.MAX_AMOUNT));
        require(incentiveBps <= Commission.BPS, RateTooHigh(incentiveBps, Commission.BPS));
        require(closingBps <= Commission.BPS, RateTooHigh(closingBps, Commission.BPS));
        require(
            distributors <= Commission.MAX_DISTRIBUTORS,
            TooManyDistributors(distributors, Commission.MAX_DISTRIBUTORS)
        );
        (upper, closing) = Commission.full(amount, incentiveBps, closingBps, distributors);
        toSeller = distributors == 0 ? amount : amount - closing - upper * (distributors - 1);
    }

    function _split(
        uint256 amount,
        uint16 incentiveBps,
        uint16 closingBps,
        address seller,
        address[] calldata distributors
    ) private {
        uint256 n = distributors.length;
        (uint256 upper, uint256 closing, uint256 toSeller) = preview(amount, incentiveBps, closingBps, n);
        emit AmountSplit(msg.sender, seller, amount, upper, closing, n);

        _pay(n, seller, toSeller);
        for (uint256 i; i < n; ++i) {
            _pay(i, distributors[i], i + 1 == n ? closing : upper);
        }
    }

    function _pay(uint256 index, address to, uint256 amount) private {
        require(to != address(0), ZeroPayee(index));
        if (amount != 0) token.pull(msg.sender, to, amount);
    }
}
