// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IEcomToken} from "../../interfaces/IEcomToken.sol";
import {Permit} from "../../interfaces/types/Permit.sol";

/// @title How the contracts move Ecom
/// @dev Only the protocol's own token is ever called. It has no hooks and refuses nobody but the zero address, so a
/// payment cannot be blocked by its recipient (COM-5).
library TokenCall {
    /// @notice `payer` has `balance` tokens and allows the calling contract `allowance` of them: not `amount`.
    error PaymentFailed(address payer, uint256 amount, uint256 balance, uint256 allowance);

    /// @notice Move `amount` from `payer`, by its allowance for the calling contract.
    function pull(IEcomToken token, address payer, address to, uint256 amount) internal {
        if (!SafeTransferLib.trySafeTransferFrom(address(token), payer, to, amount)) {
            revert PaymentFailed(payer, amount, token.balanceOf(payer), token.allowance(payer, address(this)));
        }
    }

    /// @notice Pay `amount` out of the calling contract's balance.
    function pay(IEcomToken token, address to, uint256 amount) internal {
        SafeTransferLib.safeTransfer(address(token), to, amount);
    }

    /// @notice Try the caller's ERC-2612 permit for the calling contract.
    function tryPermit(IEcomToken token, Permit calldata permit) internal {
        tryPermitFor(token, address(this), permit);
    }

    /// @notice Try the caller's ERC-2612 permit for `spender`.
    /// @dev It is never required: somebody may have submitted it first, and what counts is the allowance.
    function tryPermitFor(IEcomToken token, address spender, Permit calldata permit) internal {
        try token.permit(
            msg.sender, spender, permit.value, permit.deadline, permit.v, permit.r, permit.s
        ) {} catch {} // solhint-disable-line no-empty-blocks
    }
}
