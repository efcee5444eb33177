// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title A currency for local networks and tests: its owner mints
contract TestCurrency is ERC20Permit, Ownable {
    uint8 private immutable _decimals;

    constructor(string memory symbol_, uint8 decimals_, address owner_)
        ERC20(symbol_, symbol_)
        ERC20Permit(symbol_)
        Ownable(owner_)
    {
        _decimals = decimals_;
    }

    /// @notice Give somebody money. Only the owner.
    function mint(address to, uint256 amount) external onlyOwner {
        _mint(to, amount);
    }

    /// @notice As it was deployed.
    function decimals() public view override returns (uint8) {
        return _decimals;
    }
}
