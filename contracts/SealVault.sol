// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEcomToken} from "../interfaces/IEcomToken.sol";
import {ISealVault} from "../interfaces/ISealVault.sol";
import {Permit} from "../interfaces/types/Permit.sol";
import {TokenCall} from "./libraries/TokenCall.sol";

/// @title Seal vault 封存
/// @notice See `ISealVault`.
contract SealVault is ISealVault {
    using TokenCall for IEcomToken;

    /// @inheritdoc ISealVault
    uint256 public constant MAX_DAYS_AHEAD = 30;

    /// @inheritdoc ISealVault
    IEcomToken public immutable token;

    /// @inheritdoc ISealVault
    mapping(address payer => uint256) public sealedBy;

    /// @inheritdoc ISealVault
    mapping(bytes32 reason => uint256) public sealedFor;

    /// @inheritdoc ISealVault
    mapping(bytes32 reason => mapping(uint256 day => mapping(uint256 ref => uint256))) public sealedOn;

    constructor(IEcomToken token_) {
        token = token_;
    }

    /// @inheritdoc ISealVault
    function seal(uint256 amount, bytes32 reason, uint256 ref, uint256 day) external {
        _seal(msg.sender, amount, reason, ref, day);
    }

    /// @inheritdoc ISealVault
    function sealWithPermit(uint256 amount, bytes32 reason, uint256 ref, uint256 day, Permit calldata permit)
        external
    {
        token.tryPermit(permit);
        _seal(msg.sender, amount, reason, ref, day);
    }

    /// @inheritdoc ISealVault
    function sealFor(address payer, uint256 amount, bytes32 reason, uint256 ref, uint256 day) external {
        _seal(payer, amount, reason, ref, day);
    }

    /// @inheritdoc ISealVault
    function totalSealed() public view returns (uint256) {
        return token.balanceOf(address(this));
    }

    /// @inheritdoc ISealVault
    function circulatingSupply() external view returns (uint256) {
        return token.totalSupply() - totalSealed();
    }

    function _seal(address payer, uint256 amount, bytes32 reason, uint256 ref, uint256 day) private {
        uint256 today = block.timestamp / 1 days;
        require(amount != 0, ZeroAmount());
        require(
            day >= today && day <= today + MAX_DAYS_AHEAD, DayOutOfRange(day, today, today + MAX_DAYS_AHEAD)
        );

        unchecked {
            // All that was ever sealed is below the supply; an amount beyond it cannot be pulled.
            sealedBy[payer] += amount;
            sealedFor[reason] += amount;
            sealedOn[reason][day][ref] += amount;
        }
        emit Sealed(payer, reason, ref, day, amount);

        token.pull(msg.sender, address(this), amount);
    }
}
