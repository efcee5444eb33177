// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "solady/tokens/ERC20.sol";
import {IEcomToken} from "../interfaces/IEcomToken.sol";

/// @title Ecom (ECMC)
/// @notice See `IEcomToken`.
contract EcomToken is ERC20 {
    /// @notice 10_000_000_000e18, all of it minted at construction.
    uint256 public constant MAX_SUPPLY = 10_000_000_000e18;

    /// @notice Mints the shares of the whitepaper's table 发行方案 (TOK-2).
    /// @param presale 早期预售, 35 %.
    /// @param foundation 管理基金会, 20 %.
    /// @param rewards 生态奖励, 25 %.
    /// @param team 创始团队及早期贡献者, 20 %.
    constructor(address presale, address foundation, address rewards, address team) {
        _mint(presale, MAX_SUPPLY * 35 / 100);
        _mint(foundation, MAX_SUPPLY * 20 / 100);
        _mint(rewards, MAX_SUPPLY * 25 / 100);
        _mint(team, MAX_SUPPLY * 20 / 100);
    }

    /// @notice `Ecom`.
    function name() public pure override returns (string memory) {
        return "Ecom";
    }

    /// @notice `ECMC`.
    function symbol() public pure override returns (string memory) {
        return "ECMC";
    }

    /// @notice ERC-5267: the EIP-712 domain of `permit`.
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {
        return (hex"0f", "Ecom", "1", block.chainid, address(this), bytes32(0), new uint256[](0));
    }

    /// @dev Nobody, Uniswap's Permit2 included, has an allowance that its owner did not give.
    function _givePermit2InfiniteAllowance() internal pure override returns (bool) {
        return false;
    }

    /// @dev There is no burning: sealing is the only way out of circulation, and it is on record (TOK-3).
    function _beforeTokenTransfer(address, address to, uint256) internal pure override {
        require(to != address(0), IEcomToken.ERC20InvalidReceiver(to));
    }
}
